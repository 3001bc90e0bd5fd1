/**
 * Whether a source sends as much sound as time passes. A satellite that announces another rate than it records with (a header
 * written by hand) sends sound that is too slow or too quick to be understood, and nothing else gives it away.
 */
export interface RateCheck {
  /** Another piece, at a monotonic time. Undefined while there is nothing new to say; without a problem all is well (again). */
  add(seconds: number, atMs: number, rate: number): RateDoubt | undefined;
  /** No sound comes for a while, and that is as it should be. What was measured stays; how the next sound begins does not count. */
  pause(): void;
  /** Begins anew, such as after a gap. */
  reset(): void;
}

export interface RateDoubt {
  problem: string | undefined;
  figures: { announced: number; measured: number };
}

const windowMs = 10_000;
/** Jitter of a network is made up for within the window; clocks differ by far less. */
const toleranceShare = 0.15;
/** What a source has kept since before it was woken comes at once. */
const settleMs = 1_000;
const usualRates = [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];

export function createRateCheck(): RateCheck {
  let lastMs: number | undefined;
  let settledAtMs = Number.NEGATIVE_INFINITY;
  let isPaused = false;
  let elapsedMs = 0;
  let seconds = 0;
  let isDoubtful = false;
  return {
    add(more, atMs, rate) {
      // The first piece only starts the clock: its sound is from before.
      if (lastMs === undefined) {
        if (isPaused) settledAtMs = atMs + settleMs;
        isPaused = false;
      }
      if (lastMs === undefined || atMs < settledAtMs) {
        lastMs = atMs;
        return undefined;
      }
      seconds += more;
      elapsedMs += atMs - lastMs;
      lastMs = atMs;
      if (elapsedMs < windowMs) return undefined;
      const share = (seconds * 1_000) / elapsedMs;
      elapsedMs = 0;
      seconds = 0;
      const wasDoubtful = isDoubtful;
      isDoubtful = Math.abs(share - 1) > toleranceShare;
      if (!isDoubtful && !wasDoubtful) return undefined;
      const figures = { announced: rate, measured: Math.round(rate * share) };
      return { problem: isDoubtful ? problemOf(figures) : undefined, figures };
    },
    pause() {
      lastMs = undefined;
      isPaused = true;
    },
    reset() {
      lastMs = undefined;
      settledAtMs = Number.NEGATIVE_INFINITY;
      elapsedMs = 0;
      seconds = 0;
    },
  };
}

function problemOf({ announced, measured }: RateDoubt["figures"]): string {
  const near = usualRates.find((rate) => Math.abs(measured / rate - 1) < 0.05 && rate !== announced);
  const found = `It announces ${announced} Hz and sends about ${measured} samples a second`;
  if (near !== undefined) return `${found}; it looks like ${near} Hz. Correct the rate that it announces.`;
  return `${found}. Correct the rate that it announces, or let it send sound as it hears it.`;
}
