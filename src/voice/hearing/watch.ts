import type { InputLevel } from "../acoustic/input-level.ts";
import type { AcousticModel, Posteriors } from "../ports.ts";
import type { HearingWake, Spotter } from "./ports.ts";

/** Watches sound for wake phrases and does nothing else: a file, or a request to detect. */
export interface Watch {
  /** More sound, in order; await it before the next. Rejects where the model failed. */
  accept(samples: Int16Array): Promise<void>;
  /** What waits is heard, too. */
  end(): Promise<void>;
  abandon(): void;
}

export function openWatch<Found extends HearingWake>(options: {
  model: AcousticModel;
  /** How loud it is there; without, only what comes tells. */
  level?: InputLevel;
  spotter: Spotter<Found>;
  /** Times from the beginning of the sound. */
  onDetection: (found: Found) => void;
}): Watch {
  const { model, spotter, onDetection } = options;
  const stream = model.open(options.level);
  const { length } = model.labels;
  let isOver = false;
  const hear = ({ logProbabilities, frames }: Posteriors) => {
    for (let frame = 0; frame < frames && !isOver; frame += 1) {
      const row = logProbabilities.subarray(frame * length, (frame + 1) * length);
      for (const found of spotter.accept({ logProbabilities: row, frames: 1 }, false)) onDetection(found);
    }
  };
  return {
    async accept(samples) {
      if (!isOver) hear(await stream.accept(samples));
    },
    async end() {
      if (!isOver) hear(await stream.peek());
      // A spotter waits whether a better match follows.
      if (!isOver) hear(silence(silentFrames, length));
      isOver = true;
    },
    abandon() {
      isOver = true;
    },
  };
}

const silentFrames = 10;

function silence(frames: number, labelCount: number): Posteriors {
  const logProbabilities = new Float32Array(frames * labelCount).fill(-12);
  for (let frame = 0; frame < frames; frame += 1) logProbabilities[frame * labelCount] = 0;
  return { logProbabilities, frames };
}
