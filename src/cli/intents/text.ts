import type { Evaluation } from "../../commands/own-intents/evaluate.ts";
import { sayCount } from "../../text/say-list.ts";
import { safeText } from "../style.ts";

/** Pairs of confused intents that are shown. */
const confusionsShown = 20;

/** What `--json` prints at the end: all but the single predictions. */
export function summaryOf({ predictions: _, ...figures }: Evaluation, model: string) {
  return {
    model,
    ...figures,
    embeddingMs: Math.round(figures.embeddingMs),
    trainingMs: Math.round(figures.trainingMs),
    msPerText: Math.round(figures.msPerText * 1000) / 1000,
  };
}

export function evaluationText(evaluation: Evaluation, model: string): string {
  const { inScopeAccuracy, accuracyWithoutRejection, oosRecall, oosPrecision } = evaluation;
  const confused = evaluation.confusions
    .slice(0, confusionsShown)
    .map(({ gold, intent, count, examples }) => {
      const [example = ""] = examples;
      return `  ${count} × ${safeText(gold)} taken for ${safeText(intent)}: ${safeText(example)}`;
    });
  const hidden = evaluation.confusions.length - confused.length;
  return [
    `${sayCount(evaluation.intents, "intent")} learnt from ${sayCount(evaluation.examples, "example")} with ${safeText(model)}; ${sayCount(evaluation.tested, "text")} tested.`,
    ...line("In-scope accuracy", inScopeAccuracy, "a rejected text counts as wrong"),
    ...line("  without rejection", accuracyWithoutRejection),
    ...line("Out-of-scope recall", oosRecall, "share of out-of-scope texts that were rejected"),
    ...line("Out-of-scope precision", oosPrecision, "share of rejected texts that were out of scope"),
    `Time: ${sayMs(evaluation.embeddingMs)} to embed, ${sayMs(evaluation.trainingMs)} to learn, ${evaluation.msPerText.toFixed(2)} ms a text to test.`,
    ...(confused.length > 0 ? ["Mistakes, the commonest first:", ...confused] : ["No mistakes."]),
    ...(hidden > 0 ? [`  … and ${sayCount(hidden, "other pair")} (all of them with --json)`] : []),
  ].join("\n");
}

function line(name: string, share: number | undefined, note?: string): string[] {
  if (share === undefined) return [];
  return [`${name}: ${(100 * share).toFixed(1)} %${note ? ` (${note})` : ""}`];
}

function sayMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
