import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";
import { currentState, type QuestionContext } from "../questions/context.ts";
import { isState } from "../questions/state-match.ts";

const states = "on|off|running|stopped|going|idle|open|opened|closed|shut|locked|unlocked|playing|paused";
const patterns = [
  new RegExp(
    `^(?:the one|that one|whichever(?: one)?|whatever|which one|one)(?: of (?:them|those|these))?(?: (?:that|which))?(?: is|s| happens to be) (?:(?:already|still|currently|now) )?(${states})(?: (?:now|already|at the moment))?$`,
  ),
  new RegExp(`^(?:the one )?thats (${states})$`),
  new RegExp(`^(?:the|that) (${states}) one$`),
];

/** "Whichever one is running", "the open one": the only one of the offered things that is so, as far as is known. */
export function chooseByState(
  text: string,
  things: readonly Thing[],
  context: QuestionContext,
): readonly Thing[] | undefined {
  const key = nameKey(text).replace(/ (?:please|i think|i guess)$/, "");
  const asked = patterns
    .map((pattern) => pattern.exec(key.replace(/^the one thats /, "thats "))?.[1])
    .find(Boolean);
  if (asked === undefined) return undefined;
  const known = things.map((thing) => ({ thing, state: currentState(thing, context)?.value }));
  // One whose state nobody knows may be the one that is meant.
  if (known.some(({ state }) => state === undefined)) return undefined;
  const state = asked === "going" ? "running" : asked === "idle" ? "stopped" : asked;
  const fitting = known.flatMap(({ thing, state: current }) =>
    current !== undefined && isState(current, state, thing) ? [thing] : [],
  );
  return fitting.length === 1 ? fitting : undefined;
}
