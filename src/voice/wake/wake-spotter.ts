import { invariant } from "../../core/errors.ts";
import type { Posteriors, Pronunciation } from "../ports.ts";
import { createPhrasePath, type PhrasePath } from "./phrase-path.ts";
import { createRoomBackground, type RoomBackground, windowSeconds } from "./room-background.ts";
import { createSecondLook, type PhraseSight } from "./second-look.ts";
import type { WakeSettings } from "./settings.ts";
import type { WakePhrase } from "./wake-phrase.ts";

/**
 * Listens for phrases in posteriors without end.
 *
 * Limits and invariants:
 * 1. Constant memory, and work of some hundred additions a frame for each phrase. Where it fits best it is looked at a second time.
 * 2. While edgewise itself speaks, and for `ownVoiceMs` after, nothing is learnt of the room and a phrase must be heard by
 *    `ownVoiceMargin` more plainly, but never more so than `thresholdMax`, or, where `isDeafWhileSpeaking`, is not heard at all.
 * 3. After a detection there is none for `refractoryMs`.
 */
export interface WakeSpotter {
  /** `isOwnVoice`: edgewise itself speaks in the room meanwhile. Times are from the first frame that was ever accepted. */
  accept(posteriors: Posteriors, isOwnVoice?: boolean): WakeDetection[];
  /** What comes next does not follow what came before; the count of frames goes on, what is known of the room stays. */
  reset(): void;
  /** What a phrase must come to now. */
  standing(): PhraseStanding[];
}

export interface WakeDetection {
  phrase: string;
  fromMs: number;
  toMs: number;
  score: number;
  threshold: number;
}

export interface PhraseStanding {
  phrase: string;
  threshold: number;
  /** Expected by what this room has let hear. */
  falseAlarmsPerDay: number;
  /**
   * Where the threshold is not what was asked for: `highest` as a higher one would miss the phrase said plainly (more false
   * alarms are to be expected), `lowest` as other speech of the model's own figures begins there (fewer are).
   */
  heldAt: "highest" | "lowest" | undefined;
}

export interface WakeSpotterOptions {
  phrases: readonly WakePhrase[];
  labelCount: number;
  frameMs: number;
  settings: WakeSettings;
  falseAlarmsPerDay: number;
  refractoryMs?: number;
  /** For who may say the phrase itself. */
  isDeafWhileSpeaking?: boolean;
  /** Told the score of every peak that was looked at, also of those that are none. */
  onPeak?: (peak: {
    phrase: string;
    toMs: number;
    score: number;
    /** Of the first look. */
    perSound: number;
    sight: PhraseSight;
  }) => void;
}

const ownVoiceMs = 300;
const blank = 0;
/** A sound is seldom longer, but for the last. */
const soundMsMax = 220;
const phraseMsLeast = 1200;
/** A score that is not bettered for so long was the best. */
const settleMs = 100;
/** A window is spoken in when so many of its frames are sounds. */
const spokenShare = 0.2;

interface Listener {
  phrase: WakePhrase;
  paths: readonly { way: Pronunciation; path: PhrasePath }[];
  background: RoomBackground;
  thresholdMin: number;
  /** Where the phrase fits best, by its first look. */
  peak: { perSound: number; way: Pronunciation; from: number; to: number } | undefined;
  windowBest: number;
  hasDetected: boolean;
}

