import { z } from "../../core/schema.ts";
import type { ActiveModel } from "../../domain/inference.ts";
import { melBins } from "../../signal/log-mel.ts";
import { AcousticModelUnusableError } from "./errors.ts";

/** What the manifest of an acoustic model says of how it is run. */
export interface AcousticSettings {
  /** Of the frames of its output, in milliseconds; four frames of its input. */
  readonly frameMs: number;
  /** Output frame `n` tells of the sound of frame `n - delayFrames`. */
  readonly delayFrames: number;
  /** Numbers that it hands from one run to the next. */
  readonly stateSize: number;
  /** `<blank>` first. */
  readonly labels: readonly string[];
}

export const blankLabel = "<blank>";

/** Bound to what `src/signal/log-mel.ts` computes: another layout would be fed with nonsense. */
export const acousticLayout = "log-mel-1";

const settings = z.object({
  layout: z.literal(acousticLayout),
  melBins: z.literal(melBins),
  frameMs: z.literal(40),
  delayFrames: z.number().int().min(0).max(50),
  stateSize: z.number().int().min(1).max(1_000_000),
});

/** Throws {@link AcousticModelUnusableError}, which says what is wrong. */
export function readAcousticSettings(active: ActiveModel): AcousticSettings {
  const parsed = settings.safeParse(active.settings);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AcousticModelUnusableError(
      active,
      `settings.${issue?.path.join(".") ?? ""} in its manifest: ${issue?.message ?? "invalid"}`,
    );
  }
  const labels = active.labels.sound;
  if (!labels || labels.length < 2) throw new AcousticModelUnusableError(active, "it has no labels.sound");
  if (labels[0] !== blankLabel) {
    throw new AcousticModelUnusableError(active, `labels.sound does not begin with ${blankLabel}`);
  }
  const { frameMs, delayFrames, stateSize } = parsed.data;
  return { frameMs, delayFrames, stateSize, labels };
}
