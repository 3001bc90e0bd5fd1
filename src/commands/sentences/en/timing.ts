/** Countdown timers. */
export const timing = {
  expansion_rules: {
    timers: "(timer|timers|countdown|countdowns)",
    my: "(the|my|our|a|an|that|this)",
    // Which timer: by name, by place, by the length it was set to, by position.
    which_timer:
      "([<my>] <timers>|[<my>] {duration:length} <timers>|[<my>] <timers> (for|of|over) {duration:length}|[<my>] {area} <timers>|[<my>] <timers> (in|for|from) [<the>] {area}|[<my>] {any_label:label} <timers>|[<my>] <timers> (named|called|labelled|for) [the] {any_label:label}|[<my>] {position_words:ordinal} <timers>)",
    all_timers:
      "({every_timer:all} [of] [<my>] <timers>|{every_timer:all} [of] [<my>] {area} <timers>|{every_timer:all} [of] [<my>] <timers> (in|for) [<the>] {area})",
    set_timer: "(set|start|make|create|put on|begin|run|give me|add|new)",
    time_left:
      "(how much time [(is|do i have|have i)] [left]|how long [(is|do i have|have i)] [left]|how many minutes [are] [left]|[how much] time left|(what is|whats) [the] time left|what is left|when is)",
  },
  lists: {
    any_label: { wildcard: true },
    every_timer: { values: [{ in: "(all|every|each|both)", out: "all" }] },
    position_words: {
      values: [
        { in: "(first|1st|oldest)", out: 1 },
        { in: "(second|2nd)", out: 2 },
        { in: "(third|3rd)", out: 3 },
        { in: "(fourth|4th)", out: 4 },
        { in: "(last|latest|newest)", out: -1 },
      ],
    },
  },
  intents: {
    timerStart: {
      data: [
        {
          sentences: [
            "[<set_timer>] [<my>] timer (for|of|to|with|over) {duration}",
            "[<set_timer>] [<my>] {duration} (timer|countdown)",
            "[<set_timer>] [<my>] countdown (for|of|from) {duration}",
            "[<set_timer>] [<my>] timer {duration}",
            "(time|count down|countdown) {duration}",
            "(notify|alert|ping|tell|call) me (in|after) {duration}",
            "wake me [up] (in|after) {duration}",
          ],
        },
        {
          sentences: [
            "[<set_timer>] [<my>] {duration} (timer|countdown) (named|called|labelled|for) [(the|my)] {any_label:label}",
            "[<set_timer>] [<my>] timer (for|of) {duration} (named|called|labelled|for) [(the|my)] {any_label:label}",
            "[<set_timer>] [<my>] timer (named|called|labelled|for) [(the|my)] {any_label:label} (for|of|over|at) {duration}",
            "[<set_timer>] [<my>] {any_label:label} timer (for|of|to|with) {duration}",
            "[<set_timer>] [<my>] {duration} {any_label:label} timer",
          ],
        },
      ],
    },
    timerCancel: {
      data: [
        {
          sentences: [
            "(cancel|stop|end|delete|remove|clear|kill|abort|turn off|switch off|drop|dismiss) (<which_timer>|<all_timers>)",
            "turn (<which_timer>|<all_timers>) off",
            "(forget|never mind) (about|) <which_timer>",
            "i do not need <which_timer> any (more|longer)",
          ],
        },
      ],
    },
    timerPause: {
      data: [
        {
          sentences: [
            "(pause|hold|freeze|halt|suspend) (<which_timer>|<all_timers>)",
            "put <which_timer> on hold",
          ],
        },
      ],
    },
    timerResume: {
      data: [
        {
          sentences: [
            "(resume|unpause|continue|restart|go on with|carry on with) (<which_timer>|<all_timers>)",
            "let <which_timer> (go on|continue|run)",
          ],
        },
      ],
    },
    timerChange: {
      data: [
        {
          sentences: [
            "(add|put|give) [(another|an extra|an additional)] {duration} [more] (to|on|onto) <which_timer>",
            "(increase|extend|lengthen|prolong|make) <which_timer> [longer] by {duration}",
            "(give|add) <which_timer> [(another|an extra)] {duration} [more]",
            "(add|give me|i need) [(another|an extra)] {duration} (more|longer|extra)",
            "{duration} more (on|for) <which_timer>",
          ],
          slots: { direction: "more" },
        },
        {
          sentences: [
            "(remove|subtract|take|cut|deduct|knock) [(away|off)] {duration} [(off|away)] (from|off|of) <which_timer>",
            "(decrease|reduce|shorten|make) <which_timer> [shorter] by {duration}",
            "{duration} less (on|for) <which_timer>",
          ],
          slots: { direction: "less" },
        },
      ],
    },
    timerQuery: {
      data: [
        {
          sentences: [
            "<time_left> [left] [(on|for|of|in|with)] (<which_timer>|<all_timers>) [over|done|up|finished]",
            "how (much|long) (time|more|longer) [(is|does)] [left] [(on|for)] <which_timer> [(have|got|need)] [left]",
            "how (much time|long) does <which_timer> (have|still have|got) [left]",
            "how long until <which_timer> (is over|is done|goes off|rings|ends|is up)",
            "when (does|will|is) <which_timer> (go off|ring|end|finish|over|done|up)",
            "(status|state) of (<which_timer>|<all_timers>)",
            "<which_timer> status",
            "(check|show [me]|list|read) (<which_timer>|<all_timers>)",
            "(what|which|how many) timers (are|do i have|have i) [(there|set|running|on|active)]",
            "(are there|do i have|have i got|is there) (any|a) (timer|timers) [(set|running|on)]",
            "is <which_timer> (done|over|up|finished|running|still running)",
          ],
        },
        {
          sentences: [
            "how (much time|much longer|many minutes) (is|are|do i have) [left|to go]",
            "how long is left",
            "how long (have i|do i have) [left|to go]",
          ],
        },
      ],
    },
  },
} as const;
