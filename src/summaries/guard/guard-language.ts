/**
 * What the guard must know of a language to read a text in it. Every pattern is global and case-insensitive, and is
 * looked for in what is left of the text when names and quotations are taken out.
 */
export interface GuardLanguage {
  lexicon: ReadonlySet<string>;
  /** A whole quotation, its inside as the first group. */
  quotation: RegExp;
  /** A mark that is left when all quotations are taken out. */
  quotationMark: RegExp;
  /** Abbreviations whose full stop ends no sentence. */
  abbreviation: RegExp;
  /** Ends of clauses within a sentence: a time or a value belongs to what its own clause names. */
  clauseEnd: RegExp;
  numbers: NumberWords;
  values: ValueWords;
  counts: CountWords;
  subjects: SubjectWords;
  durations: DurationWords;
  /** Two quoted lines and what is said of their order: groups are the line, the link, the other line, and `before`. */
  order: { pattern: RegExp; after: string };
  times: TimeWords;
  sequence: SequenceWords;
  /** Words that claim something, by what they claim. */
  claims: Readonly<Record<ClaimName, RegExp>>;
  states: StateWords;
  /** What turns a sentence round and is no part of a claim. */
  negation: RegExp;
  /** Words that ask somebody to look after something; what follows must be named in the facts. */
  advice: RegExp;
  adviceObject: RegExp;
}

export interface NumberWords {
  /** Source of a pattern for a number in digits or words, negative ones and exponents too. */
  source: string;
  /** The same for what people count: never negative, and without an exponent. */
  amountSource: string;
  /** Digits behind the decimal sign that end in a zero, which nobody writes of a rounded number. */
  padded: RegExp;
  /** The value of what the sources match. */
  value: (said: string) => number;
}

/** Words around a number that say what it is. Patterns with `$` are for the words before it, with `^` for those after. */
export interface ValueWords {
  /** Between the ends of a range. */
  rangeWord: string;
  usual: RegExp;
  /** Behind a value that is usual: `is usual`. */
  usualAfter: RegExp;
  atMost: RegExp;
  atLeast: RegExp;
  limitBefore: RegExp;
  limitAfter: RegExp;
  above: RegExp;
  below: RegExp;
  /** A limit that is passed the other way: `back under 30 °C`. */
  back: RegExp;
}

export interface CountWords {
  /** What is counted, behind its number. */
  noun: RegExp;
  thing: (noun: string) => CountedThing;
}

export interface SubjectWords {
  sensorsWord: string;
  unnamed: RegExp;
  logAfter: RegExp;
  logBefore: RegExp;
  /** A log that is not named: `the log`. */
  anyLog: RegExp;
  placeBefore: RegExp;
  /** All that may stand between a claim and the name behind it that it is said of. */
  adjacent: RegExp;
  /** How partners are introduced, and what stands behind all of them. */
  partners: RegExp;
  partnersEnd: RegExp;
  partnersForm: (names: readonly string[]) => string;
}

export interface DurationWords {
  /** Unit words with their length in milliseconds, for a pattern and for its reading. */
  units: Readonly<Record<string, number>>;
  one: string;
  under: string;
  and: string;
  laterAfter: RegExp;
  agoAfter: RegExp;
  agoBefore: RegExp;
  every: RegExp;
  usual: RegExp;
  usualAfter: RegExp;
  after: RegExp;
  within: RegExp;
}

export interface TimeWords {
  /** Names from Sunday on, each with its abbreviations. */
  weekdays: readonly (readonly string[])[];
  months: readonly string[];
  today: string;
  yesterday: string;
  /** Between day and clock. */
  at: string;
  /** Behind the day of the month. */
  ordinal: string;
  since: RegExp;
  until: RegExp;
  by: RegExp;
  /** Words anywhere in a clause by which its time is that of an end, or of now. */
  ended: RegExp;
  lasting: RegExp;
  /** Words of a clause that tells how it stands up to now: `none back by 14:35`. */
  stands: RegExp;
  unusual: RegExp;
}

/** Words that tell what came before what, and what stands between them and a name. */
export interface SequenceWords {
  /** Said of what came before all others, and right before its name (`began with`). */
  first: RegExp;
  beganWith: RegExp;
  last: RegExp;
  /** What comes behind it (else: what stands before it) was later, or earlier, than what was named before. */
  next: RegExp;
  earlier: RegExp;
  /** What stands before it was later than what comes behind it. */
  follows: RegExp;
  /** Right before a name: `auf … folgte`. */
  on: RegExp;
  /** Whether the subject always stands before its verb. */
  isActive: boolean;
  /** Right before a name: what the clause is about was later, or earlier, than that. */
  after: RegExp;
  before: RegExp;
  /** Words that make a cause or an effect of the name right behind them. */
  cause: RegExp;
  /** All that may stand between such a word and the name. */
  between: RegExp;
  /** A quotation right behind it; its inside is the first group. */
  quoted: RegExp;
  /** All that stands between two names of one list. */
  joined: RegExp;
  and: RegExp;
  /** What ends the reach of a word towards the names behind it, and towards those before it. */
  clauseBreak: RegExp;
  phraseBreak: RegExp;
}

export interface StateWords {
  usualBefore: RegExp;
  usualAfter: RegExp;
  /** Words of a change away from a state: `from dry to wet`. */
  fromBefore: RegExp;
  /** Words by which the state is that of now: `has been`. */
  lastingBefore: RegExp;
  backBefore: RegExp;
  backAfter: RegExp;
  /** Words that are states only at some places of a sentence, such as `on`. */
  particles: readonly string[];
  /** Source of a pattern for such a word where it is a state. */
  particle: (word: string) => string;
  /** How else a well-known state of a switch or contact is said. In lower case. */
  forms: (state: string) => readonly string[];
}

/** What a text may count, whatever the language calls it. */
export type CountedThing =
  | "otherSensors"
  | "otherLogs"
  | "sensors"
  | "logs"
  | "findings"
  | "lines"
  | "times"
  | "readings"
  | "commands"
  | "incidents"
  | "ongoing"
  | "over"
  | "unresolved"
  | "more";

/** What words may claim without a number or a name; what must hold for each is in claim-truths.ts. */
export type ClaimName =
  | "up"
  | "down"
  | "peak"
  | "lowest"
  | "silent"
  | "stuck"
  | "stuckFast"
  | "limit"
  | "jumped"
  | "drifted"
  | "shifted"
  | "restless"
  | "calm"
  | "timeOfDay"
  | "shape"
  | "spread"
  | "outliers"
  | "interval"
  | "rhythm"
  | "together"
  | "fast"
  | "newLine"
  | "problemLines"
  | "usuallyNone"
  | "order"
  | "cause"
  | "probably"
  | "moreAndMore"
  | "missing"
  | "noEndOrStart"
  | "noEnd"
  | "noStart"
  | "unusualOrder"
  | "cameAndWent"
  | "noOrder"
  | "critical"
  | "warning"
  | "notice"
  | "over"
  | "allOver"
  | "recovered"
  | "allBack"
  | "asUsual"
  | "ongoing"
  | "notRecovered"
  | "unresolved"
  | "falseAlarm"
  | "alwaysNormal"
  | "lackOfNews"
  | "makeRoom"
  | "goingOn"
  | "still"
  | "several"
  | "quietDay"
  | "noReadings"
  | "noLogLines"
  | "clockUnset"
  | "notListed";
