import type { CallResult, EngineReport, SeriesDescription, StoreCall } from "./calls.ts";
import type { StoreConfig } from "./config.ts";
import { createStoreEngine, type StoreEngine } from "./engine.ts";
import { type PlainError, toPlainError } from "./errors.ts";
import type { EngineTime } from "./time.ts";

/** From the service to the engine. Messages are handled one after the other, in order. */
export type EngineRequest =
  | { type: "open"; config: StoreConfig; time: EngineTime }
  | { type: "calls"; calls: StoreCall[]; time: EngineTime }
  | { type: "series"; series: SeriesDescription[] }
  | { type: "samples"; buffer: Float64Array<ArrayBuffer>; length: number; time: EngineTime }
  | { type: "tick"; time: EngineTime }
  | { type: "close"; time: EngineTime };

/** From the engine to the service. `isOpen` false: the engine has no database, ask it to open again. */
export type EngineReply = { isOpen: boolean; report: EngineReport | undefined } & (
  | { type: "opened"; error: PlainError | undefined }
  | { type: "results"; results: CallResult[] }
  | { type: "recycled"; buffer: Float64Array<ArrayBuffer>; length: number }
  | { type: "ticked" }
  | { type: "closed" }
);

/**
 * Holds an engine through opening, damage and closing. It runs in the store's thread, or in the caller's
 * for tests and offline tools.
 */
export function createEngineHost(options: { directory: string; pid: number; stopwatchMs: () => number }): {
  /** The reply, or undefined for a request that has none. Throws only on a bug. */
  handle(request: EngineRequest): EngineReply | undefined;
} {
  let engine: StoreEngine | undefined;
  let config: StoreConfig | undefined;
  const described = new Map<number, SeriesDescription>();

  function open(time: EngineTime, isKnownCorrupt: boolean): PlainError | undefined {
    if (engine || !config) return undefined;
    try {
      engine = createStoreEngine({ ...options, config, time, isKnownCorrupt });
      engine.describeSeries([...described.values()]);
      return undefined;
    } catch (error) {
      const plain = toPlainError(error);
      // Damage that only showed when the tables were read.
      if (plain.code === "store.corrupt" && !isKnownCorrupt) return open(time, true);
      return plain;
    }
  }

  /** Damage met in the middle of work: the file is moved aside and a new one opened. */
  function replaceIfCorrupt(time: EngineTime): EngineReport | undefined {
    if (!engine?.isCorrupt) return undefined;
    const report = engine.takeReport({ withFigures: false });
    engine.abandon();
    engine = undefined;
    open(time, true);
    return report;
  }

  function reportAfter(time: EngineTime, withFigures: boolean): EngineReport | undefined {
    const before = replaceIfCorrupt(time);
    const report = engine?.takeReport({ withFigures });
    if (before && report) report.notices.unshift(...before.notices);
    return report ?? before;
  }

  function refuse(calls: readonly StoreCall[]): CallResult[] {
    const error = { code: "store.unavailable", message: "the database is not open" };
    return calls.map(() => ({ ok: false, error }));
  }

  return {
    handle(request) {
      switch (request.type) {
        case "open": {
          config = request.config;
          const error = open(request.time, false);
          const report = engine?.takeReport({ withFigures: true });
          return { type: "opened", error, isOpen: engine !== undefined, report };
        }
        case "calls": {
          const { calls, time } = request;
          const results = engine?.execute(calls, time) ?? refuse(calls);
          const report = reportAfter(time, false);
          return { type: "results", results, isOpen: engine !== undefined, report };
        }
        case "series":
          for (const description of request.series) described.set(description.slot, description);
          engine?.describeSeries(request.series);
          return undefined;
        case "samples": {
          const { buffer, length, time } = request;
          engine?.addSamples(buffer.subarray(0, length), time);
          return { type: "recycled", buffer, length, isOpen: engine !== undefined, report: undefined };
        }
        case "tick": {
          engine?.tick(request.time);
          const report = reportAfter(request.time, true);
          return { type: "ticked", isOpen: engine !== undefined, report };
        }
        case "close": {
          engine?.close(request.time);
          const report = engine?.takeReport({ withFigures: false });
          engine = undefined;
          return { type: "closed", isOpen: false, report };
        }
      }
    },
  };
}
