import { z } from "../../../core/schema.ts";
import type { ActiveModel } from "../../../domain/inference.ts";
import { logKinds } from "../../../domain/log-line.ts";
import { logEffects } from "./classification.ts";
import { LogModelUnusableError } from "./errors.ts";
import { anyWord, type LineVocabulary } from "./tokenizer.ts";

/** The active log classifier as it is run: its tokenizer, and how sure its outputs are. */
export interface LogModel {
  readonly id: string;
  readonly version: string;
  readonly vocabulary: LineVocabulary;
  /** Divide the logits before the softmax; fitted after training. */
  readonly severityTemperature: number;
  readonly kindTemperature: number;
}

const settings = z.object({
  vocabularySize: z.number().int().min(1).max(1_000_000),
  buckets: z.number().int().min(1).max(10_000_000),
  severityTemperature: z.number().positive(),
  kindTemperature: z.number().positive(),
});

/** Reads labels, settings and vocabulary of a model; throws a `LogModelUnusableError` that says what is wrong. */
export async function loadLogModel(active: ActiveModel): Promise<LogModel> {
  const refuse = (what: string, cause?: unknown) => new LogModelUnusableError(active, what, cause);
  const parsed = settings.safeParse(active.settings);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`settings.${issue?.path.join(".") ?? ""} in its manifest: ${issue?.message ?? "invalid"}`);
  }
  const { severity, kind } = active.labels;
  if (severity?.join() !== logEffects.join()) throw refuse(`labels.severity is not ${logEffects.join(", ")}`);
  if (kind?.join() !== logKinds.join()) throw refuse(`labels.kind is not ${logKinds.join(", ")}`);
  const { vocabularySize, buckets, severityTemperature, kindTemperature } = parsed.data;
  let text: string;
  try {
    text = await active.readText("vocabulary.txt");
  } catch (error) {
    throw refuse("its vocabulary.txt cannot be read", error);
  }
  const words = text.replace(/\r?\n$/, "").split(/\r?\n/);
  const indexes = new Map(words.map((word, index) => [word, index]));
  if (words.length !== vocabularySize) {
    throw refuse(
      `vocabulary.txt has ${words.length} words and settings.vocabularySize says ${vocabularySize}`,
    );
  }
  if (indexes.size !== words.length) throw refuse("vocabulary.txt has a word twice");
  if (!indexes.has(anyWord)) throw refuse(`vocabulary.txt has no "${anyWord}"`);
  return {
    id: active.id,
    version: active.version,
    vocabulary: { indexes, buckets },
    severityTemperature,
    kindTemperature,
  };
}
