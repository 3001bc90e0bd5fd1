import { connect } from "node:net";
import { message, textOf } from "../../../src/voice/wyoming/message.ts";
import { peerOf, plainFormat, type TestPeer } from "../../support/wyoming.ts";

const sampleRate = 16_000;
/** As wyoming-satellite sends its sound. */
const chunkSamples = 1_024;
/** Silence before and after what is said, as far as it is heard at all. */
const leadSamples = 0.4 * sampleRate;
const tailSamples = 8 * sampleRate;
/** So much of the silence after it is sent without waiting for whether it is still wanted. */
const aheadSamples = 1.2 * sampleRate;
/** On a busy machine. */
const transcriptMsMax = 60_000;

/** What came of an utterance that was sent. */
export interface Sent {
  /** Undefined: no transcript came in time. */
  transcript: string | undefined;
  /** When its speech ended, as `performance.now()` tells it; only where it was sent at the pace of speech. */
  speechEndedMs: number | undefined;
}

/**
 * A satellite that was woken by its button: it sends one utterance at a time from the press on, and leaves it to the daemon to
 * find the end. Connects from an address of its own, by which the daemon tells satellites apart.
 */
export class BenchSatellite {
  readonly #peer: TestPeer;
  #onTranscript: (text: string | undefined) => void = () => {};
  #isOver = false;

  private constructor(peer: TestPeer) {
    this.#peer = peer;
    void this.#listen();
  }

  static open(port: number, localAddress: string): Promise<BenchSatellite> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", localAddress }, () =>
        resolve(new BenchSatellite(peerOf(socket))),
      );
      socket.once("error", reject);
    });
  }

  /** `isPaced`: as fast as it is spoken; otherwise as fast as it goes. */
  async utter(said: Int16Array, isPaced: boolean): Promise<Sent> {
    let transcript: string | undefined;
    const answered = new Promise<void>((resolve) => {
      this.#isOver = false;
      this.#onTranscript = (text) => {
        transcript = text;
        this.#isOver = true;
        resolve();
      };
    });
    const sound = inRoom(said);
    this.#peer.send(
      message("run-pipeline", { start_stage: "asr", end_stage: "tts" }),
      message("audio-start", plainFormat),
    );
    const startMs = performance.now();
    const saidSamples = leadSamples + said.length;
    for (let at = 0; at < sound.length && !this.#isOver; at += chunkSamples) {
      const piece = sound.subarray(at, at + chunkSamples);
      if (isPaced) await until(startMs + msOf(at + piece.length));
      // As fast as it goes, but no further than the daemon can be: it stops listening by itself.
      else if (at > saidSamples + aheadSamples) await until(performance.now() + msOf(chunkSamples));
      this.#peer.send(message("audio-chunk", plainFormat, bytesOf(piece)));
    }
    await Promise.race([answered, until(performance.now() + transcriptMsMax)]);
    this.#peer.send(message("audio-stop"));
    return {
      transcript,
      speechEndedMs: isPaced ? startMs + msOf(leadSamples + endOfSpeech(said)) : undefined,
    };
  }

  leave(): void {
    this.#peer.leave();
  }

  async #listen(): Promise<void> {
    try {
      for (;;) {
        const { type, data } = await this.#peer.next();
        if (type === "transcript") this.#onTranscript(textOf(data, "text") ?? "");
        else if (type === "error") this.#onTranscript(undefined);
      }
    } catch {
      // The connection is closed: nothing comes any more.
      this.#onTranscript(undefined);
    }
  }
}

function msOf(samples: number): number {
  return (samples * 1_000) / sampleRate;
}

function until(atMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now())));
}

function bytesOf(samples: Int16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Noise of a quiet room with a good microphone, 50 dB below the speech. */
function inRoom(said: Int16Array): Int16Array {
  let state = 1;
  const sound = Int16Array.from({ length: leadSamples + said.length + tailSamples }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.round((state / 2 ** 30 - 1) * 30);
  });
  for (const [at, sample] of said.entries())
    sound[leadSamples + at] = (sound[leadSamples + at] ?? 0) + sample;
  return sound;
}

const stepSamples = sampleRate / 100;
/** What is so far below the loudest part of it is no speech any more, as an amplitude: 35 dB. */
const inaudible = 10 ** (-35 / 20);

/** The first sample after the last 10 ms in which anything is said: synthesisers add silence. */
export function endOfSpeech(said: Int16Array): number {
  const loudest = said.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  let end = said.length;
  while (end > stepSamples) {
    const step = said.subarray(end - stepSamples, end);
    if (step.some((sample) => Math.abs(sample) > inaudible * loudest)) break;
    end -= stepSamples;
  }
  return end;
}
