/** About commands that wait for a time or a condition. */
export const waiting = {
  expansion_rules: {
    stored: "[(delayed|pending|planned|scheduled|stored|waiting)]",
    rule: "(rule|command|job|task|plan|automation|action)[s]",
  },
  intents: {
    ruleQuery: {
      data: [
        {
          sentences: [
            "(what|which) <stored> <rule> [(are there|are waiting|are set|are active|do you have|have i set|did i set|exist)]",
            "(list|show [me]|read [out]|tell me) [all] [(the|my)] <stored> <rule>",
            "what (will|is going to) happen [(later|next|today|tonight|tomorrow)]",
            "what (will you|are you going to) do [later]",
            "(what is|whats|is anything|anything|is there anything|have you got anything|do you have anything|what have you got|what do you have) [still] (planned|scheduled|pending|waiting|coming up|lined up|queued [up]|set up|going to happen) [(later|next|soon|today|tonight|tomorrow)] [(for|with) [<the>] ({name}|{area})]",
            "(are there|do you have) [any] <stored> <rule> [(for|about|with) [<the>] ({name}|{area})]",
            "(what|which) <stored> <rule> (are there|do you have) (for|about|with) [<the>] ({name}|{area})",
          ],
        },
      ],
    },
    ruleCancel: {
      data: [
        {
          sentences: [
            "(<drop>|stop|undo) [(the|my|that|this|the last|the latest)] <stored> <rule>",
            "<drop> [(the|my|that)] {name} <stored> <rule>",
            "<drop> [(the|my|that)] <stored> <rule> (for|about|with|of|on) [<the>] ({name}|{area}|{kind:domain})",
            "(do not|dont) (turn|switch) [<the>] {name} (on|off) later",
            "leave [<the>] {name} as it is",
          ],
        },
        {
          sentences: [
            "<drop> (all|every) [(the|my|of the|of my)] <stored> <rule> [(for|about|with|of|on) [<the>] ({name}|{area})]",
            "<drop> all [(the|my)] {name} <rule>",
          ],
          slots: { all: "all" },
        },
      ],
    },
  },
} as const;
