/**
 * Rules and lists that sentences for Home Assistant may use without defining them, in our words: its own files define
 * them for every language (github.com/home-assistant/intents, `sentences/en/_common.yaml`).
 */
export const homeAssistantCommon = {
  expansion_rules: {
    name: "[the|my|our] {name}",
    area: "[the|my|our] {area}",
    floor: "[the|my|our] {floor} [floor]",
    area_floor: "(<area>|<floor>)",
    in: "(in|on|at|of)",
    in_area: "(in|on|at|of) <area>",
    in_area_floor: "(in|on|at|of) <area_floor>",
    in_here: "[in] here",
    the: "(the|my|our)",
    what_is: "(what is|whats|what are)",
    what: "(what|which)",
    which: "(which|what)",
    where_is: "(where is|wheres)",
    are_any: "(is|are) [there] any",
    any: "(any|some)",
    how_many: "how many",
    turn: "(turn|switch|change|bring)",
    set: "(set|make|change|turn|adjust)",
    numeric_value_set: "(set|change|turn [up|down]|increase|decrease|make)",
    open: "(open|raise|lift)",
    close: "(close|shut|lower)",
    brightness: "{brightness} [%|percent]",
    temp: "(temp|temperature)",
    temperature: "{temperature} [°|degrees] [{temperature_unit}]",
    light: "(light|lights|lighting|lamp|lamps)",
    home: "(home|house|apartment|flat)",
    everywhere: "(everywhere|all over [the] <home>|[in] [the] [whole|entire] <home>)",
    timer_set: "(start|set|create|make)",
    timer_cancel: "(stop|cancel|turn off)",
    minutes: "{minutes} minute[s]",
    hours: "{hours} hour[s]",
    seconds: "{seconds} second[s]",
  },
  lists: {
    brightness: { range: { from: 0, to: 100 } },
    volume: { range: { from: 0, to: 100 } },
    position: { range: { from: 0, to: 100 } },
    temperature: { range: { from: 0, to: 100, fractions: "halves" } },
    temperature_unit: {
      values: [
        { in: "(celsius|c)", out: "celsius" },
        { in: "(fahrenheit|f)", out: "fahrenheit" },
      ],
    },
    color: {
      values: "white black red orange green blue purple yellow brown pink turquoise".split(" "),
    },
    on_off_states: { values: ["on", "off"] },
    minutes: { range: { from: 1, to: 100 } },
    hours: { range: { from: 1, to: 100 } },
    seconds: { range: { from: 1, to: 100 } },
  },
} as const;
