import { InputLevel } from "../acoustic/input-level.ts";
import { startMs } from "../endpoint/config.ts";
import { createEndpointer } from "../endpoint/endpointer.ts";
import { levelDbOf } from "../endpoint/noise-floor.ts";
import type { AcousticModel, PushToTalk } from "../ports.ts";
import { sampleRate } from "../ports.ts";
import { frameMs, frameSamples, type HeardFrame, HeardFrames, joined } from "./heard-frames.ts";
import { createIdleGate, type SoundFrame } from "./idle-gate.ts";
import type { HearingDecoder, HearingEvent, HearingSpotter, HearingState } from "./ports.ts";
import { type HangOvers, Utterance } from "./utterance.ts";

export interface ListenerSettings extends HangOvers {
  noSpeechMs: number;
  utteranceMsMax: number;
}

export interface ListenerOptions {
  /** May throw: there is none to be had now. */
  model: () => AcousticModel;
  /** For one utterance; undefined: nothing can be said here yet. */
  decoder: () => HearingDecoder | undefined;
  /** Of the wake phrases of this source; undefined: it must be pushed. */
  spotter: HearingSpotter | undefined;
  settings: () => ListenerSettings;
  on: (event: HearingEvent) => void;
}

/**
 * Listens to one source: wake phrase or push, utterance, text, and back. Time is that of the sound, so that the same sound
 * gives the same events however fast it comes.
 *
 * Limits and invariants:
 * 1. Calls must not overlap: each is awaited before the next. None rejects: what fails is a `failed` event, told once until
 *    something works again, and the listener begins anew.
 * 2. Every utterance that began ends in `heard` or `nothing`, at most `utteranceMsMax` of sound later; every listening without speech
 *    in `nothing` after `noSpeechMs`.
 * 3. What was said in one breath with the wake phrase, and in the 320 ms before speech was recognised as such, is decoded
 *    with it: no sound between the wake phrase and the end is left out.
 * 4. The sound of the longest utterance and three seconds is kept, at most: 32 kB a second.
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #roomLevel = new InputLevel();
  /** That of the room, or of a message by itself. */
  #level = this.#roomLevel;
  #heard: HeardFrames | undefined;
  #gate = createIdleGate();
  #rest: Int16Array = new Int16Array(0);
  #pending: SoundFrame[] = [];
  #state: HearingState = "waiting";
  #utterance: Utterance | undefined;
  #spotter: HearingSpotter | undefined;
  /** Takes the place of the spotter when nobody is listened to. */
  #next: { spotter: HearingSpotter | undefined } | undefined;
  /** That the spotter accepted, ever. */
  #spotterFrames = 0;
  #isOwnVoice = false;
  /** An answer is expected as soon as edgewise has spoken. */
  #answerMs: number | undefined;
  #arrivedAtMs: number | undefined;
  /** The last frame that was worked on: some of those heard with it may still be to come. */
  #stepFrame = -1;
  #silentMs = 0;
  #hasFailed = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#spotter = options.spotter;
  }

  get state(): HearingState {
    return this.#state;
  }

  /** More sound. `arrivedAtMs`: monotonic time at which its end was said, as far as that is known. */
  async sound(samples: Int16Array, arrivedAtMs?: number): Promise<void> {
    this.#arrivedAtMs = arrivedAtMs;
    this.#exchange();
    if (this.#state === "waiting" && !this.#spotter) return;
    if (this.#level !== this.#roomLevel && this.#heard?.count === 0) this.#level.beginWith(samples);
    const all = joined([this.#rest, samples]);
    let at = 0;
    for (; at + frameSamples <= all.length; at += frameSamples) {
      const frame = all.slice(at, at + frameSamples);
      const mayClose = this.#state === "waiting";
      this.#pending.push(...this.#gate.pass({ samples: frame, levelDb: levelDbOf(frame) }, mayClose));
      this.#rest = all.subarray(at + frameSamples, all.length);
      if (this.#pending.length >= this.#batchFrames()) await this.#hear();
    }
    this.#rest = all.slice(at);
  }

  /**
   * What follows needs no wake phrase. `pushedAtMs`: monotonic time at which somebody pushed, where that is to be told.
   * `isPatient`: whoever pushed says when it is over, unless a long silence after it does before: a recording is heard to its
   * end, and a stream that never ends ends.
   */
  async begin(push: PushToTalk & { isPatient?: boolean }, pushedAtMs?: number): Promise<void> {
    if (this.#state !== "waiting") this.#giveUp("replaced");
    this.#exchange();
    // A message of its own follows nothing.
    if (push.hasEnd || !this.#spotter) this.#restart();
    if (push.hasEnd) this.#level = new InputLevel();
    if (!push.hasEnd && pushedAtMs !== undefined) this.#options.on({ type: "pushed", atMs: pushedAtMs });
    await this.#guard(async () => {
      const heard = this.#stream(push.soundMsMax);
      const from = heard.heardCount;
      if (!push.hasEnd) {
        const { isPatient = false } = push;
        const noSpeechMs = isPatient ? Number.POSITIVE_INFINITY : this.#options.settings().noSpeechMs;
        await this.#listen({ from, noSpeechMs, session: push.session, isPatient });
        return;
      }
      const utterance = new Utterance({
        from,
        session: push.session,
        endpointer: undefined,
        soundMsMax: push.soundMsMax,
        isAfterWake: false,
        isPatient: true,
        untilFrame: Number.POSITIVE_INFINITY,
      });
      this.#utterance = utterance;
      this.#begin(utterance, { frame: from, to: from });
    });
  }

  /** What was begun with an end of its own ends here. */
  async end(): Promise<void> {
    const utterance = this.#utterance;
    if (!utterance) return;
    await this.#guard(async () => {
      if (this.#pending.length > 0) await this.#hear();
      if (this.#utterance !== utterance) return;
      const heard = this.#stream();
      if (!utterance.hasDecoder) {
        this.#begin(utterance, { frame: utterance.options.from, to: heard.heardCount });
      }
      utterance.acceptRest(await heard.finish(this.#rest));
      this.#rest = new Int16Array(0);
      this.#tell(utterance, { found: utterance.finish(), endedFrame: undefined, audioTo: heard.count });
    });
    this.#restart();
  }

  /** What comes next does not follow what came before. `isGap`: sound is missing, which whoever speaks is told. */
  break({ isGap = false } = {}): void {
    this.#giveUp(isGap && this.#state === "hearing" ? "cutOff" : "broken");
    this.#answerMs = undefined;
    this.#restart();
  }

  /** From the next sound on it listens for other wake phrases; while somebody is listened to, after that. */
  setSpotter(spotter: HearingSpotter | undefined): void {
    this.#next = { spotter };
  }

  /** The one that listens, or is about to. */
  get spotter(): HearingSpotter | undefined {
    return this.#next ? this.#next.spotter : this.#spotter;
  }

  /** The next thing said needs no wake phrase, for so long; counted from when edgewise has spoken. */
  async expectAnswer(withinMs: number): Promise<void> {
    if (this.#state !== "waiting") return;
    this.#exchange();
    if (this.#isOwnVoice) {
      this.#answerMs = withinMs;
      return;
    }
    await this.#guard(async () => {
      const from = this.#stream().count + this.#pending.length;
      await this.#listen({ from, noSpeechMs: withinMs, session: undefined });
    });
  }

  /** Edgewise speaks there now, or no longer. */
  async setOwnVoice(isSpeaking: boolean): Promise<void> {
    this.#isOwnVoice = isSpeaking;
    const answerMs = this.#answerMs;
    if (isSpeaking || answerMs === undefined) return;
    this.#answerMs = undefined;
    await this.expectAnswer(answerMs);
  }

  /** Frames that are heard together: few while somebody waits for an answer, more while nobody does. */
  #batchFrames(): number {
    if (this.#state === "waiting") return 4;
    return this.#state === "hearing" && this.#silentMs > 0 ? 1 : 2;
  }

  /** `soundMsMax`: of an utterance that may be longer than others. */
  #stream(soundMsMax = 0): HeardFrames {
    if (this.#heard) return this.#heard;
    const keptMs = Math.max(this.#options.settings().utteranceMsMax, soundMsMax) + 3_000;
    const soundFramesMax = Math.ceil(keptMs / frameMs);
    this.#heard = new HeardFrames(this.#options.model(), soundFramesMax, this.#level);
    return this.#heard;
  }

  async #hear(): Promise<void> {
    const frames = this.#pending;
    this.#pending = [];
    await this.#guard(async () => {
      const steps = await this.#stream().accept(frames);
      for (const step of steps) await this.#step(step);
    });
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) this.#options.on({ type: "failed", error });
      this.#hasFailed = true;
      this.#giveUp("broken");
      this.#restart();
    }
  }

  async #step(step: HeardFrame): Promise<void> {
    this.#stepFrame = step.number;
    this.#silentMs = step.silentMs;
    if (this.#utterance) await this.#follow(this.#utterance, step);
    else await this.#spot(step);
  }

  async #spot(step: HeardFrame): Promise<void> {
    const isOwnVoice = this.#isOwnVoice;
    const [found] = this.#spotter?.accept(step.posteriors, isOwnVoice) ?? [];
    this.#spotterFrames += 1;
    if (!found) return;
    const { phrase, score, toMs } = found;
    this.#answerMs = undefined;
    const sinceFrames = Math.max(0, Math.floor(this.#spotterFrames - toMs / frameMs));
    const from = step.number + 1 - sinceFrames;
    const atMs = this.#timeOf(from - 1);
    this.#options.on({ type: "woke", phrase, score, isBargeIn: isOwnVoice, atMs });
    const { noSpeechMs } = this.#options.settings();
    await this.#listen({ from, noSpeechMs, session: undefined, isAfterWake: true });
  }

  /** Waits for speech from frame `from` on, which may be past already. */
  async #listen(how: {
    from: number;
    noSpeechMs: number;
    session: string | undefined;
    isAfterWake?: boolean;
    isPatient?: boolean;
  }): Promise<void> {
    const { from, noSpeechMs, session, isAfterWake = false, isPatient = false } = how;
    const endpointer = createEndpointer({
      ...this.#options.settings(),
      startMs,
      noSpeechMs,
      // Whether that is all, which takes longer to tell, is told by the utterance.
      completeHangOverMs: 0,
    });
    const untilFrame = from + noSpeechMs / frameMs;
    const utterance = new Utterance({ from, session, endpointer, isAfterWake, isPatient, untilFrame });
    this.#utterance = utterance;
    this.#enter("listening");
    for (const step of this.#stream().heard(from, this.#stepFrame + 1)) {
      if (this.#utterance === utterance) await this.#follow(utterance, step);
    }
  }

  async #follow(utterance: Utterance, step: HeardFrame): Promise<void> {
    const { from, endpointer } = utterance.options;
    if (step.number < from) return;
    const text = utterance.follow(step);
    if (text !== undefined) this.#options.on({ type: "partial", text });
    if (!endpointer) {
      this.#measure(utterance, step);
      return;
    }
    // The end of what was said before is no beginning.
    const isSpeech = step.isSpeech && step.lastSound >= from;
    const event = endpointer.feed(frameMs / 1000, isSpeech, {
      isComplete: utterance.isSaid(step.silentMs, this.#options.settings()),
      silentMs: step.silentMs,
    });
    if (event?.type === "began")
      this.#begin(utterance, { frame: from + event.beganMs / frameMs, to: step.number + 1 });
    else if (event?.type === "nothingSaid") this.#over("noSpeech");
    else if (event?.type === "ended" && event.because === "tooLong") this.#over("tooLong");
    else if (event) await this.#end(utterance, step);
  }

  /** What is to be ended by whoever began it is over where it grows too long. */
  #measure(utterance: Utterance, step: HeardFrame): void {
    const settings = this.#options.settings();
    const { from, soundMsMax = settings.utteranceMsMax } = utterance.options;
    utterance.keepSentence(step.silentMs, settings);
    if ((step.number - from) * frameMs < soundMsMax) return;
    const found = utterance.kept;
    if (!found) this.#over("tooLong");
    else this.#tell(utterance, { found, endedFrame: undefined, audioTo: step.newest + 1 });
  }

  /** The decoder hears what was said from a little before `frame` to before `to`. */
  #begin(utterance: Utterance, { frame, to }: { frame: number; to: number }): void {
    const first = utterance.begin(frame, this.#options.decoder());
    this.#options.on({ type: "began" });
    this.#enter("hearing");
    for (const step of this.#stream().heard(first, to)) utterance.accept(step);
  }

  #over(because: "tooLong" | "noSpeech"): void {
    this.#sleep();
    this.#options.on({ type: "nothing", because });
    this.#enter("waiting");
  }

  /** The speaker has fallen silent. The decoder has not heard the last frames yet: the model tells of them at once. */
  async #end(utterance: Utterance, step: HeardFrame): Promise<void> {
    const heard = this.#stream();
    for (const later of heard.heard(step.number + 1, heard.heardCount)) {
      utterance.acceptRest(later.posteriors);
    }
    utterance.acceptRest(await heard.peek());
    const found = utterance.finish();
    const endedFrame = step.newest - Math.round(step.silentMs / frameMs);
    if (found && found.heard !== "sentence" && utterance.isNone(found.heard, endedFrame)) {
      const noSpeechMs = utterance.msLeft(step.number);
      if (noSpeechMs <= 0) this.#over("noSpeech");
      else {
        const { session, isPatient } = utterance.options;
        await this.#listen({ from: step.number + 1, noSpeechMs, session, isPatient });
      }
      return;
    }
    this.#tell(utterance, { found, endedFrame, audioTo: step.newest + 1 });
  }

  #tell(
    utterance: Utterance,
    {
      found,
      endedFrame,
      audioTo,
    }: {
      found: ReturnType<HearingDecoder["finish"]> | undefined;
      endedFrame: number | undefined;
      audioTo: number;
    },
  ): void {
    const spoken = found?.heard === "sentence" ? found.spoken : undefined;
    const audio = this.#stream().sound(utterance.firstFrame, audioTo);
    const endedAtMs = this.#timeOf(endedFrame);
    this.#sleep();
    if (found?.heard === "nothing") this.#options.on({ type: "nothing", because: "noSpeech" });
    else this.#options.on({ type: "heard", spoken, audio, endedAtMs, session: utterance.options.session });
    // Who hears of it may have asked for an answer already.
    if (!this.#utterance) this.#enter("waiting");
  }

  /** Monotonic time of the end of a frame of sound. */
  #timeOf(frame: number | undefined): number | undefined {
    if (frame === undefined || this.#arrivedAtMs === undefined) return undefined;
    const after =
      (this.#stream().count - frame - 1 + this.#pending.length) * frameSamples + this.#rest.length;
    return this.#arrivedAtMs - (after / sampleRate) * 1000;
  }

  /** Waits for the wake phrase again. */
  #sleep(): void {
    this.#utterance = undefined;
    this.#spotter?.reset();
  }

  #exchange(): void {
    const next = this.#next;
    if (!next || this.#state !== "waiting") return;
    this.#next = undefined;
    this.#spotter = next.spotter;
    this.#spotterFrames = 0;
    // The model may be another one, too.
    this.#restart();
  }

  #giveUp(because: "broken" | "cutOff" | "replaced"): void {
    const wasAwake = this.#state !== "waiting";
    this.#utterance = undefined;
    if (wasAwake) this.#options.on({ type: "nothing", because });
    this.#enter("waiting");
  }

  #restart(): void {
    this.#level = this.#roomLevel;
    this.#heard = undefined;
    this.#stepFrame = -1;
    this.#pending = [];
    this.#rest = new Int16Array(0);
    this.#gate = createIdleGate();
    this.#sleep();
  }

  #enter(state: HearingState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.on({ type: "state", state });
  }
}