export function createWakeSpotter(options: WakeSpotterOptions): WakeSpotter {
  const {
    phrases,
    labelCount,
    frameMs,
    settings,
    falseAlarmsPerDay,
    refractoryMs = 2000,
    isDeafWhileSpeaking = false,
  } = options;
  const framesMaxOf = ({ sounds }: WakePhrase) =>
    Math.round(Math.max(phraseMsLeast, sounds * soundMsMax) / frameMs);
  const settleFrames = Math.ceil(settleMs / frameMs);
  const listeners = phrases.map(listen);
  const look = createSecondLook({
    labelCount,
    frameMs,
    framesMax: Math.max(0, ...phrases.map(framesMaxOf)) + settleFrames + 1,
  });
  const own = new Float64Array(labelCount);
  const priors = Float64Array.from(
    { length: labelCount },
    (_, label) => settings.priors[label] ?? -Math.log(labelCount),
  );
  const windowFrames = Math.round((windowSeconds * 1000) / frameMs);
  let frame = 0;
  let deafUntil = 0;
  let ownVoiceUntil = 0;
  let window = { frames: 0, soundFrames: 0 };

  function listen(phrase: WakePhrase): Listener {
    const framesMax = framesMaxOf(phrase);
    const { quantile, quantilePerSound, excess, excessPerSound } = settings.tail;
    const more = phrase.sounds - 8;
    const prior = {
      quantile: quantile + quantilePerSound * more,
      excess: Math.max(0.3 * excess, excess + excessPerSound * more),
    };
    return {
      phrase,
      paths: phrase.ways.map((way) => ({
        way,
        path: createPhrasePath({ way, blank, mergedScore: settings.mergedScore, framesMax }),
      })),
      background: createRoomBackground(prior),
      thresholdMin: settings.thresholdMin ?? prior.quantile,
      peak: undefined,
      windowBest: Number.NEGATIVE_INFINITY,
      hasDetected: false,
    };
  }

  /** `margin`: added to what the room asks for. */
  function thresholdOf({ background, thresholdMin }: Listener, margin = 0): number {
    const wanted = background.threshold(falseAlarmsPerDay);
    return Math.min(settings.thresholdMax, Math.max(thresholdMin, wanted) + margin);
  }

  function weigh(scores: Float32Array): void {
    let best = Number.NEGATIVE_INFINITY;
    for (let label = 0; label < labelCount; label += 1) {
      const score = (scores[label] as number) - settings.priorScale * (priors[label] as number);
      own[label] = score;
      if (score > best) best = score;
    }
    for (let label = 0; label < labelCount; label += 1)
      own[label] = Math.max((own[label] as number) - best, settings.soundScoreMin);
    if (frame < ownVoiceUntil) return;
    window.frames += 1;
    if ((own[blank] as number) < 0) window.soundFrames += 1;
  }

  function scoreOf({ heard, pause }: PhraseSight): number {
    return settings.weights.heard * heard + settings.weights.pause * pause;
  }

  function advance(listener: Listener): WakeDetection | undefined {
    for (const { way, path } of listener.paths) {
      const match = path.advance(own, frame);
      if (!match || frame < deafUntil) continue;
      if (match.perSound > (listener.peak?.perSound ?? Number.NEGATIVE_INFINITY))
        listener.peak = { ...match, way, to: frame };
    }
    const { peak, phrase } = listener;
    if (!peak || frame - peak.to < settleFrames) return undefined;
    listener.peak = undefined;
    if (peak.perSound < settings.firstLookMin) return undefined;
    const sight = look.at(peak.way, peak.from, peak.to);
    const score = scoreOf(sight);
    options.onPeak?.({
      phrase: phrase.text,
      toMs: (peak.to + 1) * frameMs,
      score,
      perSound: peak.perSound,
      sight,
    });
    const isOwnVoice = peak.from < ownVoiceUntil;
    const threshold = thresholdOf(listener, isOwnVoice ? settings.ownVoiceMargin : 0);
    if (score < threshold) {
      if (isOwnVoice) return undefined;
      listener.windowBest = Math.max(listener.windowBest, score);
      return undefined;
    }
    listener.hasDetected = true;
    return {
      phrase: phrase.text,
      fromMs: peak.from * frameMs,
      toMs: (peak.to + 1) * frameMs,
      score,
      threshold,
    };
  }

  function endWindow(): void {
    const isSpoken = window.soundFrames >= spokenShare * window.frames;
    for (const listener of listeners) {
      if (!listener.hasDetected) {
        listener.background.observe(isSpoken ? listener.windowBest : undefined);
      }
      listener.windowBest = Number.NEGATIVE_INFINITY;
      listener.hasDetected = false;
    }
    window = { frames: 0, soundFrames: 0 };
  }

  function forget(): void {
    for (const listener of listeners) {
      for (const { path } of listener.paths) path.reset();
      listener.peak = undefined;
    }
  }

  return {
    accept({ logProbabilities, frames }, isOwnVoice = false) {
      invariant(logProbabilities.length >= frames * labelCount, "accept() got a part of a frame");
      const found: WakeDetection[] = [];
      for (let at = 0; at < frames; at += 1, frame += 1) {
        if (isOwnVoice) {
          ownVoiceUntil = frame + Math.ceil(ownVoiceMs / frameMs);
          deafUntil = isDeafWhileSpeaking ? Math.max(deafUntil, ownVoiceUntil) : deafUntil;
        }
        const scores = logProbabilities.subarray(at * labelCount, (at + 1) * labelCount);
        look.add(scores);
        if (isOwnVoice && isDeafWhileSpeaking) {
          forget();
          continue;
        }
        weigh(scores);
        const detected = listeners.map(advance).filter((one) => one !== undefined);
        const best = detected.sort((a, b) => b.score - b.threshold - (a.score - a.threshold))[0];
        if (best) {
          found.push(best);
          deafUntil = frame + Math.ceil(refractoryMs / frameMs);
          forget();
        }
        if (window.frames >= windowFrames) endWindow();
      }
      return found;
    },
    reset() {
      forget();
      look.forget();
    },
    standing: () =>
      listeners.map((listener) => {
        const threshold = thresholdOf(listener);
        const wanted = listener.background.threshold(falseAlarmsPerDay);
        return {
          phrase: listener.phrase.text,
          threshold,
          falseAlarmsPerDay: listener.background.falseAlarmsPerDay(threshold),
          heldAt: threshold < wanted ? "highest" : threshold > wanted ? "lowest" : undefined,
        };
      }),
  };
}
