import { connect } from "node:net";
import { message } from "../../../src/voice/wyoming/message.ts";
import { peerOf, plainFormat, type TestPeer } from "../../support/wyoming.ts";

const sampleRate = 16_000;
const chunkSamples = 1_024;

/**
 * A satellite whose microphone is always open. `asr`: whatever is said needs no wake phrase, and after each utterance the next is
 * listened for at once. `wake`: the daemon waits for the wake phrase.
 */
export class OpenMicrophone {
  readonly #peer: TestPeer;
  readonly #stage: "asr" | "wake";
  /** So many times as fast as sound. */
  readonly #speed: number;
  #startMs = performance.now();
  #sentSamples = 0;
  wakes = 0;

  private constructor(peer: TestPeer, stage: "asr" | "wake", speed: number) {
    this.#peer = peer;
    this.#stage = stage;
    this.#speed = speed;
    this.#begin();
    void this.#listen();
  }

  static open(port: number, stage: "asr" | "wake", speed: number): Promise<OpenMicrophone> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1" }, () =>
        resolve(new OpenMicrophone(peerOf(socket), stage, speed)),
      );
      socket.once("error", reject);
    });
  }

  async hear(sound: Int16Array): Promise<void> {
    for (let at = 0; at < sound.length; at += chunkSamples) {
      const piece = sound.subarray(at, at + chunkSamples);
      this.#sentSamples += piece.length;
      const dueMs = this.#startMs + (this.#sentSamples * 1_000) / sampleRate / this.#speed;
      const earlyMs = dueMs - performance.now();
      // Timers are of whole milliseconds, and late; what is late is made up for.
      if (earlyMs > 1) await new Promise((resolve) => setTimeout(resolve, earlyMs));
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      this.#peer.send(message("audio-chunk", plainFormat, bytes));
    }
    // A machine that was busy is not caught up with by sound that comes faster than that.
    const lateMs = performance.now() - this.#startMs - (this.#sentSamples * 1_000) / sampleRate / this.#speed;
    if (lateMs > 500) this.#startMs += lateMs;
  }

  leave(): void {
    this.#peer.leave();
  }

  #begin(): void {
    this.#peer.send(
      message("run-pipeline", { start_stage: this.#stage, end_stage: "tts" }),
      message("audio-start", plainFormat),
    );
  }

  async #listen(): Promise<void> {
    try {
      for (;;) {
        const { type } = await this.#peer.next();
        if (type === "detection") this.wakes += 1;
        if (type === "transcript" && this.#stage === "asr") this.#begin();
      }
    } catch {
      // It has left.
    }
  }
}
