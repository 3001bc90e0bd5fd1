import { parseNumberTest } from "./condition-number.ts";
import { parseStateTest } from "./condition-state.ts";
import type { ConditionTest } from "./condition-test.ts";
import { readDurations } from "./duration-words.ts";

/** When something is to happen. Subject and state are words: what they name is not known here. */
export interface ConditionPhrase extends ConditionPart {
  conjunction: Conjunction;
  /** What has to be so as well: "… and someone is in the hall". */
  others: readonly ConditionPart[];
  /**
   * Whether it is plain where the condition ends: "when the door opens", but not "when the door is open and ready to",
   * whose last words may be anything.
   */
  isPlain: boolean;
}

export interface ConditionPart {
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

/**
 * The words a condition begins with, in a text that `normalise` made. "After" is one where no length is before it.
 */
export const conjunctionWords =
  "when(?:ever)?|once|as soon as|soon as|the moment|the minute|the second|the instant|any ?time|every ?time|each time|(?:the )?(?:very )?next time|(?:the )?first time|should(?! (?:i|we|you) )|after|if|if ever|in case|provided|providing|while|whilst|as long as|so long as|for as long as|until|till|til|unless";

/** A word before it that says nothing of its own. */
const leads = "but |and |only |even |just |except |at least |that ";

const lead = new RegExp(`^(?:${leads})*(${conjunctionWords})(?: that)? `);

/**
 * The condition that all of the text is, in a text that `valueText` made: "when the tank is empty", "if it gets
 * below five degrees", "once the washing machine is done", "as soon as the front door opens", "while it rains".
 * Undefined when it has no conjunction or no verb that is known.
 */
export function parseCondition(text: string): ConditionPhrase | undefined {
  const start = lead.exec(text);
  if (!start) return undefined;
  const conjunction = conjunctions[start[1] ?? ""] ?? "when";
  const said = text.slice(start[0].length);
  const found = parseParts(expand(start[1] === "should" ? said.replace(/ be /, " is ") : said));
  if (!found) return undefined;
  const [first, ...others] = found;
  return first && { conjunction, ...first, others, isPlain: found.every(isPlain) };
}

const conjunctions: Readonly<Record<string, Conjunction>> = {
  if: "if",
  "if ever": "if",
  should: "if",
  "in case": "if",
  provided: "if",
  providing: "if",
  while: "while",
  whilst: "while",
  "as long as": "while",
  "so long as": "while",
  "for as long as": "while",
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
    .replace(
      /\b(it|there|that|someone|somebody|anyone|nobody|no one|everyone|everybody)s\b(?! [a-z]+$)/g,
      "$1 is",
    )
    .replace(/\b(it|there|that)s\b/g, "$1 is")
    .replace(/\b(they|we|you)re\b/g, "$1 are")
    .replace(/\b(?:everyone|everybody) is (left|gone)\b/g, "everyone has $1")
    .replace(/\bim\b/g, "i am");
}

/** One test, or several joined by "and", each as sure as a single one. */
function parseParts(text: string): readonly ConditionPart[] | undefined {
  const whole = parsePart(text);
  if (whole && whole.test.kind !== "state") return [whole];
  for (const { index } of text.matchAll(/ and (?=\S)/g)) {
    const first = parsePart(text.slice(0, index));
    const rest = text.slice(index + " and ".length).replace(/^(?:also )?(?:if|when|while|as long as) /, "");
    if (!first || !isPlain(first)) continue;
    // "If it is dark and raining".
    const others = parseParts(rest) ?? parseParts(`${first.subject} is ${rest}`);
    if (others?.every(isPlain)) return [first, ...others];
  }
  return whole && [whole];
}

function parsePart(text: string): ConditionPart | undefined {
  const { rest, forMs } = withoutLength(text);
  const found = parseNumberTest(rest) ?? parseStateTest(rest);
  return found && { ...found, forMs };
}

function withoutLength(text: string): { rest: string; forMs: number | undefined } {
  const link = / for (?:at least |more than |longer than |over )?/g;
  for (const { index, 0: words } of text.matchAll(link)) {
    const length = readDurations(text, index + words.length).find(({ end }) => end === text.length);
    if (length) return { rest: text.slice(0, index), forMs: Math.round(length.seconds * 1000) };
  }
  return { rest: text, forMs: undefined };
}

/** Words that begin a command, or stand in one after what a condition is about. */
const commanding =
  /(?:^| )(?:turn|switch|put|open|close|shut|start|stop|set|run|lock|unlock|dim|raise|lower|make|could|can|would|please|pop|flick|kill|play|pause|let|tell|send|bring|activate|deactivate|then|and|or|give|get|have|do|keep|leave|crank|bump)(?: |$)/;
const testing =
  / (?:is|are|was|gets?|goes|falls?|drops?|rises?|opens?|closes?|turns?|starts?|stops?|reaches|hits) |\b(?:percent|degrees|seconds?|minutes?|hours?|today|tonight|tomorrow)\b| (?:below|above|over|under|past|beyond|than) \d/;

/** Whether nothing in it may belong to the command that it stands with. */
function isPlain({ subject, test }: ConditionPart): boolean {
  // The first word of a subject is a noun: "the press", "open windows".
  const [, ...subjectRest] = subject.replace(/^(?:the|a|an|my|our|any|all|some) /, "").split(" ");
  if (commanding.test(` ${subjectRest.join(" ")} `) || testing.test(` ${subject} `)) return false;
  if (test.kind !== "state") return true;
  return test.state.includes(" ") ? plainStates.test(test.state) : !noState.test(test.state);
}

/** What a command goes on with. */
const noState = /^(?:the|a|an|my|our|your|its|it|them|this|that|all|both|every|each|to|at|in|and|then)$/;
const plainStates =
  /^(?:(?:too|very|really|quite|so|nearly|almost|half) [a-z]+|(?:turned|switched) (?:on|off)|in use|at (?:home|work|night)|in bed|on fire|out of [a-z]+|up and running|not [a-z]+|ready to go|left (?:open|on|unlocked))$/;
