import { momentaryKinds } from "../domain/anomaly.ts";
import type { Evidence } from "../domain/incident.ts";

/**
 * When a sign began. A silent or stuck sensor is noticed long after its last change, a rate or a burst at the end
 * of its window: for these only a span is known, and an order is claimed only when the spans do not touch.
 */

/** The earliest moment it can have begun. */
export function beganEarliest({ kind, firstAt, lastAt, recoveredAt, durationMs }: Evidence): number {
  if (durationMs === undefined || kind === "level" || kind === "threshold") return firstAt;
  if (momentaryKinds.has(kind)) return firstAt;
  // `durationMs` may be of the first or of the latest sighting, or of the whole when it is over; the later reading
  // is the safe one to speak of.
  return kind === "rate" || kind === "logBurst" || kind === "logRising"
    ? firstAt - durationMs
    : Math.min(firstAt, (recoveredAt ?? lastAt) - durationMs);
}

/**
 * The latest moment it can have begun. The `firstAt` of a silence is the last sign of life; the fault came between it
 * and the next one that was missed, and how long that is the facts do not say: at most until it was noticed. So it is with an end
 * that was waited for.
 */
export function beganLatest({ kind, firstAt, lastAt }: Evidence): number {
  return isSilence(kind) || kind === "logOrder" ? Math.max(firstAt, lastAt) : firstAt;
}

/** The moment to tell: for a silent or stuck sensor its last sign of life, for all others when it was noticed. */
export function beganAt(line: Evidence): number {
  return isSilence(line.kind) ? beganEarliest(line) : line.firstAt;
}

function isSilence(kind: Evidence["kind"]): boolean {
  return kind === "gap" || kind === "stuck" || kind === "logSilent";
}

/** Whether the moment it began is known to the second. */
export function hasSharpOnset({ kind }: Evidence): boolean {
  return kind === "level" || kind === "threshold" || kind === "logNovel";
}
