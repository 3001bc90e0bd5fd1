import { parsePresence } from "./presence-words.ts";
import type { StateTest } from "./state-test.ts";

/** "The tank is no longer empty", "the front door opens", "someone opens the gate". Undefined for any other text. */
export function parseStateTest(text: string): StateTest | undefined {
  const there = /^there (?:is|are|has been|have been) (no |not )?(?:any |some )?(.+)$/.exec(text);
  if (there) return stateOf(there[2], "detected", there[1] !== undefined);
  return (
    parsePresence(text) ??
    parseWeather(text) ??
    parseBeing(text, isPattern) ??
    parseVerb(text) ??
    parseDoing(text) ??
    parseBeing(text, becomesPattern) ??
    parseHappening(text)
  );
}

/** What a verb at the end says of its subject. */
const verbs: readonly (readonly [RegExp, string])[] = [
  [/(?:opens?|(?:has|have) opened|gets? opened)/, "open"],
  [/(?:closes?|shuts?|(?:has|have) (?:closed|shut)|gets? (?:closed|shut))/, "closed"],
  [/(?:unlocks?|gets? unlocked)/, "unlocked"],
  [/(?:locks?|gets? locked)/, "locked"],
  [/(?:(?:turns?|switches|switch|comes?|goes|go) (?:back )?on|gets? (?:turned|switched) on)/, "on"],
  [/(?:(?:turns?|switches|switch) off|gets? (?:turned|switched) off)/, "off"],
  [/(?:goes off|go off|rings?|sounds?|triggers?|trips?|beeps?)/, "triggered"],
  [/(?:finishes|finish|ends?|completes?|(?:has|have) (?:finished|ended|completed))/, "done"],
  [
    /(?:starts?|runs?|begins?|(?:has|have) (?:started|begun)|starts? (?:up|running)|goes into operation|kicks in|comes to life)/,
    "running",
  ],
  [/(?:stops?|halts?|(?:has|have) (?:stopped|halted)|stops? running|comes to a (?:stop|halt))/, "stopped"],
  [/(?:fails?|breaks?(?: down)?|(?:has|have) (?:failed|broken(?: down)?))/, "failed"],
  [
    /(?:arrives?|(?:comes?|gets?) (?:home|back)|(?:has|have) (?:arrived|come home|got home)|returns?(?: home)?)/,
    "home",
  ],
  [/(?:leaves?|goes (?:out|away)|(?:has|have) (?:left|gone out|gone))/, "away"],
  [/(?:empties|runs? (?:dry|out|empty))/, "empty"],
  [/(?:fills?(?: up)?|overflows?)/, "full"],
  [/(?:moves?|(?:has|have) moved)/, "moving"],
  [/(?:goes to (?:bed|sleep)|falls? asleep)/, "asleep"],
  [/(?:wakes? up|gets? up)/, "awake"],
  [/(?:freezes)/, "freezing"],
];

const verbPatterns = verbs.map(
  ([verb, state]) => [new RegExp(`^(.+?) (does not |do not |did not )?${verb.source}$`), state] as const,
);

function parseVerb(text: string): StateTest | undefined {
  for (const [pattern, state] of verbPatterns) {
    const match = pattern.exec(text);
    if (match) return stateOf(match[1], state, match[2] !== undefined);
  }
  return undefined;
}

/** What somebody does to the thing, which is then so: "someone opens the gate", "anyone presses the doorbell". */
const deeds: readonly (readonly [RegExp, string])[] = [
  [/(?:opens?|has opened|have opened)/, "open"],
  [/(?:closes?|shuts?|has closed|has shut|have closed)/, "closed"],
  [/unlocks?/, "unlocked"],
  [/locks?/, "locked"],
  [/(?:turns?|switches|switch) on/, "on"],
  [/(?:turns?|switches|switch|shuts?) (?:off|down)/, "off"],
  [/(?:starts?|has started|fires up)/, "running"],
  [/(?:stops?|has stopped)/, "stopped"],
  [/(?:rings?|presses|press|pushes|push|triggers?|trips?|pulls?|sets off)/, "triggered"],
];
const doers =
  "(?:someone|somebody|anyone|anybody|no ?one|nobody|a person|people|i|we|you|he|she|they|the [a-z]+|[a-z]+)";
