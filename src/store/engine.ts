import { invariant } from "../core/errors.ts";
import {
  type CallResult,
  type EngineReport,
  methodKinds,
  type SeriesDescription,
  type StoreCall,
  type StoreFigures,
  type StoreMethods,
} from "./calls.ts";
import type { StoreConfig } from "./config.ts";
import { applyLimits, makeDirectory, openDatabase } from "./database.ts";
import { type PlainError, StoreCorruptError, toPlainError, translateDiskError } from "./errors.ts";
import type { Notice } from "./events.ts";
import { createIncidentTable } from "./incidents.ts";
import { createLedger } from "./ledger.ts";
import { acquireLock } from "./lock.ts";
import { createMemoryTable } from "./memories.ts";
import { createOutboxTable } from "./outbox.ts";
import { createSeriesHistory } from "./series-history.ts";
import { createStateTable } from "./state.ts";
import type { EngineTime } from "./time.ts";

export interface StoreEngine {
  /** Does the calls; all writes are on the disk (fsync) before this returns. */
  execute(calls: readonly StoreCall[], time: EngineTime): CallResult[];
  describeSeries(list: readonly SeriesDescription[]): void;
  /** `samples` holds triples of slot, time and value. Never touches the disk but to look up late ones. */
  addSamples(samples: Float64Array, time: EngineTime): void;
  /** A little of the periodic work; call it about every second. */
  tick(time: EngineTime): void;
  takeReport(options: { withFigures: boolean }): EngineReport;
  /** A read or a write met damage: close this engine and open one with `isKnownCorrupt`. */
  readonly isCorrupt: boolean;
  /** Writes what is unfinished and lets go of the lock. Never throws: what failed is in the last report. */
  close(time: EngineTime): void;
  /** Closes the file and writes nothing more, as a process that dies would. */
  abandon(): void;
}

export interface StoreEngineOptions {
  directory: string;
  config: StoreConfig;
  time: EngineTime;
  pid: number;
  /** Monotonic milliseconds, to time commits. */
  stopwatchMs: () => number;
  isKnownCorrupt?: boolean;
}

/**
 * The database and everything in it, synchronous and in one thread. It keeps some of the database in memory
 * (counters, positions, bytes by window); after any rollback that is read again before the next use.
 */
