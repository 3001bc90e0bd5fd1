import type { Facts, Summary } from "../domain/facts.ts";
import type { TimeView } from "../text/say-time.ts";
import { guard } from "./guard/guard.ts";
import type { Refusal } from "./guard/refusal.ts";
import { phrase } from "./phrasing/phrase.ts";
import { plainSentences } from "./plain.ts";

/**
 * Phrases the facts and lets the guard judge it; what it refuses becomes the plainest true sentence that passes.
 * `refused` tells of each refusal. `phrasing` may be any writer: nothing of it is trusted.
 */
export function writeSummary(
  facts: Facts,
  style: Summary["style"],
  options: { view: TimeView; refused: (refusal: Refusal, text: string) => void; phrasing?: typeof phrase },
): Summary {
  const { view, refused, phrasing = phrase } = options;
  const best = phrasing(facts, style, view);
  const problem = guard(best, { facts, style, view });
  if (problem === undefined) return { text: best, style, writer: "phrasing" };
  refused(problem, best);
  const plain = plainSentences(facts, view);
  const passing = plain.find((text) => guard(text, { facts, style, view }) === undefined);
  // The last sentence has nothing in it that could be wrong.
  return { text: passing ?? plain[plain.length - 1] ?? "", style, writer: "plain" };
}
