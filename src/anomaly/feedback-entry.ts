import { z } from "../core/schema.ts";
import { type AnomalyKind, anomalyKinds, type Direction, patternReasons } from "../domain/anomaly.ts";
import type { Evidence } from "../domain/incident.ts";
import type { Series } from "../domain/sample.ts";
import type { Finding } from "./detectors/detector.ts";

const common = {
  id: z.int().positive(),
  seriesId: z.string(),
  name: z.string(),
  kind: z.enum(anomalyKinds),
  unit: z.string().optional(),
  createdAt: z.number(),
  by: z.string(),
};

/** A series and kind that raised false alarms: how much wider its limit was made, as of `at`. */
export const falseAlarmEntry = z.object({
  ...common,
  verdict: z.literal("falseAlarm"),
  widening: z.number().min(0),
  at: z.number(),
  /** Of which it was said last. */
  incidentId: z.string().optional(),
});

/** A deviation that is usual. Bounds that are left out do not bound. */
export const normalEntry = z.object({
  ...common,
  verdict: z.literal("alwaysNormal"),
  direction: z.enum(["high", "low", "none"]),
  low: z.number().optional(),
  high: z.number().optional(),
  /** For on/off and enumeration series: the state, by name, because its number may change with a restart. */
  state: z.string().optional(),
  durationMsMax: z.number().optional(),
  /** For a pattern: what about it was unusual. */
  reason: z.enum(patternReasons).optional(),
  from: z.string().optional(),
  to: z.string().optional(),
});

export type FalseAlarm = z.infer<typeof falseAlarmEntry>;
export type Normal = z.infer<typeof normalEntry>;

/** Once a false alarm was told, as much again as it showed is no alarm; once more, and it takes half as much more. */
const perFalseAlarm = 0.5;
const onceMax = 1.5;
const wideningMax = 4;
/** What is left of it halves in two months: a series may change for the better. */
const halfLifeMs = 60 * 86_400_000;

/** How many times the usual evidence is asked for. */
export function factorOf({ widening, at }: Pick<FalseAlarm, "widening" | "at">, now: number): number {
  return 1 + widening * 2 ** (-Math.max(0, now - at) / halfLifeMs);
}

/**
 * The widening after one more false alarm of this score: half a limit more than before, and enough that the same
 * again would not do, up to 1.5 limits at a time and 4 in all.
 */
export function widenedBy(before: FalseAlarm | undefined, score: number, now: number): number {
  const current = before === undefined ? 0 : factorOf(before, now) - 1;
  const ratio = score < 1 ? score / (1 - score) : Number.POSITIVE_INFINITY;
  const shown = Math.min(onceMax, 1.1 * ratio - 1);
  return Math.min(wideningMax, Math.max(current + perFalseAlarm, shown));
}

const durationTimes = 2;

/**
 * The deviation that a line of evidence shows, with a margin: a quarter of how far it was from usual for values, twice
 * as long for what lasts.
 */
export function deviationOf(
  line: Evidence,
  now: number,
): Pick<Normal, "direction" | "low" | "high" | "state" | "durationMsMax" | "reason"> {
  const { direction, observed, expected, observedState, reason } = line;
  const durationMsMax = isLasting(line) ? durationTimes * lastedMs(line, now) : undefined;
  // A shape or a rhythm is no matter of the value or the state at which it was noticed.
  if (reason !== undefined && direction === "none") return { direction, reason };
  // Where its partners put it moves with them, so no range of values is the usual one.
  if (reason === "together") return { direction: "none", reason };
  if (observedState !== undefined) return { direction, state: observedState, durationMsMax };
  if (observed === undefined) return { direction, durationMsMax };
  const margin = marginOf(line, observed);
  return {
    direction,
    durationMsMax,
    reason,
    // What deviates less in the same direction is usual, too.
    low: direction === "high" ? expected && Math.min(expected.high, observed) : observed - margin,
    high: direction === "low" ? expected && Math.max(expected.low, observed) : observed + margin,
  };
}

function marginOf({ kind, direction, expected }: Evidence, observed: number): number {
  const least = 0.01 * Math.abs(observed);
  if (expected === undefined) return least;
  const range = 0.1 * Math.abs(expected.high - expected.low);
  if (kind === "stuck" || direction === "none") return Math.max(least, range);
  const bound = direction === "high" ? expected.high : expected.low;
  return Math.max(least, range, 0.25 * Math.abs(observed - bound));
}

function isLasting({ kind }: Pick<Evidence, "kind">): boolean {
  return kind === "stuck" || kind === "gap" || kind === "logSilent";
}

/** What is not over has lasted until now, though the evidence knows only how long it was when it was told. */
function lastedMs({ durationMs, firstAt, recoveredAt }: Evidence, now: number): number {
  const untilNow = recoveredAt === undefined ? Math.max(0, now - firstAt) : 0;
  return Math.max(durationMs ?? 0, untilNow);
}

/** Whether a finding is the deviation of `normal`; the time of day apart. */
export function isCovered(
  normal: Normal,
  found: { series: Pick<Series, "states">; kind: AnomalyKind; finding: Finding },
): boolean {
  const { series, kind, finding } = found;
  if (normal.kind !== kind) return false;
  if (normal.durationMsMax !== undefined && (finding.durationMs ?? 0) > normal.durationMsMax) return false;
  if (normal.reason !== undefined && finding.reason !== normal.reason) return false;
  const { observed } = finding;
  if (normal.state !== undefined) {
    return observed !== undefined && series.states[observed] === normal.state;
  }
  if (normal.low === undefined && normal.high === undefined) return true;
  if (observed === undefined || !isSameWay(normal.direction, finding.direction)) return false;
  return (
    observed >= (normal.low ?? Number.NEGATIVE_INFINITY) &&
    observed <= (normal.high ?? Number.POSITIVE_INFINITY)
  );
}

/** Whether two say the same; only how long it may last differs, because it went on between them. */
export function isSameNormal(one: Normal, other: Normal): boolean {
  const isSame = (key: keyof Normal): boolean => one[key] === other[key];
  return sameKeys.every(isSame) && (one.durationMsMax === undefined) === (other.durationMsMax === undefined);
}

const sameKeys = ["seriesId", "kind", "direction", "low", "high", "state", "reason", "from", "to"] as const;

export function longer(one: Normal, other: Normal): number | undefined {
  if (one.durationMsMax === undefined || other.durationMsMax === undefined) return undefined;
  return Math.max(one.durationMsMax, other.durationMsMax);
}

/** A value inside the seen range has no direction of its own. */
function isSameWay(normal: Direction, found: Direction): boolean {
  return normal === found || normal === "none" || found === "none";
}
