import type { Clock } from "../../core/clock.ts";
import { LruMap } from "../../core/lru-map.ts";
import type { AcousticModel, PushToTalk, SoundListener, SoundSource } from "../ports.ts";
import { sampleRate } from "../ports.ts";
import { VoiceOverrunError } from "./errors.ts";
import { Listener, type ListenerSettings } from "./listener.ts";
import type { HearingDecoder, HearingEvent, HearingSpotter } from "./ports.ts";
import { openUtterance, type UtteranceInput } from "./utterance-input.ts";
import { openWatch, type Watch } from "./watch.ts";

/**
 * Listens to all sources at once. Each is worked on in order, by itself; they share the model one short run at a time, so
 * that none waits for another's long message.
 *
 * Limits and invariants:
 * 1. `sourcesMax` sources; the sound of one more is dropped, which is told once until there is room for it or it is gone.
 * 2. At most `waitingSecondsMax` of sound wait in each; what is more gives up the utterance that is under way and drops all
 *    that waits: later is too late for a spoken command. Told once each time.
 * 3. A source that is listened to and sends nothing for `silentSourceMs` is given up.
 */
export interface Hearing extends SoundListener {
  /** The next thing said there needs no wake phrase, for so long; counted from when edgewise has spoken. */
  expectAnswer(source: SoundSource, withinMs: number): void;
  /** Edgewise speaks there now, or no longer: its own voice wakes nothing but by the stricter measure of the spotter. */
  setOwnVoice(source: SoundSource, isSpeaking: boolean): void;
  /** Other phrases wake it there from now on; whoever is listened to is heard to the end. */
  renewSpotter(source: SoundSource): void;
  /** What wakes it at the source of this name, with what it knows of the room; undefined: nothing, or no sound came yet. */
  spotterOf(name: string): HearingSpotter | undefined;
  /** Nobody is listened to there any more, before what waits of its sound is heard. */
  giveUp(source: SoundSource): void;
  openUtterance(options: { hasOwnEnd: boolean; onPartial?: (text: string) => void }): UtteranceInput;
  /** Throws where there is no usable model. */
  openWatch(options: {
    spotter: HearingSpotter;
    onDetection: (found: { phrase: string; toMs: number; score: number }) => void;
  }): Watch;
  /** Resolves when nothing is worked on any more. */
  stop(): Promise<void>;
}

export interface HearingOptions {
  /** May throw: there is none to be had now. */
  model: () => AcousticModel;
  /** For one utterance; undefined: nothing can be said here yet. */
  decoder: () => HearingDecoder | undefined;
  /** A spotter of the source's wake phrases of its own; undefined: it must be pushed. */
  spotter: (source: SoundSource) => HearingSpotter | undefined;
  settings: () => ListenerSettings;
  clock: Clock;
  on: (source: SoundSource, event: HearingEvent) => void;
  /** It is one source too many, and not heard; or it is no longer. */
  onSurplus: (source: SoundSource, isSurplus: boolean) => void;
}

export const sourcesMax = 64;
/** The longest message that a source takes, and what converting its rate adds. */
export const waitingSecondsMax = 61;
const silentSourceMs = 3_000;
/** Of more than these it is told again. */
const surplusMax = 1_024;

type Work = () => void | Promise<void>;

interface Waiting {
  samples: number;
  work: Work;
  /** It tells of the room and not of the sound: it holds although sound is dropped. */
  outlasts: boolean;
}

interface Ear {
  source: SoundSource;
  listener: Listener;
  waiting: Waiting[];
  waitingSamples: number;
  running: Promise<void> | undefined;
  cancelSilence: () => void;
}