export function createStoreEngine(options: StoreEngineOptions): StoreEngine {
  const { directory, time: openedAt, stopwatchMs } = options;
  let { config } = options;
  const notices: Notice[] = [];
  let commitSeconds: number[] = [];
  let commits = 0;
  let failing: PlainError | undefined;
  let isStale = false;
  let isCorrupt = false;

  const currentConfig = () => config;
  makeDirectory(directory);
  const lock = acquireLock(directory, options.pid);
  const db = orUnlock(() => {
    const { isKnownCorrupt = false } = options;
    return openDatabase({ directory, config, now: openedAt.now, notices, isKnownCorrupt });
  });
  const { totalChanges, ledger, outbox, incidents, state, memories, history } = orUnlock(openTables);
  notices.push({ event: "opened", fields: { directory }, count: 1 });

  function openTables() {
    try {
      const tables = {
        totalChanges: db.prepare<[], number>("SELECT total_changes()").pluck(),
        ledger: createLedger(db, { config: currentConfig, directory, notices }),
        outbox: createOutboxTable(db, { config: currentConfig, notices }),
        incidents: createIncidentTable(db, { countMax: () => config.incidentsCountMax, notices }),
        state: createStateTable(db),
        memories: createMemoryTable(db, { config: currentConfig, notices }),
        history: createSeriesHistory(db, { config: currentConfig, notices, openedAt }),
      };
      tables.ledger.restoreReserve();
      return tables;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  function orUnlock<T>(make: () => T): T {
    try {
      return make();
    } catch (error) {
      lock.release();
      throw translateDiskError(error, `cannot open the database in ${directory}`);
    }
  }

  function createMethods(time: EngineTime): StoreMethods {
    return {
      append: (records) => outbox.append(records, time),
      settle: (sink, results) => outbox.settle(sink, results, time),
      registerSinks: outbox.registerSinks,
      requeue: (numbers) => outbox.requeue(numbers, time),
      saveIncident: incidents.save,
      putState: state.put,
      saveMemories: (list) => memories.save(list, time),
      claim: outbox.claim,
      releaseSink: outbox.releaseSink,
      counts: outbox.counts,
      peek: outbox.peek,
      deadLetters: outbox.deadLetters,
      getIncident: incidents.get,
      listIncidents: incidents.list,
      similarIncidents: incidents.similar,
      getState: state.get,
      loadMemories: memories.load,
      rollups: history.rollups,
      stateChanges: history.stateChanges,
      reconfigure(next) {
        config = next;
        applyLimits(db, next);
      },
    };
  }

  function execute(calls: readonly StoreCall[], time: EngineTime): CallResult[] {
    const methods = createMethods(time);
    const results: CallResult[] = calls.map(() => ({ ok: true, value: undefined }));
    const writes = [...calls.entries()].filter(([, { method }]) => methodKinds[method] === "write");
    if (!runTogether(writes, methods, results)) {
      // One of them failed and took the others with it. Each alone: room may be made by a settle, say.
      for (const write of writes) runTogether([write], methods, results);
    }
    for (const [index, call] of calls.entries()) {
      if (methodKinds[call.method] === "read") results[index] = attempt(() => read(methods, call));
    }
    ledger.noteWrites({ mayFold: true });
    return results;
  }

  /** All writes in one transaction: true when it is on the disk, or when there was only one and it has its error. */
  function runTogether(
    writes: readonly (readonly [number, StoreCall])[],
    methods: StoreMethods,
    results: CallResult[],
  ): boolean {
    if (writes.length === 0) return true;
    const outcome = attempt(() =>
      transact(() => {
        for (const [index, call] of writes) results[index] = { ok: true, value: invoke(methods, call) };
      }),
    );
    if (outcome.ok) return true;
    if (writes.length > 1) return false;
    const index = writes[0]?.[0];
    invariant(index !== undefined, "a transaction without a write failed");
    results[index] = outcome;
    return true;
  }

  function attempt(run: () => unknown): CallResult {
    try {
      return { ok: true, value: run() };
    } catch (error) {
      return { ok: false, error: toPlainError(error) };
    }
  }

  function read(methods: StoreMethods, call: StoreCall): unknown {
    try {
      refresh();
      return invoke(methods, call);
    } catch (error) {
      throw noteFailure(error, `cannot do ${call.method}`);
    }
  }

  function transact<T>(run: () => T): T {
    const noticesBefore = notices.length;
    try {
      refresh();
      db.exec("BEGIN IMMEDIATE");
      const changesBefore = totalChanges.get();
      const value = run();
      const begunMs = stopwatchMs();
      db.exec("COMMIT");
      // One that changed nothing did not ask the disk, and says nothing about it.
      if (totalChanges.get() === changesBefore) return value;
      commitSeconds.push((stopwatchMs() - begunMs) / 1000);
      commits += 1;
      noteSuccess();
      return value;
    } catch (error) {
      if (db.inTransaction) db.exec("ROLLBACK");
      // What was counted in the transaction did not happen.
      notices.length = noticesBefore;
      isStale = true;
      throw noteFailure(error, "cannot write to the database");
    }
  }

  /** Brings memory and database together again after a rollback. */
  function refresh(): void {
    if (!isStale) return;
    outbox.reload();
    history.reload();
    memories.reload();
    isStale = false;
  }

  function noteFailure(error: unknown, doing: string): unknown {
    const translated = translateDiskError(error, doing);
    if (translated === error) return error;
    if (translated instanceof StoreCorruptError) isCorrupt = true;
    failing = toPlainError(translated);
    if (failing.code === "store.full") ledger.releaseReserve();
    notices.push({ event: "writeFailed", fields: { code: failing.code, error: failing.message }, count: 1 });
    return translated;
  }

  function noteSuccess(): void {
    if (!failing) return;
    notices.push({ event: "writeRecovered", fields: { was: failing.code }, count: 1 });
    failing = undefined;
    ledger.restoreReserve();
  }

  function tick(time: EngineTime): void {
    const work = [
      () => flush(time, { isAll: false }),
      () =>
        transact(() => {
          outbox.trim(time);
          incidents.trim();
          memories.trim(time);
          history.trim(time, ledger.isPressed());
        }),
      () => transact(() => history.mergeSome(time.monotonicMs)),
    ];
    for (const run of work) {
      const outcome = attempt(run);
      if (!outcome.ok && outcome.error.code === "bug") throw new Error(outcome.error.message);
    }
    ledger.noteWrites({ mayFold: true });
    ledger.giveBackPages();
  }

  function flush(time: EngineTime, { isAll }: { isAll: boolean }): void {
    if (!isAll && !history.isFlushDue(time)) return;
    history.gather(time, isAll);
    if (!history.hasPending() && !isAll) return;
    transact(() => history.writePending(time, isAll));
    history.forgetPending();
  }

  function abandon(): void {
    if (!db.open) return;
    db.close();
    lock.release();
  }

  function describeFigures(): StoreFigures {
    return {
      ...ledger.figures(),
      commits,
      ...history.figures(),
      outbox: outbox.counts(),
    };
  }

  function takeReport({ withFigures }: { withFigures: boolean }): EngineReport {
    const report: EngineReport = {
      notices: notices.splice(0),
      commitSeconds,
      failing,
      figures: undefined,
    };
    commitSeconds = [];
    if (withFigures) {
      const outcome = attempt(describeFigures);
      if (outcome.ok) report.figures = outcome.value as StoreFigures;
    }
    return report;
  }

  return {
    execute,
    describeSeries: (list) => history.describe(list),
    addSamples: (samples, time) => history.addSamples(samples, time),
    tick,
    takeReport,
    get isCorrupt() {
      return isCorrupt;
    },
    close(time) {
      attempt(() => flush(time, { isAll: true }));
      attempt(() => ledger.fold());
      abandon();
    },
    abandon,
  };
}

function invoke(methods: StoreMethods, call: StoreCall): unknown {
  const method = methods[call.method] as (...args: readonly unknown[]) => unknown;
  return method(...call.args);
}
