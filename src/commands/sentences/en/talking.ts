/** What happened, and the words of a conversation. */
export const talking = {
  expansion_rules: {
    trouble:
      "(wrong|unusual|strange|odd|amiss|broken|abnormal|out of order|off|the matter|suspicious|to worry about|i should know [about])",
    troubles: "(problem|issue|incident|alarm|alert|anomal(y|ies)|fault|warning|error)[s]",
    with: "(<place>|with [<the>] {name}|with [<the>] {area}|about [<the>] {name})",
    summary: "(summary|report|overview|digest|recap|rundown|status report)",
  },
  intents: {
    queryIncidents: {
      data: [
        {
          sentences: [
            "what [(has|is|was)] (happened|happening|going on|been going on|new|up|gone wrong|went wrong) [<with>] [{period}]",
            "(whats|what is) (happening|going on|new|wrong|up|the matter) [<with>] [{period}]",
            "what (went|has gone) wrong [<with>] [{period}]",
            "what happened {period} <with>",
            "what did i miss [{period}]",
            "[(is|was|is there|was there|has there been|did you see|did you notice)] (anything|something) <trouble> [<with>] [{period}]",
            "(did|has) (anything|something) [(unusual|strange|odd|bad|interesting)] (happen|happened|gone wrong|go wrong|break|broken) [<with>] [{period}]",
            "[(is|was)] everything (ok|okay|alright|all right|fine|in order|good|normal|working) [<with>] [{period}]",
            "(is|was) (all|it all) (ok|okay|well|good|fine|in order) [<with>] [{period}]",
            "[(are|is|were|was)] [there] [(any|some)] [(new|open|active)] <troubles> [<with>] [{period}]",
            "(have|has) there been any <troubles> [<with>] [{period}]",
            "(list|show [me]|what are|read [out]|which) [the] [(new|open|active|last|latest|recent)] <troubles> [(are there|do we have)] [<with>] [{period}]",
            "(summarise|summarize|sum up|recap) {period}",
            "(summarise|summarize|sum up|recap) [the] (last|past|recent) events",
            "[(give me|show me|read me|make)] [a|the] [(daily|short)] <summary> [(of|for|from|about)] {period}",
            "[(give me|show me|read me)] (a|the) [(daily|short)] <summary>",
            "{period} <summary>",
            "daily (summary|report|digest)",
            "what happened",
            "how (was|did) {period} [go]",
            "how was the night",
          ],
        },
        { sentences: ["(good morning|morning report)"], slots: { period: "last night" } },
      ],
    },
    confirm: {
      data: [
        {
          sentences: [
            "(yes|yeah|yep|yup|aye|sure|of course|ok|okay|affirmative|correct|right|exactly|confirm|confirmed|absolutely|definitely|certainly) [(do it|do that|do so|go ahead|you may|thats right|i am sure|im sure)]",
            "(do it|do that|go ahead|go on|proceed|make it so|please do|thats right|that is right|thats correct|that is correct|i am sure|im sure|sounds good)",
          ],
        },
      ],
    },
    deny: {
      data: [
        {
          sentences: [
            "(no|nope|nah|negative|no way|not now|certainly not|absolutely not) [(dont|do not|dont do (it|that)|do not do (it|that))]",
            "(dont|do not) [do (it|that)]",
            "better not",
            "i am not sure",
          ],
        },
      ],
    },
    cancel: {
      data: [
        {
          sentences: [
            "(cancel|abort|forget) [(it|that|this|about it|about that|the command|the last command)]",
            "(<drop>|skip|leave) (it|that|this|that one|that idea|the idea)",
            "take (it|that|that one|this one) out [again]",
            "(never mind|nevermind|leave it|drop it|stop|stop it|stop that|quit|exit|nothing|no never mind)",
          ],
        },
      ],
    },
    repeat: {
      data: [
        {
          sentences: [
            "(repeat|say) (that|it|this|yourself) [again] [one more time]",
            "(repeat|again|pardon|pardon me|come again|once more|one more time|say again|what did you say|what was that|sorry what|excuse me)",
            "i did not (hear|get|catch|understand) (that|it|you)",
            "i didnt (hear|get|catch|understand) (that|it|you)",
          ],
        },
      ],
    },
    help: {
      data: [
        {
          sentences: [
            "help [me]",
            "what can (you|i|we) (do|say|ask|control|tell you) [you]",
            "what (are|is) (you|this) [for]",
            "who are you",
            "how do (you|i|this|it) (work|use (you|this))",
            "how does this work",
            "[(list|show [me]|what are)] [the] [(available|possible)] (commands|options|sentences)",
            "(what|which) commands (are there|do you (know|understand))",
            "give me an example",
          ],
        },
      ],
    },
  },
} as const;
