import type { StoreConfig } from "../config.ts";
import { type PlainError, toPlainError } from "../errors.ts";
import type { Notice } from "../events.ts";
import type { CallResult, EngineReport, SeriesDescription, StoreCall } from "./calls.ts";
import { createStoreEngine, type StoreEngine } from "./engine.ts";
import type { EngineTime } from "./time.ts";

/** From the service to the engine. Messages are handled one after the other, in order. */
export type EngineRequest =
  | { type: "open"; config: StoreConfig; time: EngineTime }
  | { type: "calls"; calls: StoreCall[]; time: EngineTime }
  | { type: "series"; series: SeriesDescription[] }
  | { type: "samples"; buffer: Float64Array<ArrayBuffer>; length: number; time: EngineTime }
  | { type: "tick"; time: EngineTime; connectedSinks?: readonly string[] | undefined }
  | { type: "close"; time: EngineTime };

/**
 * From the engine to the service. `isOpen` false: the engine has no database, ask it to open again; `isServing`: it takes
 * records nevertheless, in memory.
 */
export type EngineReply = { isOpen: boolean; isServing: boolean; report: EngineReport | undefined } & (
  | { type: "opened"; error: PlainError | undefined }
  | { type: "results"; results: CallResult[] }
  | { type: "recycled"; buffer: Float64Array<ArrayBuffer>; length: number }
  | { type: "ticked" }
  | { type: "closed" }
);

/** Errors of the disk or of the file, through which records and incidents are kept in memory. */
const troubleCodes: ReadonlySet<string> = new Set([
  "store.readOnly",
  "store.disk",
  "store.full",
  "store.corrupt",
]);

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
  /** What engines before this one had to tell. */
  const earlier: Notice[] = [];
  const described = new Map<number, SeriesDescription>();
  /** The sinks as they were last registered: an engine that replaces another one has to know them too. */
  let sinks: StoreCall | undefined;
  /** The file is damaged and not yet replaced. */
  let isDamaged = false;
  /** An engine had the file open, so nothing that is staged in memory is of an earlier run. */
  let wasOpen = false;

  /** Opens the database, or says why not; what was kept in memory goes into it. */
  function open(time: EngineTime, isKnownCorrupt: boolean): PlainError | undefined {
    if (!config || (engine && !engine.isVolatile)) return undefined;
    const before = engine;
    try {
      engine = createStoreEngine({ ...options, config, time, isKnownCorrupt, isContinued: wasOpen });
    } catch (error) {
      const plain = toPlainError(error);
      // Damage that only showed when the tables were read.
      if (plain.code === "store.corrupt" && !isKnownCorrupt) return open(time, true);
      if (!engine && config.memoryBytesMax > 0 && troubleCodes.has(plain.code)) {
        engine = createStoreEngine({ ...options, config, time, volatileBecause: plain });
        registerSinks(time);
      }
      return plain;
    }
    isDamaged = false;
    wasOpen = true;
    engine.describeSeries([...described.values()]);
    registerSinks(time);
    if (before) {
      earlier.push(...before.takeReport({ withFigures: false }).notices);
      adopt(before.heldCalls(), time);
      before.abandon();
    }
    return undefined;
  }

  function registerSinks(time: EngineTime): void {
    if (sinks) engine?.execute([sinks], time);
  }

  /** Does again what another engine only had in memory. */
  function adopt(calls: readonly StoreCall[], time: EngineTime): void {
    if (!engine || calls.length === 0) return;
    if (!again(calls, time) || engine.isVolatile) return;
    earlier.push({ event: "writtenBack", fields: { calls: calls.length }, count: 1 });
  }

  /** Whether all of it was done; what was not is lost, and told. */
  function again(calls: readonly StoreCall[], time: EngineTime): boolean {
    const results = engine?.execute(calls, time) ?? [];
    const failed = calls.filter((_, index) => !results[index]?.ok);
    if (failed.length === 0) return true;
    const records = failed.reduce((sum, call) => sum + recordsOf(call), 0);
    const fields = { calls: failed.length, records };
    earlier.push({ event: "memoryLost", fields, count: Math.max(1, records) });
    return false;
  }

  /** Damage met in the middle of work: the file is moved aside and a new one opened. */
  function replaceIfCorrupt(time: EngineTime): void {
    if (!engine?.isCorrupt) return;
    earlier.push(...engine.takeReport({ withFigures: false }).notices);
    const held = engine.heldCalls();
    const staged = engine.stagedCalls();
    engine.abandon();
    engine = undefined;
    isDamaged = true;
    open(time, true);
    adopt(held, time);
    again(staged, time);
  }

  function reportAfter(time: EngineTime, withFigures: boolean): EngineReport | undefined {
    replaceIfCorrupt(time);
    return report(withFigures);
  }

  function report(withFigures: boolean): EngineReport | undefined {
    const last = engine?.takeReport({ withFigures });
    if (!last && earlier.length === 0) return undefined;
    const full = last ?? {
      notices: [],
      commitSeconds: [],
      failing: undefined,
      held: undefined,
      figures: undefined,
    };
    full.notices.unshift(...earlier.splice(0));
    return full;
  }

  function state() {
    return { isOpen: engine !== undefined && !engine.isVolatile, isServing: engine !== undefined };
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
          const error = open(request.time, isDamaged);
          return { type: "opened", error, report: report(true), ...state() };
        }
        case "calls": {
          const { calls, time } = request;
          const results = engine?.execute(calls, time) ?? refuse(calls);
          sinks = calls.findLast(({ method }, at) => method === "registerSinks" && results[at]?.ok) ?? sinks;
          return { type: "results", results, report: reportAfter(time, false), ...state() };
        }
        case "series":
          for (const description of request.series) described.set(description.slot, description);
          engine?.describeSeries(request.series);
          return undefined;
        case "samples": {
          const { buffer, length, time } = request;
          engine?.addSamples(buffer.subarray(0, length), time);
          return { type: "recycled", buffer, length, report: undefined, ...state() };
        }
        case "tick": {
          engine?.tick(request.time, request.connectedSinks);
          return { type: "ticked", report: reportAfter(request.time, true), ...state() };
        }
        case "close": {
          engine?.close(request.time);
          const last = report(false);
          engine = undefined;
          return { type: "closed", report: last, ...state() };
        }
      }
    },
  };
}

function recordsOf({ method, args }: StoreCall): number {
  return method === "append" || method === "import" ? (args[0] as readonly unknown[]).length : 0;
}
