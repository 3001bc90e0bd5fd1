import { readDurations } from "./duration-words.ts";
import { parseLevel } from "./level-words.ts";
import { readQuantities } from "./quantity-words.ts";
import { splitRange } from "./range-words.ts";
import type { UnitName } from "./units.ts";

/** When something is to happen. Subject and state are words: what they name is not known here. */
export interface ConditionPhrase {
  conjunction: Conjunction;
  /** "The tank", "it", "nobody", "the temperature in the greenhouse". */
  subject: string;
  test: ConditionTest;
  /** How long it has to have been so: "… for ten minutes". */
  forMs: number | undefined;
}

/**
 * `when` waits for it to become so (also "once", "as soon as"), `if` asks whether it is so, `while` holds as long as
 * it is so, `until` ends when it becomes so, `unless` asks whether it is not so.
 */
export type Conjunction = "when" | "if" | "while" | "until" | "unless";

export type ConditionTest =
  | { kind: "state"; state: string; isNegated: boolean }
  | { kind: "number"; comparison: Comparison; value: number; unit: UnitName | undefined }
  | { kind: "between"; from: number; to: number; unit: UnitName | undefined; isNegated: boolean };

export type Comparison = "above" | "below" | "atLeast" | "atMost" | "equals";

/**
 * The condition that all of the text is, in a text that `valueText` made: "when the tank is empty", "if it gets
 * below five degrees", "once the washing machine is done", "as soon as the front door opens", "while it rains".
 * Undefined when it has no conjunction or no verb that is known.
 */
export function parseCondition(text: string): ConditionPhrase | undefined {
  const lead =
    /^(?:but |and |only )?(when(?:ever)?|once|as soon as|the moment|after|if|in case|provided|while|as long as|until|till|til|unless)(?: that)? /.exec(
      text,
    );
  if (!lead) return undefined;
  const conjunction = conjunctions[lead[1] ?? ""] ?? "when";
  const { rest, forMs } = withoutLength(expand(text.slice(lead[0].length)));
  const found = parseNumber(rest) ?? parseState(rest);
  return found && { conjunction, ...found, forMs };
}

const conjunctions: Readonly<Record<string, Conjunction>> = {
  if: "if",
  "in case": "if",
  provided: "if",
  while: "while",
  "as long as": "while",
  until: "until",
  till: "until",
  til: "until",
  unless: "unless",
};

/** Contractions, as `normalise` leaves them. */
function expand(text: string): string {
  return text
    .replace(/\b(is|are|was|were|has|have|does|do|did)nt\b/g, "$1 not")
    .replace(/\bcant\b/g, "can not")
    .replace(/\b(it|there|that)s\b/g, "$1 is")
    .replace(/\btheyre\b/g, "they are");
}

function withoutLength(text: string): { rest: string; forMs: number | undefined } {
  const link = / for (?:at least |more than |longer than |over )?/g;
  for (const { index, 0: words } of text.matchAll(link)) {
    const length = readDurations(text, index + words.length).find(({ end }) => end === text.length);
    if (length) return { rest: text.slice(0, index), forMs: Math.round(length.seconds * 1000) };
  }
  return { rest: text, forMs: undefined };
}

type Found = Pick<ConditionPhrase, "subject" | "test">;

const be =
  "(?:is|are|was|were|be|being|gets?|goes|go|becomes?|has been|have been|has gone|has got|has risen|has fallen|has dropped|rises?|climbs?|drops?|falls?|sinks?|stays?|remains?|comes?|moves?|reads?|measures|is getting|is going)";

const comparators: readonly (readonly [string, Comparison])[] = [
  ["(?:at least|no less than|not below|not under|not less than)", "atLeast"],
  ["(?:at most|no more than|not above|not over|not more than)", "atMost"],
  [
    "(?:up )?(?:above|over|past|beyond|more than|(?:higher|greater|hotter|warmer|bigger|larger|louder|faster|brighter) than)",
    "above",
  ],
  [
    "(?:down )?(?:below|under|beneath|less than|(?:lower|colder|cooler|smaller|quieter|slower|darker|fewer) than)",
    "below",
  ],
  ["(?:up to|as high as)", "atLeast"],
  ["(?:down to|as low as)", "atMost"],
];

