import { type Clock, sleep } from "../../core/clock.ts";

/** Works whenever it is woken, and again after `pauseMs` as long as `work` says that there is more. */
export interface Worker {
  wake(): void;
  /** Resolves when it does not work now. */
  settled(): Promise<void>;
}

export function createWorker(options: {
  /** False: there was nothing to do. Never rejects. */
  work(): Promise<boolean>;
  clock: Clock;
  pauseMs: number;
  signal: AbortSignal;
}): Worker {
  const { clock, signal } = options;
  let working: Promise<void> | undefined;
  let isWoken = false;
  let wakeUp = () => {};

  const run = async () => {
    while (!signal.aborted) {
      isWoken = false;
      if (!(await options.work())) return;
      if (!isWoken) await sleepUntilWoken();
    }
  };

  const sleepUntilWoken = async () => {
    const woken = new AbortController();
    wakeUp = () => woken.abort();
    signal.addEventListener("abort", wakeUp, { once: true });
    await sleep(clock, options.pauseMs, woken.signal);
    signal.removeEventListener("abort", wakeUp);
    wakeUp = () => {};
  };

  return {
    wake() {
      isWoken = true;
      wakeUp();
      working ??= run().finally(() => {
        working = undefined;
        // Woken between the last look and here.
        if (isWoken && !signal.aborted) this.wake();
      });
    },
    async settled() {
      await working;
    },
  };
}
