/** The time and the weather, second thoughts, and small talk. */
export const chatting = {
  expansion_rules: {
    called_so: "(edgewise|home assistant|assistant|computer|robot|there)",
    too: "(too|as well|also)",
    meant:
      "([(no|sorry|oops|wait|no sorry|no wait|hang on)] (i meant|i mean|i said)|not that|not that one|wrong one|no|sorry|no sorry|sorry no|no wait|wait no|oops|no not that one|wrong (one|room|hall|place|light|lamp|machine|thing) [i meant])",
    complaint:
      "[(oh|ooh|whoa|woah|wow|ouch|hmm|no|sorry)] [(thats|that is|its|it is|this is)] [(way|much|far|a bit|still|still a bit)] too (much|little|hot|warm|cold|cool|high|low|bright|dark|dim|loud|quiet|fast|slow|strong|weak|far) [now] [(then|so|and)]",
    mistaken:
      "[(no|sorry|oops|oh)] (my (mistake|bad|fault)|i misread [(that|it)]|i misspoke|i got that wrong|thats wrong|that is wrong|wrong (number|value|figure|colour|color)|correction|scratch that)",
    say_value:
      "(make it|make that|try|say|lets say|go for|more like|its|it is|it should be|should be|it ought to be|i meant)",
    sky: "(weather|forecast|weather forecast|weather report)",
    a_value:
      "({colour}|{white:colourTemperature}|{percentage:brightness} percent|{percentage:value} (%|percent|per cent)|{level:value}|{celsius:temperature} (°|degrees) [(c|celsius)]|{mode})",
  },
  lists: {
    weather_day: {
      values: [
        { in: "(tomorrow|tomorrow (morning|afternoon|evening|night))", out: "tomorrow" },
        { in: "(this weekend|at the weekend|on the weekend)", out: "this weekend" },
        { in: "[for] (later|later today|this afternoon|this evening|tonight)", out: "later today" },
        { in: "[for] [the] (next (week|days|few days)|coming (days|week)|week)", out: "next week" },
        { in: "[on] (monday|tuesday|wednesday|thursday|friday|saturday|sunday)", out: "that day" },
      ],
    },
    day_words: {
      values: [
        { in: "(today|todays|now)", out: "today" },
        { in: "(tomorrow|tomorrows)", out: "tomorrow" },
        { in: "(yesterday|yesterdays)", out: "yesterday" },
      ],
    },
    other_ones: {
      values: [
        { in: "(the|my|our) other one", out: "1" },
        { in: "(the|my|our) other two", out: "2" },
        { in: "(the|my|our) other three", out: "3" },
        { in: "(the|my|our) (others|other ones|rest [of (them|those)])", out: "others" },
      ],
    },
    other_one: {
      values: [{ in: "([the] other [one|ones]|the one I did not say|the wrong one)", out: "other" }],
    },
    sky_words: {
      values: [
        { in: "(raining|rain|rainy|pouring)", out: "rain" },
        { in: "(windy|wind|storming|stormy)", out: "wind" },
        { in: "(freezing|frosty|frost|cold|warm|hot)", out: "temperature" },
      ],
    },
    weather_place: { wildcard: true },
  },
  intents: {
    queryTime: {
      data: [
        {
          sentences: [
            "(what time is it|what is the time|whats the time|what hour is it|how late is it|tell me the time|give me the time|the time|what is the hour|time please) [(now|here|please|right now)]",
            "(do you (have|know)|have you got) the time",
            "(check|say) the time",
            "current time",
            "the time",
          ],
        },
      ],
    },
    queryDate: {
      data: [
        {
          sentences: [
            "(what|which) (date|day|day of the week|weekday) (is it|do we have|is today) [{day_words:time}]",
            "(what is|whats|tell me|give me) [the] [(current)] (date|day|weekday|day of the week) [(of)] [{day_words:time}]",
            "(what is|whats) {day_words:time} [(date|day)]",
            "(what is|whats) {day_words:time} date",
            "(what|which) (date|day|weekday) (is|was|will be|will it be) {day_words:time}",
            "the date",
          ],
        },
      ],
    },
    queryWeather: {
      data: [
        {
          sentences: [
            "(what is|whats|how is|hows|how does|what does|check|give me|tell me|show me) [the] <sky> [(look|look like|like|doing)] [(outside|today|now|right now|at the moment|here)]",
            "[the] (weather|weather report) [(today|now|outside)]",
            "(what is it like|how is it|hows it) outside [(today|now)]",
          ],
        },
        {
          sentences: [
            "(what is|whats|how is|hows) [the] <sky> [(look|like)] (in|at|for) [<the>] {name} [like]",
            "(what is|whats|how is|hows) [<the>] {name} <sky> [like]",
          ],
          requires_context: { domain: "weather" },
        },
        {
          sentences: [
            "(is it|will it be|was it) [(still|currently)] {sky_words:measure} [outside] [(now|today|right now)]",
          ],
        },
        {
          sentences: [
            "(what is|whats|how is|what will|how will) [the] (weather|forecast|weather forecast) [(be|look|like|be like)] [(for|on)] {weather_day:time} [(be|look|like|be like)]",
            "(will|does|is) it [(going to)] [(be|get)] {sky_words:measure} [(for|on)] {weather_day:time}",
            "[the] (weather|forecast|weather forecast) [for] {weather_day:time}",
            "(do i need|should i take|will i need) an umbrella [{weather_day:time}]",
            "will it {sky_words:measure} [(today|soon)]",
            "(what is|whats|give me|tell me) the [weather] forecast",
          ],
          slots: { time: "later" },
        },
      ],
    },
    also: {
      data: [
        {
          sentences: [
            "and [<the>] ({name}|{area} [{kind:domain}]|{floor} [{kind:domain}]|<sort>) [<too>]",
            "and [<the>] {name} <in> [<the>] {area} [<too>]",
            "and (in|on|at|for|under|by|near|inside) [<the>] ({name}|{area}|{floor}) [<too>]",
            "[<the>] ({name}|{area} [{kind:domain}]|{floor}) <too>",
            "(in|on|at|for) [<the>] ({area}|{floor}) <too>",
            "(do|and) the same (in|on|at|for|with|to) [<the>] ({name}|{area}|{floor}|<sort>)",
            "(what|how) about [<the>] ({name}|{area} [{kind:domain}])",
            "same (in|for|with) [<the>] ({name}|{area})",
            "also [<the>] ({name}|{area} [{kind:domain}]|<sort>)",
            "also (in|on) [<the>] ({area}|{floor})",
            "[(and|what about|how about)] the one (in|on|at) [<the>] ({area}|{floor}) [<too>]",
            "(and|what about|how about) [<the>] ({area}|{floor}) one [<too>]",
            "(and|also) {other_ones:other} [<too>]",
            "{other_ones:other} <too>",
          ],
        },
        {
          sentences: [
            "and [<the>] ({name}|{area} [{kind:domain}]) (to|at) <a_value>",
            "and {here_words:here} [<too>]",
          ],
        },
      ],
    },
    correct: {
      data: [
        {
          sentences: [
            "[<meant>] {other_one:other}",
            "<meant> [<the>] ({name}|{area} [{kind:domain}]|{floor} [{kind:domain}])",
            "<meant> [<the>] {name} <in> [<the>] {area}",
            "<meant> (in|on|at) [<the>] ({area}|{floor})",
            "<meant> [<the>] {area} one",
            "not [<the>] ({area:exceptArea}|{name:except}) [(but|i meant|i mean)] [<the>] ({name}|{area} [{kind:domain}])",
            "[<the>] ({name}|{area}) (i meant|instead|rather)",
            "(in|on) [<the>] ({area}|{floor}) (i meant|instead|rather)",
          ],
        },
        {
          sentences: [
            "<meant> [(to|at|in|make it)] (<a_value>|{number:value})",
            "(<complaint>|<mistaken>) [<say_value>] [(to|at)] (<a_value>|{amount:value}|{number:value})",
            "[(and|but|only|but only|and only)] [(at|to)] {amount:value} [(to begin with|to start with|for now|for starters|this time)]",
            "[(go|and|now|then)] back to (<a_value>|{amount:value}|{number:value})",
            "(make (it|that)|better|rather) <a_value> instead",
            "<a_value> (instead|rather|i meant)",
          ],
        },
      ],
    },
    smallTalk: {
      data: [
        {
          sentences: [
            "(hello|hi|hey|hey there|hi there|hello there|hi <called_so>|hello <called_so>|hey <called_so>|good day|good afternoon|good evening|howdy|greetings)",
          ],
          slots: { topic: "greeting" },
        },
        {
          sentences: ["(bye|goodbye|bye bye|see you|see you later|farewell|until later)"],
          slots: { topic: "bye" },
        },
        { sentences: ["(good night|sleep well|night night)"], slots: { topic: "goodNight" } },
        {
          sentences: [
            "(thanks|thank you|thanks a lot|thank you [very|so] much|many thanks|cheers|much appreciated|thanks <called_so>|thank you <called_so>)",
          ],
          slots: { topic: "thanks" },
        },
        {
          sentences: [
            "(how are you|how are you doing|how do you do|how is it going|hows it going|how are things|are you ok|are you there|are you awake|are you listening)",
            "are you always listening",
          ],
          slots: { topic: "howAreYou" },
        },
        {
          sentences: [
            "(well done|good job|nice work|great|perfect|excellent|awesome|wonderful|you are great|you are the best|good <called_so>|you are so smart|brilliant|i like you|i love you)",
          ],
          slots: { topic: "compliment" },
        },
        {
          sentences: [
            "(you are (stupid|dumb|useless|an idiot)|stupid machine|shut up|idiot|that was wrong|you suck|i hate you)",
          ],
          slots: { topic: "insult" },
        },
        {
          sentences: [
            "(what is your name|whats your name|what are you called|who made you|who built you|do you have a name|where does my data go|are you [(connected|in)] [to] the cloud)",
          ],
          slots: { topic: "name" },
        },
        { sentences: ["(how old are you|when were you (born|made))"], slots: { topic: "age" } },
        {
          sentences: [
            "(do you have feelings|are you (human|a robot|real|alive|happy|sad|hungry|tired)|do you (sleep|dream|eat))",
          ],
          slots: { topic: "feelings" },
        },
        {
          sentences: [
            "(tell me a joke|tell a joke|make me laugh|do you know [(a|any)] (joke|jokes)|say something funny|another joke)",
          ],
          slots: { topic: "joke" },
        },
        { sentences: ["(sing [me] [a song]|can you sing|sing for me)"], slots: { topic: "sing" } },
      ],
    },
  },
} as const;
