/** On, off and toggle. */
export const switching = {
  expansion_rules: {
    turn: "(<turn_plain>|set)",
    // "Set off the alarm" is the opposite of turning it off.
    turn_plain: "(turn|switch|put|power|bring|flip|get|leave|keep|hold|have|<flick>)",
    // Said for turning with "on" or "off" around the thing, and for nothing else.
    flick:
      "(pop|stick|bung|chuck|whack|wack|wang|bang|slap|ping|flick|click|fling|shove|sling|throw|snap|knock|whip)",
    turned: "(turned|switched|put|powered)",
    // "I need", "I want" and the like are among the words that say nothing.
    wanted: "(get|have|need|want|like)",
    in_want: "(needs|need|wants|want|could do with|requires)",
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
            "(activate|enable|energise|energize|power up|fire up|boot up|wake [up]) <target>",
            "(fire|power|boot) <target> up",
            "<wanted> <target> (<turned> on|lit|activated|enabled)",
            "<target> <in_want> (turning|switching|putting) on",
            "give <target> (power|some power)",
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
            "(<turn_plain>|shut|cut|kill) off <target> [<for_long>]",
            "(<turn>|shut|cut|kill) <target> [back] off [again] [<for_long>]",
            "<wanted> <target> (<turned> off|deactivated|disabled|shut (down|off))",
            "<target> <in_want> (turning|switching|putting|shutting) off",
            "(shut|power) <target> down",
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
        // What is heard of a siren is all that it does.
        {
          sentences: ["(silence|mute|hush|quieten|quiet|cancel) [<the>] {name}"],
          requires_context: { domain: "siren" },
        },
      ],
    },
    toggle: { data: [{ sentences: ["(toggle|flip) <target>", "(toggle|flip) <sorts> <place>"] }] },
  },
} as const;
