import { setMaxListeners } from "node:events";
import type { Clock } from "../core/clock.ts";
import type { Deadline } from "../core/lifecycle.ts";

/** A deadline `timeoutMs` from now; `cancel` stops its timer. */
export function createDeadline(clock: Clock, timeoutMs: number): Deadline & { cancel(): void } {
  const endMs = clock.monotonicMs() + timeoutMs;
  const abort = new AbortController();
  // Every part listens to it, some for more than one thing; it is gone after the stop.
  setMaxListeners(0, abort.signal);
  const cancel = clock.after(timeoutMs, () => abort.abort());
  return {
    remainingMs: () => Math.max(0, endMs - clock.monotonicMs()),
    signal: abort.signal,
    cancel,
  };
}

/** Resolves when `signal` aborts. Only to be raced, and only against what ends: it holds on to its listener. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
