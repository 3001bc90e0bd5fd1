/** Questions about measures in the words of people: how much is left, how many bar, which is the hottest. */
export const measuring = {
  expansion_rules: {
    // A sensor may be asked for by what it is about: "the milk" of "Milk temperature" (see `questions/subjects.ts`).
    about: "(<named>|<held> [<in> <where>]|<where>)",
    held: "[<the>] ({subject:name}|{compared:name})",
    stuff:
      "[the] (water|rainwater|fuel|diesel|petrol|oil|gas|milk|feed|food|grain|coolant|paint|glue|salt|air|liquid|stuff|chemical|fertiliser|fertilizer)",
    have: "((have|has) (we|i|you|they) [got]|(do|does) (we|i|you|they) [still] have|(is|are) there|(is|are))",
    vessel: "(tank|tanks|silo|silos|bin|barrel|store|reservoir|vat|hopper)",
    remaining: "(left|remaining|still left|to go)",
    draws: "(drawing|using|consuming|pulling|taking|drawing at|running at)",
  },
  lists: {
    stuff_name: {
      values: [
        { in: "water", out: "water" },
        { in: "(fuel|petrol)", out: "fuel" },
        { in: "oil", out: "oil" },
        { in: "gas", out: "gas" },
        { in: "(feed|food)", out: "feed" },
        { in: "grain", out: "grain" },
      ],
    },
    unit_words: {
      values: [
        { in: "(bar|bars|psi|kilopascals|hectopascals|pascals)", out: "pressure" },
        { in: "degrees [(celsius|fahrenheit|centigrade)]", out: "temperature" },
        { in: "(watts|kilowatts|kw)", out: "power" },
        { in: "(kilowatt hours|watt hours|kwh)", out: "energy" },
        { in: "(amps|amperes)", out: "current" },
        { in: "volts", out: "voltage" },
        { in: "(tons|tonnes|kilos|kilograms|kg)", out: "weight" },
        { in: "(litres|liters|gallons)", out: "amount" },
        { in: "decibels", out: "noise" },
        { in: "(ppm|parts per million)", out: "co2" },
        { in: "(rpm|revs)", out: "speed" },
        { in: "(parts|pieces|items|units|bottles|cartons|boxes)", out: "count" },
      ],
    },
  },
  intents: {
    queryState: {
      data: [
        {
          sentences: [
            "<what_is> [the] [current] {measure} [like] (of|in|at|on|for|from) <held>",
            "<what_is> <held> [current] {measure}",
            "how {feeling:measure} (is|are) <held> [<in> <where>]",
            "how {feeling:measure} (is|are) [the] (air|soil|ground|room|water) (in|of|at|on) <about>",
            "<be> (<thing>|<held>|<where>) [(too|very|so|getting|nice and)] {feeling:measure} [enough] [<place>]",
            "<be> it [(too|very|so|getting|nice and)] {feeling:measure} [enough] <place>",
            "<be> the (air|room|water|soil|ground) [(too|very|so|getting)] {feeling:measure} (in|of|at|on) <about>",
            "how much {measure} (is|are) <about> <draws>",
            "how much {measure} is there (in|on|at) <about>",
            "how (much|high|low|strong|bad|good) is [the] {measure} [<place>]",
            "how (high|low|strong|bad|good) is [the] {measure} (of|in|at|on|for) <about>",
            "how (high|low|good|bad) is <about> {measure}",
            "what {measure} (is|are) <about> [(at|on|running at|set to|doing|going at)]",
          ],
        },
        {
          sentences: [
            "how much <stuff> <have> [<remaining>] [(in|on)] <about> [<remaining>]",
            "how much {stuff_name:name} <have> [<remaining>]",
            "how much <have> [<remaining>] [(in|on)] <about> [<remaining>]",
            "how much <held> <have> [<remaining>] [<place>]",
            "how much <held> <have> [<remaining>] (in|on) [<the>] ({name:name2}|<vessel>) [<remaining>]",
            "(is|are) (<named>|<held>) [(running|getting|a bit|very|nearly|almost|quite)] (low|full|empty)",
            "(is|are) (<about>|we|i) [(running|getting)] (low|short|out) [(on|of) <held>]",
            "(have|do) (we|i|you) [got|have] enough <held> [<remaining>]",
            "is there [still] (any|enough|much) <held> <remaining> [(in|on) <about>]",
          ],
          slots: { measure: "amount" },
        },
        {
          sentences: [
            "how many {unit_words:measure} <have> [<remaining>] [(in|on|at|of|from)] <about> [<remaining>]",
            "how many {unit_words:measure} (is|are|does|do|has|have) <about> [(<draws>|draw|use|at|on|doing|make|made|done|produced|counted|turned out|got|have|holding)]",
          ],
        },
        {
          sentences: [
            "<what_is> <about> <draws>",
            "how much [(power|electricity|current)] (is|are|does|do) <about> (<draws>|draw|use|consume|take)",
          ],
          slots: { measure: "draw" },
        },
        {
          sentences: [
            "how (bad|good|clean|fresh|stuffy|stale) is the air <place>",
            "<what_is> the air [quality] [like] <place>",
            "<be> the air [(very|too|any)] (bad|good|clean|fresh|stuffy|stale) <place>",
          ],
          slots: { measure: "freshness" },
        },
        {
          sentences: [
            "how much (is|are|does|do) <about> (vibrating|shaking|vibrate|shake)",
            "how (badly|bad|strongly|hard) (is|are|does|do) <about> (vibrating|shaking|vibrate|shake)",
          ],
          slots: { measure: "vibration" },
        },
        {
          sentences: ["how (far|wide) [open] (is|are) <named> [open]"],
          slots: { measure: "position" },
        },
      ],
    },
    queryMeasure: {
      data: [
        {
          sentences: [
            "how many {unit_words:measure} (has|have|did|was|were) (<about>|we|i|they) (made|make|produced|produce|done|do|counted|count|used|use|turned out|turn out) {period}",
            "how many {unit_words:measure} (has been|have been|were) (made|produced|counted|used) [(on|by|at|in) <about>] {period}",
          ],
          slots: { statistic: "total" },
        },
        {
          sentences: [
            "how much (did|has|have) <about> (make|made|produce|produced|turn out|turned out) {period}",
          ],
          slots: { measure: "count", statistic: "total" },
        },
        ...comparisons(),
      ],
    },
  },
} as const;

