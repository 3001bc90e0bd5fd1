import { fullJitterDelayMs, type Random } from "../../core/backoff.ts";
import { type Clock, every, sleep } from "../../core/clock.ts";
import { Emitter } from "../../core/emitter.ts";
import { EdgewiseError, errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import type { SoundLevels } from "../audio/level-meter.ts";
import { createSoundInput, type SoundInput } from "../audio/sound-input.ts";
import type { SoundListener, SoundSource } from "../ports.ts";
import type { MicrophoneConfig } from "./config.ts";
import { MicrophoneAbsentError } from "./errors.ts";
import type { captureEvents } from "./events.ts";
import { chooseRecorder, type RecorderChoice } from "./recorder-choice.ts";
import { startRecording } from "./recording.ts";

/**
 * The microphone of this machine: a recorder program that is watched, and started again for as long as it takes.
 *
 * Limits and invariants:
 * 1. Muted or stopped, no recorder runs: `setMuted` and `stop` resolve when the process is gone. Muted at the start, none is ever
 *    started.
 * 2. A recorder that gives no sound for `stallMs` or ends, with whatever code, is started again: after a jittered wait that grows
 *    to `restartMsMax`, and at once when the configured card is plugged in again.
 * 3. After every break in the sound the listener is told (`onBreak`) before more comes.
 * 4. At most one recorder at a time. Nothing is buffered here but half a sample and the resampler's few milliseconds.
 */
export interface Microphone {
  readonly source: SoundSource;
  start(): void;
  stop(): Promise<void>;
  setMuted(isMuted: boolean): Promise<void>;
  view(): MicrophoneView;
  /** Called when the state or the problem is another one. */
  onChanged(listener: () => void): () => void;
}

export interface MicrophoneView {
  /** `silent`: it should give sound and gives none, or nothing but digital silence. */
  state: "off" | "muted" | "recording" | "silent";
  problem: string | undefined;
  recorder: string | undefined;
  device: string | undefined;
  /** Of the last minute, at most. */
  levels: SoundLevels | undefined;
}

export interface MicrophoneOptions {
  config: MicrophoneConfig;
  isMuted: boolean;
  listener: SoundListener;
  clock: Clock;
  random: Random;
  reporter: Reporter<typeof captureEvents>;
  /** Whose PATH finds the recorders; that of this process, with which they are started. */
  environment: NodeJS.ProcessEnv;
}

interface RecordingEnd {
  why: string;
  didStall: boolean;
  /** It had given sound for long enough that this failure has nothing to do with those before. */
  wasSteady: boolean;
}

/** How often it is looked whether a card that is away is back. */
const absentPollMs = 2_000;
const restartBaseMs = 500;
/** Sound for so long makes the next failure the first again. */
const steadyMs = 10_000;
/** Levels are told of one such window. */
const levelWindowMs = 60_000;
/** From this share on clipping spoils recognition: speech at full gain reaches it long before it sounds broken. */
const clippedShareMax = 0.001;

export function createMicrophone(options: MicrophoneOptions): Microphone {
  const { config, listener, clock, reporter } = options;
  const source: SoundSource = { name: config.name, area: config.area };
  const changes = new Emitter<void>();
  let isStarted = false;
  let isMuted = options.isMuted;
  let running: { stopping: AbortController; ended: Promise<void> } | undefined;
  let choice: RecorderChoice | undefined;
  let input: SoundInput | undefined;
  let lastLevels: SoundLevels | undefined;
  let state: MicrophoneView["state"] = "off";
  let problem: string | undefined;
  /** It sends sound, of which every sample is the same. */
  let isSilent = false;
  /** Whether the listener has had sound that nothing has ended. */
  let isFlowing = false;

  function tell(nextState: MicrophoneView["state"], nextProblem?: string): void {
    if (state === nextState && problem === nextProblem) return;
    state = nextState;
    problem = nextProblem;
    changes.emit();
  }

  function breakOff(because: "gap" | "muted" | "gone"): void {
    if (isFlowing) listener.onBreak(source, because);
    isFlowing = false;
  }

  function takeBytes(bytes: Buffer): void {
    const samples = input?.push(bytes);
    if (!input || !samples || samples.length === 0) return;
    isFlowing = true;
    listener.onSound(source, samples);
    const levels = input.meter.levels();
    const wasSilent = isSilent;
    isSilent = levels.stillSeconds * 1_000 >= config.silentMs;
    if (isSilent && !wasSilent) reporter.report("microphoneSilent", { source: source.name });
    if (!isSilent && wasSilent) reporter.report("microphoneHeard", { source: source.name });
    if (isSilent) tell("silent", "It gives digital silence: it is switched off, or muted in the mixer.");
    else tell("recording", clippingProblem(lastLevels));
    if (levels.seconds * 1_000 < levelWindowMs) return;
    lastLevels = levels;
    input.meter.reset();
    if (levels.clippedShare > clippedShareMax) {
      reporter.report("microphoneClipped", { source: source.name, share: levels.clippedShare });
    }
  }

  /** Records until it ends by itself or is to stop; resolves to why, and whether it ran well before. */
  async function recordOnce(signal: AbortSignal): Promise<RecordingEnd> {
    choice = await chooseRecorder(config, options.environment);
    if (signal.aborted) return { why: "stopped", didStall: false, wasSteady: true };
    const { sampleRate, channels } = config;
    input = createSoundInput({ encoding: "s16", rate: sampleRate, channels });
    let startedAtMs: number | undefined;
    let heardAtMs = clock.monotonicMs();
    let didStall = false;
    const recording = startRecording({
      choice,
      sampleRate,
      channels,
      clock,
      onBytes(bytes) {
        heardAtMs = clock.monotonicMs();
        if (signal.aborted || didStall) return;
        if (startedAtMs === undefined) {
          startedAtMs = heardAtMs;
          const { recorder, device } = choice ?? {};
          reporter.report("microphoneStarted", {
            source: source.name,
            recorder,
            device: device ?? "default",
          });
        }
        takeBytes(bytes);
      },
    });
    const stopWatching = every(clock, config.stallMs / 4, () => {
      if (didStall || clock.monotonicMs() - heardAtMs < config.stallMs) return;
      didStall = true;
      recording.stop();
    });
    const stop = () => recording.stop();
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    const why = await recording.ended;
    signal.removeEventListener("abort", stop);
    stopWatching();
    input = undefined;
    const wasSteady = startedAtMs !== undefined && heardAtMs - startedAtMs >= steadyMs;
    const reason = didStall ? `${choice.recorder} gave no sound for ${config.stallMs / 1_000} s` : why;
    return { why: reason, didStall, wasSteady };
  }

  /** Waits until there is something to record, as long as the card is known to be away. */
  async function waitForCard(first: MicrophoneAbsentError, signal: AbortSignal): Promise<void> {
    reporter.report("microphoneGone", { source: source.name, reason: first.message });
    let absence: unknown = first;
    while (!signal.aborted && absence instanceof MicrophoneAbsentError) {
      tell("silent", sentence(absence.message));
      await sleep(clock, absentPollMs, signal);
      absence = await chooseRecorder(config, options.environment).then(
        () => undefined,
        (error: unknown) => error,
      );
    }
    // What else is wrong is told by whoever tries to record next.
    if (!signal.aborted && absence === undefined) reporter.report("microphoneBack", { source: source.name });
  }

  async function keepRecording(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const { why, didStall, wasSteady } = await recordOnce(signal);
        if (signal.aborted) break;
        breakOff("gap");
        if (wasSteady) failures = 0;
        const event = didStall ? "microphoneStalled" : "microphoneFailed";
        reporter.report(event, { source: source.name, reason: why });
        tell("silent", sentence(why));
      } catch (error) {
        breakOff("gap");
        if (error instanceof MicrophoneAbsentError) {
          await waitForCard(error, signal);
          failures = 0;
          continue;
        }
        const hint = error instanceof EdgewiseError && error.hint ? `; ${error.hint}` : "";
        const reason = `${errorMessage(error)}${hint}`;
        reporter.report("microphoneUnusable", { source: source.name, reason });
        tell("silent", sentence(reason));
      }
      await sleep(
        clock,
        fullJitterDelayMs(failures, {
          baseMs: restartBaseMs,
          maxMs: config.restartMsMax,
          random: options.random,
        }),
        signal,
      );
      failures += 1;
    }
  }

  function run(): void {
    if (running || !isStarted || isMuted) return;
    const stopping = new AbortController();
    tell("silent", "It is being started.");
    running = { stopping, ended: keepRecording(stopping.signal) };
  }

  /** Resolves when no recorder runs, and then does what is wanted by now. */
  async function halt(): Promise<void> {
    const halted = running;
    if (halted) {
      halted.stopping.abort();
      await halted.ended;
      if (running === halted) {
        running = undefined;
        breakOff(isMuted ? "muted" : "gone");
        reporter.report("microphoneStopped", { source: source.name });
      }
    }
    settle();
  }

  function settle(): void {
    if (!running && !isStarted) tell("off");
    else if (!running && isMuted) tell("muted");
    else run();
  }

  return {
    source,
    start() {
      isStarted = true;
      settle();
    },
    async stop() {
      isStarted = false;
      await halt();
    },
    async setMuted(next) {
      isMuted = next;
      if (next) await halt();
      else settle();
    },
    view: () => ({
      state,
      problem,
      recorder: choice?.recorder,
      device: choice?.device,
      levels: lastLevels ?? input?.meter.levels(),
    }),
    onChanged: (listener) => changes.on(listener),
  };
}

function clippingProblem(levels: SoundLevels | undefined): string | undefined {
  if (!levels || levels.clippedShare <= clippedShareMax) return undefined;
  const percent = (levels.clippedShare * 100).toFixed(1);
  return `It is too loud: ${percent} % of its sound is clipped. Turn its capture gain down, such as with alsamixer.`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
