/** Values: set, more and less. */
export const setting = {
  expansion_rules: {
    set: "(set|change|adjust|put|turn|bring|make|move|dim|get|take|keep|hold|leave)",
    to: "[(to|at|on)]",
    // What an attribute belongs to: "of the lamp", "in the kitchen", "kitchen" in front of it.
    of_target: "((of|on|for|in|at) <target>|<place>)",
    // What has the attribute: things, or those in a place that have it.
    owner: "(<target>|<where>)",
    white_kelvin: "({kelvin:colourTemperature} [(k|kelvin)]|{white:colourTemperature})",
    light_level: "({percentage:brightness} <percent>|[the] {level:brightness})",
    // A number with its unit or a level keeps its words: half is not the same for every thing.
    setting: "[<roughly>] ({number:value}|{amount:value})",
    roughly: "(about|around|roughly|approximately|exactly|say|maybe)",
    // After "at" of what is switched or moved a bare number is a time of day: "raise the blind at 7".
    setting_at: "[<roughly>] ({large_number:value}|{amount:value})",
    amount: "(by {number:step}|[by] {change:step})",
    by: "[<amount>]",
    // Verbs that need an amount or "to" to say that a value is meant: "bring the blind up" opens it.
    nudge:
      "(turn|take|bring|put|push|move|knock|nudge|bump|step|crank|wind|dial|ease|notch|kick|tweak|ramp|pull|throttle|rev|jack|shift|set|edge|slide|roll|get|make|let|raise|lift|lower|drop|cut)",
    // Verbs that are of values alone.
    boost: "(crank|dial|rev|ramp|bump|jack|notch|knock|nudge)",
    ease: "(dial|throttle|ramp|notch|knock|nudge|ease)",
    upward: "[back] (up|higher)",
    downward: "(down|back|lower|back down)",
    look: "({colour}|{white:colourTemperature}|{kelvin:colourTemperature} (k|kelvin))",
    light_amount:
      "({percentage:brightness} (%|percent|per cent) [brightness]|[the] {level:brightness} [brightness]|{dimness:brightness})",
    link: "[(at|and|with|in|on)]",
    degrees: "({celsius:temperature} <degree_words>|{room_celsius:temperature})",
    attributed: "([the] {attribute} <of_target>|<owner> {attribute}|<owner>)",
    switch_on: "(turn|switch|put)",
    a_bit: "[(a|one)] (bit|little|little bit|touch|notch|tad|shade) [(more|too)]",
    louder_or_softer: "(increase|raise|turn up|boost|decrease|reduce|lower|turn down)",
    // Fahrenheit and kelvin are amounts, which are converted.
    degree_words: "(°|degree|degrees) [(c|celsius|centigrade)]",
  },
  lists: {
    percentage: { range: { from: 0, to: 100 } },
    celsius: { range: { from: -50, to: 150, fractions: "tenths" } },
    room_celsius: { range: { from: 16, to: 35, fractions: "tenths" } },
    kelvin: { range: { from: 1000, to: 10_000 } },
    large_number: { range: { from: 25, to: 1_000_000 } },
    number: { range: { from: -10_000, to: 1_000_000, fractions: "tenths" } },
    level: { reader: "level" },
    amount: { reader: "amount" },
    opening: { reader: "opening" },
    closing: { reader: "closing" },
    change: { reader: "change" },
    rise: { reader: "rise" },
    fall: { reader: "fall" },
    multiplying: {
      values: [
        { in: "(double|redouble)", out: "twice" },
        { in: "(triple|treble)", out: "three times" },
        { in: "quadruple", out: "four times" },
      ],
    },
    dividing: { values: [{ in: "halve", out: "half as much" }] },
    in_half: { values: [{ in: "in (half|two)", out: "half as much" }] },
    slight: {
      values: [
        {
          in: "[just] (a [(little|tiny)] (bit|touch|tad|smidge|smidgen|hair|notch|fraction)|a little|slightly|somewhat|some) [(more|further)]",
          out: "a bit",
        },
        { in: "(more|further|a bit more)", out: "a notch" },
      ],
    },
    dimness: {
      values: [
        { in: "(dim|dimmed|dimly lit)", out: 20 },
        { in: "bright", out: 100 },
      ],
    },
    on_words: { values: [{ in: "on", out: "on" }] },
    start_words: { values: [{ in: "(start [up]|fire up)", out: "on" }] },
    this_line: { values: [{ in: "(the|this|our) line", out: "here" }] },
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
        { in: "humidity", out: "humidity" },
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
        // Only a place and a value: what of the things there takes such a value is not for the words to say.
        {
          sentences: [
            "<set> <where> [(up|down|back)] <to> <setting>",
            "<where> [(to|at|on)] <setting>",
            "<boost> <where> [(up|down|back)] to <setting>",
          ],
        },
        {
          sentences: [
            "[<set>] [the] {attribute} [<of_target>] <to> <setting>",
            "[<set>] <owner> {attribute} <to> <setting>",
            "<set> <owner> <to> <setting> {attribute}",
            "<nudge> [the] {attribute} [<of_target>] [(up|down|back)] to <setting> [<of_target>]",
            "<nudge> <owner> {attribute} [(up|down|back)] to <setting>",
          ],
        },
        // A colour and how bright, a mode and how warm: both are set.
        {
          sentences: [
            "[<set>] <target> [on] <to> <look> <link> <light_amount>",
            "[<set>] <target> [on] <to> <light_amount> [(and|in|at)] [to] <look>",
            "[<set>] <target> to {percentage:brightness} (and|in) <look>",
            "<switch_on> [<target>] {on_words:state} [<target>] (in|to|at|with) <look> [<link> <light_amount>]",
            "<target> {on_words:state} (in|to|at|with) <look> [<link> <light_amount>]",
            "[<set>] <target> [on] [(to|at|on|in|into)] {mode} [mode] [(at|and|to|with)] <degrees>",
            "[<set>] <target> [on] <to> <degrees> [(and|in|on|with)] {mode} [mode]",
            "<switch_on> [<target>] {on_words:state} [<target>] (in|to|at|with) {mode} [mode] [[(at|and|to|with)] <degrees>]",
          ],
        },
        {
          sentences: [
            "(<switch_on> {on_words:state} <target>|[<switch_on>] <target> {on_words:state}) (to <setting>|at <setting_at>)",
            "{start_words:state} <target> (to <setting>|at <setting_at>)",
          ],
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
            "<set> [the] speed <of_target> <to> <speed>",
            "<set> <target> speed <to> <speed>",
            "(run|turn|set) <target> (to|at) <speed> speed",
            "(slow|speed) [(up|down)] (<owner>|{this_line:here}) [(up|down|back)] to <speed>",
          ],
          expansion_rules: { speed: "({number:speed}|{amount:speed})" },
        },
        {
          sentences: [
            "<set> [the] (position|opening) <of_target> <to> ({percentage:position} <percent>|{level:position})",
            "<set> <target> position <to> ({percentage:position} <percent>|{level:position})",
            "(open|close|raise|lift|lower|move|set) <sorts> (to|at) {percentage:position} <percent> <place>",
            "(open|raise|lift|move) <target> [to] ({percentage:position} <percent>|{level:position})",
            "lower <target> to ({percentage:position} <percent>|{level:position})",
            "(open|crack) <target> {opening:position}",
            "(close|shut|lower|draw) <target> {closing:position}",
            "{closing:position} (close|shut|lower|draw) <target>",
            "({level:position}|{opening:position}) open <target>",
            "[<set>] <target> <to> {opening:position}",
            "(wind|roll|pull|crank) <target> (open|up|down) to {percentage:position} <percent>",
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
            "<set> <target> <to> <setting>",
            "(<nudge>|<set>) <target> [(up|down|back)] to <setting>",
            "(run|<nudge>) <target> [(up|down)] at <setting_at>",
            "run <target> [(up|down)] to <setting>",
            "(<boost>|<ease>) (up|down|back|off) <target> to <setting>",
            "give <target> <setting>",
            "<target> (up|down|back) to <setting>",
            "<target> <to> <setting>",
            "<set> <sorts> (to|at) <setting> <place>",
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
          sentences: [
            "turn up <target> <by>",
            "turn <target> up <by>",
            "increase <target> <by>",
            "<boost> up <target> <by>",
            "<boost> <target> up <by>",
            "<nudge> <target> <upward> <amount>",
            "<nudge> <target> {change:step} <upward>",
            "(raise|lift|boost|up) <target> by ({number:step}|{change:step})",
            "<target> <upward> ({number:step}|<amount>)",
            "add ({number:step}|{change:step}) (to|on) <target>",
            "{multiplying:step} <attributed>",
            "[(<set>|run)] <owner> {rise:step}",
          ],
        },
        {
          sentences: [
            "<nudge> [the] {attribute} [<of_target>] <upward> <amount> [<of_target>]",
            "<nudge> <owner> {attribute} <upward> <amount>",
            "add ({number:step}|{change:step}) (to|on) [the] {attribute} <of_target>",
          ],
        },
        {
          sentences: [
            "(open|crack) <target> [(up|open)] {slight:step}",
            "open <target> [up] by {change:step}",
          ],
          slots: { attribute: "position" },
        },
        {
          sentences: ["brighten [up] <owner> <by>", "make <target> brighter", "make it brighter <place>"],
          slots: { attribute: "brightness" },
        },
        { sentences: ["(make|turn) <target> louder", "turn up the music"], slots: { attribute: "volume" } },
        {
          sentences: [
            "speed up (<owner>|{this_line:here}) <by>",
            "speed (<owner>|{this_line:here}) up <by>",
            "make <target> faster",
          ],
          slots: { attribute: "speed" },
        },
        {
          sentences: [
            "(warm|heat) <where> [up] [by] ({number:step} (degree|degrees)|{change:step})",
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
            "<ease> (down|back|off) <target> <by>",
            "<ease> <target> (down|back|off) <by>",
            "<nudge> <target> <downward> <amount>",
            "<nudge> <target> {change:step} <downward>",
            "(lower|drop|cut|ease) <target> by ({number:step}|{change:step})",
            "drop <target> {change:step}",
            "(cut|divide|split) <attributed> {in_half:step}",
            "<target> <downward> ({number:step}|<amount>)",
            "(take|knock|shave) ({number:step}|{change:step}) off <target>",
            "{dividing:step} <attributed>",
            "[(<set>|run)] <owner> {fall:step}",
          ],
        },
        {
          sentences: [
            "<nudge> [the] {attribute} [<of_target>] <downward> <amount> [<of_target>]",
            "<nudge> <owner> {attribute} <downward> <amount>",
            "(take|knock|shave) ({number:step}|{change:step}) off [the] {attribute} <of_target>",
          ],
        },
        {
          sentences: [
            "(close|shut|draw) <target> [up] {slight:step}",
            "close <target> [up] by {change:step}",
          ],
          slots: { attribute: "position" },
        },
        {
          sentences: [
            "(dim|darken) [down] <owner> <by>",
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
            "slow down (<owner>|{this_line:here}) <by>",
            "slow (<owner>|{this_line:here}) [down] <by>",
            "make <target> slower",
          ],
          slots: { attribute: "speed" },
        },
        {
          sentences: [
            "cool <where> [down] [by] ({number:step} (degree|degrees)|{change:step})",
            "make (it|<where>) (cooler|colder) [<place>]",
            "(it is|its) too (hot|warm) [<place>]",
          ],
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
