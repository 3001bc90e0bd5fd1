/**
 * Whether a source sends as much sound as time passes. A satellite that announces another rate than it records with (a header
 * written by hand) sends sound that is too slow or too quick to be understood, and nothing else gives it away.
 */
export interface RateCheck {
  /** Another piece, at a monotonic time. Undefined while there is nothing new to say; without a problem all is well (again). */
  add(seconds: number, atMs: number, rate: number): RateDoubt | undefined;
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
const usualRates = [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];

export function createRateCheck(): RateCheck {
  let fromMs: number | undefined;
  let seconds = 0;
  let isDoubtful = false;
  return {
    add(more, atMs, rate) {
      // The first piece only starts the clock: its sound is from before.
      if (fromMs === undefined) {
        fromMs = atMs;
        return undefined;
      }
      seconds += more;
      const elapsedMs = atMs - fromMs;
      if (elapsedMs < windowMs) return undefined;
      const share = (seconds * 1_000) / elapsedMs;
      fromMs = atMs;
      seconds = 0;
      const wasDoubtful = isDoubtful;
      isDoubtful = Math.abs(share - 1) > toleranceShare;
      if (!isDoubtful && !wasDoubtful) return undefined;
      const figures = { announced: rate, measured: Math.round(rate * share) };
      return { problem: isDoubtful ? problemOf(figures) : undefined, figures };
    },
    reset() {
      fromMs = undefined;
      seconds = 0;
    },
  };
}

function problemOf({ announced, measured }: RateDoubt["figures"]): string {
  const near = usualRates.find((rate) => Math.abs(measured / rate - 1) < 0.05 && rate !== announced);
  const guess = near === undefined ? "" : `; it looks like ${near} Hz`;
  return `It announces ${announced} Hz and sends about ${measured} samples a second${guess}. Correct the rate that it announces.`;
}
