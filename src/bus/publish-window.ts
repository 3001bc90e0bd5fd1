import { setMaxListeners } from "node:events";
import type { PublishResult } from "../domain/ports.ts";

/**
 * Lets at most `inFlightMax` publishes be under way and at most `waitingMax` wait their turn, in order.
 *
 * Limits and invariants:
 * 1. Every `run` settles exactly once: by its own result, its signal, the full line, or `close`.
 * 2. A publish given up by its caller keeps its place in flight until the broker answers: its packet
 *    identifier is still taken, and an MQTT 5 broker counts it (section 3.3.4, flow control).
 */
export interface PublishWindow {
  /** `send` starts the publish and reports its result once. */
  run(send: (settle: (result: PublishResult) => void) => void, signal?: AbortSignal): Promise<PublishResult>;
  /** Settles everything: in flight as failed, waiting as offline. Later runs answer offline. */
  close(): void;
}

export function createPublishWindow(options: { inFlightMax: number; waitingMax: number }): PublishWindow {
  let inFlight = 0;
  let isClosed = false;
  const unsettled = new Set<(result: PublishResult) => void>();
  let waiting = new Set<() => void>();

  const startNext = () => {
    const [next] = waiting;
    if (next === undefined || inFlight >= options.inFlightMax) return;
    waiting.delete(next);
    next();
  };

  return {
    run(send, signal) {
      if (isClosed) return Promise.resolve({ status: "offline" });
      if (signal?.aborted) return Promise.resolve(stoppedWaiting);
      const mustWait = inFlight >= options.inFlightMax;
      if (mustWait && waiting.size >= options.waitingMax) return Promise.resolve(lineFull);
      return new Promise((resolve) => {
        const settle = (result: PublishResult) => {
          unsettled.delete(settle);
          signal?.removeEventListener("abort", giveUp);
          resolve(result);
        };
        const start = () => {
          inFlight += 1;
          send((result) => {
            inFlight -= 1;
            settle(result);
            startNext();
          });
        };
        const giveUp = () => {
          waiting.delete(start);
          settle(stoppedWaiting);
        };
        unsettled.add(settle);
        // Many publishes may share one signal; without this Node warns of a leak at the eleventh.
        if (signal) setMaxListeners(0, signal);
        signal?.addEventListener("abort", giveUp, { once: true });
        if (mustWait) waiting.add(start);
        else start();
      });
    },
    close() {
      isClosed = true;
      const unsent = waiting.size;
      waiting = new Set();
      // The set keeps the order of asking, so the ones still waiting are the last.
      const all = [...unsettled];
      for (const [position, settle] of all.entries()) {
        settle(position < all.length - unsent ? connectionEnded : { status: "offline" });
      }
    },
  };
}

const stoppedWaiting: PublishResult = { status: "failed", reason: "stopped waiting for the broker" };
const lineFull: PublishResult = { status: "failed", reason: "too many messages wait for the broker already" };
const connectionEnded: PublishResult = {
  status: "failed",
  reason: "the connection ended before the broker confirmed",
  mayHaveArrived: true,
};
