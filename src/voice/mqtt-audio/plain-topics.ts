import type { Clock } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import type { InboundMessage, MessageBus } from "../../domain/ports.ts";
import { SoundFormatError } from "../audio/errors.ts";
import type { SoundListener } from "../ports.ts";
import type { MqttAudioConfig } from "./config.ts";
import type { mqttAudioEvents } from "./events.ts";
import { readWavMessage, type SoundMessage, soundMessage } from "./sound-message.ts";
import { subscribeToSound } from "./sound-subscription.ts";
import { createStreamTable } from "./stream-table.ts";

/** A source that has been heard lately. */
export interface MqttSourceView {
  readonly name: string;
  readonly area: string | undefined;
  readonly problem: string | undefined;
}

/** A way in which sound comes by MQTT. Muted, it is not even subscribed to. */
export interface MqttSound {
  start(isMuted: boolean): void;
  setMuted(isMuted: boolean): void;
  stop(): void;
  sources(): readonly MqttSourceView[];
  /** Called when a source comes or goes, or its problem is another one. */
  onChanged(listener: () => void): () => void;
}

export interface MqttSoundOptions {
  bus: MessageBus;
  listener: SoundListener;
  clock: Clock;
  reporter: Reporter<typeof mqttAudioEvents>;
  /** Whether a name is that of a source which comes another way, such as the microphone. */
  isTaken: (name: string) => boolean;
}

/** From this length on a WAV whose source is not known is taken for a whole utterance. */
const utteranceSecondsMin = 1;
const nameLengthMax = 100;

interface Refusal {
  why: string;
  reason: string;
}

/**
 * `<base>/voice/audio/<source>`: WAV, or raw PCM where the configuration says its format. A whole utterance in one message
 * (push to talk), or pieces of a stream, in which `<base>/voice/audio/<source>/begin` and `/end` mark a pressed button.
 *
 * Limits and invariants:
 * 1. Retained messages are never taken.
 * 2. Above `payloadBytesMax` or `utteranceMsMax` a message is refused unread; what is refused is counted, with its reason.
 */
export function createPlainTopics(
  options: MqttSoundOptions & { config: MqttAudioConfig; baseTopic: string },
): MqttSound {
  const { config, bus, reporter, isTaken } = options;
  const prefix = `${options.baseTopic}/voice/audio/`;
  const streams = createStreamTable({ ...config, ...options });
  let unsubscribe: (() => void) | undefined;

  function take({ topic, payload, isRetained }: InboundMessage): void {
    if (!topic.startsWith(prefix)) return;
    const [name = "", mark] = topic.slice(prefix.length).split("/");
    if (isRetained) reporter.report("soundRetained", { source: name.slice(0, nameLengthMax) });
    else {
      const refusal =
        refusalOf(name) ?? (mark === undefined ? takeSound(name, payload) : takeMark(name, mark));
      if (refusal) reporter.report("soundRefused", { source: name.slice(0, nameLengthMax), ...refusal });
    }
  }

  /** Why nothing of a source is taken. */
  function refusalOf(name: string): Refusal | undefined {
    if (name === "" || name.length > nameLengthMax) {
      return { why: "topic", reason: `a source's name has 1 to ${nameLengthMax} characters` };
    }
    if (!knownAs(name) && !config.takesOthers) {
      return { why: "unknown", reason: "it is not in voice.mqtt.sources" };
    }
    return isTaken(name) ? { why: "taken", reason: "another source has this name" } : undefined;
  }

  function knownAs(name: string) {
    return Object.hasOwn(config.sources, name) ? config.sources[name] : undefined;
  }

  function takeMark(name: string, mark: string): undefined {
    if (mark === "end") streams.get(name)?.end();
    else streams.open({ name, area: knownAs(name)?.area }).begin({ hasEnd: true, session: undefined });
  }

  function takeSound(name: string, payload: Buffer): Refusal | undefined {
    const known = knownAs(name);
    if (payload.length > config.payloadBytesMax) return { why: "size", reason: `${payload.length} bytes` };
    const message = read(payload, known);
    if (typeof message === "string") return { why: "format", reason: message };
    const sends = known?.sends ?? "auto";
    const isUtterance = sends === "auto" ? message.seconds >= utteranceSecondsMin : sends === "utterances";
    if (isUtterance && message.seconds * 1_000 > config.utteranceMsMax) {
      return { why: "length", reason: `${message.seconds.toFixed(1)} s in one message` };
    }
    const stream = streams.open({ name, area: known?.area });
    if (isUtterance) stream.utterance(message, undefined);
    else stream.piece(message);
    return undefined;
  }

  function listen(isMuted: boolean): void {
    if (isMuted || unsubscribe) return;
    unsubscribe = subscribeToSound({
      bus,
      name: "voiceAudio",
      filters: [`${prefix}+`, `${prefix}+/begin`, `${prefix}+/end`],
      streams,
      take,
    });
  }

  function close(because: "gone" | "muted"): void {
    unsubscribe?.();
    unsubscribe = undefined;
    streams.stop(because);
  }

  return {
    start: listen,
    setMuted(isMuted) {
      if (isMuted) close("muted");
      else listen(false);
    },
    stop: () => close("gone"),
    sources: () =>
      streams.all().map(({ source, problem }) => ({ name: source.name, area: source.area, problem })),
    onChanged: (listener) => streams.onChanged(listener),
  };
}

/** The message's sound, or what is wrong with it. */
function read(payload: Buffer, known: MqttAudioConfig["sources"][string] | undefined): SoundMessage | string {
  const { raw } = known ?? {};
  const isWav = payload.length >= 4 && /^(?:RIFF|RF64|BW64)$/.test(payload.toString("latin1", 0, 4));
  if (raw && !isWav) {
    return soundMessage({ encoding: raw.encoding, rate: raw.sampleRate, channels: raw.channels }, payload);
  }
  try {
    return readWavMessage(payload);
  } catch (error) {
    if (error instanceof SoundFormatError) return errorMessage(error);
    throw error;
  }
}
