import type { Pronunciation } from "../ports.ts";

/** What is seen of a phrase once it is known where it begins and ends. */
export interface PhraseSight {
  /** Log probability that the sounds of these frames are those of the phrase, however they are divided, for each of its sounds. */
  heard: number;
  /** Share of silence in the half second before it, 0 to 1: who calls somebody seldom does so in the middle of a sentence. */
  pause: number;
}

/**
 * Keeps the last frames and scores a phrase in them anew. While tokens are passed along a phrase, sounds are compared with the likeliest, which
 * finds its place in any noise but cannot tell a model that is sure from one that guesses: every phrase heard without a fault comes to 0. Here all
 * alignments count by what the model gives them (the forward pass of CTC, Graves et al., ICML 2006).
 *
 * Limits: memory of `framesMax` frames and the pause before; work of two hundred additions for each frame of a phrase that is looked at.
 */
export interface SecondLook {
  /** The log probabilities of the next frame. */
  add(logProbabilities: Float32Array): void;
  /** What was before is not what came before: it counts as silence. */
  forget(): void;
  /** `from` and `to` are frames, the first and last of the phrase, counted from the first that was ever added. */
  at(way: Pronunciation, from: number, to: number): PhraseSight;
}

const blank = 0;
const pauseMs = 480;
/** No sound counts as less likely: a single lost one is not the end. */
const scoreMin = -7;
const never = Number.NEGATIVE_INFINITY;

export function createSecondLook(options: {
  labelCount: number;
  frameMs: number;
  /** Of the longest phrase, with what may be waited for after it. */
  framesMax: number;
}): SecondLook {
  const { labelCount } = options;
  const pauseFrames = Math.round(pauseMs / options.frameMs);
  const kept = options.framesMax + pauseFrames;
  const rows = new Float32Array(kept * labelCount);
  let count = 0;
  let knownFrom = 0;

  const scoreOf = (frame: number, label: number) => rows[(frame % kept) * labelCount + label] as number;

  function pauseBefore(from: number): number {
    let silence = 0;
    for (let frame = from - pauseFrames; frame < from; frame += 1)
      silence += frame < Math.max(knownFrom, count - kept) ? 1 : Math.exp(scoreOf(frame, blank));
    return silence / pauseFrames;
  }

  return {
    add(logProbabilities) {
      rows.set(logProbabilities, (count % kept) * labelCount);
      count += 1;
    },
    forget() {
      knownFrom = count;
    },
    at({ sounds }, from, to) {
      const first = Math.max(from, count - kept, 0);
      return { heard: forwardScore(sounds, first, to, scoreOf) / sounds.length, pause: pauseBefore(first) };
    },
  };
}

/** Log of the sum over all ways to divide the frames among the sounds, with a blank or none between two. */
function forwardScore(
  sounds: readonly number[],
  from: number,
  to: number,
  scoreOf: (frame: number, label: number) => number,
): number {
  // Sound, blank, sound, …: from the last to the first, so that what comes before is still that of the frame before.
  const states = new Float64Array(2 * sounds.length - 1).fill(never);
  for (let frame = from; frame <= to; frame += 1) {
    for (let state = states.length - 1; state >= 0; state -= 1) {
      const sound = sounds[state >> 1] as number;
      const isSound = state % 2 === 0;
      let sum = frame === from ? (state === 0 ? 0 : never) : (states[state] as number);
      if (frame > from && state > 0) sum = logSum(sum, states[state - 1] as number);
      if (frame > from && state > 1 && isSound && sounds[(state >> 1) - 1] !== sound)
        sum = logSum(sum, states[state - 2] as number);
      states[state] = sum + Math.max(scoreMin, scoreOf(frame, isSound ? sound : blank));
    }
  }
  // Too few frames for a blank between two equal sounds.
  return Math.max(states[states.length - 1] as number, scoreMin * sounds.length);
}

function logSum(one: number, other: number): number {
  if (other === never) return one;
  const most = Math.max(one, other);
  return most + Math.log1p(Math.exp(Math.min(one, other) - most));
}
