import type { Clock } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import type { SoundSource } from "../ports.ts";
import { createAsrExchange, type Exchange } from "./asr-exchange.ts";
import type { WyomingBackend } from "./backend.ts";
import type { WyomingConnection } from "./connection.ts";
import type { wyomingEvents } from "./events.ts";
import { infoOf, wakeName } from "./info.ts";
import { message, numberOf, textOf, textsOf, type WyomingMessage } from "./message.ts";
import type { SatelliteDialog } from "./satellite-dialog.ts";
import { soundFormatOf } from "./sound-format.ts";
import { createSoundReader, type SoundReader } from "./sound-reader.ts";
import { handleText, recogniseText, textRequestOf } from "./text-exchange.ts";
import { createWakeExchange } from "./wake-exchange.ts";

/** What one client of the server asks, message by message. */
export interface ServerDialog {
  /** @throws WyomingProtocolError when the message cannot be */
  handle(message: WyomingMessage): Promise<void> | void;
  /** The client is gone: what was under way is dropped and acts on nothing. Tells whether it was within an utterance. */
  end(): boolean;
}

export interface DialogOptions {
  backend: WyomingBackend;
  connection: WyomingConnection;
  source: SoundSource;
  clock: Clock;
  reporter: Reporter<typeof wyomingEvents>;
}

/**
 * Limits:
 * 1. One stream of sound at a time: a new `audio-start` drops the one before.
 * 2. At most `textsMax` texts of one client are worked on at a time; more are refused.
 * 3. Of one utterance at most `utteranceMsMax` of sound are taken; then it counts as complete.
 * 4. An utterance of which no sound comes for `stallMsMax` is dropped: the client vanished without a word of its network.
 */
const textsMax = 4;
const stallMsMax = 15_000;

export function createServerDialog(
  options: DialogOptions & {
    utteranceMsMax: number;
    /** The client turned out to be a satellite that leaves everything to edgewise. */
    becomeSatellite(): SatelliteDialog;
  },
): ServerDialog {
  const { backend, connection, source, reporter } = options;
  const { peer } = connection;
  let asked: WyomingMessage | undefined;
  let stream: SoundStream | undefined;
  let satellite: SatelliteDialog | undefined;
  let isRefused = false;
  let textsUnderWay = 0;
  let cancelStall = () => {};

  const drop = () => {
    cancelStall();
    stream?.exchange.abandon();
    stream = undefined;
    isRefused = false;
  };
  const begin = (first: WyomingMessage) => {
    drop();
    stream = openStream(first, asked, options);
    // What is sent on for it all the same is not refused anew with every chunk.
    isRefused = stream === undefined;
  };
  const take = (first: WyomingMessage): Promise<void> | void => {
    if (isRefused) return;
    if (!stream) begin(first);
    if (!stream || stream.isEnded) return;
    const samples = stream.reader.read(first);
    if (!stream.isUtterance) return stream.exchange.accept(samples);
    cancelStall();
    if (stream.exchange.isOver) return;
    if (stream.reader.readMs >= options.utteranceMsMax) {
      reporter.report("utteranceTooLong", { source: source.name });
      return stream.end();
    }
    cancelStall = options.clock.after(stallMsMax, () => {
      reporter.report("utteranceDropped", { source: source.name });
      refuse(options, `no sound came for ${stallMsMax / 1_000} seconds; the utterance is dropped`);
      drop();
      isRefused = true;
    });
    return stream.exchange.accept(samples);
  };
  const answer = (request: WyomingMessage, work: typeof handleText) => {
    const text = textRequestOf(request, source);
    if (!text) return refuse(options, `"${request.type}" brings no text, or a very long one`);
    if (textsUnderWay >= textsMax) return refuse(options, "edgewise works on earlier texts of this client");
    textsUnderWay += 1;
    // Not awaited: while it is worked on, the client may ping, or leave.
    work(backend, text, request)
      .then(
        (answers) => {
          for (const each of answers) connection.post(each);
        },
        (error: unknown) => fail(options, error),
      )
      .finally(() => {
        textsUnderWay -= 1;
      });
  };

  return {
    async handle(received) {
      if (satellite) return satellite.handle(received);
      switch (received.type) {
        case "describe":
          return connection.send(message("info", infoOf(backend.offer())));
        case "ping":
          return connection.post(message("pong", { text: textOf(received.data, "text") ?? null }));
        case "transcribe":
        case "detect":
          drop();
          asked = received;
          return;
        case "audio-start":
          return begin(received);
        case "audio-chunk":
          return take(received);
        case "audio-stop":
          cancelStall();
          // Whoever has asked waits for an answer, though it sent no sound.
          if (!stream && asked?.type === "transcribe" && !isRefused) {
            return connection.post(message("transcript", { text: "" }));
          }
          return stream?.end();
        case "transcript":
          return answer(received, handleText);
        case "recognize":
          return answer(received, recogniseText);
        case "intent":
          // Only whole sentences pass the same checks as every other command.
          return connection.post(message("not-handled", { text: "Send the sentence as a transcript." }));
        case "run-pipeline":
          drop();
          satellite = options.becomeSatellite();
          return satellite.handle(received);
        default:
          // Part of the protocol: what is not known is passed over.
          reporter.report("messageUnknown", { peer, type: received.type });
      }
    },
    end() {
      const isCut = satellite?.end() ?? (stream?.isUtterance === true && !stream.exchange.isOver);
      drop();
      return isCut;
    },
  };
}

