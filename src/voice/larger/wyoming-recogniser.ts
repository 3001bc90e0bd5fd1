import type { Clock } from "../../core/clock.ts";
import { sampleRate } from "../ports.ts";
import { askPeer } from "../wyoming/ask-peer.ts";
import { placeOf } from "../wyoming/dial.ts";
import { message, textOf } from "../wyoming/message.ts";
import type { LargerConfig } from "./config.ts";
import { localAddress } from "./local-address.ts";

export const usualPort = 10_300;
const chunkSamples = 2_048;

/**
 * Asks a Wyoming server for speech to text, such as faster-whisper.
 * @throws WyomingPeerError, LargerRecogniserError
 */
export async function transcribeByWyoming(options: {
  samples: Int16Array;
  url: string;
  config: LargerConfig;
  clock: Clock;
  signal: AbortSignal;
}): Promise<string> {
  const { samples, config, clock, signal } = options;
  const url = await localPeerUrl(options.url, config.networks);
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const format = { rate: sampleRate, width: 2, channels: 1 };
  return askPeer({
    url,
    usualPort,
    timeoutMs: config.timeoutMs,
    clock,
    signal,
    async ask(connection) {
      await connection.send(message("transcribe", { language: config.language }));
      await connection.send(message("audio-start", { ...format, timestamp: 0 }));
      for (let at = 0; at < samples.length; at += chunkSamples) {
        const timestamp = Math.round((at / sampleRate) * 1_000);
        const piece = bytes.subarray(2 * at, 2 * (at + chunkSamples));
        await connection.send(message("audio-chunk", { ...format, timestamp }, piece));
      }
      await connection.send(message("audio-stop"));
    },
    onMessage: (received) =>
      received.type === "transcript" ? (textOf(received.data, "text") ?? "") : undefined,
  });
}

/**
 * The URL with the address that its host has in one of the networks.
 * @throws LargerRecogniserError when there is none
 */
export async function localPeerUrl(url: string, networks: readonly string[]): Promise<string> {
  const place = placeOf({ url, usualPort });
  if ("path" in place) return url;
  const address = await localAddress({ url, host: place.host, networks });
  return `tcp://${address.includes(":") ? `[${address}]` : address}:${place.port}`;
}
