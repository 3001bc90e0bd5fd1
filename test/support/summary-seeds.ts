import { readFileSync } from "node:fs";
import type { AnomalyKind, Direction, PatternReason } from "../../src/domain/anomaly.ts";
import type { IncidentFacts } from "../../src/domain/facts.ts";
import type { ClosedBecause, Evidence } from "../../src/domain/incident.ts";
import type { Severity } from "../../src/domain/severity.ts";
import type { TimeView } from "../../src/text/say-time.ts";

/** The hand-written incidents of models/train/summaries/seeds (README.md there gives the format). */
export interface Seed {
  id: string;
  facts: SeedFacts;
  alert: string;
  explanation: string;
  report: string;
  factsDe?: SeedFacts;
  alertDe?: string;
  explanationDe?: string;
  reportDe?: string;
}

interface SeedFacts {
  status: "open" | "closed";
  severity: Severity;
  place: { device?: string; area?: string };
  since?: string;
  now?: string;
  lasted: string;
  closedBecause?: ClosedBecause;
  orderKnown: boolean;
  clock?: "unsynced";
  omitted?: number;
  evidence: SeedLine[];
}

interface SeedLine {
  name: string;
  kind: AnomalyKind;
  reason?: PatternReason;
  direction?: Direction;
  observed?: string;
  usual?: string;
  limit?: string;
  at?: string;
  for?: string;
  example?: string;
  count?: number;
  recovered?: string;
  state?: string;
  usualState?: string;
}

const files = ["home", "factory", "farm", "server", "storms"] as const;

/** All seeds in the order of their files. */
export function readSeeds(): Seed[] {
  return files.flatMap((name) =>
    readFileSync(`models/train/summaries/seeds/${name}.jsonl`, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Seed),
  );
}

/** The facts of a seed as edgewise has them, and from when they are told (Wednesday 7 January 2026, or its weekday). */
export function seedFacts(id: string, given: SeedFacts): { facts: IncidentFacts; view: TimeView } {
  const durationMs = durationOf(given.lasted);
  const now = given.now === undefined ? timeOf("14:00", wednesday) : timeOf(given.now, wednesday);
  const openedAt = given.since === undefined ? now - durationMs : timeOf(given.since, now);
  const closedAt = given.status === "closed" ? now : undefined;
  const lines = given.evidence.flatMap((line) => linesOf(line, { given, openedAt, now }));
  // Closed for no other reason means that all was back to usual, whether a line says when or not.
  const isAllBack =
    given.status === "closed" &&
    given.closedBecause === undefined &&
    lines.every((line) => line.recoveredAt === undefined);
  const evidence = lines.map((line) =>
    isAllBack && line.type === "series" ? { ...line, recoveredAt: now } : line,
  );
  const facts: IncidentFacts = {
    type: "incident",
    incidentId: id,
    status: given.status,
    severity: given.severity,
    openedAt,
    closedAt: closedAt === undefined ? undefined : openedAt + Math.max(durationMs, now - openedAt),
    closedBecause: given.closedBecause,
    durationMs: Math.max(durationMs, now - openedAt),
    place: given.place,
    evidence,
    evidenceOmitted: given.omitted ?? 0,
    isOrderKnown: given.orderKnown,
    clock: given.clock ?? "synced",
  };
  return { facts, view: { now, timeZone: "UTC" } };
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const wednesday = Date.UTC(2026, 0, 7, 23, 59);
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** `14:05`, `Mon 06:00`, `yesterday 22:50`: the last such moment up to `before`. */
function timeOf(text: string, before: number): number {
  const [, day, hour, minute] = /^(?:(\S+) )?(\d\d):(\d\d)$/.exec(text) ?? [];
  if (hour === undefined || minute === undefined) throw new Error(`no time: ${text}`);
  const midnight = Math.floor(before / dayMs) * dayMs;
  let at = midnight + Number(hour) * 60 * minuteMs + Number(minute) * minuteMs;
  if (day === "yesterday" || day === "gestern") return at - dayMs;
  while (at > before || (day !== undefined && weekdays[new Date(at).getUTCDay()] !== day)) at -= dayMs;
  return at;
}

const units: Readonly<Record<string, number>> = {
  S: 1000,
  M: minuteMs,
  H: 60 * minuteMs,
  T: dayMs,
  D: dayMs,
};

/** `1 hour 20 minutes`, `35 Minuten`, `at most 12 minutes`, `every minute`. */
function durationOf(text: string): number {
  const plain = text.replace(/~$/, "").replace(/^(?:at most|höchstens|every|alle|jede) /, "");
  const parts = [...(/^\D/.test(plain) ? `1 ${plain}` : plain).matchAll(/(\d+) (\p{L})/gu)];
  return parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit?.toUpperCase() ?? ""] ?? 0),
    0,
  );
}

