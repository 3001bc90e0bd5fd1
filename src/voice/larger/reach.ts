import type { Clock } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import { dial } from "../wyoming/dial.ts";
import type { LargerConfig } from "./config.ts";
import { LargerRecogniserError } from "./errors.ts";
import { largerProblem } from "./larger-recogniser.ts";
import { localAddress } from "./local-address.ts";
import { localPeerUrl, usualPort } from "./wyoming-recogniser.ts";

/**
 * Connects to the larger recogniser as an utterance would be sent, and leaves without a word.
 * @throws LargerRecogniserError when it is not in an allowed network, or cannot be reached in time
 */
export async function reachLarger(options: {
  config: LargerConfig;
  clock: Clock;
  timeoutMs: number;
}): Promise<void> {
  const { config, clock, timeoutMs } = options;
  const { url = "" } = config;
  const missing = largerProblem(config);
  if (missing !== undefined) throw new LargerRecogniserError(url, missing);
  const target = await (config.recogniser === "openai"
    ? peerOfWeb(url, config.networks)
    : localPeerUrl(url, config.networks));
  try {
    const { signal } = new AbortController();
    const socket = await dial({ url: target, usualPort, timeoutMs, clock, signal });
    socket.destroy();
  } catch (error) {
    throw new LargerRecogniserError(url, errorMessage(error), { cause: error });
  }
}

async function peerOfWeb(url: string, networks: readonly string[]): Promise<string> {
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === "https:" ? 443 : 80;
  const address = await localAddress({ url, host: hostname, networks });
  return `tcp://${address.includes(":") ? `[${address}]` : address}:${port || usual}`;
}
