/** On, off and toggle. */
export const switching = {
  expansion_rules: {
    turn: "(<turn_plain>|set)",
    // "Set off the alarm" is the opposite of turning it off.
    turn_plain: "(turn|switch|put|power|bring|flip|get|leave|keep|hold)",
  },
  intents: {
    turnOn: {
      data: [
        {
          sentences: [
            "<turn> on <target> [<for_long>]",
            "<turn> <target> [back] on [again] [<for_long>]",
            "<turn> <sorts> on <place> [<for_long>]",
            "<turn> on <place> <sorts>",
            "<target> on [<for_long>]",
            "<sorts> on <place>",
            "(activate|enable|energise|energize|power up|fire up|wake [up]) <target>",
            "(light up|illuminate) <named>",
            "(make sure|ensure|see to it) [that] <target> (is|are) on",
          ],
        },
        {
          sentences: ["(set off|sound|trigger) [<the>] {name}"],
          requires_context: { domain: "siren" },
        },
        {
          sentences: [
            "(light up|illuminate) <where>",
            "(light up|illuminate) [it] {here_words:here}",
            "light [it] up",
            "lights [on] <place>",
            "let there be light {here_words:here}",
          ],
          slots: { domain: "light" },
        },
      ],
    },
    turnOff: {
      data: [
        {
          sentences: [
            "(<turn_plain>|shut|cut) off <target> [<for_long>]",
            "(<turn>|shut|cut) <target> [back] off [again] [<for_long>]",
            "<turn> <sorts> off <place> [<for_long>]",
            "<target> off [<for_long>]",
            "<sorts> off <place>",
            "<sorts> off (but|and) leave <spared> [(on|alone|as (it is|they are))]",
            "{everything_words:all} off [<place>]",
            "(<turn>|shut|cut) {everything_words:all} off <place>",
            "(make sure|ensure|see to it) [that] <target> (is|are) off",
            "(<turn>|shut|cut) <sorts> off (but|and) leave <spared> [(on|alone|as (it is|they are))]",
            "(deactivate|disable|power down|kill|cut [the] power to|shut down) <target>",
          ],
        },
        {
          // What is shut down and cannot be closed.
          sentences: ["(shut|power) [<the>] <called> down"],
          requires_context: {
            domain: [
              "machine",
              "pump",
              "conveyor",
              "fan",
              "climate",
              "switch",
              "media",
              "robot",
              "humidifier",
            ],
          },
        },
        { sentences: ["[<all>] lights out [<place>]", "<where> lights out"], slots: { domain: "light" } },
      ],
    },
    toggle: { data: [{ sentences: ["(toggle|flip) <target>", "(toggle|flip) <sorts> <place>"] }] },
  },
} as const;
