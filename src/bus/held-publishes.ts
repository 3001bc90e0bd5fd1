import type { Clock } from "../core/clock.ts";

/**
 * Publishes whose callers are patient while the broker is away, such as answers to people.
 *
 * Limits and invariants:
 * 1. At most `heldMax` wait, of `heldBytesMax` together; for one more the oldest is given up.
 * 2. Every wait settles: the broker is back, its caller's time is over or its signal aborts, it is given up for another, or `close`.
 */
export interface HeldPublishes {
  /**
   * True when the broker is back, next time, for `settleMs`; false when it is not waited for any longer. To be called when it is
   * known that the connection is lost.
   */
  whenBack(wait: { bytes: number; msMax: number; signal?: AbortSignal | undefined }): Promise<boolean>;
  setConnected(isConnected: boolean): void;
  /** Nobody waits any more, now and later. */
  close(): void;
}

const heldMax = 64;
const heldBytesMax = 4 * 1024 * 1024;
/** Whoever lost the same broker needs as long to listen again. */
const settleMs = 2_000;

export function createHeldPublishes(clock: Clock): HeldPublishes {
  const held = new Set<{ bytes: number; settle: (isBack: boolean) => void }>();
  let heldBytes = 0;
  let isClosed = false;
  let cancelRelease = () => {};

  const settleAll = (isBack: boolean) => {
    // The set keeps the order in which they were published.
    for (const { settle } of [...held]) settle(isBack);
  };

  const makeRoom = () => {
    for (const oldest of [...held]) {
      if (held.size <= heldMax && heldBytes <= heldBytesMax) return;
      oldest.settle(false);
    }
  };

  return {
    whenBack({ bytes, msMax, signal }) {
      if (isClosed || msMax <= 0 || signal?.aborted) return Promise.resolve(false);
      return new Promise((resolve) => {
        const giveUp = () => one.settle(false);
        const cancel = clock.after(msMax, giveUp);
        const one = {
          bytes,
          settle(isBack: boolean) {
            if (!held.delete(one)) return;
            heldBytes -= bytes;
            cancel();
            signal?.removeEventListener("abort", giveUp);
            resolve(isBack);
          },
        };
        signal?.addEventListener("abort", giveUp, { once: true });
        held.add(one);
        heldBytes += bytes;
        makeRoom();
      });
    },
    setConnected(isConnected) {
      cancelRelease();
      if (isConnected) cancelRelease = clock.after(settleMs, () => settleAll(true));
    },
    close() {
      isClosed = true;
      cancelRelease();
      settleAll(false);
    },
  };
}
