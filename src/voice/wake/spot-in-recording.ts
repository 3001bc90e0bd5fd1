import type { Posteriors } from "../ports.ts";
import { createWakeSpotter, type WakeDetection, type WakeSpotterOptions } from "./wake-spotter.ts";

/** What a recording has of the phrases. */
export interface RecordingSpots {
  detections: WakeDetection[];
  /** The best score of each phrase, detected or not: for choosing a threshold. */
  best: { phrase: string; score: number; toMs: number }[];
}

/** Listens to one recording as a whole, as if silence followed. The room's background is the model's own. */
export function spotInRecording(options: WakeSpotterOptions, posteriors: Posteriors): RecordingSpots {
  const best = new Map<string, { phrase: string; score: number; toMs: number }>();
  const spotter = createWakeSpotter({
    ...options,
    onPeak: (peak) => {
      const { phrase, score, toMs } = peak;
      if (score > (best.get(phrase)?.score ?? Number.NEGATIVE_INFINITY))
        best.set(phrase, { phrase, score, toMs });
      options.onPeak?.(peak);
    },
  });
  const detections = spotter.accept(posteriors);
  detections.push(...spotter.accept(silence(Math.ceil(silenceMs / options.frameMs), options.labelCount)));
  return { detections, best: [...best.values()] };
}

const silenceMs = 400;

function silence(frames: number, labelCount: number): Posteriors {
  const logProbabilities = new Float32Array(frames * labelCount).fill(-12);
  for (let frame = 0; frame < frames; frame += 1) logProbabilities[frame * labelCount] = 0;
  return { logProbabilities, frames };
}
