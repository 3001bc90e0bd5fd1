import { basename } from "node:path";
import { readWarningSentences } from "../../app/warning-sentences.ts";
import { commandTask, createEncoder } from "../../commands/nano/encoder.ts";
import { createSentenceEmbedder } from "../../commands/nano/sentence-embedder.ts";
import type { ModelRunner } from "../../domain/ports.ts";
import type { TextDigest } from "../../domain/text-summary.ts";
import { condense } from "../../summaries/text/condense.ts";
import { readText } from "../../summaries/text/read-text.ts";
import { sayTextDigest } from "../../summaries/text/say-digest.ts";
import { createSentenceReader } from "../../summaries/text/sentence-reader.ts";
import { EmptyInputError } from "../errors.ts";
import type { Summarised } from "./summarised.ts";

/** How much of a text each style keeps, besides what warns. */
const budgets = {
  alert: { sentencesMax: 1, lengthMax: 160 },
  explanation: { sentencesMax: 3, lengthMax: 400 },
  report: { sentencesMax: 5, lengthMax: 600 },
} as const;

export const textTask = commandTask;

/** The digest of a text; `models` undefined: without the model. */
export async function condenseText(
  content: string,
  options: { file: string; style: Summarised["style"]; models: ModelRunner | undefined },
): Promise<{ digest: TextDigest & { length: number }; said: string }> {
  const { file, style, models } = options;
  const read = readText(Buffer.from(content), undefined);
  if ("refused" in read) throw new EmptyInputError(file);
  const encoder = models && createEncoder({ models, onUnusable: () => {} });
  await encoder?.start();
  try {
    const digest = await condense(read.text, {
      budget: budgets[style],
      reader: encoder && createSentenceReader(createSentenceEmbedder(encoder), readWarningSentences()),
      embedding: { withinMs: 60_000 },
    });
    const source = file === "-" ? "standard input" : basename(file);
    return {
      digest: { ...digest, length: read.text.length },
      said: sayTextDigest(digest, { source, kind: "text" }),
    };
  } finally {
    encoder?.stop();
  }
}
