/** Questions about now. */
export const asking = {
  expansion_rules: {
    so: "{state}",
    be: "(is|are|be)",
    // Not "it", which is the weather or the room in "how warm is it".
    thing: "([<the>] <called>|[<the>] <called> <in> <where>|<where> <called>)",
    left: "(did i leave|have i left|did we leave|did anyone leave|did someone leave)",
  },
  lists: {
    any_words: { values: [{ in: "(any|some|one|a single one) [of] [the]", out: "any" }] },
    all_of: { values: [{ in: "(all|both|each|every one) [of] [the]", out: "all" }] },
    which_words: { values: [{ in: "(which|what) [of] [the]", out: "which" }] },
    how_many: { values: [{ in: "(how many|what number) [of] [the]", out: "howMany" }] },
    anything: { values: [{ in: "(anything|something)", out: "any" }] },
    all_things: { values: [{ in: "(everything|all)", out: "all" }] },
  },
  intents: {
    queryState: {
      data: [
        {
          sentences: [
            "[<be>] <named> <so>",
            "<be> [<the>] {name} <so> <place>",
            "<be> [<the>] <sort> <so>",
            "<be> <where> <sort> <so>",
            "<be> [<the>] <sort> <place> <so>",
            "<be> [<the>] <sort> <so> <place>",
            "<be> <several> <so>",
            "<left> <named> <so>",
            "<left> [<the>] <sort> <so> [<place>]",
            "(does|do) <named> (look|seem) <so>",
            "(check|see) (if|whether) <named> <be> <so>",
            "(check|see) (if|whether) [<the>] <sort> <be> <so> [<place>]",
          ],
        },
        {
          sentences: [
            "[<be>] {any_words:quantifier} <sort> [<place>] [left] <so> [<place>]",
            "[<be>] {any_words:quantifier} <where> <sort> [left] <so>",
            "(is|are) there {any_words:quantifier} <sort> [left] <so> [<place>]",
            "<left> {any_words:quantifier} <sort> <so> [<place>]",
            "[<be>] {all_of:quantifier} <sort> [<place>] <so> [<place>]",
            "[<be>] {all_of:quantifier} <where> <sort> <so>",
            "{which_words:quantifier} <sort> [<place>] <be> [left] <so> [<place>]",
            "{which_words:quantifier} <where> <sort> <be> [left] <so>",
            "{how_many:quantifier} <sort> [<place>] <be> [left] <so> [<place>]",
            "{how_many:quantifier} <where> <sort> <be> [left] <so>",
            "{how_many:quantifier} <sort> <be> there <so>",
          ],
        },
        {
          sentences: ["what is [left] <so> [<place>]", "whats [left] <so> [<place>]"],
          slots: { quantifier: "which", all: "all" },
        },
        {
          sentences: [
            "is {anything:quantifier} [left] <so> [<place>]",
            "is {all_things:quantifier} <so> [<place>]",
          ],
          slots: { all: "all" },
        },
        {
          sentences: [
            "<what_is> [the] [current] (state|status|condition|setting|value|reading) (of|for|from) (<named>|<several>)",
            "<what_is> [the] (state|status|condition|setting|value|reading) (of|for|from) <sorts>",
            "<what_is> <named> [(state|status|doing|set to|at|saying|reading)]",
            "what (colour|color|mode) (is|are) <named> [(in|on|set to|at)]",
            "what (does|do) <named> (say|read|show|report|measure)",
            "(state|status) of <named>",
            "<named> (state|status)",
          ],
        },
        {
          sentences: [
            "<what_is> [the] [current] {measure} [like] [<place>]",
            "<what_is> [the] [current] {measure} (of|in|at|on|for|from|for) (<named>|<where>)",
            "<what_is> <where> [current] {measure}",
            "<what_is> [<the>] {name} [current] {measure}",
            "how {feeling:measure} is it [<place>]",
            "how {feeling:measure} (is|are) (<thing>|<where>)",
            "how {feeling:measure} is [the] (air|soil|ground|room|water) [<place>]",
            "how much {measure} (is|are) (<named>|<where>) (using|drawing|consuming|making|producing)",
            "how (much|high|low|strong) is [the] {measure} (<place>|(of|in|at|on|for) <named>)",
          ],
        },
        {
          sentences: [
            "[current] {measure} (<place>|(of|in|at|on|for) <named>)",
            "<where> {measure}",
            "[<the>] {name} {measure}",
          ],
          // Without a word that asks: with an unknown name it may be about anything.
          metadata: { isElliptical: true },
        },
        {
          sentences: [
            "how {feeling:measure} is it (outside|outdoors)",
            "<what_is> [the] {measure} (outside|outdoors)",
          ],
          metadata: { isOutside: true },
        },
        {
          sentences: [
            "is there [any] (motion|movement|someone|anyone|anybody|somebody) <place>",
            "is (someone|anyone|anybody|somebody) <place>",
          ],
          slots: { state: "motion", deviceClass: "motion", quantifier: "any" },
        },
        {
          sentences: ["is there [a] (leak|water leak|water on the floor) [<place>]"],
          slots: { state: "wet", deviceClass: "leak", quantifier: "any" },
        },
      ],
    },
  },
} as const;
