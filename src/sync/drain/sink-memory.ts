import type { StateStore } from "../../domain/ports.ts";
import type { KeptMetering } from "./metering.ts";

/** What a sink has to know after a restart, beside its place in the queue. */
export interface KeptSink {
  /** Wall time of the last delivery, as far as the clock was trusted then. */
  lastSuccessAt?: number;
  metering?: KeptMetering;
}

const keyOf = (sink: string) => `sync/sinks/${sink}`;

/** Rejects with the store's error; what cannot be read as it was written counts as nothing. */
export async function loadSink(state: StateStore, sink: string): Promise<KeptSink> {
  const text = await state.get(keyOf(sink));
  return text === undefined ? {} : readSink(text);
}

export async function saveSink(state: StateStore, sink: string, kept: KeptSink): Promise<void> {
  await state.put(keyOf(sink), JSON.stringify(kept));
}

function readSink(text: string): KeptSink {
  const value = parse(text);
  if (typeof value !== "object" || value === null) return {};
  const { lastSuccessAt, metering } = value as Record<string, unknown>;
  const kept: KeptSink = {};
  if (Number.isFinite(lastSuccessAt)) kept.lastSuccessAt = lastSuccessAt as number;
  if (typeof metering === "object" && metering !== null) {
    const { dayAt, bytes, ranMs } = metering as Record<string, unknown>;
    if (Number.isFinite(dayAt) && Number.isFinite(bytes) && (bytes as number) >= 0) {
      kept.metering = { dayAt: dayAt as number, bytes: bytes as number };
      if (Number.isFinite(ranMs) && (ranMs as number) >= 0) kept.metering.ranMs = ranMs as number;
    }
  }
  return kept;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