const numberPatterns: readonly (readonly [RegExp, Comparison])[] = [
  ...comparators.map(
    ([words, comparison]) => [new RegExp(`^(.+?) ${be} ${words} (.+)$`), comparison] as const,
  ),
  [/^(.+?) (?:exceeds?|surpass(?:es)?|passes|pass|tops) (.+)$/, "above"],
  [
    /^(.+?) (?:reach(?:es)?|hits?|has reached|has hit|rises? to|climbs? to|gets? to|goes to|arrives at) (.+)$/,
    "atLeast",
  ],
  [/^(.+?) (?:falls? to|drops? to|sinks? to) (.+)$/, "atMost"],
  // "Humidity above 80": no verb.
  ...comparators.map(([words, comparison]) => [new RegExp(`^(.+?) ${words} (.+)$`), comparison] as const),
  [/^(.+?) (?:is|are|equals|is equal to|is exactly|shows|reads) (.+)$/, "equals"],
];

const betweenPattern = new RegExp(`^(.+?) ${be} (not )?(?:outside (?:of )?)?((?:between|from) .+)$`);

function parseNumber(text: string): Found | undefined {
  const between = betweenPattern.exec(text);
  if (between) {
    const isOutside = between[2] !== undefined || / outside (?:of )?(?:between|from) /.test(text);
    const range = parseRange(between[3] ?? "");
    if (range)
      return { subject: between[1] ?? "", test: { kind: "between", ...range, isNegated: isOutside } };
  }
  for (const [pattern, comparison] of numberPatterns) {
    const [, subject, words] = pattern.exec(text) ?? [];
    if (subject === undefined || words === undefined) continue;
    const amount = parseAmount(words);
    if (!amount) continue;
    const { value, unit, place } = amount;
    return { subject: subject + place, test: { kind: "number", comparison, value, unit } };
  }
  return undefined;
}

/** "Five degrees", "half", and with a place after it that belongs to the subject: "30 degrees in the greenhouse". */
function parseAmount(
  words: string,
): { value: number; unit: UnitName | undefined; place: string } | undefined {
  const level = parseLevel(words);
  if (typeof level === "number") return { value: level * 100, unit: "%", place: "" };
  // The longest reading that leaves nothing, else the longest that leaves a place.
  const readings = readQuantities(words, 0).sort((a, b) => b.end - a.end);
  const best = readings.find(({ end }) => end === words.length || placeAfter.test(words.slice(end)));
  return best && { value: best.value, unit: best.unit, place: words.slice(best.end) };
}

const placeAfter = /^ (?:in|at|on|by|near|inside|outside|upstairs|downstairs|there|here)\b/;

function parseRange(words: string): { from: number; to: number; unit: UnitName | undefined } | undefined {
  for (const range of splitRange(words)) {
    if (range.kind !== "ends") continue;
    const [from, to] = [range.from, range.to].map((end) => {
      const whole = readQuantities(end, 0).filter((reading) => reading.end === end.length);
      return whole.at(0);
    });
    if (!from || !to || (from.unit && to.unit && from.unit !== to.unit)) continue;
    const [low, high] = [Math.min(from.value, to.value), Math.max(from.value, to.value)];
    return { from: low, to: high, unit: from.unit ?? to.unit };
  }
  return undefined;
}