/** "Which press shakes the most", "where is it coldest", "what is the emptiest tank". */
function comparisons() {
  const kinds = [
    ["temperature", "highest", "(hottest|warmest)"],
    ["temperature", "lowest", "(coldest|coolest)"],
    ["humidity", "highest", "(most humid|muggiest|dampest)"],
    ["dampness", "highest", "(wettest|moistest)"],
    ["dampness", "lowest", "driest"],
    ["amount", "highest", "fullest"],
    ["amount", "lowest", "(emptiest|lowest)"],
    ["loudness", "highest", "(loudest|noisiest)"],
    ["loudness", "lowest", "quietest"],
    ["speed", "highest", "(fastest|quickest)"],
    ["speed", "lowest", "slowest"],
    ["illuminance", "highest", "brightest"],
    ["illuminance", "lowest", "(darkest|dimmest)"],
    ["freshness", "highest", "stuffiest"],
  ] as const;
  const doing = [
    [
      "vibration",
      "highest",
      "(shakes|vibrates|shaking|vibrating|is shaking|is vibrating) [the] (most|worst)",
    ],
    ["vibration", "lowest", "(shakes|vibrates|is shaking|is vibrating) [the] least"],
    [
      "draw",
      "highest",
      "(draws|uses|is drawing|is using|consumes|takes) [the] most [(power|electricity|current)]",
    ],
    [
      "draw",
      "lowest",
      "(draws|uses|is drawing|is using|consumes|takes) [the] least [(power|electricity|current)]",
    ],
  ] as const;
  const one = "([<the>] {compared:name}|{kind:domain}|[<the>] (room|place|area|spot))";
  return [
    ...kinds.map(([measure, statistic, words]) => ({
      sentences: [
        `which ${one} (is|was|has been) [the] ${words} <when>`,
        `which [one] of the ({compared:name}|{kind:domain}|rooms|places) (is|was) [the] ${words} <when>`,
        `(which|what) (is|was) the ${words} ${one} <when>`,
        `whats the ${words} ${one}`,
        `where (is|was) it [the] ${words} <when>`,
      ],
      slots: { measure, statistic, quantifier: "which" },
    })),
    ...doing.map(([measure, statistic, words]) => ({
      sentences: [
        `(which|what) ${one} ${words} <when>`,
        `which [one] of the ({compared:name}|{kind:domain}) ${words} <when>`,
      ],
      slots: { measure, statistic, quantifier: "which" },
    })),
  ];
}
