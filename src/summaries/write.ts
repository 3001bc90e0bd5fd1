import type { Facts, Summary } from "../domain/facts.ts";
import type { TimeView } from "../text/say-time.ts";
import { guard } from "./guard/guard.ts";
import { type Refusal, refusal } from "./guard/refusal.ts";
import type { Language } from "./language.ts";
import type { NanoText } from "./nano/nano-writer.ts";
import { phrase } from "./phrasing/phrase.ts";
import { plainSentences } from "./plain.ts";

/**
 * The first text that the guard lets pass: of the nano model, of the phrasing engine, or else the plainest true
 * sentence, in English when no language is asked for. `refused` tells of each refusal. Nothing of a writer is trusted.
 */
export function writeSummary(
  facts: Facts,
  style: Summary["style"],
  options: {
    view: TimeView;
    language?: Language;
    refused: (refusal: Refusal, text: string, writer: "nano" | "phrasing") => void;
    /** What the nano model wrote, if it was asked. */
    nano?: NanoText | undefined;
    phrasing?: typeof phrase;
  },
): Summary {
  const { view, language = "en", refused, nano, phrasing = phrase } = options;
  const judged = (text: string) => guard(text, { facts, style, view, language });
  if (nano !== undefined) {
    const problem = nano.problem === undefined ? judged(nano.text) : refusal("attribution", nano.problem);
    if (problem === undefined) return { text: nano.text, style, writer: "nano" };
    refused(problem, nano.text, "nano");
  }
  const best = phrasing(facts, style, view, language);
  const problem = judged(best);
  if (problem === undefined) return { text: best, style, writer: "phrasing" };
  refused(problem, best, "phrasing");
  const plain = plainSentences(facts, view, language);
  const passing = plain.find((text) => judged(text) === undefined);
  // The last sentence has nothing in it that could be wrong.
  return { text: passing ?? plain[plain.length - 1] ?? "", style, writer: "plain" };
}