export function createHearing(options: HearingOptions): Hearing {
  const { clock, model, decoder, settings, on } = options;
  const ears = new Map<string, Ear>();
  const surplus = new LruMap<string, true>(surplusMax);
  let isStopped = false;

  function earOf(source: SoundSource): Ear | undefined {
    const known = ears.get(source.name);
    if (known || isStopped) return known;
    if (ears.size >= sourcesMax) {
      if (surplus.get(source.name)) return undefined;
      surplus.set(source.name, true);
      options.onSurplus(source, true);
      return undefined;
    }
    if (surplus.delete(source.name)) options.onSurplus(source, false);
    const spotter = options.spotter(source);
    const ear: Ear = {
      source,
      listener: new Listener({ model, decoder, settings, spotter, on: (event) => on(source, event) }),
      waiting: [],
      waitingSamples: 0,
      running: undefined,
      cancelSilence: () => {},
    };
    ears.set(source.name, ear);
    return ear;
  }

  function enqueue(ear: Ear, work: Work, { samples = 0, outlasts = false } = {}): void {
    ear.waiting.push({ samples, work, outlasts });
    ear.waitingSamples += samples;
    ear.running ??= run(ear);
  }

  async function run(ear: Ear): Promise<void> {
    for (let next = ear.waiting.shift(); next; next = ear.waiting.shift()) {
      ear.waitingSamples -= next.samples;
      await next.work();
    }
    ear.running = undefined;
    watchSilence(ear);
  }

  function watchSilence(ear: Ear): void {
    ear.cancelSilence();
    if (ear.listener.state === "waiting") return;
    ear.cancelSilence = clock.after(silentSourceMs, () => {
      if (ear.listener.state !== "waiting") enqueue(ear, () => ear.listener.break({ isGap: true }));
    });
  }

  function drop(ear: Ear): void {
    const droppedMs = Math.round((ear.waitingSamples / sampleRate) * 1000);
    breakOff(ear, () => {
      on(ear.source, { type: "failed", error: new VoiceOverrunError(ear.source.name, droppedMs) });
      ear.listener.break();
    });
  }

  /** What waits is dropped, but for what is true whatever was said: who speaks there, and whether an answer is awaited. */
  function breakOff(ear: Ear, work: Work): void {
    const kept = ear.waiting.filter(({ outlasts }) => outlasts);
    ear.waiting = [];
    ear.waitingSamples = 0;
    enqueue(ear, work);
    ear.waiting.push(...kept);
  }

  return {
    onSound(source, samples) {
      const ear = earOf(source);
      if (!ear) return;
      if (ear.waitingSamples + samples.length > waitingSecondsMax * sampleRate) drop(ear);
      const arrivedAtMs = clock.monotonicMs();
      enqueue(ear, () => ear.listener.sound(samples, arrivedAtMs), { samples: samples.length });
    },
    onBegin(source, push: PushToTalk) {
      const ear = earOf(source);
      const pushedAtMs = clock.monotonicMs();
      if (ear) enqueue(ear, () => ear.listener.begin(push, pushedAtMs));
    },
    onEnd(source) {
      const ear = ears.get(source.name);
      if (ear) enqueue(ear, () => ear.listener.end());
    },
    onBreak(source, because) {
      if (because === "gone" && surplus.delete(source.name)) options.onSurplus(source, false);
      const ear = ears.get(source.name);
      if (!ear) return;
      // What waits of a source that is gone or muted must not be acted on.
      if (because === "gap") enqueue(ear, () => ear.listener.break({ isGap: true }));
      else breakOff(ear, () => ear.listener.break());
      if (because === "gone") ears.delete(source.name);
    },
    expectAnswer(source, withinMs) {
      const ear = ears.get(source.name);
      if (ear) enqueue(ear, () => ear.listener.expectAnswer(withinMs), { outlasts: true });
    },
    setOwnVoice(source, isSpeaking) {
      const ear = ears.get(source.name);
      if (ear) enqueue(ear, () => ear.listener.setOwnVoice(isSpeaking), { outlasts: true });
    },
    renewSpotter(source) {
      ears.get(source.name)?.listener.setSpotter(options.spotter(source));
    },
    spotterOf: (name) => ears.get(name)?.listener.spotter,
    giveUp(source) {
      const ear = ears.get(source.name);
      if (!ear) return;
      ear.waiting.unshift({ samples: 0, work: () => ear.listener.break(), outlasts: false });
      ear.running ??= run(ear);
    },
    openUtterance: (how) => openUtterance({ model, decoder, settings, ...how }),
    openWatch: (how) => openWatch({ model: model(), ...how }),
    async stop() {
      isStopped = true;
      const all = [...ears.values()];
      ears.clear();
      for (const ear of all) {
        ear.cancelSilence();
        ear.waiting = [];
      }
      await Promise.all(all.map(({ running }) => running ?? Promise.resolve()));
    },
  };
}
