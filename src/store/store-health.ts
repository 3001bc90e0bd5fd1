import type { Health } from "../core/lifecycle.ts";
import type { HeldFigures, StoreFigures } from "./engine/calls.ts";
import type { PlainError } from "./errors.ts";

/** What the service knows of its state, as a sentence for `edgewise status`. Times are wall milliseconds. */
export function describeHealth(state: {
  isStarted: boolean;
  unavailable: { reason: string; since: number } | undefined;
  failing: { error: PlainError; since: number } | undefined;
  held: HeldFigures | undefined;
  figures: StoreFigures | undefined;
}): Health {
  const figures = state.figures ? { figures: briefly(state.figures, state.held) } : {};
  if (!state.isStarted) return { status: "failed", detail: "not started" };
  if (state.unavailable) {
    const { reason, since } = state.unavailable;
    const detail = state.held
      ? `the database cannot be opened since ${iso(since)}: ${reason}; ${tellHeld(state.held)}; trying again`
      : `nothing is stored since ${iso(since)}: ${reason}; trying again`;
    return { status: "degraded", detail, ...figures };
  }
  if (state.held) {
    const { sinceAt, because } = state.held;
    const detail = `the disk takes no writes since ${iso(sinceAt)}: ${because.message}; ${tellHeld(state.held)}`;
    return { status: "degraded", detail, ...figures };
  }
  if (state.failing) {
    const { error, since } = state.failing;
    const detail = `the disk takes no new records since ${iso(since)}: ${error.message}`;
    return { status: "degraded", detail, ...figures };
  }
  return { status: "ok", detail: "the database is open and takes writes", ...figures };
}

function tellHeld({ records, bytes }: HeldFigures): string {
  return `${records} records (${bytes} bytes with incidents and state) are only in memory, where a power cut would lose them`;
}

function briefly(figures: StoreFigures, held: HeldFigures | undefined): Record<string, number> {
  const {
    databaseBytes,
    walBytes,
    seriesCount,
    outbox,
    wear,
    staging,
    thinning,
    writtenBytes,
    payloadBytes,
  } = figures;
  return {
    databaseBytes,
    walBytes,
    series: seriesCount,
    queued: outbox.records,
    queuedBytes: outbox.bytes,
    deadLetters: outbox.deadLetters,
    writtenTodayBytes: wear.writtenTodayBytes,
    wearBytesPerDay: wear.budgetBytesPerDay,
    ...(payloadBytes > 0 ? { writtenPerPayloadByte: round(writtenBytes / payloadBytes) } : {}),
    ...(thinning.thinnedSamples > 0 ? { thinnedSamples: thinning.thinnedSamples } : {}),
    ...(held ? { inMemory: held.records, inMemoryBytes: held.bytes } : {}),
    ...(staging.place === "disk" ? {} : { staged: staging.records, stagedBytes: staging.bytes }),
    lossWindowMs: wear.groupCommitMs + staging.windowMs,
    aggregatesLossWindowMs: wear.rollupFlushMs,
  };
}

function round(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
