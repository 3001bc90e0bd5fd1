import { otherFeelings } from "./common.ts";

/** Questions about the past, answered from the store. */
export const history = {
  expansion_rules: {
    did: "(did|has|have|was|were|is|are|does|do|had)",
    when: "[{period}]",
    of_what: "(<place>|(of|in|at|on|for|from) <about>)",
    happened: "{event}",
  },
  lists: {
    statistic: {
      values: [
        {
          in: "(highest|maximum|max|peak|top|hottest|warmest|greatest|biggest|most|largest)",
          out: "highest",
        },
        { in: "(lowest|minimum|min|coldest|coolest|least|smallest)", out: "lowest" },
        { in: "(average|mean|typical|usual)", out: "average" },
        { in: "(total|sum of [the]|overall)", out: "total" },
        { in: "(last|latest|most recent)", out: "latest" },
      ],
    },
    event: {
      values: [
        {
          in: "(run|ran|running|operate[d]|operating|work[ed]|working|start[ed]|started up|start up|in use|active)",
          out: "running",
        },
        { in: "(stop[ped]|idle|stand still)", out: "stopped" },
        { in: "(on|turn[ed] on|switch[ed] on|come on|came on|go on|went on|activated|lit)", out: "on" },
        { in: "(off|turn[ed] off|switch[ed] off|go off|went off|deactivated)", out: "off" },
        { in: "(open|opened|opening)", out: "open" },
        { in: "(close|closed|closing|shut)", out: "closed" },
        { in: "(lock|locked)", out: "locked" },
        { in: "(unlock|unlocked)", out: "unlocked" },
        {
          in: "(detect motion|detected motion|see motion|motion|trigger[ed]|occupied|detect[ed] someone)",
          out: "motion",
        },
        { in: "(wet|leak[ed]|leaking)", out: "wet" },
        { in: "(jam[med]|jamming|stuck|block[ed]|clog[ged])", out: "jammed" },
        { in: "(change|changed|move|moved|change state|used|use)", out: "change" },
      ],
    },
    hot: { values: [{ in: "(hot|warm)", out: "highest" }] },
    // How hot and how cold it was is told by its highest and its lowest value.
    other_feeling: { values: otherFeelings },
    cold: { values: [{ in: "(cold|cool|chilly)", out: "lowest" }] },
    trend: {
      values: [
        {
          in: "(rise|risen|fall|fallen|drop|dropped|change|changed|increase|increased|decrease|decreased|climb|climbed)",
          out: "change",
        },
      ],
    },
  },
  intents: {
    queryMeasure: {
      data: [
        {
          sentences: [
            "[(what was|what is|whats|what were|show [me]|give me)] [the] {statistic} {measure} [<of_what>] <when>",
            "[(what was|what is|whats|what were|show [me]|give me)] [the] {statistic} {measure} {period} <of_what>",
            "[(what was|what is|whats|show [me]|give me)] [the] {statistic} [<the>] {name} {measure} <when>",
            "[(what was|what is|whats|show [me]|give me)] [the] {statistic} <where> {measure} <when>",
            "[(what was|whats|what is)] (<where>|[<the>] {name}) {statistic} {measure} <when>",
            "[(what was|what is)] [the] {statistic} (value|reading) (of|from) <named> <when>",
            "{period} what was [the] {statistic} {measure} [<of_what>]",
            "when was [the] {measure} [<of_what>] [the] {statistic} <when>",
            "(what|how (high|low)) (was|is) [the] {statistic} [of [the]] {measure} [<of_what>] <when>",
          ],
        },
        {
          sentences: [
            "how ({hot:statistic}|{cold:statistic}) did it get [<place>] <when>",
            "how ({hot:statistic}|{cold:statistic}) did <about> get [to] <when>",
            "how ({hot:statistic}|{cold:statistic}) did it get {period} <place>",
            "how ({hot:statistic}|{cold:statistic}) (was|has) it [been] [<place>] {period}",
            "how ({hot:statistic}|{cold:statistic}) (was|has) it {period} <place>",
            "how ({hot:statistic}|{cold:statistic}) (was|were|has|have) <about> [been] {period}",
            "(did|has) (it|<about>) (get|got|gotten|been) [(too|very)] ({hot:statistic}|{cold:statistic}) [<place>] <when>",
            "(was|were) <about> [(too|very)] ({hot:statistic}|{cold:statistic}) {period}",
            "(what was|whats|what is) the {statistic} <about> (got|was|has been|reached|went) <when>",
            "(what was|whats|what is) the {statistic} it (got|was|has been|went) [<place>] <when>",
            "(what was|whats|what is) the {statistic} it (got|was|has been|went) {period} <place>",
            "when was it [the] {statistic} <place> <when>",
            "when was <about> [the] {statistic} <when>",
          ],
          slots: { measure: "temperature" },
        },
        {
          sentences: [
            "how {other_feeling:measure} (was|were|has) (it|<about>) [been] [<place>] {period}",
            "how {other_feeling:measure} was it {period} <place>",
            "how {other_feeling:measure} did (it|<about>) get [<place>] {period}",
            "(what was|what were|hows|how was) [the] {measure} [<of_what>] {period}",
            "(what was|what were) [the] {measure} {period} <of_what>",
            "what was (<where>|[<the>] {name}) {measure} {period}",
          ],
          slots: { statistic: "average" },
        },
        {
          sentences: [
            "how (high|hot) did [the] {measure} [<of_what>] (get|go|rise|climb) [to] <when>",
            "how (high) did [the] {measure} (get|go|rise|climb) {period} <of_what>",
          ],
          slots: { statistic: "highest" },
        },
        {
          sentences: ["how (low|far) did [the] {measure} [<of_what>] (get|go|fall|drop|sink) [to] <when>"],
          slots: { statistic: "lowest" },
        },
        {
          sentences: [
            "how much {measure} (did|has|have|was|were) (<about>|we|i|it|you) (use|used|consume|consumed|make|made|produce|produced|used up|draw|drawn) <when>",
            "how much {measure} (was|were|did we|have we|has been) (use|used|consume|consumed|produced|made) [<of_what>] <when>",
            "how much {measure} (fell|was there|did we get|did we have|came down) [<of_what>] <when>",
            "how much did it {measure} <when>",
          ],
          slots: { statistic: "total" },
        },
        {
          sentences: [
            "(how much|by how much) (did|has|have) [the] {measure} [<of_what>] {trend:statistic} <when>",
            "(how much|by how much) (did|has) (<where>|[<the>] {name}) {measure} {trend:statistic} <when>",
            "(did|has) [the] {measure} [<of_what>] {trend:statistic} <when>",
          ],
        },
      ],
    },
    queryLastTime: {
      data: [
        {
          sentences: [
            "when <did> <named> last [been] <happened> <when>",
            "when <did> <named> <happened> [last] <when>",
            "when was the last time [that] <named> [(was|were|has been|had been)] <happened> <when>",
            "when <did> [someone|anyone|somebody|anybody] last <happened> <named>",
            "when did (someone|anyone|somebody|anybody) <happened> <named> <when>",
            "when last <did> <named> <happened>",
            "last time <named> [(was|were)] <happened>",
            "when <did> [<the>] <sort> [<place>] last [been] <happened> [<place>] <when>",
            "when <did> <where> <sort> last [been] <happened> <when>",
            "when was the last time [that] [<the>] <sort> [<place>] [(was|were)] <happened> <when>",
            "how long ago <did> <named> [last] <happened>",
          ],
        },
        {
          sentences: [
            "when was there last [any] (motion|movement) <place>",
            "when was [the] last (motion|movement) <place>",
            "when was (someone|anyone|anybody|somebody) last <place>",
          ],
          slots: { event: "motion", deviceClass: "motion" },
        },
      ],
    },
    queryHowLong: {
      data: [
        {
          sentences: [
            "[for] how long <did> <named> [been] [stay|stayed|left|kept] <happened> [for] <when>",
            "[for] how long <did> [<the>] <sort> [<place>] [been] <happened> [<place>] <when>",
            "[for] how long <did> <where> <sort> [been] <happened> <when>",
            "how (much time|many minutes|many hours) <did> <named> [been] <happened> [for] <when>",
            "how much (time|of the time) was <named> <happened> <when>",
            "since when <did> <named> [been] <happened>",
            "{period} how long <did> <named> [been] <happened>",
          ],
        },
      ],
    },
    queryHowOften: {
      data: [
        {
          sentences: [
            "(how many times|how often) <did> <named> [been] [(get|gets)] <happened> <when>",
            "(how many times|how often) <did> [<the>] <sort> [<place>] [been] <happened> [<place>] <when>",
            "(how many times|how often) <did> <where> <sort> [been] <happened> <when>",
            "(how many times|how often) <did> (someone|anyone|somebody|we|i) <happened> <named> <when>",
            "{period} (how many times|how often) <did> <named> [been] <happened>",
            "(how many times|how often) <did> <named> {period} [been] <happened>",
          ],
        },
        {
          sentences: ["(how many times|how often) was there [any] (motion|movement) <place> <when>"],
          slots: { event: "motion", deviceClass: "motion" },
        },
      ],
    },
  },
} as const;
