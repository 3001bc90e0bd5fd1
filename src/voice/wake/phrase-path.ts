import type { Pronunciation } from "../ports.ts";

/** Where one way to say a phrase may have been said. */
export interface PhraseMatch {
  /** First frame of the phrase. */
  from: number;
  /** Log probability against the likeliest labels of its frames (free sounds), for each of its sounds: 0 at most. */
  perSound: number;
}

const never = Number.NEGATIVE_INFINITY;

/**
 * Token passing along one way to say a phrase, in a stream without end: at every frame a token may begin, and the best to reach
 * each sound, and the blank after it, is kept. Memory and work are those of the phrase's sounds.
 */
export interface PhrasePath {
  /** `own`: each label's log probability less that of the likeliest. Gives what the phrase comes to if it ends with this frame. */
  advance(own: Float64Array, frame: number): PhraseMatch | undefined;
  reset(): void;
}

export function createPhrasePath(options: {
  way: Pronunciation;
  blank: number;
  mergedScore: number;
  /** Longer than this it is not said in one go. */
  framesMax: number;
}): PhrasePath {
  const { way, blank, mergedScore, framesMax } = options;
  const { sounds } = way;
  const last = sounds.length - 1;
  /** Of the best token in the label of each sound, and in the blank after it: its score, and the frame it began with. */
  const labelScores = new Float64Array(sounds.length).fill(never);
  const labelFroms = new Int32Array(sounds.length);
  const blankScores = new Float64Array(sounds.length).fill(never);
  const blankFroms = new Int32Array(sounds.length);

  /** Into the label of sound `place`, from the frame before. */
  function stepToLabel(place: number, own: Float64Array, frame: number): void {
    const label = sounds[place] as number;
    let best = place === 0 ? way.logWeight : (blankScores[place - 1] as number);
    let from = place === 0 ? frame : (blankFroms[place - 1] as number);
    if (place > 0) {
      const merged = (labelScores[place - 1] as number) + (sounds[place - 1] === label ? mergedScore : 0);
      if (merged > best) {
        best = merged;
        from = labelFroms[place - 1] as number;
      }
    }
    const stay = labelScores[place] as number;
    if (stay >= best) {
      best = stay;
      from = labelFroms[place] as number;
    }
    labelScores[place] = frame - from >= framesMax ? never : best + (own[label] as number);
    labelFroms[place] = from;
  }

  function stepToBlank(place: number, own: Float64Array): void {
    const label = labelScores[place] as number;
    if (label > (blankScores[place] as number)) {
      blankScores[place] = label;
      blankFroms[place] = labelFroms[place] as number;
    }
    blankScores[place] = (blankScores[place] as number) + (own[blank] as number);
  }

  return {
    advance(own, frame) {
      // From the last to the first: what comes before is still that of the frame before.
      for (let place = last; place >= 0; place -= 1) {
        stepToBlank(place, own);
        stepToLabel(place, own, frame);
      }
      const score = labelScores[last] as number;
      if (score === never) return undefined;
      return { from: labelFroms[last] as number, perSound: score / sounds.length };
    },
    reset() {
      labelScores.fill(never);
      blankScores.fill(never);
    },
  };
}
