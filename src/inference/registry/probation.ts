import type { Clock } from "../../core/clock.ts";

/** Decides whether a newly activated model may stay: one window of time, one share of failed runs. */
export interface Probation {
  /** A run of the model came to an end. */
  count(isFailed: boolean): void;
  figures(): { runs: number; failures: number; remainingMs: number };
  end(): void;
}

export interface ProbationOptions {
  clock: Clock;
  limits: { probationMs: number; probationRunsMin: number; probationFailureShareMax: number };
  onPassed(): void;
  /** At most once; `reason` is a sentence. */
  onFailed(reason: string): void;
}

/** Judged from `probationRunsMin` runs on, and once more with whatever came when the time is over. */
export function startProbation({ clock, limits, onPassed, onFailed }: ProbationOptions): Probation {
  const endMs = clock.monotonicMs() + limits.probationMs;
  let runs = 0;
  let failures = 0;
  let isOver = false;
  const end = () => {
    isOver = true;
    cancel();
  };
  const isTooBad = () => runs > 0 && failures / runs > limits.probationFailureShareMax;
  const fail = () => {
    end();
    onFailed(`${failures} of ${runs} runs failed; ${limits.probationFailureShareMax * 100}% is the limit`);
  };
  const cancel = clock.after(limits.probationMs, () => {
    if (isTooBad()) fail();
    else {
      end();
      onPassed();
    }
  });
  return {
    count(isFailed) {
      if (isOver) return;
      runs += 1;
      if (isFailed) failures += 1;
      if (runs >= limits.probationRunsMin && isTooBad()) fail();
    },
    figures: () => ({ runs, failures, remainingMs: isOver ? 0 : Math.max(0, endMs - clock.monotonicMs()) }),
    end,
  };
}