const deedPatterns = deeds.map(
  ([verb, state]) =>
    [new RegExp(`^(${doers}) ${verb.source} ((?:the|a|an|my|our|any|one of|[a-z]).*)$`), state] as const,
);

function parseDoing(text: string): StateTest | undefined {
  for (const [pattern, state] of deedPatterns) {
    const [, doer = "", object] = pattern.exec(text) ?? [];
    if (object !== undefined) return stateOf(object, state, /^(?:no ?one|nobody)$/.test(doer));
  }
  // "Someone turns the heater on".
  const [, object, switched] =
    new RegExp(`^${doers} (?:turns?|switches|switch|puts?) (.+) (on|off)$`).exec(text) ?? [];
  return stateOf(object, switched ?? "", false);
}

/** "It starts to rain", "it stops snowing". */
function parseWeather(text: string): StateTest | undefined {
  const changing =
    /^(.+?) (starts?|begins?|stops?|is about) (?:to )?([a-z]+ing|rain|snow)(?: outside)?$/.exec(text);
  if (changing && changing[3] !== "running") {
    return stateOf(changing[1], weatherWord(changing[3] ?? ""), changing[2]?.startsWith("stop") ?? false);
  }
  const plain = /^(.+?) (rains?|snows?)(?: outside)?$/.exec(text);
  return plain ? stateOf(plain[1], weatherWord(plain[2] ?? ""), false) : undefined;
}

function weatherWord(word: string): string {
  return word.replace(/^(rain|snow)s?$/, "$1ing");
}

const modifiers = "still|already|now|getting|being|been|become|turned|gone|just|finally|completely|fully|all";
const rest = `(not |no longer |never )?(?:(?:${modifiers}) )*(.+)$`;
const isPattern = new RegExp(`^(.+?) (?:is|are|was|were|has been|have been|stays?|remains?) ${rest}`);
const becomesPattern = new RegExp(
  `^(.+?) (?:gets?|becomes?|goes|go|turns?|feels?|looks?|has|have|comes?) ${rest}`,
);

/** "The tank is no longer empty", "the light is on in the kitchen". */
function parseBeing(text: string, pattern: RegExp): StateTest | undefined {
  const [, subject, negation, words = ""] = pattern.exec(text) ?? [];
  if (!subject) return undefined;
  // The place belongs to the subject: "motion is detected in the hall".
  const placed = /^([a-z]+)( (?:in|at|on|by|near|inside|outside|under|upstairs|downstairs)\b.*)$/.exec(words);
  const [state = words, place = ""] = placed && !/^(?:in|at|on) (?!on)/.test(words) ? placed.slice(1) : [];
  const isSeen = /^(?:detected|seen|heard|sensed|noticed|spotted|picked up)$/.test(state);
  if (isSeen) return stateOf(`${subject}${place}`, "detected", negation !== undefined);
  return stateOf(
    `${subject}${place}`,
    Object.hasOwn(sameStates, state) ? (sameStates[state] ?? state) : state,
    negation !== undefined,
  );
}

/** Participles of the states above. */
const sameStates: Readonly<Record<string, string>> = {
  opened: "open",
  ajar: "open",
  shut: "closed",
  finished: "done",
  complete: "done",
  completed: "done",
  over: "done",
  through: "done",
  "turned on": "on",
  "switched on": "on",
  "turned off": "off",
  "switched off": "off",
};

/**
 * "Line 3 jams", "the sink leaks", "the motor has overheated": something is the matter that a sensor may be named
 * after. The state is the word of it.
 */
function parseHappening(text: string): StateTest | undefined {
  const [, subject, word] =
    /^(.+?) (?:gets? |has |have |has got |has been )?((?!this$|thus$)[a-z]{2,}(?:[^s]s|ed|uck|ozen))(?: up| out| down| over)?$/.exec(
      text,
    ) ?? [];
  return stateOf(subject, word ?? "", false);
}

function stateOf(subject: string | undefined, state: string, isNegated: boolean): StateTest | undefined {
  return subject ? { subject, test: { kind: "state", state, isNegated } } : undefined;
}
