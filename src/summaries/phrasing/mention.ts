import type { IncidentFacts } from "../../domain/facts.ts";
import type { Evidence } from "../../domain/incident.ts";
import { severityRank } from "../../domain/severity.ts";
import { subjectKey } from "../subject.ts";

/**
 * What a text speaks of: a sensor, a log, or several sensors of one place that did the same. All lines of one
 * subject are one mention, told by its most telling line.
 */
export type Mention =
  | { type: "sensor" | "log"; line: Evidence }
  | { type: "group"; kind: "gap" | "stuck"; place: string; lines: Evidence[]; line: Evidence };

/** All mentions of an incident, the most telling first. */
export function mentionsOf(facts: IncidentFacts): Mention[] {
  const bySubject = new Map<string, Evidence>();
  for (const line of facts.evidence) {
    const kept = bySubject.get(subjectKey(line));
    if (!kept || compareTelling(line, kept) < 0) bySubject.set(subjectKey(line), line);
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
  return mentions.reduce((sum, mention) => sum + (mention.type === "log" ? 0 : linesOf(mention).length), 0);
}

export function logCount(mentions: readonly Mention[]): number {
  return mentions.filter(({ type }) => type === "log").length;
}

/** How much a kind tells by itself: a limit somebody set, then how far, then how fast, then a lack of news. */
const telling = { threshold: 7, level: 6, logBurst: 3, rate: 5, stuck: 4, gap: 4, logNovel: 2 } as const;

/** This many sensors of one place that did the same are told as one. */
const groupMin = 3;

function compareTelling(left: Evidence, right: Evidence): number {
  return (
    severityRank(right.severity) - severityRank(left.severity) ||
    telling[right.kind] - telling[left.kind] ||
    right.score - left.score ||
    left.firstAt - right.firstAt
  );
}

function grouped(lines: readonly Evidence[], facts: IncidentFacts): Mention[] {
  const groups = new Map<string, { kind: "gap" | "stuck"; place: string; lines: Evidence[] }>();
  for (const line of lines) {
    const place = line.place.device ?? line.place.area ?? facts.place.device ?? facts.place.area;
    const isGroupable = line.kind === "gap" || (line.kind === "stuck" && line.observedState === undefined);
    if (!isGroupable || place === undefined || line.type === "log") continue;
    const kind = line.kind as "gap" | "stuck";
    const key = `${kind} ${line.recoveredAt === undefined} ${place}`;
    const group = groups.get(key) ?? { kind, place, lines: [] };
    group.lines.push(line);
    groups.set(key, group);
  }
  const mentions: Mention[] = [];
  const taken = new Set<Evidence>();
  for (const group of groups.values()) {
    const [line] = group.lines;
    if (group.lines.length < groupMin || line === undefined) continue;
    mentions.push({ type: "group", ...group, line });
    for (const member of group.lines) taken.add(member);
  }
  for (const line of lines) {
    if (!taken.has(line)) mentions.push({ type: line.type === "log" ? "log" : "sensor", line });
  }
  return mentions;
}
