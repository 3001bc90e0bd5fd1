import type { DigestFacts, IncidentFacts } from "../../domain/facts.ts";
import type { Evidence } from "../../domain/incident.ts";
import { endingOf } from "../ending.ts";
import { subjectKey } from "../subject.ts";
import type { Draft } from "./draft.ts";
import type { Ground, Line } from "./ground.ts";
import type { CountedThing } from "./guard-language.ts";
import { type Mentioned, subjectsOf } from "./subjects.ts";

export interface Counted {
  said: number;
  thing: CountedThing;
  start: number;
  /** The lines that the sentence is about at this point. */
  lines: readonly Line[];
  draft: Draft;
  ground: Ground;
  mentions: readonly Mentioned[];
}

/** Whether there are exactly as many of what is counted. Counts are never rounded. */
export function isCountTold(counted: Counted): boolean {
  const { said, thing, ground } = counted;
  switch (thing) {
    case "otherSensors":
      return said === total(ground, "series") - toldSubjects(counted, "series");
    case "otherLogs":
      return said === total(ground, "log") - toldSubjects(counted, "log");
    case "sensors":
      return isSensorCount(counted);
    case "logs":
      return said === total(ground, "log");
    case "findings":
      return ground.facts.type === "incident" && said === ground.facts.evidenceOmitted;
    case "lines":
      return isLinesCount(counted);
    case "times":
      return (
        counted.lines.some(({ evidence }) => evidence.times === said) ||
        ground.incidents.some(({ flapping }) => flapping?.times === said)
      );
    case "more":
      return isMoreCount(counted);
    case "readings":
      return ground.facts.type === "digest"
        ? said === ground.facts.samples
        : said === subjects(ground, "series").size;
    default:
      return isDigestCount(said, thing, ground);
  }
}

/** Subjects told by a name that is theirs alone. */
function namedSubjects(mentions: readonly Mentioned[]): Set<string> {
  return new Set(
    mentions
      .map(({ lines }) => subjectsOf(lines))
      .filter(({ size }) => size === 1)
      .flatMap((each) => [...each]),
  );
}

/** Lines of a log that the sentence speaks of, or of any where it names none; in a digest also all lines that came. */
function isLinesCount({ said, ground, lines }: Counted): boolean {
  if (ground.facts.type === "digest" && said === ground.facts.logLines) return true;
  const named = lines.filter(({ evidence }) => evidence.type === "log");
  return (named.length > 0 ? named : ground.lines).some(({ evidence }) => isLineCount(said, evidence));
}

/** What an incident has beside its lines, or the rest of a list whose items end in semicolons. */
function isMoreCount({ said, start, draft, ground, mentions }: Counted): boolean {
  const { facts } = ground;
  if (facts.type === "incident") {
    const untold = total(ground, "series") + total(ground, "log") - namedSubjects(mentions).size;
    return [facts.evidenceOmitted, untold, untold + facts.evidenceOmitted].includes(said);
  }
  const listed = draft.rest.slice(draft.sentenceAt(start).start, start).split(";").length - 1;
  return Object.values(standing(facts)).some((count) => said === count - listed);
}

/**
 * All sensors, or those that did the same: of one device or area, or of the rest of an incident. A sensor that did
 * something else besides may be counted with them or told by itself. In a digest, the sensors that reported.
 */
function isSensorCount({ said, ground }: Counted): boolean {
  if (ground.facts.type === "digest" && said === ground.facts.seriesCount) return true;
  if (said === total(ground, "series")) return true;
  return ground.incidents.some(
    (incident) => isGroupCount(said, incident.evidence) || isCutShortCount(said, incident),
  );
}

