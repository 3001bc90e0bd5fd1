import type { IncidentFacts } from "../../domain/facts.ts";
import type { ClosedBecause, Evidence } from "../../domain/incident.ts";
import type { Place } from "../../domain/sample.ts";
import type { Severity } from "../../domain/severity.ts";
import type { TimeView } from "../../text/say-time.ts";
import type { Happening } from "./happening.ts";
import type { Group } from "./mention.ts";

/**
 * What a language brings to the phrasing: what is told, of what and in which order is the same for all of them and is
 * decided before. A sentence is put together from a subject and a clause, in the order that the language wants.
 */
export interface Forms {
  clause: (happening: Happening, length: Length) => Clause;
  /** Sensor or log: `the press-1 vibration`. */
  refer: (line: Evidence, reference: Reference) => string;
  /** `12 sensors of gateway-2` */
  referGroup: (group: Group, options: { isPlaceKnown?: boolean; lengthMax?: number }) => string;
  /** `on press-1`; undefined when no place is known. */
  referPlace: (place: Place & { topicPrefix?: string }, lengthMax?: number) => string | undefined;
  /** A whole statement, behind its `lead` (`then`, a place) and with what qualifies all of it (`probably first`). */
  statement: (subject: string, verbal: Verbal, around?: Around) => string;
  example: (quotation: string) => string;
  list: (items: readonly string[]) => string;
  count: (count: number, thing: Counted) => string;
  duration: (ms: number, length?: Length) => string;
  since: (at: number, view: TimeView) => string;
  time: (at: number, view: TimeView) => string;
  moment: (at: number, view: TimeView) => string;
  labels: Readonly<Record<Severity | "falseAlarm" | "alwaysNormal" | "over" | "unresolved", string>>;
  /** Before the first of what is told in order; before what follows; before what came at no known time before or after. */
  first: string;
  probablyFirst: string;
  following: (delayMs: number | undefined) => string;
  afterThat: string;
  sameTime: string;
  /** Joins the second part of a sentence whose order is not known. */
  and: string;
  alongWith: (others: string) => string;
  cameAlongWith: (others: string) => string;
  also: (others: string) => string;
  orderUnknown: string;
  flapping: (times: number) => string;
  somethingUnusual: string;
  somethingNoticed: string;
  somethingFrom: (whom: string) => string;
  andOthers: (name: string) => string;
  nothingNoticed: string;
  tail: TailForms;
  status: StatusForms;
  digest: DigestForms;
  week: WeekForms;
  /** The last touch to every text, such as the quotation marks of the language. */
  finish: (text: string) => string;
}

export type Length = "long" | "short";

export interface Reference {
  /** With an article where the language wants one. */
  isSentence: boolean;
  /** The sentence has named the place, so the name need not repeat it. */
  isPlaceKnown?: boolean;
  lengthMax?: number;
  /** What is said of it, which decides what can be its subject in some languages. */
  happening?: Happening;
}

export interface Around {
  lead?: string | undefined;
  adverb?: string | undefined;
  /** The lead is a place, which some languages set apart. */
  isPlace?: boolean;
}

/** A verb and all that follows it. */
export interface Verbal {
  verb: string;
  rest: string;
}

/** What happened to one subject, in the order in which a person would cut it short. */
export interface Clause {
  happened: Verbal;
  /** What makes it unusual, to stand in brackets: `usually 2 to 4 mm/s`. */
  aside: string | undefined;
  /** A quoted line of a log, to be given as an example. */
  example?: string;
  /** Says the same as `happened` with less, for where there is no room. */
  shorter?: Verbal;
}

export type Counted =
  | "sensor"
  /** Behind a preposition, which changes the noun in some languages. */
  | "sensorOf"
  | "logOf"
  | "otherSensor"
  | "log"
  | "otherLog"
  | "finding"
  | "incident"
  | "reading"
  | "logLine"
  | "command";

/** How an explanation ends; each begins with its own comma or semicolon. */
export interface TailForms {
  began: (began: string) => string;
  unresolved: (began: string | undefined, because: ClosedBecause | undefined) => string;
  allBack: string;
  over: string;
  wasAt: (began: string) => string;
  backSince: (began: string, since: string) => string;
  overAt: (began: string, ended: string) => string;
  /** When nothing but the flapping is to be told. */
  onlyFlapping: (times: number) => string;
}

/** The last sentence of a report. `after` is how long it took, `extra` what is to be added before the full stop. */
export interface StatusForms {
  open: (afterMs: number, extra: string) => string;
  unresolved: (afterMs: number, because: ClosedBecause | undefined, extra: string) => string;
  over: (ended: string | undefined, afterMs: number, extra: string) => string;
  allBack: (since: string | undefined, extra: string) => string;
  partlyBack: (isClosed: boolean) => string;
  clockUnset: string;
}

export interface DigestForms {
  ongoing: string;
  unresolved: string;
  over: string;
  standing: (counts: { open: number; over: number; unresolved: number }) => string;
  among: (numbers: string) => string;
  cameIn: (numbers: string) => string;
  readingsFrom: (readings: number, sensors: number, isDative: boolean) => string;
  nothingCame: (when: string) => string;
  quietDay: (numbers: string, when: string) => string;
  quietDayShort: string;
  fromTo: (from: string, to: string) => string;
  fromOn: (from: string) => string;
  more: (count: number) => string;
  numbers: (counts: { logLines: number; commands: number }, isDative: boolean) => string[];
}

export interface WeekForms {
  quiet: string;
  /** How many incidents began in the week before. */
  before: (incidents: number, isAtLeast: boolean) => string;
  /** How many began in the week and in the one before. */
  compared: (began: number, before: number, isAtLeast: boolean) => string;
  /** In front of a number that is the least that it may be. */
  atLeast: string;
  repeated: string;
  check: string;
}

/** Facts with the language they are told in. */
export interface Told {
  facts: IncidentFacts;
  forms: Forms;
}
