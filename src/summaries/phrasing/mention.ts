import type { IncidentFacts } from "../../domain/facts.ts";
import type { Evidence } from "../../domain/incident.ts";
import { severityRank } from "../../domain/severity.ts";
import { subjectKey } from "../subject.ts";

/**
 * What a text speaks of: a sensor, a log, or several sensors of one place that did the same. All lines of one
 * subject are one mention, told by its most telling line.
 */
export type Mention = { type: "sensor" | "log"; line: Evidence } | Group;

export interface Group {
  type: "group";
  kind: "gap" | "stuck";
  place: IncidentFacts["place"];
  lines: Evidence[];
  line: Evidence;
  /** Sensors that did the same and for whose lines the incident had no room. */
  omitted: number;
}

/** All mentions of an incident, the most telling first. */
export function mentionsOf(facts: IncidentFacts): Mention[] {
  const bySubject = new Map<string, Evidence>();
  for (const line of facts.evidence) {
    const kept = bySubject.get(subjectKey(line));
    if (!kept || compareLines(line, kept, facts) < 0) bySubject.set(subjectKey(line), line);
  }
  return grouped([...bySubject.values()], facts).sort((left, right) => compareTelling(left.line, right.line));
}

/** The mention that began first: the one whose line comes first in the facts. */
export function earliest(mentions: readonly Mention[], facts: IncidentFacts): Mention | undefined {
  const [first] = facts.evidence;
  return first && mentions.find((mention) => isAbout(mention, first));
}

/** Whether the mention stands for the subject of this line. */
export function isAbout(mention: Mention, line: Evidence): boolean {
  return linesOf(mention).some((each) => subjectKey(each) === subjectKey(line));
}

export function linesOf(mention: Mention): readonly Evidence[] {
  return mention.type === "group" ? mention.lines : [mention.line];
}

/** How many sensors the mentions stand for. */
export function sensorCount(mentions: readonly Mention[]): number {
  return mentions.reduce((sum, mention) => sum + (mention.type === "log" ? 0 : countOf(mention)), 0);
}

/** How many sensors or logs one mention stands for. */
export function countOf(mention: Mention): number {
  return mention.type === "group" ? mention.lines.length + mention.omitted : 1;
}

export function logCount(mentions: readonly Mention[]): number {
  return mentions.filter(({ type }) => type === "log").length;
}

/** How much a kind tells by itself: a limit somebody set, then how far, then how fast, then a lack of news. */
const telling = {
  threshold: 7,
  level: 6,
  logBurst: 3,
  rate: 5,
  stuck: 4,
  gap: 4,
  pattern: 1,
  logNovel: 2,
  logSilent: 3,
  logOrder: 2,
  logRising: 2,
} as const;

/** This many sensors of one place that did the same are told as one. */
const groupMin = 3;

/** Of one sensor, what goes on tells more than what is back to usual. */
function compareLines(left: Evidence, right: Evidence, facts: IncidentFacts): number {
  const isOver = ({ type, recoveredAt }: Evidence) => type === "series" && recoveredAt !== undefined;
  const over = facts.status === "open" ? Number(isOver(left)) - Number(isOver(right)) : 0;
  return severityRank(right.severity) - severityRank(left.severity) || over || compareTelling(left, right);
}

function compareTelling(left: Evidence, right: Evidence): number {
  return (
    severityRank(right.severity) - severityRank(left.severity) ||
    telling[right.kind] - telling[left.kind] ||
    right.score - left.score ||
    left.firstAt - right.firstAt
  );
}

/** Silent or stuck sensors together: first those of one device or area, then what is left of the incident. */
function grouped(lines: readonly Evidence[], facts: IncidentFacts): Mention[] {
  const groups: Group[] = [];
  let rest = lines;
  // Of lines that were left out only the kind is known: those of this kind are counted over the whole incident.
  const isCutShort = ({ kind }: Evidence) => omittedOf(kind, facts) !== undefined;
  // Where a log told of it first, all that fell silent did so for one reason.
  const isOneOutage = facts.firstSign !== undefined && facts.evidence[0]?.type === "log";
  const own = (line: Evidence) => (isCutShort(line) || isOneOutage ? undefined : ownPlace(line));
  for (const placeOf of [own, () => facts.place]) {
    const found = groupsBy(rest, placeOf);
    groups.push(...found);
    rest = rest.filter((line) => !found.some((group) => group.lines.includes(line)));
  }
  for (const group of groups) {
    if (!isCutShort(group.line)) continue;
    const { count = 0, recovered = 0 } = omittedOf(group.kind, facts) ?? {};
    group.omitted = group.line.recoveredAt === undefined ? count - recovered : recovered;
  }
  const single = rest.map((line): Mention => ({ type: line.type === "log" ? "log" : "sensor", line }));
  return [...groups, ...single];
}

function groupsBy(
  lines: readonly Evidence[],
  placeOf: (line: Evidence) => Group["place"] | undefined,
): Group[] {
  const groups = new Map<string, Group>();
  for (const line of lines) {
    const isGroupable = line.kind === "gap" || (line.kind === "stuck" && line.observedState === undefined);
    const place = placeOf(line);
    if (!isGroupable || place === undefined || line.type === "log") continue;
    const kind = line.kind as Group["kind"];
    const key = JSON.stringify([kind, line.recoveredAt === undefined, place]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { type: "group", kind, place, lines: [line], line, omitted: 0 });
    else group.lines.push(line);
  }
  return [...groups.values()].filter((group) => group.lines.length >= groupMin);
}

function omittedOf(kind: Evidence["kind"], { omitted = [] }: IncidentFacts) {
  return omitted.find((lines) => lines.type === "series" && lines.kind === kind);
}

/** The device of a sensor, else its area. */
function ownPlace({ place }: Evidence): Group["place"] | undefined {
  if (place.device !== undefined) return { device: place.device };
  return place.area === undefined ? undefined : { area: place.area };
}
