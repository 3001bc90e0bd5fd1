import { setImmediate } from "node:timers/promises";
import { type Clock, systemClock } from "./clock.ts";

/** Long work in steps: it yields wherever somebody else may have a turn, and returns what it came to. */
export type Steps<T> = Generator<void, T, void>;

/** Longest slice of work between two turns of the event loop; the step that it ends with is beyond it. */
const sliceMs = 8;

/** For those who have nothing else to do meanwhile. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Lets the event loop have a turn after every {@link sliceMs} of work. Rejects with what a step throws. */
export async function inSlices<T>(
  steps: Steps<T>,
  clock: Pick<Clock, "monotonicMs"> = systemClock,
): Promise<T> {
  for (;;) {
    const endMs = clock.monotonicMs() + sliceMs;
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (clock.monotonicMs() < endMs);
    await setImmediate();
  }
}
