import { conjunctionWords, parseCondition } from "../../text/condition-words.ts";
import { normalise } from "../../text/normalise.ts";
import { readWhens, type WhenPhrase } from "../../text/when-words.ts";

/**
 * When a command is to be done, said around it: "turn off the heater in ten minutes", "when the tank is empty stop
 * the pump", "at sunset every day turn the lights on". The clause is taken out of the text, so that what is left is
 * a command as any other.
 *
 * Limits: texts of at most `wordsMax` words, and at most `clausesMax` ways to take one out, the longest first.
 */
const wordsMax = 50;
const clausesMax = 12;

export interface Clause {
  slot: "time" | "condition";
  /** The clause in words, as `normalise` leaves them. */
  words: string;
  /** What is left of the text. */
  rest: string;
  /** Nothing is said before it. */
  isLeading: boolean;
  /** Where it ends is beyond doubt. */
  isPlain: boolean;
}

/**
 * The ways to take a clause out of a text, the longest first. One whose end is in doubt counts only at the end of the
 * text: "closed switch the bathroom" is a state that nothing has.
 */
export function clausesOf(original: string): readonly Clause[] {
  const text = normalise(original);
  const starts = [...text.matchAll(/(?:^| )(?=\S)/g)].map(({ index, 0: gap }) => index + gap.length);
  if (starts.length > wordsMax) return [];
  const found = starts.flatMap((start) => [...timesAt(text, start), ...conditionsAt(text, start, starts)]);
  return found
    .filter(({ isPlain, end }) => isPlain || end === text.length)
    .map(({ slot, start, end, isPlain }): Clause => {
      const rest = `${text.slice(0, start)}${text.slice(end)}`.replace(/^ (?:(?:then|please|and) )?| $/g, "");
      return {
        slot,
        words: text.slice(start, end),
        rest: rest.replace(/ {2,}/g, " ").trim(),
        isLeading: start === 0,
        isPlain,
      };
    })
    .filter(({ rest }) => rest !== "")
    .sort((a, b) => Number(isVerbless(a)) - Number(isVerbless(b)) || b.words.length - a.words.length)
    .slice(0, clausesMax);
}

/**
 * The clause a text of several commands begins with, which is said of all of them: "in ten minutes turn off the fan
 * and close the vent". Of a condition, the words up to the first comma.
 */
export function leadingClause(text: string): { words: string; rest: string } | undefined {
  const comma = /^([^,]+),\s*(?:then\s+)?(.+)$/s.exec(text);
  if (comma?.[1] && comma[2]) {
    const words = normalise(comma[1]);
    const isClause = parseCondition(words) !== undefined || isTime(words);
    if (isClause) return { words: comma[1], rest: comma[2] };
  }
  const words = text.trim().split(/\s+/);
  for (let count = Math.min(words.length - 1, 10); count > 0; count -= 1) {
    const lead = words.slice(0, count).join(" ");
    if (isTime(normalise(lead))) return { words: lead, rest: words.slice(count).join(" ") };
  }
  return undefined;
}

/** Taken out before "the light", a clause has most likely swallowed the verb: "when motion triggers switch on". */
function isVerbless({ isLeading, rest }: Clause): boolean {
  return isLeading && /^(?:the|my|our|its|their|his|her|all|every|both|it|them) /.test(rest);
}

interface Span {
  slot: Clause["slot"];
  start: number;
  end: number;
  isPlain: boolean;
}

function isTime(text: string): boolean {
  return timesAt(text, 0).some(({ end }) => end === text.length);
}

function timesAt(text: string, start: number): Span[] {
  return readWhens(text, start)
    .filter(({ end }) => end === text.length || text[end] === " ")
    .filter(({ end, phrase }) => isSaidAsTime(text.slice(start, end), phrase))
    .map(({ end }) => ({ slot: "time", start, end, isPlain: true }));
}

/** "The night light" and "at 50" name no time to do something at; lengths are how long, not when. */
function isSaidAsTime(words: string, phrase: WhenPhrase): boolean {
  if (phrase.isBare || phrase.sense === "for") return false;
  if (phrase.delaySeconds !== undefined || phrase.repeat || phrase.day) return true;
  if (phrase.sun) return !/^(?:on|of|during|from) /.test(words) && /^[a-z0-9:]+ /.test(words);
  if (phrase.part && !phrase.clock)
    return /^(?:in|at|by|this|before|after|until|till|til|first) /.test(words);
  // "Up by 10" and "on 5" are no times of day, "by 10:30" is one.
  return (
    /^(?:at|before|after|until|till|til) /.test(words) ||
    /:|\b(?:[ap]m|oclock|noon|midnight|past|to)\b/.test(words)
  );
}

const conjunction = new RegExp(`(?:${conjunctionWords}) `, "y");

function conditionsAt(text: string, start: number, starts: readonly number[]): Span[] {
  conjunction.lastIndex = start;
  if (!conjunction.test(text)) return [];
  const ends = [...starts.filter((at) => at > start).map((at) => at - 1), text.length];
  return ends.flatMap((end): Span[] => {
    const phrase = parseCondition(text.slice(start, end));
    return phrase ? [{ slot: "condition", start, end, isPlain: phrase.isPlain }] : [];
  });
}
