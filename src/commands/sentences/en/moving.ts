/** Covers, valves, locks, and what runs. */
export const moving = {
  expansion_rules: {
    open: "(open|raise|lift|roll up|pull up|wind up|crank up|draw up|hoist|extend|unfurl|unroll)",
    close: "(close|shut|lower|drop|roll down|pull down|wind down|let down|draw|retract|furl)",
    // Verbs that say nothing of the way without their particle: "pull the blinds up".
    pull: "(roll|pull|wind|crank|put|move|bring|get|let|draw|slide|push)",
    fully: "(all the way|the whole way|right|fully|completely|entirely)",
  },
  intents: {
    open: {
      data: [
        {
          sentences: [
            "<open> [up] <target> [(again|back up)] [<for_long>]",
            "open <target> up",
            "<pull> <target> [<fully>] (up|open) [again]",
            "<pull> <sorts> (up|open|back|apart) <place>",
            "<pull> (up|open) <target>",
            "(pull|draw|slide|push) <target> (back|apart)",
            "<open> <target> (<fully>|wide) [(up|open)]",
            "(fully|completely) <open> <target>",
            "(keep|leave|hold) <target> open [<for_long>]",
            "(crack|push|prop|slide|swing|throw|fling|have|need|want) <target> (open|opened)",
            "(swing|throw|fling|crack) open <target>",
            "let [some] (air|light) in through <target>",
            "ventilate through <target>",
            "<sorts> (up|open) [<place>]",
          ],
        },
        {
          sentences: ["([<the>] <called>|<several>) (up|open) [<place>]"],
          requires_context: { domain: ["cover", "valve"] },
          metadata: { isVerbless: true },
        },
        { sentences: ["open [up] [<all>] <where>"], slots: { domain: "cover" } },
      ],
    },
    close: {
      data: [
        {
          sentences: [
            "<close> <target> [(again|down)]",
            "(close|shut) <target> up",
            "<pull> <target> [<fully>] (down|shut|closed|to) [again]",
            "<pull> <sorts> (down|shut|closed|to) <place>",
            "<pull> down <target>",
            "(swing|slam|have|need|want) <target> (shut|closed|to)",
            "(swing|slam) (shut|closed) <target>",
            "<sorts> (down|shut|closed) [<place>]",
            "<close> <target> <fully> [(down|shut|closed)]",
            "(fully|completely) <close> <target>",
            "(keep|leave|hold) <target> (closed|shut)",
          ],
        },
        {
          sentences: ["[<the>] <called> (down|shut|closed) [<place>]"],
          requires_context: { domain: ["cover", "valve"] },
          metadata: { isVerbless: true },
        },
        { sentences: ["(close|shut) [up] [<all>] <where>"], slots: { domain: "cover" } },
      ],
    },
    lock: { data: [{ sentences: ["(lock|bolt|latch) [up] <target>", "lock <target> up"] }] },
    unlock: { data: [{ sentences: ["(unlock|unbolt|unlatch) <target>"] }] },
    stop: {
      data: [
        {
          sentences: [
            "(stop|halt|freeze) [moving] <target>",
            "stop <target> from (moving|running)",
            "(stop|halt) [(running|watering|irrigating)] <target>",
            "(get|have|need|want|like) <target> (stopped|halted)",
            "<target> (needs|need|wants|want) (stopping|halting|to stop)",
            "take <target> out of (operation|service|use|action)",
            "bring <target> to a (stop|halt|standstill)",
          ],
        },
        {
          sentences: [
            "(stop|quit|cease) (watering|irrigating) [<all>] <where>",
            "(stop|cut|turn off|shut off|switch off) [the] water <place>",
          ],
          slots: { deviceClass: "sprinkler" },
        },
      ],
    },
    start: {
      data: [
        {
          sentences: [
            "(start|run|launch|begin|kick off|start up|restart) <target> [<for_long>]",
            "(start|run) <target> up [<for_long>]",
            "(get|set|have|need|want) <target> (going|running|started|working|to work) [<for_long>]",
            "<target> (needs|need|wants|want) (starting|to start|to run)",
            "give <target> a (go|run|whirl|spin|start)",
            "kick <target> off",
            "(water|irrigate|sprinkle) <named> [<for_long>]",
            "(start|begin) (watering|irrigating|pumping with|running|cleaning with) <named> [<for_long>]",
            "(activate|start|run|set|apply|change to|switch to|transition to) [the] scene [<the>] {name}",
            "(turn|switch|put) [<the>] {name} (scene|script|program|programme|routine) on",
            "(activate|start|run|set|apply|change to|switch to|transition to|play) [<the>] {name} (scene|script|program|programme|routine|mode)",
            "<named> <for_long>",
            "for {duration} (start|run|water) <named>",
          ],
        },
        {
          sentences: [
            "(change|switch|transition|go) to [<the>] {name}",
            "(set|put) [<the>] {name}",
            "[<the>] {name}",
          ],
          requires_context: { domain: "scene" },
        },
        {
          sentences: [
            "(water|irrigate) [<all>] <where> [<for_long>]",
            "(turn|switch|put) on [the] water <place> [<for_long>]",
          ],
          slots: { deviceClass: "sprinkler" },
        },
      ],
    },
  },
} as const;
