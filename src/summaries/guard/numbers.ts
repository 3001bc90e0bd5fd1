import type { Evidence } from "../../domain/incident.ts";
import { sayUnit } from "../../text/say-quantity.ts";
import { isCountTold } from "./counts.ts";
import type { Draft } from "./draft.ts";
import type { Ground, Line } from "./ground.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { isRoundingOf, numberSource, spokenValue } from "./spoken-numbers.ts";
import { linesAt, type Mentioned } from "./subjects.ts";

/**
 * Settles every number that is left: a count of things, or a value of the subject it is said of, in its unit and in
 * its role (what was seen, what is usual, the limit). Two values of one subject must stand in their true order.
 */
export function settleNumbers(draft: Draft, ground: Ground, mentions: Mentioned[]): Refusal | undefined {
  const told: Told[] = [];
  for (const { text, start, end } of draft.find(numberPattern)) {
    const said = spokenValue(text);
    const noun = countedNoun(draft.rest.slice(end));
    if (noun !== undefined) {
      const lines = linesAt(start, draft, mentions, ground);
      if (!isCountTold({ said, noun, start, lines, draft, ground, mentions })) {
        return refusal("number", `${text} ${noun}`);
      }
      draft.settle(start, end);
      continue;
    }
    const value = valueAt(said, start, end, { draft, ground, mentions });
    if (value === undefined) return refusal("number", draft.text.slice(Math.max(0, start - 10), end + 10));
    if (told.some((other) => isConfused(value, other)))
      return refusal("number", `${text} beside ${value.fact}`);
    told.push(value);
    draft.settle(start, value.end);
  }
  return undefined;
}

const numberPattern = new RegExp(`(?<![\\p{L}\\p{N}_.,-])(?:${numberSource})(?![\\p{L}\\p{N}_])`, "giu");
const nounPattern =
  /^ ((?:(?:other|more|further) )?(?:sensors?|log lines?|logs?|problem lines?|lines?|findings?|readings?|commands?|incidents?|times?)|more|others?|still going on|over now|unresolved)\b/i;

interface Told {
  said: number;
  fact: number;
  line: Line;
  end: number;
}

/** What a value is said to be: what was seen, the limit, or the low end, high end or middle of what is usual. */
type Role = "observed" | "limit" | "low" | "high" | "typical";

function countedNoun(after: string): string | undefined {
  return nounPattern.exec(after)?.[1]?.toLowerCase();
}

function valueAt(
  said: number,
  start: number,
  end: number,
  context: { draft: Draft; ground: Ground; mentions: readonly Mentioned[] },
): Told | undefined {
  const { draft, ground, mentions } = context;
  const after = draft.rest.slice(end);
  const role = roleAt(draft.rest.slice(draft.sentenceAt(start).start, start), after);
  let best: Told | undefined;
  for (const line of linesAt(start, draft, mentions, ground)) {
    const length = unitLength(after, line.evidence);
    // Of several lines with this value, the one whose unit stands there.
    if (length < 0 || (best !== undefined && end + length <= best.end)) continue;
    const [fact] = valuesOf(line.evidence, role)
      .filter((value) => isSaid(said, value, line.evidence, role))
      .sort((left, right) => Math.abs(left - said) - Math.abs(right - said));
    if (fact !== undefined) best = { said, fact, line, end: end + length };
  }
  return best;
}

/** What is usual was learnt and may be rounded to steps of a quarter of its width; all else is told closely. */
function isSaid(said: number, value: number, { expected }: Evidence, role: Role): boolean {
  if (isRoundingOf(said, value)) return true;
  if (role === "observed" || role === "limit" || expected === undefined || value === 0) return false;
  const stepMax = (expected.high - expected.low) / 4;
  const digitsMin = Math.floor(Math.log10(Math.abs(value))) + 1 - Math.floor(Math.log10(stepMax));
  return stepMax > 0 && isRoundingOf(said, value, Math.max(1, digitsMin));
}

/** Length of the unit behind the number; 0 also for the first of a range (`2 to 4 mm/s`); -1 when it is another unit. */
function unitLength(after: string, { type, unit }: Evidence): number {
  const said = type === "log" ? "" : sayUnit(unit);
  if (said !== "" && after.startsWith(said)) {
    return /^[\p{L}\p{N}]/u.test(after.slice(said.length)) && !said.endsWith("%") ? -1 : said.length;
  }
  if (said === "") return 0;
  return rangePattern.test(after) && after.replace(rangePattern, "").startsWith(said) ? 0 : -1;
}

const rangePattern = new RegExp(`^ (?:to|and) (?:${numberSource})`, "i");

/** What the words around the number say it is. */
function roleAt(before: string, after: string): Role {
  const clause = before.slice(
    Math.max(
      before.lastIndexOf("("),
      before.lastIndexOf(")"),
      before.lastIndexOf(";"),
      before.search(/, [^,]*$/),
    ) + 1,
  );
  if (/\blimit of $/i.test(clause)) return "limit";
  if (!/\busual(?:ly)?\b/i.test(clause)) return "observed";
  if (/(?:\bat most|\uE000 to|\uE000 and) $/i.test(clause)) return "high";
  return /\bat least $/i.test(clause) || rangePattern.test(after) ? "low" : "typical";
}

function valuesOf({ type, kind, observed, expected, limit }: Evidence, role: Role): number[] {
  if (role === "limit") return limit === undefined ? [] : [limit];
  // A change is told by its size; its direction is in the verb.
  if (role === "observed")
    return observed === undefined ? [] : [kind === "rate" ? Math.abs(observed) : observed];
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
