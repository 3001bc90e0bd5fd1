import { z } from "../../core/schema.ts";
import type { ActiveModel } from "../../domain/inference.ts";
import { NanoModelUnusableError } from "../errors.ts";
import { type Vocabulary, wordsMax } from "./tokenizer.ts";

/** The active command model as the encoder needs it: its tokenizer, and what its outputs mean. */
export interface CommandModel {
  readonly id: string;
  readonly version: string;
  readonly vocabulary: Vocabulary;
  /** Words of a text that it reads, at most {@link wordsMax}. */
  readonly wordsMax: number;
  readonly intents: readonly string[];
  /** `O`, `B-name`, `I-name`, … */
  readonly tags: readonly string[];
  /** Divides the intent logits before the softmax. */
  readonly temperature: number;
  /** Logistic calibration of the whole reading's confidence; undefined: none was measured. */
  readonly calibration: Calibration | undefined;
}

/** `sigmoid(bias + intent × logit(intent probability) + tags × logit(tag probability))`, fitted after training. */
export type Calibration = z.infer<typeof calibration>;

const calibration = z.object({ bias: z.number(), intent: z.number(), tags: z.number() });

const settings = z.object({
  vocabularySize: z.number().int().min(0).max(1_000_000),
  buckets: z.number().int().min(1).max(10_000_000),
  wordsMax: z.number().int().min(1).max(wordsMax),
  temperature: z.number().positive(),
  calibration: calibration.optional(),
});

/** Reads labels, settings and vocabulary of a model; throws a `NanoModelUnusableError` that says what is wrong. */
export async function loadCommandModel(active: ActiveModel): Promise<CommandModel> {
  const refuse = (what: string, cause?: unknown) => new NanoModelUnusableError(active, what, cause);
  const parsed = settings.safeParse(active.settings);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`settings.${issue?.path.join(".") ?? ""} in its manifest: ${issue?.message ?? "invalid"}`);
  }
  const { intent, tag } = active.labels;
  const problem = intentProblem(intent) ?? tagProblem(tag);
  if (problem || !intent || !tag) throw refuse(problem ?? "it has no labels");
  const { vocabularySize, buckets, temperature } = parsed.data;
  let text: string;
  try {
    text = await active.readText("vocabulary.txt");
  } catch (error) {
    throw refuse("its vocabulary.txt cannot be read", error);
  }
  const words = text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/);
  if (words.length !== vocabularySize) {
    throw refuse(
      `vocabulary.txt has ${words.length} words and settings.vocabularySize says ${vocabularySize}`,
    );
  }
  const indexes = new Map(words.map((word, index) => [word, index]));
  if (indexes.size !== words.length) throw refuse("vocabulary.txt has a word twice");
  return {
    id: active.id,
    version: active.version,
    vocabulary: { indexes, buckets },
    wordsMax: parsed.data.wordsMax,
    intents: intent,
    tags: tag,
    temperature,
    calibration: parsed.data.calibration,
  };
}

function intentProblem(intents: readonly string[] | undefined): string | undefined {
  if (!intents || intents.length === 0) return "labels.intent is missing in its manifest";
  return new Set(intents).size < intents.length ? "labels.intent names an intent twice" : undefined;
}

function tagProblem(tags: readonly string[] | undefined): string | undefined {
  if (!tags || tags.length === 0) return "labels.tag is missing in its manifest";
  if (new Set(tags).size < tags.length) return "labels.tag names a tag twice";
  if (!tags.includes("O")) return "labels.tag has no O";
  const wrong = tags.find((tag) => tag !== "O" && !/^[BI]-./.test(tag));
  if (wrong !== undefined) return `labels.tag "${wrong}" is neither O nor B-… nor I-…`;
  const lone = tags.find((tag) => tag.startsWith("I-") && !tags.includes(`B-${tag.slice(2)}`));
  return lone === undefined ? undefined : `labels.tag has "${lone}" without its B-`;
}
