import { errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import { LruMap } from "../../core/lru-map.ts";
import { createEarcon, type Earcon } from "./earcons.ts";
import type { speakEvents } from "./events.ts";
import type { Sound, SoundOutput } from "./sound-output.ts";
import { speakable } from "./speakable.ts";
import { createSynthesiser, type Synthesise, type SynthesiserOptions } from "./synthesiser.ts";

/**
 * Says replies and plays earcons.
 *
 * Limits and invariants:
 * 1. On one output one sound after the other; different outputs do not wait for each other.
 * 2. At most `queueMax` wait for an output; of more, the one that waits longest is dropped: a newer reply is worth more.
 * 3. Making speech takes `timeoutMs` at most; without it the reply stays text.
 * 4. `cacheMax` short sentences are kept as sound: most replies are "Okay." and its like.
 * 5. While an output plays, and `tailMs` after it for the room to fall silent, it is told as speaking.
 */
export interface Speaker {
  /** Whether texts become sound at all. */
  readonly canSpeak: boolean;
  /** Settles when it was said or it is known that it will not be. Never rejects. */
  say(text: string, output: SoundOutput): Promise<SayOutcome>;
  earcon(kind: Earcon, output: SoundOutput): Promise<SayOutcome>;
  /** Stops what plays there and drops what waits: somebody speaks, or has said stop. */
  interrupt(outputName: string): void;
  isSpeaking(outputName: string): boolean;
  stop(): Promise<void>;
}

/** `silent`: no sound is configured for it. */
export type SayOutcome = "said" | "interrupted" | "dropped" | "failed" | "silent";

const tailMs = 300;
const cacheMax = 24;
const cachedMsMax = 3_000;

interface Job {
  makeSound(signal: AbortSignal): Promise<Sound>;
  output: SoundOutput;
  settle(outcome: SayOutcome): void;
}

interface Channel {
  waiting: Job[];
  /** Jobs are worked on, or the next is about to be. */
  isBusy: boolean;
  current: AbortController | undefined;
  isSpeaking: boolean;
  cancelTail(): void;
}

export function createSpeaker(
  options: SynthesiserOptions & {
    reporter: Reporter<typeof speakEvents>;
    /** Edgewise's own voice begins or ends to be heard there. */
    onSpeaking(outputName: string, isSpeaking: boolean): void;
    /** Instead of the configured one, for tests. */
    synthesise?: Synthesise;
  },
): Speaker {
  const { config, clock, reporter } = options;
  const synthesise = options.synthesise ?? createSynthesiser(options);
  const cache = new LruMap<string, Sound>(cacheMax);
  const channels = new Map<string, Channel>();
  const running = new Set<Promise<void>>();
  let isStopped = false;

  const speech = async (text: string, signal: AbortSignal): Promise<Sound> => {
    const kept = cache.get(text);
    if (kept) return kept;
    if (!synthesise) throw new Error("there is no synthesiser");
    const sound = await synthesise(text, signal);
    if ((sound.samples.length / sound.rate) * 1_000 <= cachedMsMax) cache.set(text, sound);
    return sound;
  };

  const setSpeaking = (name: string, channel: Channel, isSpeaking: boolean) => {
    channel.cancelTail();
    if (channel.isSpeaking === isSpeaking) return;
    channel.isSpeaking = isSpeaking;
    options.onSpeaking(name, isSpeaking);
  };

  const perform = async (job: Job, channel: Channel): Promise<SayOutcome> => {
    const { name } = job.output;
    const current = new AbortController();
    channel.current = current;
    try {
      let sound: Sound;
      try {
        sound = await job.makeSound(current.signal);
      } catch (error) {
        if (current.signal.aborted) return "interrupted";
        reporter.report("synthesisFailed", { output: name, why: errorMessage(error) });
        return "failed";
      }
      if (current.signal.aborted) return "interrupted";
      setSpeaking(name, channel, true);
      try {
        await job.output.play(sound, current.signal);
      } catch (error) {
        if (current.signal.aborted) return "interrupted";
        reporter.report("playingFailed", { output: name, why: errorMessage(error) });
        return "failed";
      }
      return current.signal.aborted ? "interrupted" : "said";
    } finally {
      channel.current = undefined;
    }
  };

  const drain = async (name: string, channel: Channel) => {
    channel.isBusy = true;
    for (let job = channel.waiting.shift(); job; job = channel.waiting.shift()) {
      const outcome = await perform(job, channel);
      reporter.report("spoken", { outcome });
      job.settle(outcome);
    }
    channel.isBusy = false;
    const forget = () => {
      setSpeaking(name, channel, false);
      if (!channel.isBusy) channels.delete(name);
    };
    if (channel.isSpeaking) channel.cancelTail = clock.after(tailMs, forget);
    else forget();
  };

  const enqueue = (output: SoundOutput, makeSound: Job["makeSound"]): Promise<SayOutcome> => {
    if (isStopped) return Promise.resolve("dropped");
    const { name } = output;
    const channel = channels.get(name) ?? {
      waiting: [],
      isBusy: false,
      current: undefined,
      isSpeaking: false,
      cancelTail: () => {},
    };
    channels.set(name, channel);
    return new Promise((settle) => {
      channel.waiting.push({ makeSound, output, settle });
      if (channel.isBusy) {
        if (channel.waiting.length > config.queueMax) channel.waiting.shift()?.settle("dropped");
        return;
      }
      const work = drain(name, channel).finally(() => running.delete(work));
      running.add(work);
    });
  };

  const interrupt = (name: string) => {
    const channel = channels.get(name);
    for (const job of channel?.waiting.splice(0) ?? []) job.settle("interrupted");
    channel?.current?.abort();
  };

  return {
    canSpeak: synthesise !== undefined,
    say(text, output) {
      const said = synthesise ? speakable(text, config.textLengthMax) : "";
      return said === "" ? Promise.resolve("silent") : enqueue(output, (signal) => speech(said, signal));
    },
    earcon(kind, output) {
      if (!config.earcons || !config.earconNames.includes(kind)) return Promise.resolve("silent");
      return enqueue(output, () => Promise.resolve(createEarcon(kind, config.earconDb)));
    },
    interrupt,
    isSpeaking: (name) => channels.get(name)?.isSpeaking ?? false,
    async stop() {
      isStopped = true;
      for (const name of channels.keys()) interrupt(name);
      await Promise.all(running);
      for (const [name, channel] of channels) setSpeaking(name, channel, false);
    },
  };
}
