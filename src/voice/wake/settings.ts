import { z } from "../../core/schema.ts";

/**
 * How a wake spotter weighs what one acoustic model gives, from the `wake` table of that model's manifest, with what other
 * speech comes to by it (fitted by models/train/voice/calibrate.py to held-back speakers).
 */
export const wakeSettingsSchema = z.object({
  /** Log of each label's share, subtracted times `priorScale`. */
  priors: z.array(z.number()).default([]),
  priorScale: z.number().min(0).default(0.3),
  /** No label counts as less likely than the likeliest by more than this log. */
  soundScoreMin: z.number().negative().default(-6),
  /** Added where two equal sounds in a row are heard as one. */
  mergedScore: z.number().default(-1),
  /** Below this, for each sound and against the likeliest, a phrase is not looked at a second time: it is none. */
  firstLookMin: z.number().negative().default(-2),
  /** Weights of what is seen of a phrase in its score (second-look.ts). */
  weights: z
    .object({ heard: z.number().default(1), pause: z.number().min(0).default(1) })
    .default({ heard: 1, pause: 1 }),
  /** The tail of the best scores of windows of other speech: its start, and the mean of what goes beyond. */
  tail: z
    .object({
      /** Score that a phrase of eight sounds reaches in the share `tailShare` of windows. */
      quantile: z.number(),
      /** Added for each sound that a phrase has more. */
      quantilePerSound: z.number(),
      excess: z.number().positive(),
      excessPerSound: z.number(),
    })
    .default({ quantile: -1.9, quantilePerSound: -0.15, excess: 0.3, excessPerSound: 0 }),
  /** Added to a threshold while edgewise itself speaks, up to `thresholdMax`. */
  ownVoiceMargin: z.number().min(0).default(0.3),
  /** A threshold is not lower, however quiet the room; left out: where the model's own tail for the phrase starts. */
  thresholdMin: z.number().optional(),
  /** A threshold is not higher, however much is spoken, by whomever: what is said plainly stays above it. */
  thresholdMax: z.number().default(0.8),
});

export type WakeSettings = z.infer<typeof wakeSettingsSchema>;
