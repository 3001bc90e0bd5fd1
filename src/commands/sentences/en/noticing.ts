/** Questions about what sensors notice: leaks, jams, people. */
export const noticing = {
  expansion_rules: {
    people: "(someone|anyone|anybody|somebody|people)",
    movement: "(motion|movement|activity|<people>)",
    near: "(in|on|at|under|by|near|with|beneath|below|underneath|around)",
  },
  lists: {
    noticed: {
      values: [
        { in: "(jammed [up]|jamming|stuck|blocked|clogged [up]|gummed up)", out: "jammed" },
        { in: "(leaking|leaky|flooded|flooding|dripping|wet)", out: "wet" },
        { in: "dry", out: "dry" },
        { in: "(occupied|in use)", out: "motion" },
        { in: "(empty|unoccupied|vacant|deserted)", out: "clear" },
      ],
    },
    trouble: {
      values: [
        { in: "(jam[s]|blockage[s]|jam up)", out: "jammed" },
        { in: "(leak[s]|water leak[s]|flood[s]|water on the floor)", out: "wet" },
        { in: "(smoke|fire)", out: "smoke" },
      ],
    },
    troubled: {
      values: [
        {
          in: "(jam|jammed|get jammed|got jammed|get stuck|got stuck|block|blocked|get blocked|got blocked|clog|clogged)",
          out: "jammed",
        },
        { in: "(leak|leaked|flood|flooded|spring a leak|sprung a leak|drip|dripped)", out: "wet" },
      ],
    },
  },
  intents: {
    queryState: {
      data: [
        {
          sentences: [
            "<be> (<held>|<where>) [(still|all)] {noticed:state} [<place>]",
            "<be> <named> (still|all) {noticed:state}",
            "(has|have) <about> (sprung|got|developed|had) [a|an] {trouble:state}",
            "<be> there [(a|any|another)] {trouble:state} [<place>]",
            "<be> there [(a|any|another)] {trouble:state} <near> <about>",
          ],
        },
        {
          sentences: ["(has|have) <about> (jammed|got jammed|got stuck|got blocked|clogged) [up] [again]"],
          slots: { state: "jammed" },
        },
        {
          sentences: [
            "<be> there [any] water (on|in) (<where> [floor]|the floor) [<place>]",
            "<be> there [any] water (on|in) the floor (of|in) <where>",
          ],
          slots: { state: "wet", deviceClass: "leak" },
        },
      ],
    },
    queryLastTime: {
      data: [
        {
          sentences: [
            "when <did> <about> last {troubled:event} <when>",
            "when <did> <about> {troubled:event} [last] <when>",
            "when was the last {trouble:event} [<place>] <when>",
            "when was the last {trouble:event} <near> <about> <when>",
          ],
        },
      ],
    },
    queryHowLong: {
      data: [
        {
          sentences: [
            "[for] how long (has|had|was|is) <about> [been] {noticed:event} [for] <when>",
            "since when (has|is) <about> [been] {noticed:event}",
          ],
        },
      ],
    },
    queryHowOften: {
      data: [
        {
          sentences: [
            "(how many times|how often) <did> <about> [(been|get|got)] {troubled:event} <when>",
            "how many {trouble:event} (were|was|have|has|did) (there|we had|we have|we get|been) [(<place>|<near> <about>)] <when>",
          ],
        },
        {
          sentences: [
            "(was|were|has|have|had) there [been] [any] [sign of] <movement> <place> {period}",
            "(was|were|has|have) <people> [been] <place> {period}",
            "(was|were|did) <people> (in|enter|come into|go into) <where> {period}",
          ],
          slots: { event: "motion", deviceClass: "motion" },
          metadata: { isWhether: true },
        },
        {
          sentences: [
            "(has|have|had|did|was|were) <about> [(been|get|got)] {troubled:event} [at all] {period}",
            "(was|were|has|have) there [been] [(a|any)] {trouble:event} [(<place>|<near> <about>)] {period}",
            "(has|have|had|was|were|did) <named> [been] {event} [at all] {period}",
            "(has|have|had|did) (someone|anyone|anybody|somebody|we|i|you) {event} <named> {period}",
          ],
          metadata: { isWhether: true },
        },
      ],
    },
  },
} as const;
