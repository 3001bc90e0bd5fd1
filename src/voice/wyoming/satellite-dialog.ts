import { type Clock, sleep } from "../../core/clock.ts";
import type { Reporter } from "../../core/events.ts";
import { createRateCheck } from "../audio/rate-check.ts";
import { type SoundSource, sampleRate } from "../ports.ts";
import type { Satellite, SatelliteInput, WyomingBackend } from "./backend.ts";
import type { WyomingConnection } from "./connection.ts";
import { WyomingPeerError } from "./errors.ts";
import type { wyomingEvents } from "./events.ts";
import { wakeName } from "./info.ts";
import { message, numberOf, textOf, type WyomingMessage } from "./message.ts";
import { soundFormatOf } from "./sound-format.ts";
import { createSoundReader, type SoundReader } from "./sound-reader.ts";

/** A satellite that leaves wake phrase, understanding and reply to edgewise, whoever connected to whom. */
export interface SatelliteDialog {
  /** @throws WyomingProtocolError when the message cannot be */
  handle(message: WyomingMessage): Promise<void> | void;
  /** The satellite is gone: a command half said acts on nothing. Tells whether it was sending one. */
  end(): boolean;
}

/** Reply sound goes out at most this far ahead of its playing, so that it can be stopped. */
const aheadMs = 400;
const chunkSamples = 1_024;
/** Waited for `played` beyond the length of the sound: older satellites never send it. */
const playedLateMs = 1_500;
/** A satellite that sends nothing for so long has paused: some send sound only while somebody speaks. */
const gapMs = 1_000;

export function createSatelliteDialog(options: {
  connection: WyomingConnection;
  backend: WyomingBackend;
  source: SoundSource;
  clock: Clock;
  reporter: Reporter<typeof wyomingEvents>;
}): SatelliteDialog {
  const { connection, backend, source, clock, reporter } = options;
  const { peer } = connection;
  let reader: SoundReader | undefined;
  const rateCheck = createRateCheck();
  let heardAtMs = Number.NEGATIVE_INFINITY;
  let isStreaming = false;
  let stage: "wake" | "command" = "wake";
  let wokenBy: string | undefined;
  let onPlayed = () => {};

  const post = (type: string, data: Record<string, unknown> = {}) => connection.post(message(type, data));
  const timestamp = () => (reader ? reader.senderMs(reader.readMs) : 0);
  const satellite: Satellite = {
    source,
    woke: (phrase) => post("detection", { name: wakeName(phrase), timestamp: timestamp() }),
    listening: () => post("transcribe"),
    speechStarted: () => post("voice-started", { timestamp: timestamp() }),
    speechStopped: () => post("voice-stopped", { timestamp: timestamp() }),
    heard(text) {
      post("transcript", { text });
      rest();
    },
    failed(reason) {
      post("error", { text: reason, code: "voice.failed" });
      rest();
    },
    saying: (text) => post("synthesize", { text }),
    play: (sound, signal) => play(sound, signal),
  };
  const input: SatelliteInput = backend.attach(satellite);

  const begin = (first: "wake" | "command", phrase: string | undefined) => {
    if (isStreaming) input.end();
    stage = first;
    isStreaming = true;
    rateCheck.pause();
    reader = undefined;
    input.begin(first, phrase);
  };
  const end = () => {
    if (isStreaming) input.end();
    isStreaming = false;
    wokenBy = undefined;
  };
  /**
   * A satellite that woke by itself stops at the transcript; what still comes of its sound belongs to no command. One that
   * leaves waking to us may stream on: that it does (`restart_on_end`), wyoming-satellite 1.0 does not say.
   */
  const rest = () => {
    if (stage === "command") end();
  };
  const take = (chunk: WyomingMessage) => {
    reader ??= makeReader(chunk);
    const samples = reader.read(chunk);
    const nowMs = clock.monotonicMs();
    if (nowMs - heardAtMs > gapMs) rateCheck.pause();
    heardAtMs = nowMs;
    const doubt = rateCheck.add(samples.length / sampleRate, nowMs, soundFormatOf(chunk).rate);
    if (doubt?.problem)
      reporter.report("satelliteRateDoubtful", { satellite: source.name, ...doubt.figures });
    if (doubt) input.doubt(doubt.problem);
    return input.accept(samples);
  };
  const makeReader = (first: WyomingMessage) =>
    createSoundReader({
      announced: { format: soundFormatOf(first), timestampMs: numberOf(first.data, "timestamp") ?? 0 },
      onFormatChange: (from, to) =>
        reporter.report("formatChanged", { peer, from: { ...from }, to: { ...to } }),
    });

  async function play(sound: { samples: Int16Array; rate: number }, signal: AbortSignal): Promise<void> {
    const { samples, rate } = sound;
    const format = { rate, width: 2, channels: 1 };
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    const startMs = clock.monotonicMs();
    const msOf = (count: number) => (count / rate) * 1_000;
    let isPlayed = false;
    const played = new AbortController();
    onPlayed = () => {
      isPlayed = true;
      played.abort();
    };
    await connection.send(message("audio-start", { ...format, timestamp: 0 }));
    let sent = 0;
    while (sent < samples.length && !signal.aborted && connection.isOpen) {
      const next = Math.min(sent + chunkSamples, samples.length);
      const data = { ...format, timestamp: Math.round(msOf(sent)) };
      await connection.send(message("audio-chunk", data, bytes.subarray(sent * 2, next * 2)));
      sent = next;
      const earlyMs = msOf(sent) - aheadMs - (clock.monotonicMs() - startMs);
      if (earlyMs > 0) await sleep(clock, earlyMs, signal);
    }
    if (!connection.isOpen) throw new WyomingPeerError(source.name, "the satellite is gone");
    await connection.send(message("audio-stop", { timestamp: Math.round(msOf(sent)) }));
    const leftMs = msOf(sent) + playedLateMs - (clock.monotonicMs() - startMs);
    if (!isPlayed) await sleep(clock, leftMs, AbortSignal.any([signal, played.signal]));
  }

  return {
    handle(received) {
      switch (received.type) {
        case "run-pipeline": {
          const first = textOf(received.data, "start_stage", 100);
          if (first === "wake") return begin("wake", undefined);
          if (first === "asr") {
            return begin("command", textOf(received.data, "wake_word_name", 100) ?? wokenBy);
          }
          return post("error", { text: `a pipeline cannot begin at "${first}" here`, code: "voice.refused" });
        }
        case "detection":
          wokenBy = textOf(received.data, "name", 100) ?? "wake";
          return;
        case "audio-start":
          reader = makeReader(received);
          return;
        case "audio-chunk": {
          // Some satellites wake by themselves and send sound without asking for a pipeline.
          if (!isStreaming && wokenBy !== undefined) begin("command", wokenBy);
          if (!isStreaming) return;
          return take(received);
        }
        case "audio-stop":
        case "streaming-stopped":
          return end();
        case "played":
          return onPlayed();
        case "ping":
          return post("pong", { text: textOf(received.data, "text") ?? null });
        case "error":
          reporter.report("satelliteFailed", {
            satellite: source.name,
            why: textOf(received.data, "text", 200) ?? "",
          });
          return;
        default:
          // `info`, `pong`, `streaming-started` and the like need no answer.
          return;
      }
    },
    end() {
      const isCut = isStreaming && stage === "command";
      isStreaming = false;
      onPlayed();
      input.abandon();
      return isCut;
    },
  };
}
