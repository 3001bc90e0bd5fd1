import type { SoundSource } from "../ports.ts";
import type { Exchange } from "./asr-exchange.ts";
import type { WyomingBackend } from "./backend.ts";
import type { WyomingConnection } from "./connection.ts";
import { wakeName } from "./info.ts";
import { message } from "./message.ts";

/** One `detect` with its sound: a `detection` for each phrase heard, `not-detected` when it ends without one. */
export function createWakeExchange(options: {
  backend: WyomingBackend;
  connection: WyomingConnection;
  source: SoundSource;
  phrases: readonly string[];
  /** The sender's time of a position in the sound. */
  senderMs(atMs: number): number;
  onDetection(phrase: string): void;
  onFailure(error: unknown): void;
}): Exchange {
  const { backend, connection, source, phrases } = options;
  let isDetected = false;
  let isOver = false;
  const input = backend.detect({
    source,
    phrases,
    onDetection({ phrase, atMs }) {
      if (isOver) return;
      isDetected = true;
      connection.post(message("detection", { name: wakeName(phrase), timestamp: options.senderMs(atMs) }));
      options.onDetection(phrase);
    },
  });
  return {
    get isOver() {
      return isOver;
    },
    accept: (samples) => (isOver ? undefined : input.accept(samples)),
    end() {
      input.end().then(
        () => {
          if (isOver) return;
          isOver = true;
          if (!isDetected) connection.post(message("not-detected"));
        },
        (error: unknown) => {
          if (isOver) return;
          isOver = true;
          options.onFailure(error);
        },
      );
    },
    abandon() {
      if (isOver) return;
      isOver = true;
      input.abandon();
    },
  };
}
