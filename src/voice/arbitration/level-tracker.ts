import { createLevelMeter, type LevelMeter } from "../audio/level-meter.ts";
import { type SoundListener, type SoundSource, sampleRate } from "../ports.ts";

/** Passes the sound of all sources on and knows how loud each was heard lately. */
export interface LevelTracker extends SoundListener {
  /** How far the loud part of the last second and a half is above the source's noise, in decibels; undefined: no sound yet. */
  overFloorDb(source: SoundSource): number | undefined;
}

const blockSamples = sampleRate / 50;
/** A wake phrase takes about a second. */
const recentBlocks = 75;
/** Speech has pauses: the level that a fifth of the time is above is that of its vowels, and no single click reaches it. */
const loudShare = 0.2;

interface Track {
  meter: LevelMeter;
  recent: Float64Array;
  blocks: number;
}

/** What is known of a source is forgotten when it is gone; the listener's limit of sources holds for the rest. */
export function createLevelTracker(next: SoundListener): LevelTracker {
  const tracks = new Map<string, Track>();

  function trackOf({ name }: SoundSource): Track {
    const known = tracks.get(name);
    if (known) return known;
    const track = {
      meter: createLevelMeter(sampleRate, 1),
      recent: new Float64Array(recentBlocks),
      blocks: 0,
    };
    tracks.set(name, track);
    return track;
  }

  function measure(track: Track, samples: Int16Array): void {
    for (let from = 0; from < samples.length; from += blockSamples) {
      const block = samples.subarray(from, from + blockSamples);
      track.meter.push(Float32Array.from(block, (sample) => sample / 32_768));
      track.recent[track.blocks % recentBlocks] = track.meter.blockDb;
      track.blocks += 1;
    }
  }

  return {
    onSound(source, samples) {
      measure(trackOf(source), samples);
      next.onSound(source, samples);
    },
    onBegin: (source, push) => next.onBegin(source, push),
    onEnd: (source) => next.onEnd(source),
    onBreak(source, because) {
      if (because === "gone") tracks.delete(source.name);
      next.onBreak(source, because);
    },
    overFloorDb({ name }) {
      const track = tracks.get(name);
      if (!track || track.blocks === 0) return undefined;
      const levels = track.recent.slice(0, Math.min(track.blocks, recentBlocks)).sort();
      const loud = levels[Math.floor(levels.length * (1 - loudShare))] as number;
      return Math.max(0, loud - track.meter.noiseFloorDb);
    },
  };
}
