/** Values: set, more and less. */
export const setting = {
  expansion_rules: {
    set: "(set|change|adjust|put|turn|bring|make|move|dim|get)",
    to: "[(to|at|on)]",
    // What an attribute belongs to: "of the lamp", "in the kitchen", "kitchen" in front of it.
    of_target: "(of|on|for|in|at) <target>",
    unit: "[(%|percent|per cent|points|(°|degree|degrees) [(c|f|celsius|fahrenheit)])]",
    degree_words: "(°|degree|degrees) [(c|f|celsius|fahrenheit|centigrade)]",
  },
  lists: {
    percentage: { range: { from: 0, to: 100 } },
    celsius: { range: { from: -50, to: 150, fractions: "tenths" } },
    kelvin: { range: { from: 1000, to: 10_000 } },
    number: { range: { from: -10_000, to: 1_000_000, fractions: "tenths" } },
    level: {
      values: [
        { in: "(max|maximum|full|highest|the highest|the max[imum])", out: 100 },
        { in: "(half|halfway|medium|mid|the middle)", out: 50 },
        { in: "(high)", out: 100 },
        { in: "(low|quarter)", out: 25 },
        { in: "(min|minimum|lowest|the lowest|the min[imum])", out: 1 },
      ],
    },
    colour: {
      values: [
        "white",
        "red",
        "orange",
        "yellow",
        "green",
        "blue",
        "purple",
        "violet",
        "pink",
        "magenta",
        "cyan",
        "turquoise",
        "teal",
        "brown",
        "gold",
        "lime",
        "amber",
      ],
    },
    white: {
      values: [
        { in: "(candle light|candlelight)", out: 1900 },
        { in: "(warm|warm white|soft white)", out: 2700 },
        { in: "(neutral|neutral white)", out: 4000 },
        { in: "(cool|cold|cool white|cold white)", out: 5000 },
        { in: "day[ ]light", out: 6500 },
      ],
    },
    mode: {
      values: [
        { in: "auto[matic]", out: "auto" },
        { in: "(eco|economy)", out: "eco" },
        { in: "heat[ing]", out: "heat" },
        { in: "cool[ing]", out: "cool" },
        { in: "(dry|drying)", out: "dry" },
        { in: "fan [only]", out: "fan" },
        { in: "(sleep|night)", out: "sleep" },
        { in: "away", out: "away" },
        { in: "(boost|turbo)", out: "boost" },
        { in: "(comfort|home)", out: "comfort" },
        { in: "manual", out: "manual" },
      ],
    },
    attribute: {
      values: [
        { in: "brightness", out: "brightness" },
        { in: "(temperature|temp|heat|heating)", out: "temperature" },
        { in: "speed", out: "speed" },
        { in: "(position|opening)", out: "position" },
        { in: "(volume|sound)", out: "volume" },
        { in: "(colour|color) temperature", out: "colourTemperature" },
      ],
    },
  },
  intents: {
    set: {
      data: [
        {
          sentences: [
            "<set> [the] brightness [level] [<of_target>] <to> ({percentage:brightness} <percent>|{level:brightness})",
            "<set> <target> brightness <to> ({percentage:brightness} <percent>|{level:brightness})",
            "<target> brightness <to> {percentage:brightness} <percent>",
            "dim <target> (to|down to) ({percentage:brightness} <percent>|{level:brightness})",
            "<set> <target> <to> ({percentage:brightness} <percent>|{level:brightness}) brightness",
          ],
        },
        {
          sentences: [
            "<set> <target> [(colour|color)] <to> {colour}",
            "<set> [the] (colour|color) [<of_target>] <to> {colour}",
            "<set> <target> <to> [the] (colour|color) {colour}",
          ],
        },
        {
          sentences: [
            "<set> <target> <to> {white:colourTemperature}",
            "<set> [the] (colour|color) temperature [<of_target>] <to> ({kelvin:colourTemperature} [(k|kelvin)]|{white:colourTemperature})",
            "<set> <target> (colour|color) temperature <to> ({kelvin:colourTemperature} [(k|kelvin)]|{white:colourTemperature})",
            "<set> <target> <to> {kelvin:colourTemperature} (k|kelvin)",
          ],
        },
        {
          sentences: [
            "<set> <target> <to> {celsius:temperature} <degree_words>",
            "<set> [the] (temperature|temp) <of_target> <to> {celsius:temperature} [<degree_words>]",
            "<set> <target> (temperature|temp|setpoint) <to> {celsius:temperature} [<degree_words>]",
            "(heat|cool|warm) [up] <target> to {celsius:temperature} [<degree_words>]",
          ],
        },
        {
          sentences: [
            "<set> [the] (temperature|temp|heating|heat|thermostat) [<place>] <to> {celsius:temperature} [<degree_words>]",
            "<set> <where> <to> {celsius:temperature} <degree_words>",
            "<set> <where> (temperature|temp|heating) <to> {celsius:temperature} [<degree_words>]",
            "make it {celsius:temperature} [<degree_words>] [<place>]",
            "(heat|cool|warm) [up] <where> to {celsius:temperature} [<degree_words>]",
            "{celsius:temperature} <degree_words> <place>",
          ],
          slots: { domain: "climate" },
        },
        {
          sentences: [
            "<set> [the] speed <of_target> <to> ({percentage:speed} <percent>|{level:speed})",
            "<set> <target> speed <to> ({percentage:speed} <percent>|{level:speed})",
            "(run|turn|set) <target> (to|at) ({percentage:speed} <percent>|{level:speed}) speed",
          ],
        },
        {
          sentences: [
            "<set> [the] (position|opening) <of_target> <to> ({percentage:position} <percent>|{level:position})",
            "<set> <target> position <to> ({percentage:position} <percent>|{level:position})",
            "(open|raise|lift|lower|move) <target> [to] ({percentage:position} <percent>|{level:position})",
            "<set> <target> <to> {percentage:position} <percent> open",
          ],
        },
        {
          sentences: [
            "<set> [the] volume [<of_target>] <to> ({percentage:volume} <percent>|{level:volume})",
            "<set> <target> volume <to> ({percentage:volume} <percent>|{level:volume})",
            "[<target>] volume {percentage:volume} <percent>",
          ],
        },
        {
          sentences: [
            "<set> <target> <to> {mode} [mode]",
            "<set> [the] mode <of_target> <to> {mode}",
            "<set> <target> mode <to> {mode}",
          ],
        },
        {
          sentences: [
            "<set> <target> (to|at) ({number:value} <percent>|{level:value})",
            "<set> <target> {number:value} <percent>",
            "<target> (to|at) {number:value} <percent>",
          ],
        },
      ],
    },
    increase: {
      data: [
        {
          sentences: [
            "(increase|raise|turn up|boost|up) [the] {attribute} [<of_target>] [by {number:step} <unit>]",
            "(increase|raise|turn up|boost) <target> {attribute} [by {number:step} <unit>]",
            "turn [the] {attribute} [<of_target>] up [by {number:step} <unit>]",
            "turn <target> {attribute} up [by {number:step} <unit>]",
          ],
        },
        {
          sentences: [
            "turn up <target> [by {number:step} <unit>]",
            "turn <target> up [by {number:step} <unit>]",
            "increase <target> [by {number:step} <unit>]",
          ],
        },
        {
          sentences: [
            "brighten [up] <target> [by {number:step} <unit>]",
            "make <target> brighter",
            "make it brighter <place>",
          ],
          slots: { attribute: "brightness" },
        },
        { sentences: ["(make|turn) <target> louder", "turn up the music"], slots: { attribute: "volume" } },
        {
          sentences: [
            "speed up <target> [by {number:step} <unit>]",
            "speed <target> up",
            "make <target> faster",
          ],
          slots: { attribute: "speed" },
        },
        {
          sentences: [
            "make (it|<where>) warmer [<place>]",
            "it is too (cold|cool|chilly) [<place>]",
            "its too (cold|cool|chilly) [<place>]",
          ],
          slots: { attribute: "temperature", domain: "climate" },
        },
        {
          sentences: ["(it is|its) too dark [<place>]", "brighter [<place>]"],
          slots: { attribute: "brightness", domain: "light" },
        },
      ],
    },
    decrease: {
      data: [
        {
          sentences: [
            "(decrease|reduce|lower|turn down|cut) [the] {attribute} [<of_target>] [by {number:step} <unit>]",
            "(decrease|reduce|lower|turn down|cut) <target> {attribute} [by {number:step} <unit>]",
            "turn [the] {attribute} [<of_target>] down [by {number:step} <unit>]",
            "turn <target> {attribute} down [by {number:step} <unit>]",
          ],
        },
        {
          sentences: [
            "turn down <target> [by {number:step} <unit>]",
            "turn <target> down [by {number:step} <unit>]",
            "(decrease|reduce) <target> [by {number:step} <unit>]",
          ],
        },
        {
          sentences: [
            "(dim|darken) [down] <target> [by {number:step} <unit>]",
            "make <target> (darker|dimmer)",
            "make it (darker|dimmer) <place>",
          ],
          slots: { attribute: "brightness" },
        },
        {
          sentences: ["(make|turn) <target> quieter", "turn down the music"],
          slots: { attribute: "volume" },
        },
        {
          sentences: [
            "slow down <target> [by {number:step} <unit>]",
            "slow <target> down",
            "make <target> slower",
          ],
          slots: { attribute: "speed" },
        },
        {
          sentences: ["make (it|<where>) (cooler|colder) [<place>]", "(it is|its) too (hot|warm) [<place>]"],
          slots: { attribute: "temperature", domain: "climate" },
        },
        {
          sentences: ["(it is|its) too bright [<place>]"],
          slots: { attribute: "brightness", domain: "light" },
        },
      ],
    },
  },
} as const;
