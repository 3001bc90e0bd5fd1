import { sayList } from "../../../text/say-list.ts";
import { monthNames, weekdayNames } from "../../../text/say-time.ts";
import { englishLexicon } from "../../lexicon/english.ts";
import type { CountedThing, GuardLanguage } from "../guard-language.ts";
import { englishClaims } from "./claims.ts";
import { englishNumbers } from "./numbers.ts";
import { englishSequence } from "./sequence.ts";

export const english: GuardLanguage = {
  lexicon: englishLexicon,
  quotation: /"([^"]*)"/g,
  quotationMark: /["“”„«»‹›‘]/g,
  abbreviation: /\b(?:e\.g\.|i\.e\.)/gi,
  clauseEnd: /[,;:()](?=\s|$)|\(| (?:and|while|with|but|when|where|then|after which) /gi,
  numbers: englishNumbers,
  claims: englishClaims,
  values: {
    rangeWord: "(?:to|and)",
    usual:
      /\b(?:usual(?:ly)?|normal(?:ly)?|always|instead of|rather than|against|compared|range|outside|out of|as a rule|where)\b/i,
    usualAfter: /^(?: (?:at most|or less))? ?(?:is|are|being|would be|was)? ?(?:the )?(?:usual|normal)\b/i,
    atMost: /\b(?:at most|up to|no more than)(?: about)? $/i,
    atLeast: /\bat least $/i,
    limitBefore: /\blimit(?: (?:of|is|at|being))?(?: only)? $/i,
    limitAfter: /^ limit\b/i,
    above:
      /\b(?:above|over|past|exceeded|passed|beyond|crossed)(?: (?:its|the|their|a|an))?(?: usual)?(?: limit)?(?: of)? $/i,
    back: /\b(?:back|again)\b/i,
    below: /\b(?:below|under)(?: (?:its|the|their|a|an))?(?: usual)?(?: limit)?(?: of)? $/i,
  },
  counts: {
    noun: /^ ((?:(?:other|more|further|new) )?(?:sensors?|log lines?|logs?|problem lines?|log entries|lines?|messages|findings?|readings?|values|commands?|incidents?|times?)(?: (?:more|further))?|more|others?|further|still going on|over now|unresolved)\b/i,
    thing: countedThing,
  },
  subjects: {
    sensorsWord: "sensors",
    unnamed: /\bunnamed (sensor|log)\b/gi,
    logAfter: /^(?:'s)? logs?\b/i,
    logBefore: /\blog(?: of)?(?: the)? $/i,
    anyLog: /\b(?:logs?|logged)\b/gi,
    placeBefore: /\b(?:on|in|under|of|at|around)(?: the)? $/i,
    adjacent: /^ $/,
    partners: /\bits partners? /gi,
    partnersEnd: /^(?:than usual|as usual|since|for|from|any more|at)\b/i,
    partnersForm: (names) => `its ${names.length === 1 ? "partner" : "partners"} ${sayList(names)}`,
  },
  order: { pattern: /"([^"]*)" (without|after) "([^"]*)"( before)?/g, after: "after" },
  durations: {
    units: unitTable({
      s: ["s", "second", "seconds"],
      min: ["min", "minute", "minutes"],
      h: ["h", "hour", "hours"],
      d: ["d", "day", "days"],
      w: ["week", "weeks"],
    }),
    one: "an?|every",
    under: "less than|under",
    and: "and",
    laterAfter: /^ later\b/i,
    agoAfter: /^ ago\b/i,
    agoBefore: /(?!)/,
    every: /\bevery $/i,
    usual:
      /\b(?:(?:usual(?:ly)?|normal(?:ly)?|always)(?: ends| is| are| changes)?(?: at most| within)?|at most|(?:instead of|rather than|longer than|more than|against)(?: (?:its|the|a))?(?: usual| normal)?(?: at most)?)(?: about)? $/i,
    after: /\bafter $/i,
    usualAfter: /^ (?:(?:is|are) (?:usually|normally|usual|the (?:usual|most|longest))|the usual)\b/i,
    within: /\b(?:in|within|over) $/i,
  },
  sequence: englishSequence,
  times: {
    weekdays: weekdayNames.map((name) => [name, name.slice(0, 3)]),
    months: monthNames,
    today: "today",
    yesterday: "yesterday",
    at: "at",
    ordinal: "",
    since: /\bsince $/i,
    until: /(?:\b(?:until|till)|\uE000 to|\bbetween \uE000+ and) $/i,
    by: /\b(?:by|at least(?: until)?|so far at) $/i,
    ended:
      /\b(?:back|again|recover(?:ed|y)|ended|(?:is|are|was|were|now) over(?! (?:its|the|a|\uE000))|over (?:since|at|now)|(?:is|was|been|are) (?:fine|well|normal|usual)|resolved|(?:all|everything|both) (?:is |are )?(?:usual|normal)|(?<!(?:than|as|its) )usual (?:since|at)|calmed|returned)\b/i,
    lasting: /\b(?:still|unchanged|ongoing|now|open|remained|same)\b/i,
    stands: /\b(?:none|not|nothing|no|never)\b(?! seen)/i,
    unusual: /\bsomething unusual\b/i,
  },
  negation: /\b(?:not|never|neither|nor|no|none|nothing|nobody|without|cannot|can't|\p{L}+n't|hardly)\b/giu,
  advice: /\b(?:check(?:ing|ed)?|look|start with)\b/gi,
  adviceObject: /\uE000|\b(?:it|that|this|them|both|these)\b/i,
  states: {
    usualBefore: /\b(?:usual(?:ly)?|normal(?:ly)?|always|instead of|rather than)\b[^.]*$/i,
    usualAfter: /^ (?:is|would be|being) (?:the )?(?:usual|normal)\b/i,
    fromBefore: /\bfrom (?:the |its )?$/i,
    lastingBefore: /\b(?:has|have) been $/i,
    backBefore: /\b(?:back|again|now|recovered)\b[^.]*$/i,
    backAfter: /^ (?:again|since|at|from|by now)\b/i,
    particles: ["on", "off", "up", "down"],
    particle: (word) =>
      word === "off"
        ? "(?<![\\p{L}\\p{N}-])off(?![\\p{L}\\p{N}])"
        : `(?<![\\p{L}\\p{N}])${word}(?= for \\uE000| since| instead| rather| again)|(?<![\\p{L}\\p{N}]|\\uE000 )${word}(?=[,.;:)]|$)|(?<=\\b(?:been|is|was|are|were|usually|still|stayed|be|read|reads) )${word}(?![\\p{L}\\p{N}]| \\uE000| (?:to|by|for the|from)\\b)`,
    forms: () => [],
  },
};

function countedThing(noun: string): CountedThing {
  const word = noun.replace(/ (?:more|further)$/, "");
  if (/^(?:other|more|further) sensor/.test(word)) return "otherSensors";
  if (/^(?:other|more|further) log(?! )/.test(word)) return "otherLogs";
  if (/sensor/.test(word)) return "sensors";
  if (/line|message|entries/.test(word)) return "lines";
  if (/log/.test(word)) return "logs";
  if (/finding/.test(word)) return "findings";
  if (/reading|value/.test(word)) return "readings";
  if (/command/.test(word)) return "commands";
  if (/incident/.test(word)) return "incidents";
  if (/time/.test(word)) return "times";
  if (word === "still going on") return "ongoing";
  if (word === "over now") return "over";
  return word === "unresolved" ? "unresolved" : "more";
}

function unitTable(names: Record<"s" | "min" | "h" | "d" | "w", readonly string[]>): Record<string, number> {
  const sizes = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
  const units = Object.keys(sizes) as (keyof typeof sizes)[];
  return Object.fromEntries(units.flatMap((unit) => names[unit].map((name) => [name, sizes[unit]])));
}
