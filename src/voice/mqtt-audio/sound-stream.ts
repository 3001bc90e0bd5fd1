import type { Clock } from "../../core/clock.ts";
import type { Reporter } from "../../core/events.ts";
import { createRateCheck } from "../audio/rate-check.ts";
import type { SoundFormat } from "../audio/sample-encoding.ts";
import { createSoundInput, type SoundInput } from "../audio/sound-input.ts";
import { type PushToTalk, type SoundListener, type SoundSource, sampleRate } from "../ports.ts";
import type { mqttAudioEvents } from "./events.ts";
import type { SoundMessage } from "./sound-message.ts";

/** The sound of one source, put together from its messages. */
export interface SoundStream {
  readonly source: SoundSource;
  /** The next piece of endless sound. */
  piece(message: SoundMessage): void;
  /** All that somebody said, in one message. */
  utterance(message: SoundMessage, session: string | undefined): void;
  begin(push: PushToTalk): void;
  end(): void;
  /** Messages may be missing from here on. */
  interrupt(): void;
  /** Sound or a mark has come last then, on the monotonic clock. */
  readonly heardAtMs: number;
  /** What is wrong with what it sends. */
  readonly problem: string | undefined;
  /** It is over; nothing may be called after it. */
  close(because: "gone" | "muted"): void;
}

/** An utterance is handed over in pieces of a second, so that nobody has to hold all of it twice. */
const pieceSamples = sampleRate;

export function createSoundStream(options: {
  source: SoundSource;
  gapMs: number;
  listener: SoundListener;
  clock: Clock;
  reporter: Reporter<typeof mqttAudioEvents>;
}): SoundStream {
  const { source, gapMs, listener, clock, reporter } = options;
  const rateCheck = createRateCheck();
  let heardAtMs = clock.monotonicMs();
  let input: SoundInput | undefined;
  let problem: string | undefined;

  function noteCut({ cutBytes }: SoundMessage): void {
    if (cutBytes > 0) reporter.report("soundCut", { source: source.name, bytes: cutBytes });
  }

  /** What follows has nothing to do with what was before. */
  function restart(): void {
    input = undefined;
    rateCheck.reset();
  }

  function inputFor(format: SoundFormat): SoundInput {
    if (input && isSameFormat(input.format, format)) return input;
    if (input) {
      reporter.report("soundFormatChanged", { source: source.name, ...format });
      rateCheck.reset();
    }
    input = createSoundInput(format);
    return input;
  }

  function checkRate({ format, seconds }: SoundMessage): void {
    const doubt = rateCheck.add(seconds, heardAtMs, format.rate);
    if (!doubt) return;
    problem = doubt.problem;
    if (problem) reporter.report("soundRateDoubtful", { source: source.name, ...doubt.figures });
  }

  return {
    source,
    piece(message) {
      const nowMs = clock.monotonicMs();
      // A piece comes when its last sample was heard, so the next one may be as much later as it is long.
      if (input && nowMs - heardAtMs > gapMs + message.seconds * 1_000) {
        reporter.report("soundGap", { source: source.name, gapMs: nowMs - heardAtMs });
        listener.onBreak(source, "gap");
        restart();
      }
      heardAtMs = nowMs;
      noteCut(message);
      const samples = inputFor(message.format).push(message.bytes);
      checkRate(message);
      if (samples.length > 0) listener.onSound(source, samples);
    },
    utterance(message, session) {
      if (input) listener.onBreak(source, "gap");
      restart();
      heardAtMs = clock.monotonicMs();
      noteCut(message);
      const whole = createSoundInput(message.format);
      // Whoever took the message has refused what is longer than it may be.
      const soundMsMax = Math.ceil(message.seconds * 1_000) + 1_000;
      listener.onBegin(source, { hasEnd: true, session, soundMsMax });
      const samples = whole.push(message.bytes);
      for (let from = 0; from < samples.length; from += pieceSamples) {
        listener.onSound(source, samples.slice(from, from + pieceSamples));
      }
      const rest = whole.finish().samples;
      if (rest.length > 0) listener.onSound(source, rest);
      listener.onEnd(source);
    },
    begin(push) {
      const nowMs = clock.monotonicMs();
      if (nowMs - heardAtMs > gapMs) restart();
      heardAtMs = nowMs;
      listener.onBegin(source, push);
    },
    end() {
      heardAtMs = clock.monotonicMs();
      listener.onEnd(source);
    },
    interrupt() {
      listener.onBreak(source, "gap");
      restart();
    },
    get heardAtMs() {
      return heardAtMs;
    },
    get problem() {
      return problem;
    },
    close(because) {
      restart();
      listener.onBreak(source, because);
    },
  };
}

function isSameFormat(first: SoundFormat, second: SoundFormat): boolean {
  return (
    first.rate === second.rate && first.channels === second.channels && first.encoding === second.encoding
  );
}
