import { z } from "../../core/schema.ts";
import { defaultSentenceWeights, defaultWordWeights } from "./confidence.ts";

/** Weights of a logistic model: of 1 (`bias`) and of each feature by name. */
const weights = z.record(z.string(), z.number());

/**
 * How a search weighs what one acoustic model gives, from the `decoder` table of that model's manifest: they are fitted to
 * its posteriors (models/train/voice/calibrate.py) and so are replaced with it. All scores are natural logarithms.
 */
export const decoderSettingsSchema = z.object({
  beam: z.number().positive().default(14),
  tokensMax: z.int().positive().default(1500),
  wordScore: z.number().default(-0.5),
  mergedScore: z.number().default(-1),
  soundScoreMin: z.number().negative().default(-7),
  fillerScore: z.number().default(-4),
  innerFillerScore: z.number().default(-8),
  fillerFrameScore: z.number().default(-1.2),
  priors: z.array(z.number()).default([]),
  priorScale: z.number().min(0).default(0.6),
  /** Below this confidence what was said is none of the sentences. */
  plausibleMin: z.number().min(0).max(1).default(0.03),
  /** How much better a whole sentence must stand than one that goes on after a word to be complete. */
  completeMargin: z.number().default(3),
  /** Difference of scores that makes one of two sentences e times as likely. */
  alternativeScale: z.number().positive().default(3),
  confidence: z
    .object({
      // Models that are older than this feature have no weight for it.
      sentence: z
        .object({ poorOpen: z.number().default(defaultSentenceWeights.poorOpen) })
        .catchall(z.number()),
      word: weights,
    })
    .default({ sentence: defaultSentenceWeights, word: defaultWordWeights }),
});

export type DecoderSettings = z.infer<typeof decoderSettingsSchema>;
