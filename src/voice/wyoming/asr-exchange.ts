import type { SoundSource } from "../ports.ts";
import type { UtteranceInput, WyomingBackend } from "./backend.ts";
import type { WyomingConnection } from "./connection.ts";
import { message } from "./message.ts";

/** One `transcribe` with its sound, up to its `transcript`. */
export interface Exchange {
  /** Nothing more comes of it. */
  readonly isOver: boolean;
  accept(samples: Int16Array): Promise<void> | void;
  /** `audio-stop` came, or as much sound as is taken. */
  end(): void;
  /** Nothing is to come of it. */
  abandon(): void;
}

/** Words that were said so far go out as `transcript-chunk` while they only grow; the whole follows in any case. */
export function createAsrExchange(options: {
  backend: WyomingBackend;
  connection: WyomingConnection;
  source: SoundSource;
  language: string | undefined;
  /** The transcript was sent, or could not be made. */
  onDone(outcome: "heard" | "nothing" | "failed", error?: unknown): void;
}): Exchange {
  const { backend, connection, source, language, onDone } = options;
  let sent = "";
  let isStarted = false;
  let isOver = false;
  const partial = (text: string) => {
    if (isOver || text.length <= sent.length || !text.startsWith(sent)) return;
    if (!isStarted) connection.post(message("transcript-start", language ? { language } : {}));
    isStarted = true;
    connection.post(message("transcript-chunk", { text: text.slice(sent.length) }));
    sent = text;
  };
  const finish = (text: string) => {
    // A stream that turned out otherwise is not mended: the transcript, which every client reads, is what counts.
    if (isStarted) partial(text);
    isOver = true;
    connection.post(message("transcript", { text, ...(language ? { language } : {}) }));
    if (isStarted) connection.post(message("transcript-stop"));
  };
  const input: UtteranceInput = backend.transcribe({ source, language, onPartial: partial });
  input.heard.then(
    (heard) => {
      if (isOver) return;
      finish(heard?.text ?? "");
      onDone(heard ? "heard" : "nothing");
    },
    (error: unknown) => {
      if (isOver) return;
      isOver = true;
      onDone("failed", error);
    },
  );
  return {
    get isOver() {
      return isOver;
    },
    // Sound that comes after the end of the utterance was heard belongs to nothing.
    accept: (samples) => (isOver ? undefined : input.accept(samples)),
    end: () => (isOver ? undefined : input.end()),
    abandon() {
      if (isOver) return;
      isOver = true;
      input.abandon();
    },
  };
}
