import { connect, type Socket } from "node:net";
import type { Answer } from "../../src/domain/utterance.ts";
import type { SpokenText } from "../../src/voice/ports.ts";
import type {
  DetectRequest,
  Satellite,
  TextRequest,
  TranscribeRequest,
  WyomingBackend,
  WyomingOffer,
} from "../../src/voice/wyoming/backend.ts";
import { encodeMessage, message, type WyomingMessage } from "../../src/voice/wyoming/message.ts";
import { MessageParser } from "../../src/voice/wyoming/message-parser.ts";

/** Stands behind the protocol: tells what it was given, and answers what the test says. */
export interface FakeBackend extends WyomingBackend {
  offered: WyomingOffer;
  utterances: {
    request: TranscribeRequest;
    samples: number[];
    state: "open" | "ended" | "abandoned";
    settle(heard: SpokenText | undefined): void;
    fail(error: Error): void;
  }[];
  watches: { request: DetectRequest; samples: number[]; state: "open" | "ended" | "abandoned" }[];
  texts: { kind: "handle" | "recognise"; request: TextRequest }[];
  satellites: { satellite: Satellite; told: string[]; samples: number[] }[];
  answer(request: TextRequest): Promise<Answer>;
  /** What `accept` waits for. */
  accepted: Promise<void> | undefined;
}

export function createFakeBackend(): FakeBackend {
  const backend: FakeBackend = {
    offered: {
      version: "0.1.0",
      languages: ["en"],
      wakePhrases: ["hey edgewise", "computer"],
      recogniser: { version: "1", description: "a fake", hasOwnEndpoint: true },
    },
    utterances: [],
    watches: [],
    texts: [],
    satellites: [],
    accepted: undefined,
    answer: ({ text }) => Promise.resolve(answerOf(text, "done", "Okay.")),
    offer: () => backend.offered,
    transcribe(request) {
      const { promise, resolve, reject } = withResolvers<SpokenText | undefined>();
      const utterance: FakeBackend["utterances"][number] = {
        request,
        samples: [],
        state: "open",
        settle: resolve,
        fail: reject,
      };
      backend.utterances.push(utterance);
      return {
        heard: promise,
        accept(samples) {
          utterance.samples.push(...inThousands(samples));
          return backend.accepted;
        },
        end() {
          utterance.state = "ended";
        },
        abandon() {
          utterance.state = "abandoned";
        },
      };
    },
    detect(request) {
      const watch: FakeBackend["watches"][number] = { request, samples: [], state: "open" };
      backend.watches.push(watch);
      return {
        accept: (samples) => void watch.samples.push(...inThousands(samples)),
        end() {
          watch.state = "ended";
          return Promise.resolve();
        },
        abandon() {
          watch.state = "abandoned";
        },
      };
    },
    recognise(request) {
      backend.texts.push({ kind: "recognise", request });
      return backend.answer(request).then(({ parse, reply }) => ({ parse, reply }));
    },
    handle(request) {
      backend.texts.push({ kind: "handle", request });
      return backend.answer(request);
    },
    attach(satellite) {
      const told: string[] = [];
      const samples: number[] = [];
      backend.satellites.push({ satellite, told, samples });
      return {
        begin: (stage, phrase) => void told.push(phrase === undefined ? stage : `${stage} ${phrase}`),
        accept: (more) => void samples.push(...inThousands(more)),
        end: () => void told.push("end"),
        doubt: (problem) => void told.push(problem ?? "no doubt"),
        abandon: () => void told.push("abandon"),
      };
    },
  };
  return backend;
}

export function answerOf(text: string, outcome: Answer["outcome"], reply: string): Answer {
  const parse =
    outcome === "notUnderstood" ? undefined : { intent: "TurnOn", slots: { name: "lamp" }, confidence: 1 };
  return { id: "1", text, outcome, reply, parse, targets: [], actions: [], tier: "grammar", timesMs: {} };
}

export function spoken(text: string): SpokenText {
  return { text, confidence: 0.9, words: [], alternatives: [] };
}

/** Offsets are taken out of all sound, which changes small numbers a little. */
function inThousands(samples: Int16Array): number[] {
  return Array.from(samples, (sample) => Math.round(sample / 1_000));
}

export const plainFormat = { rate: 16_000, width: 2, channels: 1 };

/** 16-bit samples in thousands. The first of a stream should be 0: what it begins at counts as its offset. */
export function chunk(samples: readonly number[], data: Record<string, unknown> = {}): WyomingMessage {
  const payload = Buffer.alloc(samples.length * 2);
  for (const [at, sample] of samples.entries()) payload.writeInt16LE(sample * 1_000, 2 * at);
  return message("audio-chunk", { ...plainFormat, ...data }, payload);
}

export interface TestPeer {
  readonly socket: Socket;
  send(...messages: WyomingMessage[]): void;
  /** Raw bytes. */
  write(bytes: Buffer | string): void;
  /** The next message; rejects when the connection ends before it. */
  next(): Promise<WyomingMessage>;
  /** Settles when the other side has closed. */
  readonly closed: Promise<void>;
  leave(): void;
}

/** A client written from the specification, for tests. */
export function connectPeer(where: { port: number } | { path: string }): Promise<TestPeer> {
  const options = "port" in where ? { ...where, host: "127.0.0.1" } : where;
  return new Promise((resolve, reject) => {
    const socket = connect(options, () => resolve(peerOf(socket)));
    socket.once("error", reject);
  });
}

export function peerOf(socket: Socket): TestPeer {
  const parser = new MessageParser();
  const received: WyomingMessage[] = [];
  const waiting: { resolve: (message: WyomingMessage) => void; reject: (error: Error) => void }[] = [];
  socket.on("error", () => {});
  socket.on("data", (piece: Buffer) => {
    parser.push(piece);
    for (let next = parser.next(); next; next = parser.next()) {
      const waiter = waiting.shift();
      if (waiter) waiter.resolve(next);
      else received.push(next);
    }
  });
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      for (const { reject } of waiting.splice(0)) reject(new Error("the connection is closed"));
      resolve();
    });
  });
  return {
    socket,
    closed,
    send(...messages) {
      for (const each of messages) socket.write(encodeMessage(each));
    },
    write: (bytes) => void socket.write(bytes),
    next() {
      const held = received.shift();
      if (held) return Promise.resolve(held);
      if (socket.destroyed) return Promise.reject(new Error("the connection is closed"));
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    leave: () => void socket.destroy(),
  };
}

/** `Promise.withResolvers` of Node 22. */
function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
