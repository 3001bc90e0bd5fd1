import { everydayColours, namedColours } from "../../../text/colour-table.ts";

/**
 * How people say what readers read (`grammar/readers.ts`): one intent for each reader. Readers take more than this, in
 * writing ("7:30", "10min") and in other words; here stands what is likely to be said, and nothing that is not read. Of
 * spellings that sound alike there is one.
 */
export const spokenValues = {
  expansion_rules: {
    second: "second[s]",
    minute: "minute[s]",
    hour: "hour[s]",
    long_unit: "(day[s]|week[s])",
    some: "(a couple of|a few)",
    below_sixty: "{1..59:n}",
    // Lengths of time.
    seconds: "({1..600:n}|a|<some>) <second>",
    minutes:
      "(({1..300:n}|a|<some>) <minute>|{small_half:n} minutes|a minute and a half|half a minute|one and a half minutes)",
    hours:
      "(({1..23:n}|an|a couple of|a few) <hour>|{24..72:n} hours|{small_half:n} hours|(an|one) hour and a (half|quarter)|half [of] an hour|a half hour|half hour|(a|three) quarter[s] of an hour)",
    days: "({1..365:n}|a|<some>) <long_unit>",
    mixed:
      "(({1..24:n}|an) <hour> ([and] <below_sixty> <minute>|<below_sixty>)|({1..59:n}|a) <minute> [and] <below_sixty> <second>)",
    short_length: "(<minutes>|<hours>|<seconds>|<mixed>)",
    length: "(<short_length>|<days>)",
    // Times of day.
    half_day: "(a m|p m)",
    noon: "(noon|midday|midnight)",
    clock_minute: "({10..59:n}|oh {1..9:n})",
    hour_twelve: "{1..12:n} [o clock] [<half_day>]",
    hour_marked: "{1..12:n} (o clock|o clock <half_day>|<half_day>)",
    clock_plain: "({1..12:n} <clock_minute> [<half_day>]|{13..23:n} <clock_minute>)",
    clock_relative:
      "(([a] (quarter|half) past|[a] quarter (to|till)|{1..29:n} [minutes] (past|to)) ({1..12:n} [<half_day>]|<noon>)|half {1..12:n} [<half_day>])",
    // With "at" before it.
    clock: "(<hour_twelve>|<noon>|<clock_plain>|<clock_relative>)",
    // By itself a number is no time.
    clock_alone: "(<hour_marked>|<noon>|<clock_plain>|<clock_relative>)",
    at_clock: "(at|by) <clock>",
    weekday: "(monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
    part: "(morning|afternoon|evening)",
    part_phrase: "(in the <part>|at night|in the night)",
    day: "(today|tomorrow|the day after tomorrow|[(on|next|this|this coming)] <weekday>|next week|[(on|at)] (the|this|next) weekend)",
    month: "(january|february|march|april|may|june|july|august|september|october|november|december)",
    day_number:
      "(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty (first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty first)",
    date: "[on] (the <day_number> [of <month>]|<month> [the] <day_number>)",
    day_part:
      "(tonight|this <part>|tomorrow (<part>|night)|[on] <weekday> (<part>|night)|first thing [in the morning])",
    sun: "(sunrise|sunset|dawn|dusk|sundown|daybreak|nightfall|dark)",
    sun_phrase:
      "(at <sun>|after <sun>|before <sun>|[at] (<minutes>|{1..6:n} <hour>|an hour|half an hour|an hour and a half) (before|after) <sun>)",
    often:
      "(every day|daily|every (weekday|weekend|<part>|night|<weekday>)|on weekdays|on weekends|on <weekday>s|every <weekday> and <weekday>|(monday|tuesday) to (thursday|friday|saturday)|(friday|saturday) to sunday)",
    interval:
      "(every (hour|minute|half hour)|hourly|every ({2..90:n} <minute>|{2..24:n} <hour>|{2..90:n} <second>))",
    time: "(<at_clock>|<clock_alone>|<at_clock> (<day>|<part_phrase>|<day_part>)|(<day>|<day_part>|<date>) [<at_clock>]|(<day>|<date>) <at_clock> <part_phrase>|<date>|<day>|<day_part>|<part_phrase>|<sun_phrase>|<day> <sun_phrase>|<often> [<at_clock>]|<at_clock> <often>|<often> <sun_phrase>|first thing tomorrow|first thing <weekday>|<interval>)",
    until: "(until|till) (<clock>|<day>|<day_part>|<sun>|<clock> <day>)",
    delay:
      "((in|after|within) (<short_length>|({1..60:n}|a) <long_unit>)|<short_length> from now|in <short_length> time)",
    // Levels and amounts.
    full: "(full|fully|max|maximum|highest|top|full (blast|throttle|tilt|on)|flat out|all the way|the whole way|as (high|far|bright|loud|fast|much) as possible)",
    least: "(min|minimum|lowest|bottom|as (low|little|dim|quiet|slow) as possible|all the way down)",
    fraction: "(half|a half|a quarter|three quarters|a third|two thirds|a fifth|a tenth)",
    way: "(halfway|half the way|medium|middle|<fraction> [of the way|full])",
    unit_words:
      "(percent|degree[s]|degrees (celsius|fahrenheit|centigrade)|celsius|fahrenheit|kelvin|bar|millibar|pascals|kilopascals|psi|rpm|revs [per minute]|revolutions per minute|hertz|kilohertz|millimetre[s]|centimetre[s]|metre[s]|kilometre[s]|inch[es]|feet|foot|mile[s]|metres per second|metres per minute|kilometres per hour|miles per hour|watt[s]|kilowatt[s]|watt hours|kilowatt hours|litre[s]|millilitre[s]|gallon[s]|litres (per|a) (minute|hour|second)|cubic metres [per hour]|gallons per minute|gram[s]|kilogram[s]|kilo[s]|ton[s]|tonne[s]|pound[s]|ounce[s]|lux|ppm|parts per million|volt[s]|amp[s]|milliamp[s]|decibel[s])",
    level_noun: "(speed|brightness|volume|power|strength|heat)",
    // Changes.
    slight:
      "([just] a [little] bit|a little|a tiny bit|slightly|a touch|a tad|a notch|one notch|a step|one step|somewhat)",
    strong: "(much|a lot|quite a bit|way|far|a great deal|significantly)",
    notches: "{1..20:n} (notch[es]|step[s]|level[s])",
    brighter:
      "(warmer|hotter|brighter|lighter|louder|faster|quicker|wider|more humid|further open|more open)",
    brighter_by:
      "({step:n} degree[s] (warmer|hotter)|(<percents>|<notches>|<part_of>) (brighter|louder|faster|wider))",
    dimmer: "(cooler|colder|dimmer|darker|quieter|softer|slower|drier|less humid)",
    dimmer_by:
      "({step:n} degree[s] (cooler|colder)|(<percents>|<notches>|<part_of>) (dimmer|darker|quieter|slower))",
    part_of: "(a half|a quarter|a third|two thirds)",
    percents: "{1..100:n} percent",
    warm: "(warm|hot|bright|loud|fast|quick|humid)",
    times: "(twice|double|three times|four times|{2..10:n} times)",
    change_amount:
      "(<percents>|{step:n} (degree[s]|hertz|bar)|{hundreds:n} (rpm|watts|kelvin)|<notches>|<fraction>)",
  },
  lists: {
    small_half: { range: { from: 1, to: 24, fractions: "halves" } },
    // A step is read from six words at most.
    step: { range: { from: 1, to: 20, fractions: "tenths" } },
    hundreds: { range: { from: 50, to: 1000, step: 50 } },
    quantity: { range: { from: -100, to: 100_000, fractions: "tenths" } },
    colour_name: {
      values: [...new Set([...Object.keys(namedColours), ...Object.keys(everydayColours)])],
    },
    basic_colour: {
      values: "red green blue yellow orange purple pink violet turquoise teal brown magenta cyan grey".split(
        " ",
      ),
    },
  },
  intents: {
    duration: { data: [{ sentences: ["<length>"] }] },
    when: {
      data: [{ sentences: ["<time>", "<until>", "<delay>", "for <length>", "[right] now", "immediately"] }],
    },
    later: {
      data: [
        {
          sentences: [
            "at <clock> [(<day>|<part_phrase>|<day_part>|<often>)]",
            "(<day>|<day_part>|<date>|<often>) [at <clock>]",
            "(<day>|<date>) at <clock> <part_phrase>",
            "(<part_phrase>|<interval>|<delay>)",
            "(at|after|before) <sun> [(<day>|every day)]",
            "(<minutes>|an hour|half an hour) (before|after) <sun>",
            "(until|till) (<clock>|<sun>)",
          ],
        },
      ],
    },
    period: {
      data: [
        {
          sentences: [
            "[so far] today",
            "yesterday [(morning|afternoon|evening)]",
            "the day before yesterday",
            "(last night|overnight|during the night|tonight)",
            "this (morning|afternoon|evening)",
            "[(in|during)] this (week|month|year)",
            "[(in|during)] [the] (last|previous) (week|month|year)",
            "(on|last|on last) <weekday>",
            "[(in|over|during|for|within)] the (last|past) (<length>|hour|minute|day|half hour)",
            "[(in|over)] the (last|past) {2..12:n} months",
            "since (<clock>|yesterday|this morning|last night|<weekday>|midnight)",
            "between <clock> and <clock>",
            "from <clock> (to|until) <clock>",
          ],
        },
      ],
    },
    colour: {
      data: [
        {
          sentences: [
            "{colour_name:n}",
            "(dark|light|bright|pale|deep|warm|cool|soft|pastel|neon) {basic_colour:n}",
          ],
        },
      ],
    },
    white: {
      data: [
        {
          sentences: [
            "(candlelight|candle light|firelight|[(extra|very)] warm white|amber white|soft white|incandescent|halogen|neutral [white]|natural [white]|moonlight|[(very|extra)] (cool|cold) white|warm|cool|cold|bright white|sunlight|daylight [white]|ice white)",
            "{1000..10000:n} (kelvin|k)",
          ],
        },
      ],
    },
    level: {
      data: [{ sentences: ["<full>", "<least>", "<way>", "high", "low", "(partly|partially|part way)"] }],
    },
    amount: {
      data: [
        {
          sentences: [
            "{quantity:n} <unit_words>",
            "half a (bar|litre|degree|metre|kilowatt)",
            "(<full>|<least>|<way>|high|low) [<level_noun>]",
          ],
        },
      ],
    },
    opening: {
      data: [
        {
          sentences: [
            "(<way>|fully|wide|slightly|partly|a (little|bit)|almost|nearly|{1..100:n} percent) (open|closed|shut)",
            "ajar",
            "[open] a (crack|slit|chink)",
          ],
        },
      ],
    },
    closing: {
      data: [
        {
          sentences: ["(halfway|<fraction> [of the way]|partly|partially|part way) [(closed|shut|down)]"],
        },
      ],
    },
    change: {
      data: [{ sentences: ["<slight>", "<notches>", "<change_amount>", "<times>", "<strong>"] }],
    },
    rise: {
      data: [{ sentences: ["[(<slight>|<strong>)] <brighter>", "<brighter_by>", "<times> as <warm>"] }],
    },
    fall: {
      data: [{ sentences: ["[(<slight>|<strong>)] <dimmer>", "<dimmer_by>", "half as <warm>"] }],
    },
  },
} as const;
