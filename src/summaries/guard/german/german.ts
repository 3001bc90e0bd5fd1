import { sayGermanList } from "../../../text/german/say-list.ts";
import { germanMonths, germanWeekdays } from "../../../text/german/say-time.ts";
import { germanLexicon } from "../../lexicon/german.ts";
import { germanStates } from "../../phrasing/german/states.ts";
import type { CountedThing, GuardLanguage } from "../guard-language.ts";
import { germanClaims } from "./claims.ts";
import { germanNumbers } from "./numbers.ts";
import { germanSequence } from "./sequence.ts";
import { words, wordsBefore, wordsWithin } from "./words.ts";

export const german: GuardLanguage = {
  lexicon: germanLexicon,
  quotation: /„([^„“]*)“/g,
  quotationMark: /["“”„«»‹›‘]/g,
  abbreviation: /(?<!\p{L})(?:z\. ?B\.|d\. ?h\.|ca\.|bzw\.)/giu,
  clauseEnd: /[,;:()](?=\s|$)|\(| (?:und|während|mit|aber|dann|danach|sowie) /gi,
  numbers: germanNumbers,
  claims: germanClaims,
  values: {
    rangeWord: "(?:bis|und)",
    usual: wordsWithin("üblich\\p{L}*|sonst|normal\\p{L}*|statt|gegenüber|außerhalb|gewöhnlich"),
    usualAfter: /^(?: höchstens)? ?(?:sind|ist|wären|wäre|waren)? ?(?:üblich|normal)(?!\p{L})/iu,
    atMost: wordsBefore("höchstens|maximal"),
    atLeast: wordsBefore("mindestens"),
    limitBefore: wordsBefore("Grenzwert(?: (?:von|ist|bei|liegt bei))?(?: nur)?"),
    limitAfter: /^ Grenzwert(?!\p{L})/iu,
    above: wordsBefore("über|überschritt(?:en)?|überschreitet|oberhalb von"),
    back: wordsWithin("wieder|zurück"),
    below: wordsBefore("unter|unterschritt(?:en)?|unterhalb von"),
  },
  counts: {
    noun: /^(?: |-)((?:(?:weitere[rsn]?|andere[rsn]?|neue[rsn]?) )?(?:Sensoren|Sensor|Logzeilen?|Störungszeilen?|Problemzeilen?|Zeilen?|Logs?|Befunde?n?|Messwerten?|Messwert|Werten?|Befehlen?|Befehl|Vorfällen?|Vorfall|Meldungen|mal|Mal)|weitere[rsn]?|dauert? (?:noch )?an|dauern (?:noch )?an|(?:ist |sind )?vorbei|ungelöst)(?!\p{L})/iu,
    thing: countedThing,
  },
  subjects: {
    sensorsWord: "Sensoren",
    unnamed: /(?<!\p{L})unbenannte[rsn]? (Sensor|Log)(?!\p{L})/giu,
    logAfter: /^(?: |-)Logs?(?!\p{L})/iu,
    logBefore: wordsBefore("Logs?(?: (?:von|des|der))?"),
    anyLog: words("Logs?"),
    placeBefore: wordsBefore(
      "(?:an|auf|in|im|unter|(?<!Wert )von|am|vom|bei|beim|vor)(?: (?:der|dem|den|die|das|Bereich))?",
    ),
    adjacent: /^ (?:sich )?(?:(?:der|die|das|ein) )?(?:Wert von |Sensor |Log )?$/u,
    partners: /(?<!\p{L})Partnern? /gu,
    partnersEnd: /^(?:anders als (?:üblich|sonst)|wie üblich|als üblich|seit)(?!\p{L})/iu,
    partnersForm: (names) =>
      `Partner${names.length === 1 ? "" : "n"} ${sayGermanList(names.map((name) => name.replace(/^"(.*)"$/, "„$1“")))}`,
  },
  order: { pattern: /„([^„“]*)“ (ohne|nach) „([^„“]*)“( davor)?/g, after: "nach" },
  durations: {
    units: Object.fromEntries(
      (
        [
          [1000, "s Sekunde Sekunden"],
          [60_000, "min Minute Minuten"],
          [3_600_000, "h Stunde Stunden"],
          [86_400_000, "d Tag Tage Tagen"],
          [604_800_000, "Woche Wochen"],
        ] as const
      ).flatMap(([size, names]) => names.split(" ").map((name) => [name.toLowerCase(), size])),
    ),
    one: "eine[rmns]?|einem|jede[rmns]?",
    under: "weniger als|unter",
    and: "und",
    laterAfter: /^ später(?!\p{L})/iu,
    agoAfter: /(?!)/,
    agoBefore: wordsBefore("vor(?: etwa| rund)?"),
    every: wordsBefore("alle|jede[rmns]?"),
    usual: wordsBefore("üblich\\p{L}*|sonst|normal\\p{L}*|höchstens|statt|länger als|gewöhnlich", "[^.]*"),
    after: wordsBefore("nach"),
    usualAfter: /^ (?:sind|ist|wären|wäre)? ?(?:üblich|das Übliche)(?!\p{L})/iu,
    within: wordsBefore("in|innerhalb von|binnen"),
  },
  sequence: germanSequence,
  times: {
    weekdays: germanWeekdays.map((name) => [name, name.slice(0, 2)]),
    months: germanMonths,
    today: "heute",
    yesterday: "gestern",
    at: "um",
    ordinal: "\\.",
    since: wordsBefore("seit(?: etwa| rund)?(?: de[mr])?"),
    until: wordsBefore("bis(?: um| zum)?"),
    by: wordsBefore("(?:mindestens bis|bis mindestens)(?: um)?"),
    ended: wordsWithin("wieder|zurück|vorbei|beendet|behoben|erholt"),
    lasting: wordsWithin("noch|unverändert|weiterhin|beides"),
    stands: wordsWithin("nichts?|kein\\p{L}*"),
    unusual: wordsWithin("etwas Ungewöhnliches"),
  },
  negation: words("nicht|nichts|nie|niemals|kein\\p{L}*|ohne|weder|niemand|kaum|nirgends|mitnichten"),
  advice: words("prüfen?|nachsehen|ansehen|anfangen|schauen"),
  adviceObject: /\uE000|(?<!\p{L})(?:bitte|beides|dort|da)(?!\p{L})/iu,
  states: {
    usualBefore: wordsBefore("üblich\\p{L}*|sonst|normal\\p{L}*|statt|gewöhnlich", "[^.]*"),
    usualAfter: /^ (?:ist|wäre) (?:üblich|normal)/iu,
    fromBefore: wordsBefore("von"),
    lastingBefore: /(?<!\p{L})(?:ist|sind|steht|stehen) seit \uE000+ (?:auf )?$/iu,
    backBefore: wordsBefore("wieder|zurück", "[^.]*"),
    backAfter: /^ (?:seit|um)(?!\p{L})/iu,
    particles: ["an", "aus", "auf", "zu", "ein"],
    particle: (word) =>
      `(?<![\\p{L}\\p{N}])(?<!(?:dauer\\p{L}*|hält|halten|hielt)(?: noch| weiter| weiterhin)? )${word}(?=\\s*(?:[,;.:)(]|$)| (?:und|oder|seit|statt|von)(?!\\p{L}))`,
    forms: (state) => germanStates[state] ?? [],
  },
};

function countedThing(noun: string): CountedThing {
  const isOther = /^(?:weitere|andere)/.test(noun);
  if (/sensor/.test(noun)) return isOther ? "otherSensors" : "sensors";
  if (/zeile|meldung/.test(noun)) return "lines";
  if (/logs?$/.test(noun)) return isOther ? "otherLogs" : "logs";
  if (/befund/.test(noun)) return "findings";
  if (/wert/.test(noun)) return "readings";
  if (/befehl/.test(noun)) return "commands";
  if (/vorf/.test(noun)) return "incidents";
  if (/mal$/.test(noun)) return "times";
  if (/^dauer/.test(noun)) return "ongoing";
  if (/vorbei$/.test(noun)) return "over";
  return noun === "ungelöst" ? "unresolved" : "more";
}