function isGroupCount(said: number, evidence: readonly Evidence[]): boolean {
  const kinds = new Map<string, Set<string>>();
  const whole = new Map<string, Set<string>>();
  const placed = new Map<string, Set<string>>();
  for (const line of evidence) {
    const subject = subjectKey(line);
    add(kinds, subject, line.kind);
    if (line.kind !== "gap" && line.kind !== "stuck") continue;
    const what = `${line.kind} ${line.recoveredAt !== undefined}`;
    add(whole, what, subject);
    add(placed, `${what} ${line.place.device ?? line.place.area ?? ""}`, subject);
  }
  const hasMixed = [...kinds].some(([, each]) => each.size > 1);
  if (hasMixed) return said >= groupMin && [...whole.values()].some((group) => said <= group.size);
  const isOwn = (group: Set<string>, key: string) => group.size >= groupMin && !key.endsWith(" ");
  const own = [...placed].filter(([key, group]) => isOwn(group, key)).map(([, group]) => group);
  const rests = [...whole.values()].map(
    (group) => [...group].filter((subject) => !own.some((each) => each.has(subject))).length,
  );
  if (said >= groupMin && [...whole.values()].some(({ size }) => size === said)) return true;
  return own.some(({ size }) => size === said) || rests.some((size) => size === said && size >= groupMin);
}

/** Sensors that did the same over the whole incident, with those for whose lines it had no room. */
function isCutShortCount(said: number, { evidence, omitted = [] }: IncidentFacts): boolean {
  return omitted.some(({ type, kind, count, recovered }) => {
    if (type !== "series") return false;
    const lines = evidence.filter((line) => line.kind === kind);
    const over = new Set(lines.filter((line) => line.recoveredAt !== undefined).map(subjectKey)).size;
    const going = new Set(lines.filter((line) => line.recoveredAt === undefined).map(subjectKey)).size;
    return said === over + recovered || said === going + count - recovered;
  });
}

/** Fewer are told by name. */
const groupMin = 3;

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(value));
}

function isLineCount(said: number, { kind, observed, expected }: Evidence): boolean {
  if (kind !== "logBurst" && kind !== "logRising") return false;
  return [observed, expected?.high].some((value) => value !== undefined && Math.round(value) === said);
}

function isDigestCount(said: number, thing: CountedThing, { facts }: Ground): boolean {
  if (facts.type !== "digest") return false;
  switch (thing) {
    case "commands":
      return said === facts.commands;
    case "incidents":
      return said === facts.incidents.length + facts.incidentsOmitted;
    case "ongoing":
    case "over":
    case "unresolved":
      return said === standing(facts)[thing] && facts.incidentsOmitted === 0;
    default:
      return false;
  }
}

/** How many incidents of a digest stand how. */
function standing({ incidents }: DigestFacts): { ongoing: number; over: number; unresolved: number } {
  const ongoing = incidents.filter(({ status }) => status === "open").length;
  const over = incidents.filter((incident) => endingOf(incident) === "over").length;
  return { ongoing, over, unresolved: incidents.length - ongoing - over };
}

/** All sensors or logs that the facts are about, with those for which an incident had no room. */
function total(ground: Ground, type: "series" | "log"): number {
  const { facts } = ground;
  const counted = facts.type === "incident" ? facts.subjects : undefined;
  if (counted !== undefined) return type === "series" ? counted.sensors : counted.logs;
  return subjects(ground, type).size;
}

function subjects(ground: Ground, type: "series" | "log"): Set<string> {
  return new Set(
    ground.lines.filter(({ evidence }) => evidence.type === type).map(({ evidence }) => subjectKey(evidence)),
  );
}

/** Subjects that the text names, plus those it has counted as a group. */
function toldSubjects({ draft, ground, mentions }: Counted, type: "series" | "log"): number {
  const named = new Set<string>();
  for (const { lines, isGroup } of mentions) {
    if (isGroup) continue;
    // A name that several subjects share stands for one of them each time it is said.
    const fresh = lines.find(({ evidence }) => evidence.type === type && !named.has(subjectKey(evidence)));
    if (fresh !== undefined) named.add(subjectKey(fresh.evidence));
  }
  if (type === "log") return named.size;
  const all = total(ground, "series");
  const { numbers, subjects: words } = ground.language;
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(${numbers.amountSource}) (?:${words.sensorsWord})\\b`,
    "giu",
  );
  const counted = [...draft.text.matchAll(pattern)]
    .map((match) => numbers.value(match[1] ?? "0"))
    .filter((count) => count < all);
  return named.size + counted.reduce((sum, count) => sum + count, 0);
}
