/**
 * Time as a dependency. Nothing outside this file (and `core/id.ts`) reads the machine's clocks, so a
 * test can drive hours in milliseconds with `test/support/virtual-clock.ts`.
 */
export interface Clock {
  /** Wall time in milliseconds since 1970-01-01 UTC. May jump either way. */
  now(): number;
  /**
   * Milliseconds since an origin that is the same for all processes of one boot. Never goes back, not even when the wall
   * clock is set.
   */
  monotonicMs(): number;
  /** Calls `run` once after `delayMs`; the returned function cancels it. Never keeps the process alive. */
  after(delayMs: number, run: () => void): () => void;
}

/** `performance.now()` counts from the start of the process, CLOCK_MONOTONIC (what `hrtime` reads) from that of the machine. */
const processStartMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => processStartMs + performance.now(),
  after(delayMs, run) {
    // setTimeout fires at once above 2^31-1 ms (about 24.8 days), so longer delays are cut to that.
    const timer = setTimeout(run, Math.min(delayMs, 2 ** 31 - 1));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs`, or as soon as `signal` aborts (it never rejects: check the signal). */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const cancel = clock.after(delayMs, finish);
    signal?.addEventListener("abort", finish, { once: true });
  });
}

/** Calls `run` every `intervalMs` until the returned function is called. Ticks never overlap or pile up. */
export function every(clock: Clock, intervalMs: number, run: () => void): () => void {
  let cancel = () => {};
  let isStopped = false;
  const arm = () => {
    cancel = clock.after(intervalMs, () => {
      run();
      if (!isStopped) arm();
    });
  };
  arm();
  return () => {
    isStopped = true;
    cancel();
  };
}
