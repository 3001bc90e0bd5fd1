/** Word to people in the building, and shifts that hand over. */
export const people = {
  expansion_rules: {
    to_whom:
      "({person_words:person}|[<the>] {area}|[<the>] {floor}|{person_words:person} <in> [<the>] ({area}|{floor}))",
    say_to: "(announce|broadcast|proclaim)",
    shift_of: "[(on|at|of|for|in)] [<the>] [{area}]",
    shift_kind: "(shift|early shift|late shift|night shift|day shift|morning shift|evening shift|turn)",
  },
  lists: {
    any_message: { wildcard: true },
    any_person: { wildcard: true },
    person_words: {
      values: [
        { in: "(everyone|everybody|all|all of you|them all|people|the people)", out: "everyone" },
        { in: "(the|my|our) (kids|children)", out: "the kids" },
        { in: "(the|my|our) family", out: "the family" },
        { in: "(the|my|our) (team|crew|staff|workers|operators)", out: "the team" },
        { in: "(the|my|our) guests", out: "the guests" },
      ],
    },
  },
  intents: {
    announce: {
      data: [
        {
          sentences: [
            "<say_to> [(that|saying)] {any_message:message}",
            "(make|send) an announcement [(that|saying)] {any_message:message}",
            "(tell|inform|let|notify) <to_whom> [know] that {any_message:message}",
            "tell {person_words:person} {any_message:message}",
            "(say|announce|broadcast) {any_message:message} (to|in|on) <to_whom>",
            "<say_to> (to|in|on|for) <to_whom> [(that|saying)] {any_message:message}",
            "(say|announce|broadcast) {any_message:message} everywhere",
            "call everyone (to|for) {any_message:message}",
          ],
        },
      ],
    },
    acknowledge: {
      data: [
        {
          sentences: [
            "(acknowledge|ack|confirm|accept) [<the>] [{all_alarms:all}] [(open|new|current|last)] (alarm|alarms|incident|incidents|alert|alerts|fault|faults|warning|warnings|problem|problems) [<place>]",
            "(acknowledge|ack) [<the>] [(alarm|incident|alert|fault|warning)] (on|of|at|for|with|from) [<the>] ({name}|{area})",
            "(acknowledge|ack) [<the>] ({name}|{area}) [(alarm|incident|alert|fault|warning)]",
            "(acknowledge|acknowledged|ack|noted|i have seen it|ive seen it|i saw it|roger)",
            "(acknowledge|ack) (it|that|this|them|that one|this one)",
            "(i am|im|we are|were) [(already|now)] (on it|dealing with it|taking care of it|looking (into|at) it|handling it) [<place>]",
            "(i|we) (will|have) (take|taken) care of (it|that|the (alarm|incident|problem|fault)) [<place>]",
            "(i|we) (have|) (seen|saw|noticed) the (alarm|incident|problem|fault|alert|warning) [<place>]",
            "mark the (alarm|incident|alert|fault) [<place>] as (seen|acknowledged|known)",
          ],
          lists: { all_alarms: { values: [{ in: "(all|every) [of] [the]", out: "all" }] } },
        },
      ],
    },
    shiftStart: {
      data: [
        {
          sentences: [
            "(start|begin|open|log) [the] [(my|our|a)] <shift_kind> <shift_of>",
            "[(my|our|the)] <shift_kind> <shift_of> (starts|begins|started|start|begin|has started|has begun)",
            "[the] [(my|our)] <shift_kind> <shift_of> (is starting|is beginning|starts now)",
            "(clock|sign|log) (me|us) (in|on) [for (my|our|the) <shift_kind>] <shift_of>",
            "i am (taking over|starting|on duty|coming on) [(the|my|this)] [<shift_kind>] <shift_of>",
            "im (taking over|starting|on duty|coming on) [(the|my|this)] [<shift_kind>] <shift_of>",
            "(we|i) take over <shift_of>",
          ],
        },
        {
          sentences: [
            "{any_person:person} (takes over|starts (the|a|his|her|their) <shift_kind>) [(on|at) [<the>] {area}]",
          ],
        },
      ],
    },
    shiftEnd: {
      data: [
        {
          sentences: [
            "(end|finish|close|stop) [the] [(my|our)] <shift_kind> <shift_of>",
            "[(my|our|the)] <shift_kind> <shift_of> (ends|is over|is done|ended|finished|end|has ended)",
            "[the] [(my|our)] <shift_kind> <shift_of> (is over|is ending|is done|ends now|ends)",
            "(clock|sign|log) (me|us) (out|off) [for the (day|night)] <shift_of>",
            "(i am|im|we are|were) (done|finished|off|off duty|handing over|going off) [(for (today|tonight)|with [(the|my|our)] <shift_kind>)] <shift_of>",
            "hand over [(the|my|our)] [<shift_kind>] <shift_of>",
          ],
        },
        {
          sentences: [
            "(end|finish|close|hand over) [the] [(my|our)] <shift_kind> (with|and leave|and) [(the|a)] note [(that|saying)] {any_message:message}",
            "hand over note [(that|saying)] {any_message:message}",
          ],
        },
      ],
    },
  },
} as const;
