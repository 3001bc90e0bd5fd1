import type { Health } from "../core/lifecycle.ts";
import type { StoreFigures } from "./calls.ts";
import type { PlainError } from "./errors.ts";

/** What the service knows of its state, as a sentence for `edgewise status`. Times are wall milliseconds. */
export function describeHealth(state: {
  isStarted: boolean;
  unavailable: { reason: string; since: number } | undefined;
  failing: { error: PlainError; since: number } | undefined;
  figures: StoreFigures | undefined;
}): Health {
  const figures = state.figures ? { figures: briefly(state.figures) } : {};
  if (!state.isStarted) return { status: "failed", detail: "not started" };
  if (state.unavailable) {
    const { reason, since } = state.unavailable;
    const detail = `nothing is stored since ${iso(since)}: ${reason}; trying again`;
    return { status: "degraded", detail, ...figures };
  }
  if (state.failing) {
    const { error, since } = state.failing;
    const detail = `the disk takes no new records since ${iso(since)}: ${error.message}`;
    return { status: "degraded", detail, ...figures };
  }
  return { status: "ok", detail: "the database is open and takes writes", ...figures };
}

function briefly({ databaseBytes, walBytes, seriesCount, outbox }: StoreFigures): Record<string, number> {
  return {
    databaseBytes,
    walBytes,
    series: seriesCount,
    queued: outbox.records,
    queuedBytes: outbox.bytes,
    deadLetters: outbox.deadLetters,
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
