import type { Evidence } from "../../domain/incident.ts";
import type { Draft, Found } from "./draft.ts";
import type { Ground, Line } from "./ground.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { amountSource, spokenValue } from "./spoken-numbers.ts";
import { linesAfter, linesAt, type Mentioned } from "./subjects.ts";

/**
 * Settles every length of time: it must be one of the facts, rounded to the smallest unit said. A number whose
 * letters may also be a unit of measurement (`5 s`, `3 h`, `2 d`) is left for the numbers when it is not.
 */
export function settleDurations(
  draft: Draft,
  ground: Ground,
  mentions: readonly Mentioned[],
): Refusal | undefined {
  for (const found of draft.find(durationPattern)) {
    const said = spokenDuration(found);
    const lines = linesAt(found.start, draft, mentions, ground);
    const candidates = candidatesAt(found, { draft, ground, mentions, lines });
    const isTold = candidates.some((ms) => Math.abs(ms - said.ms) <= said.toleranceMs);
    if (isTold) draft.settle(found.start, found.end);
    else if (!lines.some(({ evidence }) => isAlsoUnit(found.text, evidence.unit))) {
      return refusal("duration", found.text);
    }
  }
  return undefined;
}

/** `40 seconds later` is a delay, `after 26 minutes` is how long all of it took, `in 12 seconds` is a window. */
function candidatesAt(
  found: Found,
  context: { draft: Draft; ground: Ground; mentions: readonly Mentioned[]; lines: readonly Line[] },
): readonly number[] {
  const { draft, ground, mentions, lines } = context;
  if (/^ later\b/i.test(draft.rest.slice(found.end))) {
    return linesAfter(found.end, draft, mentions).flatMap(({ delayMs }) => delayMs ?? []);
  }
  const before = draft.rest.slice(Math.max(0, found.start - 8), found.start);
  const role = draft.rest.slice(Math.max(0, found.start - 20), found.start);
  if (/\bevery $/i.test(role) || /^every\b/i.test(found.text))
    return [...usual(lines, "gap"), ...usual(lines, "logSilent")];
  if (/\busually within $/i.test(role)) return usual(lines, "logOrder");
  if (/\busually at most $/i.test(role)) return usual(lines, "stuck");
  if (/\bafter $/i.test(before)) return ground.durations;
  if (/\bin $/i.test(before)) return lines.flatMap(({ evidence }) => evidence.durationMs ?? []);
  return [...ground.durations, ...lines.flatMap(({ durations }) => durations)];
}

function usual(lines: readonly Line[], kind: Evidence["kind"]): number[] {
  return lines.flatMap(({ evidence }) => (evidence.kind === kind ? (evidence.usualDurationMs ?? []) : []));
}

const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const unitSource = "(seconds?|s|minutes?|min|hours?|h|days?|d|weeks?)(?![\\p{L}\\p{N}/²³])";
const manySource = `(${amountSource}|an?|every)`;
const durationPattern = new RegExp(
  `(?<![\\p{L}\\p{N}.,]|e[+-])(?:(less than|under) )?${manySource} ${unitSource}(?: (?:and )?${manySource} ${unitSource})?`,
  "giu",
);

function spokenDuration({ groups }: Found): { ms: number; toleranceMs: number } {
  const [under, amount = "0", unit = "s", secondAmount, secondUnit] = groups;
  const unitSize = unitMs[unit[0]?.toLowerCase() ?? ""] ?? 1000;
  const count = /^(?:an?|every)$/i.test(amount) ? 1 : spokenValue(amount);
  if (under !== undefined) return { ms: (count * unitSize) / 2, toleranceMs: (count * unitSize) / 2 };
  if (secondAmount === undefined || secondUnit === undefined) {
    return { ms: count * unitSize, toleranceMs: unitSize / 2 };
  }
  const secondSize = unitMs[secondUnit[0]?.toLowerCase() ?? ""] ?? 1000;
  const secondCount = /^(?:an?|every)$/i.test(secondAmount) ? 1 : spokenValue(secondAmount);
  return { ms: count * unitSize + secondCount * secondSize, toleranceMs: secondSize / 2 };
}

function isAlsoUnit(said: string, unit: string | undefined): boolean {
  return unit !== undefined && unit !== "" && said.toLowerCase().endsWith(` ${unit.toLowerCase()}`);
}
