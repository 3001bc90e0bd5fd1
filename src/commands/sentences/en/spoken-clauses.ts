/**
 * What is said around commands and in answer to questions, beside the sentences: conditions (as `text/condition-words.ts`
 * reads them), things by their names or a part of them, and what is left as it is. The lists are those of the sentences, and
 * `part` has what is enough of a name.
 */
export const spokenClauses = {
  expansion_rules: {
    the: "(the|my|our)",
    a_thing: "([<the>] ({name}|{subject})|[<the>] ({name}|{subject}) in [<the>] {area})",
    becomes: "(is|gets|goes|rises|climbs|drops|falls)",
    higher: "(above|over)",
    lower: "(below|under)",
    called: "([(all|both)] [<the>] ({name}|{part}|{subject}) [(in|on|at|of) [<the>] {area}]|[<the>] {area})",
    amount: "{condition_number:n} [(percent|degrees|bar|watts|ppm)]",
  },
  lists: {
    condition_number: { range: { from: -40, to: 5000, fractions: "tenths" } },
  },
  intents: {
    condition: {
      data: [
        {
          sentences: [
            "(when|if|once|as soon as|whenever) <a_thing> [{measure}] <becomes> (<higher>|<lower>) <amount>",
            "(when|if|once) [<the>] {measure} (in|of|at|on) [<the>] ({name}|{area}) <becomes> (<higher>|<lower>) <amount>",
            "(when|if|once) [<the>] {area} [{measure}] <becomes> (<higher>|<lower>) <amount>",
            "(when|if|once|as soon as) <a_thing> (is|gets) {state}",
            "(when|if|once|as soon as) <a_thing> (opens|closes|stops|starts|finishes|jams|turns on|turns off|comes on)",
            "(when|if|once|as soon as) (someone|somebody|anyone) (is|comes) in [<the>] {area}",
            "(when|if|once) it (gets|is) dark",
          ],
        },
      ],
    },
    /** After "and": what the command before it is for as well. */
    object: {
      data: [{ sentences: ["[then] <called>", "[the] number {1..20:n}"] }],
    },
    /** After a command, or by itself: what the one before it is for as well. */
    further: {
      data: [{ sentences: ["and <called>", "(<called>|number {1..20:n}) (as well|too)"] }],
    },
    /** What a command leaves as it is; unheard, it would be done to that, too. */
    spared: {
      data: [
        {
          sentences: ["(except|except for|apart from|but not|not|but leave) <called>"],
        },
      ],
    },
    before: { data: [{ sentences: ["(and|ok|okay|right|so|no|oh)"] }] },
    after: { data: [{ sentences: ["(again|instead|as well|too|mate|love|lads|would you|will you)"] }] },
    answer: {
      data: [
        {
          sentences: [
            "[(no|yes|oh|i mean|i meant|no i mean|no i meant)] [<the>] ({name}|{area} [one]|{part} [one])",
            "the one (in|on|at|for) [<the>] ({area}|{part})",
            "(two|three|four|five|six|seven|eight|nine|ten)",
            "(yes|yeah|yep) (start|stop|open|close|unlock|run) it",
            "(no|nope) (leave it|stop|cancel|thanks|thank you)",
            "(go on then|oh never mind|wait no|yes please)",
            "[(no|yes)] (the (first|second|third|last) [one]|number (one|two|three|four|five)|both [of them]|all of them)",
          ],
        },
      ],
    },
  },
} as const;