/** What a verb at the end says of its subject. */
const verbs: readonly (readonly [RegExp, string])[] = [
  [/(?:opens?|(?:has|have) opened|gets? opened)/, "open"],
  [/(?:closes?|shuts?|(?:has|have) (?:closed|shut)|gets? (?:closed|shut))/, "closed"],
  [/(?:unlocks?|gets? unlocked)/, "unlocked"],
  [/(?:locks?|gets? locked)/, "locked"],
  [/(?:(?:turns?|switches|switch|comes?|goes|go) on|gets? (?:turned|switched) on)/, "on"],
  [/(?:(?:turns?|switches|switch) off|gets? (?:turned|switched) off)/, "off"],
  [/(?:goes off|go off|rings?|sounds?|triggers?|trips?|beeps?)/, "triggered"],
  [/(?:finishes|finish|ends?|completes?|(?:has|have) (?:finished|ended|completed))/, "done"],
  [
    /(?:starts?|runs?|begins?|(?:has|have) (?:started|begun)|starts? (?:up|running)|goes into operation)/,
    "running",
  ],
  [/(?:stops?|halts?|(?:has|have) (?:stopped|halted)|stops? running)/, "stopped"],
  [/(?:fails?|breaks?(?: down)?|(?:has|have) (?:failed|broken(?: down)?))/, "failed"],
  [
    /(?:arrives?|(?:comes?|gets?) (?:home|back)|(?:has|have) (?:arrived|come home|got home)|returns?(?: home)?)/,
    "home",
  ],
  [/(?:leaves?|goes (?:out|away)|(?:has|have) (?:left|gone out|gone))/, "away"],
  [/(?:empties|runs? (?:dry|out|empty))/, "empty"],
  [/(?:fills?(?: up)?|overflows?)/, "full"],
  [/(?:moves?|(?:has|have) moved)/, "moving"],
  [/(?:rains?)/, "raining"],
  [/(?:snows?)/, "snowing"],
  [/(?:goes to (?:bed|sleep)|falls? asleep)/, "asleep"],
  [/(?:wakes? up|gets? up)/, "awake"],
  [/(?:freezes)/, "freezing"],
];

const verbPatterns = verbs.map(
  ([verb, state]) => [new RegExp(`^(.+?) (does not |do not |did not )?${verb.source}$`), state] as const,
);

function parseState(text: string): Found | undefined {
  const there = /^there (?:is|are) (no |not )?(?:any )?(.+)$/.exec(text);
  if (there) return stateOf(there[2], "detected", there[1] !== undefined);
  const raining = /^(.+?) (starts?|begins?|stops?) (?:to )?([a-z]+ing|rain|snow)$/.exec(text);
  if (raining && raining[3] !== "running") {
    const state = (raining[3] ?? "").replace(/^(rain|snow)$/, "$1ing");
    return stateOf(raining[1], state, raining[2]?.startsWith("stop") ?? false);
  }
  const so = parseBeing(text, isPattern);
  if (so) return so;
  for (const [pattern, state] of verbPatterns) {
    const match = pattern.exec(text);
    if (match) return stateOf(match[1], state, match[2] !== undefined);
  }
  return parseBeing(text, becomesPattern);
}

const rest =
  "(not |no longer |never )?(?:(?:still|already|now|getting|being|been|become|turned|gone) )*(.+)$";
const isPattern = new RegExp(`^(.+?) (?:is|are|was|were|has been|have been|stays?|remains?) ${rest}`);
const becomesPattern = new RegExp(
  `^(.+?) (?:gets?|becomes?|goes|go|turns?|feels?|looks?|has|have|comes?) ${rest}`,
);

/** "The tank is no longer empty". */
function parseBeing(text: string, pattern: RegExp): Found | undefined {
  const [, subject, negation, words = ""] = pattern.exec(text) ?? [];
  // "Motion is detected in the hall": the place belongs to the subject.
  const seen = /^(?:detected|seen|heard|sensed|noticed)( .+)?$/.exec(words);
  if (subject && seen) return stateOf(`${subject}${seen[1] ?? ""}`, "detected", negation !== undefined);
  return stateOf(
    subject,
    Object.hasOwn(sameStates, words) ? (sameStates[words] ?? words) : words,
    negation !== undefined,
  );
}

/** Participles of the states above. */
const sameStates: Readonly<Record<string, string>> = {
  opened: "open",
  shut: "closed",
  finished: "done",
  complete: "done",
  completed: "done",
  over: "done",
  "turned on": "on",
  "switched on": "on",
  "turned off": "off",
  "switched off": "off",
};

function stateOf(subject: string | undefined, state: string, isNegated: boolean): Found | undefined {
  return subject ? { subject, test: { kind: "state", state, isNegated } } : undefined;
}
