import { connect, type Socket } from "node:net";
import type { Clock } from "../../core/clock.ts";
import { WyomingPeerError } from "./errors.ts";

export interface DialOptions {
  /** `tcp://host:port` or `unix:///path`. */
  url: string;
  /** Port of a URL without one. */
  usualPort: number;
  timeoutMs: number;
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Connects to a peer.
 * @throws WyomingPeerError when it cannot be reached in time, or `signal` aborts
 */
export function dial(options: DialOptions): Promise<Socket> {
  const { url, timeoutMs, clock, signal } = options;
  if (signal.aborted) return Promise.reject(new WyomingPeerError(url, "given up"));
  return new Promise((resolve, reject) => {
    const socket = connect(placeOf(options));
    const settle = (error?: WyomingPeerError) => {
      cancel();
      signal.removeEventListener("abort", abort);
      socket.off("error", failed);
      if (!error) return resolve(socket);
      socket.on("error", () => {});
      socket.destroy();
      reject(error);
    };
    const abort = () => settle(new WyomingPeerError(url, "given up"));
    const failed = (error: NodeJS.ErrnoException) =>
      settle(new WyomingPeerError(url, `it cannot be reached (${error.code ?? error.message})`, error));
    const cancel = clock.after(timeoutMs, () =>
      settle(new WyomingPeerError(url, `it cannot be reached within ${timeoutMs} ms`)),
    );
    signal.addEventListener("abort", abort, { once: true });
    socket.once("error", failed);
    socket.once("connect", () => settle());
  });
}

/** Where a URL of a Wyoming peer leads. */
export function placeOf({
  url,
  usualPort,
}: Pick<DialOptions, "url" | "usualPort">): { path: string } | { host: string; port: number } {
  if (url.startsWith("unix://")) return { path: url.slice("unix://".length) };
  const [, host = "", port] = /^tcp:\/\/(.+?)(?::(\d+))?$/.exec(url) ?? [];
  return { host: host.replace(/^\[|\]$/g, ""), port: port === undefined ? usualPort : Number(port) };
}
