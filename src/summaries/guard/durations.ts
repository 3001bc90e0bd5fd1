import type { Evidence } from "../../domain/incident.ts";
import { beganAt, beganEarliest } from "../onset.ts";
import type { Draft, Found } from "./draft.ts";
import type { Ground, Line } from "./ground.ts";
import type { GuardLanguage } from "./guard-language.ts";
import { type Refusal, refusal } from "./refusal.ts";
import {
  fittingLinesAt,
  isNamedBeside,
  linesAfter,
  linesAt,
  type Mentioned,
  subjectsOf,
} from "./subjects.ts";

/**
 * Settles every length of time: it must be one of the facts, rounded to the smallest unit said. A number whose
 * letters may also be a unit of measurement (`5 s`, `3 h`, `2 d`) is left for the numbers when it is not.
 */
export function settleDurations(
  draft: Draft,
  context: { ground: Ground; mentions: readonly Mentioned[]; now: number },
): Refusal | undefined {
  const { ground, mentions } = context;
  const { language } = ground;
  for (const found of draft.find(durationPattern(language))) {
    const said = spokenDuration(found, language);
    const lines = linesAt(found.start, draft, mentions, ground);
    const candidates = candidatesAt(found, { ...context, draft, lines });
    const isTold = candidates.some((ms) => Math.abs(ms - said.ms) <= said.toleranceMs);
    if (isTold) draft.settle(found.start, found.end);
    else if (!lines.some(({ evidence }) => isAlsoUnit(found.text, evidence.unit))) {
      return refusal("duration", found.text);
    }
  }
  return undefined;
}

interface Context {
  draft: Draft;
  ground: Ground;
  mentions: readonly Mentioned[];
  lines: readonly Line[];
  now: number;
}

/** `40 seconds later` is a delay, `after 26 minutes` is how long all of it took, `in 12 seconds` is a window. */
function candidatesAt(found: Found, context: Context): readonly number[] {
  const { draft, ground, mentions, lines, now } = context;
  const { durations: words, clauseEnd } = ground.language;
  const { before } = draft.around(found.start, found.end, clauseEnd);
  const behind = draft.rest.slice(found.end);
  if (words.laterAfter.test(behind)) {
    return linesAfter(found.end, draft, mentions).flatMap(({ delayMs }) => delayMs ?? []);
  }
  if (words.agoAfter.test(behind) || words.agoBefore.test(before)) return agesOf(lines, ground, now);
  if (words.every.test(before) || words.every.test(`${found.groups[1] ?? ""} `))
    return usual(lines, "gap", "logSilent");
  if (words.usual.test(before) || words.usualAfter.test(behind)) return usual(lines, "stuck", "logOrder");
  if (words.within.test(before)) return windowsAt(found, context);
  // What is named has its own lengths, and that of the incident only where nothing else is in it.
  const isNamed = subjectsOf(ground.lines).size > 1 && isNamedBeside(found, draft, mentions);
  return [...(isNamed ? [] : ground.durations), ...lines.flatMap(({ durations }) => durations)];
}

/** The window of a change or a burst; of a line that has none, how long it went on. */
function windowsAt(found: Found, context: Context): number[] {
  const hasWindow = ({ evidence }: Line) => windowKinds.has(evidence.kind);
  const windows = fittingLinesAt(found.start, context, hasWindow)
    .filter(hasWindow)
    .flatMap(({ evidence }) => evidence.durationMs ?? []);
  const others = context.lines.filter((line) => !hasWindow(line));
  return [...windows, ...others.flatMap(({ durations }) => durations)];
}

const windowKinds: ReadonlySet<Evidence["kind"]> = new Set(["rate", "logBurst", "logRising", "logOrder"]);

/** How long ago the lines began; nothing by a clock that was not set. */
function agesOf(lines: readonly Line[], { incidents }: Ground, now: number): number[] {
  if (incidents.some(({ clock }) => clock === "unsynced")) return [];
  return lines.flatMap(({ evidence }) => [
    now - evidence.firstAt,
    now - beganAt(evidence),
    now - beganEarliest(evidence),
  ]);
}

function usual(lines: readonly Line[], ...kinds: Evidence["kind"][]): number[] {
  const isOf = ({ kind, reason }: Evidence) =>
    kinds.includes(kind) || (kinds.includes("gap") && reason === "interval");
  return lines.flatMap(({ evidence }) => (isOf(evidence) ? (evidence.usualDurationMs ?? []) : []));
}

function durationPattern({ durations, numbers }: GuardLanguage): RegExp {
  const units = Object.keys(durations.units)
    .sort((left, right) => right.length - left.length)
    .join("|");
  const unit = `(${units})(?![\\p{L}\\p{N}/²³])`;
  const many = `(${numbers.amountSource}|${durations.one})`;
  return new RegExp(
    `(?<![\\p{L}\\p{N}.,]|e[+-])(?:(${durations.under}) )?${many} ${unit}(?: (?:${durations.and} )?${many} ${unit})?`,
    "giu",
  );
}

function spokenDuration({ groups }: Found, language: GuardLanguage): { ms: number; toleranceMs: number } {
  const [under, amount = "0", unit = "", secondAmount, secondUnit] = groups;
  const size = unitSize(unit, language);
  const ms = countOf(amount, language) * size;
  if (under !== undefined) return { ms: ms / 2, toleranceMs: ms / 2 };
  if (secondAmount === undefined || secondUnit === undefined) return { ms, toleranceMs: size / 2 };
  const secondSize = unitSize(secondUnit, language);
  return { ms: ms + countOf(secondAmount, language) * secondSize, toleranceMs: secondSize / 2 };
}

function unitSize(unit: string, { durations }: GuardLanguage): number {
  return durations.units[unit.toLowerCase()] ?? 1000;
}

function countOf(amount: string, { durations, numbers }: GuardLanguage): number {
  return new RegExp(`^(?:${durations.one})$`, "i").test(amount) ? 1 : numbers.value(amount);
}

function isAlsoUnit(said: string, unit: string | undefined): boolean {
  return unit !== undefined && unit !== "" && said.toLowerCase().endsWith(` ${unit.toLowerCase()}`);
}
