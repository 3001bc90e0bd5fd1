import { sayDuration } from "../text/say-duration.ts";
import type { Output } from "./output.ts";

/** Tells how far a long run is: so many a second, and how long the rest will take. */
export interface Progress {
  /** `done` of what is counted; `note` stands in for the rest of the line, such as that the broker is away. */
  update(done: number, note?: string): void;
  end(): void;
}

const redrawMs = 200;

export function createProgress(options: {
  output: Output;
  /** What is counted, e.g. `records`. */
  what: string;
  /** Undefined while it is not known. */
  total?: number | undefined;
  monotonicMs: () => number;
}): Progress {
  const { output, what, total, monotonicMs } = options;
  const startMs = monotonicMs();
  let drawnMs = Number.NEGATIVE_INFINITY;
  return {
    update(done, note) {
      const nowMs = monotonicMs();
      if (nowMs - drawnMs < redrawMs && note === undefined) return;
      drawnMs = nowMs;
      output.progress(progressText({ what, done, total, elapsedMs: nowMs - startMs, note }));
    },
    end: () => output.endProgress(),
  };
}

export function progressText(state: {
  what: string;
  done: number;
  total: number | undefined;
  elapsedMs: number;
  note?: string | undefined;
}): string {
  const { what, done, total, elapsedMs, note } = state;
  const perSecond = elapsedMs > 0 ? (done * 1_000) / elapsedMs : 0;
  const of = total === undefined ? "" : ` of ${total} (${Math.floor((100 * done) / Math.max(1, total))}%)`;
  const head = `${done}${of} ${what}`;
  if (note !== undefined) return `${head}; ${note}`;
  if (perSecond <= 0) return head;
  const rate = `${perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)}/s`;
  const left =
    total === undefined ? "" : `, ${sayDuration((1_000 * (total - done)) / perSecond, "short")} left`;
  return `${head}, ${rate}${left}`;
}
