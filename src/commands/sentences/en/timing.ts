/** Countdown timers, alarms and reminders. */
export const timing = {
  expansion_rules: {
    timers: "(timer|timers|countdown|countdowns)",
    my: "(the|my|our|a|an|that|this)",
    // Which timer: by name, by place, by the length it was set to, by position.
    which_timer:
      "([<my>] <timers>|[<my>] {duration:length} <timers>|[<my>] <timers> (for|of|over) {duration:length}|[<my>] {area} <timers>|[<my>] <timers> (in|for|from) [<the>] {area}|[<my>] {any_label:label} <timers>|[<my>] <timers> (named|called|labelled|for) [the] {any_label:label}|[<my>] {position_words:ordinal} <timers>)",
    all_timers:
      "({every_timer:all} [of] [<my>] <timers>|{every_timer:all} [of] [<my>] {area} <timers>|{every_timer:all} [of] [<my>] <timers> (in|for) [<the>] {area})",
    whom: "({me:person}|{any_person:person})",
    set_timer: "(set|start|make|create|put on|begin|run|give me|add|new)",
    time_left:
      "(how much time [(is|do i have|have i)] [left]|how long [(is|do i have|have i)] [left]|how many minutes [are] [left]|[how much] time left|(what is|whats) [the] time left|what is left|whats left|when is)",
  },
  lists: {
    any_label: { wildcard: true },
    any_message: { wildcard: true },
    any_person: { wildcard: true },
    when: { reader: "when" },
    hour: { range: { from: 0, to: 24 } },
    me: { values: [{ in: "(me|us|myself)", out: "me" }] },
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
            "(<drop>|stop|end|turn off|switch off|dismiss) (<which_timer>|<all_timers>)",
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
            "{duration} more (on|for) (<which_timer>|it|that|this)",
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
    alarmSet: {
      data: [
        {
          sentences: [
            "(wake me|wake us) [up] {when:time}",
            "[(set|make|create|put on|add|i need)] [<my>] [new] (alarm|alarm clock|wake up call) [(for|to)] {when:time}",
            "[(set|make|create|add)] [<my>] [new] (alarm|alarm clock) (for|at|to) {hour:time}",
            "(wake me|wake us) [up] (at|by) {hour:time}",
            "(set|make|create) [<my>] {when:time} alarm",
            "(get me up|i (need|have|want) to (get|wake) up) {when:time}",
          ],
        },
        {
          sentences: [
            "[(set|make|create|add)] [<my>] alarm (named|called|labelled) {any_label:label} [(for|to)] {when:time}",
            "[(set|make|create|add)] [<my>] alarm [(for|to)] {when:time} (named|called|labelled) {any_label:label}",
            "[(set|make|create|add)] [<my>] alarm to {any_label:label} {when:time}",
          ],
        },
      ],
    },
    alarmCancel: {
      data: [
        {
          sentences: [
            "(<drop>|turn off|switch off|disable|stop) [<my>] [(next|wake up)] (alarm clock|alarm|wake up call) [{when:time}]",
            "(<drop>|turn off|switch off|disable) [<my>] alarm (for|at) ({when:time}|{hour:time})",
            "(<drop>|turn off|switch off|disable) [<my>] ({when:time}|{hour:time}) alarm",
            "(<drop>|turn off|switch off|disable) [<my>] alarm (named|called) {any_label:label}",
            "(<drop>|turn off|disable) [<my>] {position_words:ordinal} alarm",
            "(do not|dont) wake me [up] [{when:time}]",
          ],
        },
        {
          sentences: ["(<drop>|turn off|disable) {every_timer:all} [of] [<my>] alarms"],
        },
      ],
    },
    alarmQuery: {
      data: [
        {
          sentences: [
            "(what|which|how many) alarms (are there|are set|do i have|have i [set]|do i have set) [{when:time}]",
            "(list|show [me]|read [out]|tell me|check|what are) [<my>] alarms",
            "(when|what time|for when|for what time) is [<my>] [next] alarm [set] [(for|to)]",
            "(is there|do i have|have i [set]|did i set) (an|any|a) alarm[s] [set] [for] [{when:time}]",
            "what time (will you|do you|are you going to) wake me [up]",
          ],
        },
      ],
    },
    reminderSet: {
      data: [
        {
          sentences: [
            "remind <whom> {when:time} [to] {any_message:message}",
            "remind <whom> {when:time} (that|about|of) {any_message:message}",
            "remind <whom> [to] {any_message:message} {when:time}",
            "remind <whom> (that|about|of) {any_message:message} {when:time}",
            "(set|make|create|add) [<my>] reminder {when:time} (to|that|about|for) {any_message:message}",
            "(set|make|create|add) [<my>] reminder (to|that|about|for) {any_message:message} {when:time}",
            "{when:time} remind <whom> [(to|that|about|of)] {any_message:message}",
            "(do not|dont) let me forget [to] {any_message:message} {when:time}",
          ],
        },
        {
          sentences: [
            "remind <whom> [(to|that|about|of)] {any_message:message}",
            "(set|make|create|add) [<my>] reminder [(to|that|about|for)] {any_message:message}",
          ],
        },
      ],
    },
    reminderCancel: {
      data: [
        {
          sentences: [
            "<drop> [<my>] [{position_words:ordinal}] reminder",
            "<drop> [<my>] reminder (to|that|about|for|of) {any_message:message}",
            "<drop> [<my>] {any_message:message} reminder",
            "<drop> [<my>] reminder {when:time}",
            "(do not|dont) remind me (to|about|of) {any_message:message}",
          ],
        },
        { sentences: ["<drop> {every_timer:all} [of] [<my>] reminders"] },
      ],
    },
    reminderQuery: {
      data: [
        {
          sentences: [
            "(what|which|how many) reminders (are there|are set|do i have|have i [set]|do i have set) [{when:time}]",
            "(list|show [me]|read [out]|tell me|check|what are) [<my>] reminders [{when:time}]",
            "(is there|do i have|have i got) (anything|something) to remember [{when:time}]",
            "(is there|do i have|have i got|are there) (a|any) reminder[s] [{when:time}]",
            "what (do i need|did i want) to (remember|be reminded of) [{when:time}]",
          ],
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
            "how (much time|long|much longer) (has|have) [<my>] {any_label:label} [still] got [left] [to go]",
            "how (is|are) [<my>] {any_label:label} [doing] for time",
            "how long until <which_timer> (is over|is done|goes off|rings|ends|is up)",
            "when (does|will|is) <which_timer> (go off|ring|end|finish|over|done|up)",
            "(status|state) of (<which_timer>|<all_timers>)",
            "<which_timer> status",
            "(check|show [me]|list|read) (<which_timer>|<all_timers>)",
            "(what|which|how many) timers (are|do i have|have i) [(there|set|running|on|active)]",
            "any (timer|timers) [still] [(set|running|on|going|active|left)]",
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
