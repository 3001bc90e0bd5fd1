/**
 * A signal that aborts with any of `signals`, and a `release` for when it is done with. Not `AbortSignal.any`:
 * on Node 20 that leaves an entry behind in a long-lived signal on every call (nodejs/node issue 54614).
 */
export function eitherSignal(signals: readonly AbortSignal[]): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const signal of signals) {
    if (signal.aborted) controller.abort();
    else signal.addEventListener("abort", abort, { once: true });
  }
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of signals) signal.removeEventListener("abort", abort);
    },
  };
}
