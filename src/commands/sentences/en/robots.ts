/** Robots that go, fetch, bring, look and follow. */
export const robots = {
  expansion_rules: {
    robot: "([<the>] {robot_words:domain}|[<the>] {name})",
    // Said to a robot by name, a place may be one that only the robot knows.
    off: "(out|over|across|up|down|off|back)",
    to_place: "(to|into|over to|towards|through to) [<the>] ({area}|{any_place:area})",
    from_place: "(from|in|on|at|out of|inside) [<the>] ({area}|{any_place:area})",
    fetch: "(bring|fetch|get|grab|retrieve|hand)",
    deliver: "(take|deliver|carry|bring|transport|move|give|put|place)",
    find: "(find|look for|search for|locate|seek)",
  },
  lists: {
    any_item: { wildcard: true },
    any_place: { wildcard: true },
    any_person: { wildcard: true },
    robot_words: { values: [{ in: "(robot|robots|bot)", out: "robot" }] },
    me: { values: [{ in: "(me|us)", out: "me" }] },
  },
  intents: {
    robotGo: {
      data: [
        {
          sentences: [
            "(send|drive|move|navigate|guide|direct) <robot> <to_place>",
            "<robot> [please] (go|drive|move|navigate|come|run|head|fly) [<off>] <to_place>",
            "(have|let|make|tell|ask|get) <robot> [to] (go|drive|move|navigate|come|head|fly) [<off>] <to_place>",
          ],
        },
        {
          sentences: [
            "(go|drive|navigate|head|move) (to|into|over to) [<the>] {area}",
            "come (to|into) [<the>] {area}",
          ],
          slots: { domain: "robot" },
        },
        {
          sentences: [
            "<robot> come [over] (here|to {me:person})",
            "(send|call) <robot> [over] (here|to {me:person})",
          ],
          slots: { person: "me" },
        },
        { sentences: ["come [over] here", "come to me"], slots: { domain: "robot", person: "me" } },
      ],
    },
    robotBring: {
      data: [
        {
          sentences: [
            "<fetch> {me:person} [(the|a|an|my|some)] {any_item:item}",
            "<fetch> {me:person} [(the|a|an|my|some)] {any_item:item} <from_place>",
            "(bring|fetch|get|hand) [(the|a|an|my|some)] {any_item:item} (over to|to) {me:person}",
            "(bring|fetch|grab|retrieve) [(the|a|an|my|some)] {any_item:item} from [<the>] ({area}|{any_place:area})",
            "fetch [(the|a|an|my|some)] {any_item:item}",
          ],
          slots: { domain: "robot" },
        },
        {
          sentences: [
            "<robot> [please] <fetch> [{me:person}] [(the|a|an|my|some)] {any_item:item} [<from_place>]",
            "(have|let|make|tell|ask) <robot> [to] <fetch> [{me:person}] [(the|a|an|my|some)] {any_item:item} [<from_place>]",
            "send <robot> to <fetch> [{me:person}] [(the|a|an|my|some)] {any_item:item} [<from_place>]",
          ],
        },
      ],
    },
    robotDeliver: {
      data: [
        {
          sentences: [
            "(take|deliver|carry|bring|transport) [(the|a|an|my|this|that|these)] {any_item:item} (to|into|over to) [<the>] {area}",
            "(take|deliver|carry|bring|transport) [(the|a|an|my)] {any_item:item} from [<the>] ({area:from}|{any_place:from}) (to|into) [<the>] ({area}|{any_place:area})",
            "deliver [(the|a|an|my|this|that|these)] {any_item:item} to {any_person:person}",
          ],
          slots: { domain: "robot" },
        },
        {
          sentences: [
            "<robot> [please] <deliver> [(the|a|an|my|this|that)] {any_item:item} <to_place>",
            "(have|let|make|tell|ask) <robot> [to] <deliver> [(the|a|an|my|this|that)] {any_item:item} <to_place>",
            "send <robot> [with] [(the|a|an|my)] {any_item:item} <to_place>",
          ],
        },
      ],
    },
    robotFind: {
      data: [
        {
          sentences: [
            "<find> [(the|my|a|an|our)] {any_item:item} (in|on|at|inside) [<the>] {area}",
            "<find> (my|our) {any_item:item}",
          ],
          slots: { domain: "robot" },
        },
        {
          sentences: [
            "<robot> [please] <find> [(the|my|a|an|our)] {any_item:item} [<from_place>]",
            "(have|let|make|tell|ask) <robot> [to] <find> [(the|my|a|an|our)] {any_item:item} [<from_place>]",
            "send <robot> to <find> [(the|my|a|an|our)] {any_item:item} [<from_place>]",
          ],
        },
      ],
    },
    robotFollow: {
      data: [
        {
          sentences: ["follow {me:person}", "(come with|stay with|walk with) {me:person}"],
          slots: { domain: "robot" },
        },
        {
          sentences: [
            "<robot> [please] (follow|accompany|come with) ({me:person}|{any_person:person})",
            "(have|let|make|tell|ask) <robot> [to] (follow|accompany) ({me:person}|{any_person:person})",
            "<robot> [please] (guide|lead|escort|show) ({me:person}|{any_person:person}) <to_place>",
          ],
        },
        {
          sentences: [
            "(guide|lead|escort|take) {me:person} (to|into) [<the>] {area}",
            "(guide|lead|escort) {any_person:person} (to|into) [<the>] {area}",
          ],
          slots: { domain: "robot" },
        },
      ],
    },
  },
} as const;
