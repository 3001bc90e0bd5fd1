/** Covers, valves, locks, and what runs. */
export const moving = {
  expansion_rules: {
    open: "(open|raise|lift|roll up|pull up|wind up)",
    close: "(close|shut|lower|roll down|pull down|wind down|draw)",
  },
  intents: {
    open: {
      data: [
        {
          sentences: [
            "<open> [up] <target> [(again|back up)] [<for_long>]",
            "open <target> up",
            "(roll|pull|wind|put|move|bring) <target> up",
            "let [some] (air|light) in through <target>",
            "ventilate through <target>",
          ],
        },
      ],
    },
    close: {
      data: [
        {
          sentences: [
            "<close> <target> [again]",
            "(roll|pull|wind|put|move|bring) <target> down",
            "close <target> up",
          ],
        },
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
          ],
        },
      ],
    },
    start: {
      data: [
        {
          sentences: [
            "(start|run|launch|begin|kick off|start up|restart) <target> [<for_long>]",
            "(start|run) <target> up [<for_long>]",
            "(get|set) <target> (going|running|started|to work) [<for_long>]",
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
          sentences: ["(change|switch|transition|go) to [<the>] {name}", "(set|put) [<the>] {name}"],
          requires_context: { domain: "scene" },
        },
        {
          sentences: ["(water|irrigate) [<all>] <where> [<for_long>]"],
          slots: { deviceClass: "sprinkler" },
        },
      ],
    },
  },
} as const;
