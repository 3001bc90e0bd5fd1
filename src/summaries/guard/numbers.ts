import type { Evidence } from "../../domain/incident.ts";
import { sayUnit } from "../../text/say-quantity.ts";
import { isDown, isUp } from "./claim-truths.ts";
import { isCountTold } from "./counts.ts";
import type { Draft } from "./draft.ts";
import type { Ground, Line } from "./ground.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { digitsForStep, isRoundingOf } from "./rounding.ts";
import { fittingLinesAt, linesAt, type Mentioned, subjectsOf } from "./subjects.ts";

/**
 * Settles every number that is left: a count of things, or a value of the subject it is said of, in its unit and in
 * its role (what was seen, what is usual, the limit). Two values of one subject must stand in their true order.
 */
export function settleNumbers(draft: Draft, ground: Ground, mentions: Mentioned[]): Refusal | undefined {
  const { numbers, counts } = ground.language;
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}_.,-])(?:${numbers.source})(?![\\p{L}\\p{N}_]|[.,]\\d)`,
    "giu",
  );
  const told: Told[] = [];
  let rangeFrom: number | undefined;
  for (const { text, start, end } of draft.find(pattern)) {
    const said = numbers.value(text);
    const noun = counts.noun.exec(draft.rest.slice(end))?.[1];
    if (noun !== undefined) {
      const lines = linesAt(start, draft, mentions, ground);
      const counted = {
        said,
        thing: counts.thing(noun.toLowerCase()),
        start,
        lines,
        draft,
        ground,
        mentions,
      };
      if (!isCountTold(counted)) return refusal("number", `${text} ${noun}`);
      draft.settle(start, end);
      continue;
    }
    if (isGroupSize(said, end, mentions)) {
      draft.settle(start, end);
      continue;
    }
    const value = valueAt({ text, said, start, end, rangeFrom }, { draft, ground, mentions });
    rangeFrom = value?.role === "low" ? value.end : undefined;
    if (value === undefined) return refusal("number", draft.text.slice(Math.max(0, start - 10), end + 10));
    if (told.some((other) => isConfused(value, other)))
      return refusal("number", `${text} beside ${value.fact}`);
    told.push(value);
    draft.settle(start, value.end);
  }
  return undefined;
}

/** `14 window contacts`: as many as the name behind it stands for. */
function isGroupSize(said: number, end: number, mentions: readonly Mentioned[]): boolean {
  const named = mentions.find(({ start }) => start === end + 1);
  return said > 1 && named !== undefined && subjectsOf(named.lines).size === said;
}

interface Told {
  said: number;
  fact: number;
  line: Line;
  role: Role;
  end: number;
}

/**
 * What a value is said to be: what was seen, the limit, the low end, high end or middle of what is usual, or a bound that
 * was passed (a limit, or an end of what is usual).
 */
type Role = "observed" | "limit" | "low" | "high" | "typical" | "passedUp" | "passedDown";

function valueAt(
  number: { text: string; said: number; start: number; end: number; rangeFrom: number | undefined },
  context: { draft: Draft; ground: Ground; mentions: readonly Mentioned[] },
): Told | undefined {
  const { text, said, start, end, rangeFrom } = number;
  const { draft, ground, mentions } = context;
  const { language } = ground;
  const after = draft.rest.slice(end);
  const isPadded = language.numbers.padded.test(text);
  let best: Told | undefined;
  const canHave = ({ evidence }: Line) => hasValue(evidence);
  for (const line of fittingLinesAt(start, { draft, mentions, ground }, canHave)) {
    const length = unitLength(after, line.evidence, ground);
    // Of several lines with this value, the one whose unit stands there.
    if (length < 0 || (best !== undefined && end + length <= best.end)) continue;
    const role = roleAt({ start, end, unitEnd: end + length, rangeFrom }, draft, ground);
    // Only the ends of a range may go without their unit.
    if (length === 0 && role !== "low" && role !== "high" && hasUnit(line.evidence)) continue;
    const isBack =
      line.evidence.recoveredAt !== undefined &&
      Object.values(draft.around(start, end, language.clauseEnd)).some((words) =>
        language.values.back.test(words),
      );
    const [fact] = valuesOf(line.evidence, role, isBack)
      .filter((value) => isSaid({ said, isPadded }, value, line.evidence, role))
      .sort((left, right) => Math.abs(left - said) - Math.abs(right - said));
    if (fact !== undefined) best = { said, fact, line, role, end: end + length };
  }
  return best;
}

function hasUnit({ type, unit }: Evidence): boolean {
  return type !== "log" && sayUnit(unit) !== "";
}

function hasValue({ type, kind, observed, observedState, limit, expected }: Evidence): boolean {
  if (type === "log") return expected !== undefined;
  const isState = observedState !== undefined && kind !== "rate" && kind !== "pattern";
  return !isState && (observed !== undefined || limit !== undefined);
}

/**
 * What is usual was learnt and may be rounded to steps of a quarter of its width, what was seen to steps of an eighth
 * of it and two digits; all else is told closely.
 */
function isSaid(
  { said, isPadded }: { said: number; isPadded: boolean },
  value: number,
  { expected }: Evidence,
  role: Role,
): boolean {
  if (isRoundingOf(said, value)) return true;
  // `9.10` is told to the hundredth.
  if (role === "limit" || expected === undefined || isPadded) return false;
  const isSeen = role === "observed";
  const digits = digitsForStep(value, (expected.high - expected.low) / (isSeen ? 8 : 4));
  return digits !== undefined && isRoundingOf(said, value, isSeen ? Math.max(2, digits) : digits);
}

/** Length of the unit behind the number; 0 also for the first of a range (`2 to 4 mm/s`); -1 when it is another unit. */
function unitLength(after: string, { type, unit }: Evidence, ground: Ground): number {
  const symbol = type === "log" ? "" : sayUnit(unit).trim();
  if (symbol === "") return 0;
  const gap = after.startsWith(" ") ? 1 : 0;
  if (after.startsWith(symbol, gap)) {
    const rest = after.slice(gap + symbol.length);
    return /^[\p{L}\p{N}]/u.test(rest) && !symbol.endsWith("%") ? -1 : gap + symbol.length;
  }
  const range = rangeAfter(ground);
  const behind = after.replace(range, "");
  const isLeftOut = /^(?:[,;.)]|$)/.test(behind);
  if (!range.test(after)) return isLeftOut ? 0 : -1;
  return isLeftOut || behind.replace(/^ /, "").startsWith(symbol) ? 0 : -1;
}

function rangeAfter({ language }: Ground): RegExp {
  return new RegExp(`^ ${language.values.rangeWord} (?:${language.numbers.source})`, "iu");
}

/** What the words around the number say it is. */
function roleAt(
  at: { start: number; end: number; unitEnd: number; rangeFrom: number | undefined },
  draft: Draft,
  ground: Ground,
): Role {
  const { values, clauseEnd } = ground.language;
  const { before, after } = draft.around(at.start, at.unitEnd, clauseEnd);
  const sentence = draft.sentenceAt(at.start);
  const isUsualSaid = values.usual.test(draft.rest.slice(sentence.start, sentence.end));
  if (isUsualSaid && rangeAfter(ground).test(draft.rest.slice(at.end))) return "low";
  const isRangeEnd =
    at.rangeFrom !== undefined &&
    new RegExp(`^ ${values.rangeWord} $`, "iu").test(draft.rest.slice(at.rangeFrom, at.start));
  if (isUsualSaid && isRangeEnd) return "high";
  if (values.limitBefore.test(before) || values.limitAfter.test(after)) return "limit";
  if (values.above.test(before)) return "passedUp";
  if (values.below.test(before)) return "passedDown";
  const sinceLast = before.slice(before.lastIndexOf("\uE000") + 1);
  const isUsual = values.usual.test(sinceLast) || values.usualAfter.test(after);
  if (!isUsual) return "observed";
  if (values.atMost.test(before)) return "high";
  return values.atLeast.test(before) ? "low" : "typical";
}

function valuesOf(line: Evidence, role: Role, isBack: boolean): number[] {
  const { type, kind, observed, expected, limit } = line;
  if (role === "limit") return limit === undefined ? [] : [limit];
  // A change is told by its size; its direction is in the verb.
  if (role === "observed")
    return observed === undefined ? [] : [kind === "rate" ? Math.abs(observed) : observed];
  if (role === "passedUp" || role === "passedDown") {
    const isTrue = (role === "passedUp") === (isBack ? isDown(line) : isUp(line));
    const isHigh = (role === "passedUp") !== isBack;
    const bound = limit ?? (isHigh ? expected?.high : expected?.low);
    return !isTrue || bound === undefined ? [] : [bound];
  }
  if (expected === undefined) return [];
  const { low, high, typical } = expected;
  const usual = role === "typical" ? (low === high ? [typical, low] : [typical]) : [expected[role]];
  // Lines are counted in whole numbers.
  return type === "log" ? usual.map(Math.round) : usual;
}

function isConfused(left: Told, right: Told): boolean {
  if (left.line !== right.line) return false;
  return Math.sign(left.said - right.said) !== Math.sign(left.fact - right.fact);
}
