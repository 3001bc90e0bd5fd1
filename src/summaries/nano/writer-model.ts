import { z } from "../../core/schema.ts";
import type { ActiveModel } from "../../domain/inference.ts";
import { SummaryModelUnusableError } from "./errors.ts";

/** The active summary model as the writer needs it: which fields and words it knows, and its limits. */
export interface WriterModel {
  readonly id: string;
  readonly version: string;
  /** Index of each field of a unit. */
  readonly fields: ReadonlyMap<string, number>;
  /** Words it knows, those that it may write first. */
  readonly words: readonly string[];
  readonly indexes: ReadonlyMap<string, number>;
  /** Tokens below this are words, those from there on are copies of units. */
  readonly writable: number;
  /** Words it does not know share so many indexes after the known ones. */
  readonly buckets: number;
  readonly unitsMax: number;
  readonly linesMax: number;
  /** A text whose tokens have a lower log probability on the mean is not used. */
  readonly confidenceMin: number;
}

const settings = z.object({
  layout: z.literal("units-1"),
  fields: z.array(z.string()).min(1).max(1000),
  writable: z.number().int().min(4).max(100_000),
  known: z.number().int().min(4).max(100_000),
  buckets: z.number().int().min(1).max(100_000),
  unitsMax: z.number().int().min(8).max(4096),
  linesMax: z.number().int().min(1).max(64),
  confidenceMin: z.number().max(0),
});

/** Reads settings and vocabulary of a model; throws a {@link SummaryModelUnusableError} that says what is wrong. */
export async function loadWriterModel(active: ActiveModel): Promise<WriterModel> {
  const refuse = (what: string, cause?: unknown) => new SummaryModelUnusableError(active, what, cause);
  const parsed = settings.safeParse(active.settings);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`settings.${issue?.path.join(".") ?? ""} in its manifest: ${issue?.message ?? "invalid"}`);
  }
  const { fields, writable, known, buckets, unitsMax, linesMax, confidenceMin } = parsed.data;
  let text: string;
  try {
    text = await active.readText("vocabulary.txt");
  } catch (error) {
    throw refuse("its vocabulary.txt cannot be read", error);
  }
  const words = text.replace(/\r?\n$/, "").split(/\r?\n/);
  if (words.length !== known)
    throw refuse(`vocabulary.txt has ${words.length} words and settings.known says ${known}`);
  if (writable > known) throw refuse("settings.writable is larger than settings.known");
  return {
    id: active.id,
    version: active.version,
    fields: new Map(fields.map((name, index) => [name, index])),
    words,
    indexes: new Map(words.map((word, index) => [word, index])),
    writable,
    buckets,
    unitsMax,
    linesMax,
    confidenceMin,
  };
}