/** `-11.2 °C`, `9,1 mm/s`, `37`. */
function quantityOf(text: string): { value: number; unit: string | undefined } {
  const [, number = "", unit] = /^(-?[\d.,]+)(?: (.*))?$/.exec(text) ?? [];
  return { value: Number(number.replace(",", ".")), unit };
}

function expectedOf(line: SeedLine): Evidence["expected"] {
  const { usual, kind } = line;
  if (usual === undefined || isTimed(line)) return undefined;
  if (usual === "none" || usual === "keine") return { low: 0, high: 0, typical: 0 };
  const most = /^(?:at most|höchstens) (.*)$/.exec(usual)?.[1];
  if (most !== undefined) {
    const { value } = quantityOf(most);
    return kind === "logBurst"
      ? { low: 0, high: value, typical: 0 }
      : { low: -value, high: value, typical: 0 };
  }
  const [from = "", to = from] = usual.split(/ (?:to|bis) /);
  const [low, high] = [quantityOf(from).value, quantityOf(to).value];
  return { low, high, typical: (low + high) / 2 };
}

/** Whether what is usual of it is a length of time. */
function isTimed({ kind, reason }: SeedLine): boolean {
  return kind === "stuck" || kind === "gap" || reason === "interval";
}

/** A line of evidence; as many as it counts where it stands for silent or stuck sensors of one place. */
function linesOf(
  line: SeedLine,
  { given, openedAt, now }: { given: SeedFacts; openedAt: number; now: number },
): Evidence[] {
  const isLog = line.kind === "logBurst" || line.kind === "logNovel";
  const lastedMs = line.for === undefined ? undefined : durationOf(line.for);
  const isLasting = !isLog && line.kind !== "rate" && lastedMs !== undefined;
  const firstAt = line.at === undefined ? (isLasting ? now - lastedMs : openedAt) : timeOf(line.at, now);
  const observed = line.observed === undefined ? undefined : quantityOf(line.observed);
  const isRecoveryTimed = line.recovered !== undefined && /\d\d:\d\d/.test(line.recovered);
  const one: Evidence = {
    subjectId: line.name,
    type: isLog ? "log" : "series",
    name: line.name,
    kind: line.kind,
    direction: line.direction ?? "none",
    severity: given.severity,
    firstAt,
    lastAt: now,
    times: 1,
    score: 0.8,
    unit: observed?.unit,
    observed: observedOf(line),
    expected: expectedOf(line),
    durationMs: lastedMs,
    usualDurationMs: line.usual !== undefined && isTimed(line) ? durationOf(line.usual) : undefined,
    limit: line.limit === undefined ? undefined : quantityOf(line.limit).value,
    reason: line.reason,
    example: line.example,
    observedState: line.state,
    typicalState: line.usualState,
    place: given.place,
    recoveredAt: isRecoveryTimed
      ? timeOf(line.recovered ?? "", now)
      : line.recovered === undefined
        ? undefined
        : now,
  };
  const isGroup = line.count !== undefined && (line.kind === "gap" || line.kind === "stuck");
  if (!isGroup) return [one];
  return Array.from({ length: line.count ?? 0 }, (_, index) => ({
    ...one,
    name: `${line.name} ${index + 1}`,
    subjectId: `${line.name} ${index + 1}`,
  }));
}

function observedOf(line: SeedLine): number | undefined {
  if (line.kind === "logBurst") return line.count;
  if (line.observed === undefined) return line.state === undefined ? undefined : 1;
  const { value } = quantityOf(line.observed);
  return line.kind === "rate" && line.direction === "low" ? -value : value;
}