interface SoundStream {
  exchange: Exchange;
  reader: SoundReader;
  isUtterance: boolean;
  readonly isEnded: boolean;
  /** The sound is over. */
  end(): Promise<void>;
}

function openStream(
  first: WyomingMessage,
  asked: WyomingMessage | undefined,
  options: DialogOptions,
): SoundStream | undefined {
  const { connection, reporter } = options;
  const reader = createSoundReader({
    announced: { format: soundFormatOf(first), timestampMs: numberOf(first.data, "timestamp") ?? 0 },
    onFormatChange: (from, to) =>
      reporter.report("formatChanged", { peer: connection.peer, from: { ...from }, to: { ...to } }),
  });
  const isUtterance = asked?.type !== "detect";
  const exchange = isUtterance ? beginAsr(asked, options) : beginWake(asked, reader, options);
  if (!exchange) return undefined;
  let isEnded = false;
  return {
    exchange,
    reader,
    isUtterance,
    get isEnded() {
      return isEnded;
    },
    async end() {
      if (isEnded) return;
      isEnded = true;
      await exchange.accept(reader.finish());
      exchange.end();
    },
  };
}

function beginAsr(asked: WyomingMessage | undefined, options: DialogOptions): Exchange | undefined {
  if (!options.backend.offer().recogniser) {
    return refuse(options, "edgewise has no acoustic model here: it takes texts only");
  }
  return createAsrExchange({
    ...options,
    language: asked && textOf(asked.data, "language", 35),
    onDone(outcome, error) {
      options.reporter.report("transcribed", { outcome, source: options.source.name });
      if (outcome === "failed") fail(options, error);
    },
  });
}

function beginWake(asked: WyomingMessage, reader: SoundReader, options: DialogOptions): Exchange | undefined {
  const { wakePhrases, recogniser } = options.backend.offer();
  const known = recogniser ? wakePhrases : [];
  const names = textsOf(asked.data, "names");
  const phrases = names ? known.filter((phrase) => names.includes(wakeName(phrase))) : known;
  if (phrases.length === 0) {
    const there = known.map(wakeName).join(", ") || "none";
    return refuse(options, `no wake phrase "${names?.join('" or "') ?? ""}"; there are: ${there}`);
  }
  return createWakeExchange({
    ...options,
    phrases,
    senderMs: (atMs) => reader.senderMs(atMs),
    onDetection: () => options.reporter.report("phraseDetected", { source: options.source.name }),
    onFailure: (error) => fail(options, error),
  });
}

function refuse({ connection, reporter }: DialogOptions, text: string): undefined {
  reporter.report("requestRefused", { peer: connection.peer, why: text });
  connection.post(message("error", { text, code: "voice.refused" }));
}

function fail({ connection, reporter }: DialogOptions, error: unknown): void {
  reporter.report("requestFailed", { peer: connection.peer, why: errorMessage(error) });
  connection.post(message("error", { text: errorMessage(error), code: "voice.failed" }));
}
