/** Values: set, more and less. */
export const setting = {
  expansion_rules: {
    set: "(set|change|adjust|put|turn|bring|make|move|dim|get|keep|hold)",
    to: "[(to|at|on)]",
    // What an attribute belongs to: "of the lamp", "in the kitchen", "kitchen" in front of it.
    of_target: "((of|on|for|in|at) <target>|<place>)",
    // What has the attribute: things, or those in a place that have it.
    owner: "(<target>|<where>)",
    white_kelvin: "({kelvin:colourTemperature} [(k|kelvin)]|{white:colourTemperature})",
    light_level: "({percentage:brightness} <percent>|[the] {level:brightness})",
    by: "[(by {number:step} <unit>|{number:step} <unit_words>)]",
    unit_words: "(%|percent|per cent|points|(°|degree|degrees) [(c|celsius)])",
    unit: "[(%|percent|per cent|points|(°|degree|degrees) [(c|celsius)])]",
    a_bit: "[(a|one)] (bit|little|little bit|touch|notch|tad|shade) [(more|too)]",
    louder_or_softer: "(increase|raise|turn up|boost|decrease|reduce|lower|turn down)",
    // Fahrenheit and kelvin are amounts, which are converted.
    degree_words: "(°|degree|degrees) [(c|celsius|centigrade)]",
  },
  lists: {
    percentage: { range: { from: 0, to: 100 } },
    celsius: { range: { from: -50, to: 150, fractions: "tenths" } },
    kelvin: { range: { from: 1000, to: 10_000 } },
    number: { range: { from: -10_000, to: 1_000_000, fractions: "tenths" } },
    level: { reader: "level" },
    amount: { reader: "amount" },
    colour: { reader: "colour" },
    white: { reader: "white" },
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
            "<set> [the] brightness [level] [<of_target>] <to> <light_level>",
            "<set> <owner> brightness <to> <light_level>",
            "[<set>] [the] brightness [<of_target>] <light_level>",
            "<owner> brightness <to> <light_level>",
            "brightness <owner> <light_level>",
            "dim <owner> (to|down to) <light_level>",
            "<set> <owner> <to> <light_level> brightness",
            "<owner> [<to>] <light_level> brightness",
            "<set> [the] brightness <to> <light_level> <place>",
          ],
        },
        {
          sentences: [
            "<set> <where> <to> {percentage:brightness} <percent>",
            "<where> {percentage:brightness} <percent>",
          ],
          slots: { domain: "light" },
        },
        {
          sentences: [
            "<set> <target> [(colour|color)] <to> [the] [(colour|color)] {colour} [<place>]",
            "<set> [the] (colour|color) [<of_target>] <to> {colour}",
            "<target> [(colour|color)] [to] {colour}",
          ],
        },
        {
          sentences: [
            "<set> <where> [(lights|light)] [(colour|color)] <to> {colour}",
            "<where> [(colour|color)] [to] {colour}",
          ],
          slots: { domain: "light" },
        },
        {
          sentences: [
            "<set> <owner> <to> {white:colourTemperature} [<place>]",
            "[<set>] [the] (colour|color|white) temperature [<of_target>] <to> <white_kelvin>",
            "[<set>] <owner> (colour|color|white) temperature <to> <white_kelvin>",
            "[<set>] [the] temperature <of_target> <to> <white_kelvin>",
            "[<set>] <owner> temperature <to> <white_kelvin>",
            "<set> <owner> <to> {kelvin:colourTemperature} (k|kelvin)",
            "<owner> {kelvin:colourTemperature} (k|kelvin)",
          ],
        },
        {
          sentences: [
            "<set> <target> <to> {celsius:temperature} <degree_words>",
            "<set> [the] (temperature|temp) (of|on|for|in|at) <target> <to> {celsius:temperature} [<degree_words>]",
            "<set> <target> (temperature|temp|setpoint) <to> {celsius:temperature} [<degree_words>]",
            "(heat|cool|warm) [up] <target> to {celsius:temperature} [<degree_words>]",
          ],
        },
        {
          sentences: [
            "<set> [the] (temperature|temp|heating|heat|thermostat) [<place>] <to> {celsius:temperature} [<degree_words>]",
            "[<set>] <where> <to> {celsius:temperature} <degree_words>",
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
            "(open|close|raise|lift|lower|move|set) <sorts> (to|at) {percentage:position} <percent> <place>",
            "(open|raise|lift|lower|move) <target> [to] ({percentage:position} <percent>|{level:position})",
            "<set> <target> <to> {percentage:position} <percent> open",
            "close <target> to {percentage:position} <percent>",
            "<louder_or_softer> [the] position <of_target> to {percentage:position} <percent>",
            "<louder_or_softer> <target> position to {percentage:position} <percent>",
          ],
        },
        {
          sentences: [
            "<set> [the] volume [<of_target>] [(up|down)] <to> ({percentage:volume} <percent>|{level:volume})",
            "<set> <owner> volume [(up|down)] <to> ({percentage:volume} <percent>|{level:volume})",
            "<louder_or_softer> [the] volume [<of_target>] (to|at) {percentage:volume} <percent> [<of_target>]",
            "<louder_or_softer> <owner> volume (to|at) {percentage:volume} <percent>",
            "<set> [the] volume [(up|down)] (to|at) {percentage:volume} <percent> <of_target>",
            "[<owner>] volume [to] {percentage:volume} <percent>",
            "<of_target> (<set>|<louder_or_softer>) [the] volume [(up|down)] (to|at) {percentage:volume} <percent>",
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
            "<set> <target> (to|at) ({number:value} <percent>|{level:value}|{amount:value})",
            "<set> <target> {number:value} <percent>",
            "<set> <target> (up|down) (to|at) ({number:value} <percent>|{level:value})",
            "<target> [(to|at)] {number:value} <percent>",
            "<set> <sorts> (to|at) {number:value} <percent> <place>",
          ],
        },
      ],
    },
    increase: {
      data: [
        {
          sentences: ["(make|turn) <target> <a_bit> brighter", "<a_bit> more (light|bright)"],
          slots: { attribute: "brightness" },
        },
        {
          sentences: ["[<a_bit>] louder", "(make|turn) <target> <a_bit> louder"],
          slots: { attribute: "volume" },
        },
        {
          sentences: ["[<a_bit>] (faster|quicker)", "make <target> <a_bit> faster"],
          slots: { attribute: "speed" },
        },
        {
          sentences: [
            "[<a_bit>] (warmer|hotter) [<place>]",
            "[(by)] {number:step} (degree|degrees) (more|up|warmer|hotter|higher)",
            "(up|raise|increase) [(it|that)] [by] {number:step} (degree|degrees)",
          ],
          slots: { attribute: "temperature", domain: "climate" },
        },
        {
          sentences: [
            "(increase|raise|turn up|boost|up) [the] {attribute} [<of_target>] <by> [<of_target>]",
            "(increase|raise|turn up|boost) <owner> {attribute} <by>",
            "[<owner>] {attribute} up [<place>] <by> [<of_target>]",
            "{attribute} up <owner> <by>",
            "turn [the] {attribute} [<of_target>] up <by>",
            "turn <owner> {attribute} up <by>",
          ],
        },
        {
          sentences: ["turn up <target> <by>", "turn <target> up <by>", "increase <target> <by>"],
        },
        {
          sentences: ["brighten [up] <target> <by>", "make <target> brighter", "make it brighter <place>"],
          slots: { attribute: "brightness" },
        },
        { sentences: ["(make|turn) <target> louder", "turn up the music"], slots: { attribute: "volume" } },
        {
          sentences: ["speed up <target> <by>", "speed <target> up", "make <target> faster"],
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
          sentences: ["(it is|its) [<a_bit>] too dark [<place>]", "[<a_bit>] brighter [<place>]"],
          slots: { attribute: "brightness", domain: "light" },
        },
      ],
    },
    decrease: {
      data: [
        {
          sentences: ["(make|turn) <target> <a_bit> (dimmer|darker)", "<a_bit> less (light|bright)"],
          slots: { attribute: "brightness" },
        },
        {
          sentences: ["[<a_bit>] (quieter|softer)", "(make|turn) <target> <a_bit> (quieter|softer)"],
          slots: { attribute: "volume" },
        },
        {
          sentences: ["[<a_bit>] slower", "make <target> <a_bit> slower"],
          slots: { attribute: "speed" },
        },
        {
          sentences: [
            "[<a_bit>] (cooler|colder) [<place>]",
            "[(by)] {number:step} (degree|degrees) (less|down|cooler|colder|lower)",
            "(down|lower|reduce) [(it|that)] [by] {number:step} (degree|degrees)",
          ],
          slots: { attribute: "temperature", domain: "climate" },
        },
        {
          sentences: [
            "(decrease|reduce|lower|turn down|cut) [the] {attribute} [<of_target>] <by> [<of_target>]",
            "(decrease|reduce|lower|turn down|cut) <owner> {attribute} <by>",
            "[<owner>] {attribute} down [<place>] <by> [<of_target>]",
            "{attribute} down <owner> <by>",
            "turn [the] {attribute} [<of_target>] down <by>",
            "turn <owner> {attribute} down <by>",
          ],
        },
        {
          sentences: [
            "turn down <target> <by>",
            "turn <target> down <by>",
            "(decrease|reduce) <target> <by>",
          ],
        },
        {
          sentences: [
            "(dim|darken) [down] <target> <by>",
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
          sentences: ["slow down <target> <by>", "slow <target> down", "make <target> slower"],
          slots: { attribute: "speed" },
        },
        {
          sentences: ["make (it|<where>) (cooler|colder) [<place>]", "(it is|its) too (hot|warm) [<place>]"],
          slots: { attribute: "temperature", domain: "climate" },
        },
        {
          sentences: ["(it is|its) [<a_bit>] too bright [<place>]", "[<a_bit>] (dimmer|darker) [<place>]"],
          slots: { attribute: "brightness", domain: "light" },
        },
      ],
    },
  },
} as const;
