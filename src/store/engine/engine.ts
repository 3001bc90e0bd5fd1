import type { Database } from "better-sqlite3";
import { readBootId } from "../../core/boot-id.ts";
import { invariant } from "../../core/errors.ts";
import type { Envelope, RecordClass } from "../../domain/envelope.ts";
import type { StoreConfig } from "../config.ts";
import {
  type PlainError,
  StoreCorruptError,
  StoreUnavailableError,
  toPlainError,
  translateDiskError,
} from "../errors.ts";
import type { Notice } from "../events.ts";
import { applyLimits, makeDirectory, openDatabase, openMemoryDatabase } from "../file/database.ts";
import { freeBytes } from "../file/disk-probe.ts";
import { acquireLock } from "../file/lock.ts";
import { attempt } from "./attempt.ts";
import {
  type CallResult,
  type EngineReport,
  methodKinds,
  type SeriesDescription,
  type StoreCall,
  type StoreFigures,
  type StoreMethods,
} from "./calls.ts";
import { createHolding } from "./holding.ts";
import { createMethods, invoke } from "./methods.ts";
import { payloadBytes, sampleBytes } from "./payload.ts";
import { openTables } from "./tables.ts";
import type { EngineTime } from "./time.ts";

export interface StoreEngine {
  /** Does the calls; all writes are on the disk (fsync) before this returns. */
  execute(calls: readonly StoreCall[], time: EngineTime): CallResult[];
  describeSeries(list: readonly SeriesDescription[]): void;
  /** `samples` holds triples of slot, time and value. Never touches the disk but to look up late ones. */
  addSamples(samples: Float64Array, time: EngineTime): void;
  /** A little of the periodic work; call it about every second. `connectedSinks`: those whose far side answers now. */
  tick(time: EngineTime, connectedSinks?: readonly string[]): void;
  takeReport(options: { withFigures: boolean }): EngineReport;
  /** It has no file: the database cannot be opened, and this keeps records and incidents in memory meanwhile. */
  readonly isVolatile: boolean;
  /** The writes that are only in memory, for the engine that comes after this one. */
  heldCalls(): StoreCall[];
  /** What brings the records back that are staged in memory, for the same. */
  stagedCalls(): StoreCall[];
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
  /** Tells this boot of the machine from all others; the kernel's without it. */
  bootId?: string;
  /** Monotonic milliseconds, to time commits. */
  stopwatchMs: () => number;
  isKnownCorrupt?: boolean;
  /** An engine of this process had the file open before, and what it staged in memory is brought back. */
  isContinued?: boolean;
  /** Why the file cannot be opened: do without it, in memory. */
  volatileBecause?: PlainError;
  /** COMMIT; a test puts a failing disk here. */
  commit?: (db: Database) => void;
}

/** A disk in such trouble may take writes again. */
const troubleCodes: ReadonlySet<string> = new Set(["store.readOnly", "store.disk", "store.full"]);
/** With less free space than this it is the disk that is full, and not the database at its own limit. */
const roomBytesMin = 8 * 1024 * 1024;
/** A database smaller than this share of its limit is not at it. */
const ownLimitShare = 0.75;

/** What is about the queue as a whole, and so needs all of it in one place. */
const wholeQueueMethods: ReadonlySet<string> = new Set(["read", "purge", "import", "requeue"]);

/** What can be done without the file; the rest is about what lies in it. */
const volatileMethods: ReadonlySet<StoreCall["method"]> = new Set([
  "append",
  "claim",
  "settle",
  "registerSinks",
  "releaseSink",
  "counts",
  "peek",
  "deadLetters",
  "saveIncident",
  "reconfigure",
]);

/**
 * The database and everything in it, synchronous and in one thread. It keeps some of the database in memory
 * (counters, positions, bytes by window); after any rollback that is read again before the next use.
 */
export function createStoreEngine(options: StoreEngineOptions): StoreEngine {
  const { directory, time: openedAt, stopwatchMs, bootId = readBootId() } = options;
  let { config } = options;
  const notices: Notice[] = [];
  let commitSeconds: number[] = [];
  let commits = 0;
  let recordsPayloadBytes = 0;
  /** Commits at the last tick: none since means that nobody writes. */
  let commitsAtTick = 0;
  let failing: PlainError | undefined;
  let isStale = false;
  let isCorrupt = false;

  const currentConfig = () => config;
  let rollupFlushMs = config.rollupFlushMs;
  const historyConfig = () =>
    rollupFlushMs === config.rollupFlushMs ? config : { ...config, rollupFlushMs };
  const { volatileBecause, commit = (db) => void db.exec("COMMIT") } = options;
  const isVolatile = volatileBecause !== undefined;
  const lock = isVolatile ? { release: () => {} } : lockDirectory();
  const db = orUnlock(() => {
    if (isVolatile) return openMemoryDatabase(config);
    const { isKnownCorrupt = false } = options;
    return openDatabase({ directory, config, now: openedAt.now, notices, isKnownCorrupt });
  });
  const tables = orUnlock(() =>
    openTables(db, {
      directory,
      isVolatile,
      config: currentConfig,
      historyConfig,
      notices,
      bootId,
      openedAt,
      isContinued: options.isContinued ?? false,
    }),
  );
  const { ledger, wear, outbox, lastStage, incidents, memories, history } = tables;
  const totalChanges = db.prepare<[], number>("SELECT total_changes()").pluck();
  const sinkClasses = db.prepare<[], string>("SELECT classes FROM sink").pluck();
  const sinkNames = db.prepare<[], string>("SELECT name FROM sink").pluck();
  let latestTime = openedAt;
  const holding = createHolding(db, {
    directory,
    isVolatile,
    config: currentConfig,
    notices,
    sinksOf,
    commit: () => commit(db),
    probed: (bytes) => ledger.noteOther(bytes),
    invokeAll(calls) {
      const methods = methodsAt(latestTime);
      const values = calls.map((call) => invoke(methods, call));
      outbox.finish(latestTime);
      return values;
    },
    committed: () => outbox.committed(),
    refresh() {
      isStale = true;
      refresh();
    },
    releaseClaims() {
      for (const sink of sinkNames.all()) outbox.releaseSink(sink);
    },
  });
  if (isVolatile) holding.begin(volatileBecause, openedAt);
  else notices.push({ event: "opened", fields: { directory }, count: 1 });

  function lockDirectory() {
    makeDirectory(directory);
    return acquireLock(directory, options.pid);
  }

  function sinksOf(recordClass: RecordClass): number | undefined {
    const lists = sinkClasses.all();
    if (lists.length === 0) return undefined;
    return lists.filter((classes) => (JSON.parse(classes) as RecordClass[]).includes(recordClass)).length;
  }

  function orUnlock<T>(make: () => T): T {
    try {
      return make();
    } catch (error) {
      lock.release();
      throw translateDiskError(error, `cannot open the database in ${directory}`);
    }
  }

  function methodsAt(time: EngineTime) {
    return createMethods(tables, {
      time,
      isHeld: () => holding.isActive,
      reconfigure(next) {
        config = next;
        applyLimits(db, next);
      },
    });
  }

  function execute(calls: readonly StoreCall[], time: EngineTime): CallResult[] {
    latestTime = time;
    if (calls.some(({ method }) => wholeQueueMethods.has(method)))
      attempt(() => outbox.hasStaged() && moveStaged(time));
    const methods = methodsAt(time);
    const results: CallResult[] = calls.map(() => ({ ok: true, value: undefined }));
    const writes: [number, StoreCall][] = [];
    for (const [index, call] of calls.entries()) {
      if (isVolatile && !volatileMethods.has(call.method)) results[index] = attempt(() => refuse(call));
      else if (methodKinds[call.method] === "write") writes.push([index, call]);
    }
    if (!runTogether(writes, methods, results)) {
      // One of them failed and took the others with it. Each alone: room may be made by a settle, say.
      for (const write of writes) runTogether([write], methods, results);
    }
    for (const [index, call] of calls.entries()) {
      if (methodKinds[call.method] !== "read" || results[index]?.ok === false) continue;
      results[index] = attempt(() => read(methods, call));
    }
    // A disk that takes nothing holds up no sending. What is sent meanwhile may come as an aggregate after a crash, too.
    if (!holding.isActive && outbox.hasUnnotedOffers())
      attemptDisk(() => transact(time, () => outbox.noteOffers()));
    noteWritten(time);
    return results;
  }

  /** Brings staged records to the disk. */
  function moveStaged(time: EngineTime): void {
    if (holding.isActive) return;
    transact(time, () => outbox.moveAll(time));
    outbox.clear();
  }

  function refuse({ method }: StoreCall): never {
    throw new StoreUnavailableError(
      `${method} needs the database, which cannot be opened: ${volatileBecause?.message}`,
    );
  }

  function noteWritten(time: EngineTime): void {
    if (holding.isActive) return;
    ledger.noteWrites();
    wear.observe(ledger.figures().writtenBytes, time);
    rollupFlushMs = wear.figures().rollupFlushMs;
  }

  /** All writes in one transaction: true when it is on the disk, or when there was only one and it has its error. */
  function runTogether(
    writes: readonly (readonly [number, StoreCall])[],
    methods: StoreMethods,
    results: CallResult[],
    isRetry = false,
  ): boolean {
    if (writes.length === 0) return true;
    const outcome = attempt(() =>
      holding.isActive
        ? runHeld(writes, results)
        : transact(latestTime, () => runAll(writes, methods, results)),
    );
    if (outcome.ok) {
      for (const [, call] of writes) recordsPayloadBytes += payloadBytes(call);
      return true;
    }
    if (writes.length > 1) return false;
    const [only] = writes;
    if (only && !isRetry && outcome.error.code === "store.full" && !mayHold(outcome.error)) {
      if (makeRoomFor(only[1])) return runTogether(writes, methods, results, true);
    }
    if (!holding.isActive && mayHold(outcome.error)) {
      holding.begin(outcome.error, latestTime);
      return runTogether(writes, methods, results);
    }
    const index = writes[0]?.[0];
    invariant(index !== undefined, "a transaction without a write failed");
    results[index] = outcome;
    return true;
  }

  /** In a database at its limit old samples, say, make room for new records. */
  function makeRoomFor({ method, args }: StoreCall): boolean {
    if (holding.isActive || (method !== "append" && method !== "import")) return false;
    const records = args[0] as readonly Envelope[];
    const outcome = attempt(() => transact(latestTime, () => outbox.makeRoom(records, latestTime)));
    return outcome.ok && outcome.value === true;
  }

  function runAll(
    writes: readonly (readonly [number, StoreCall])[],
    methods: StoreMethods,
    results: CallResult[],
  ): void {
    for (const [index, call] of writes) results[index] = { ok: true, value: invoke(methods, call) };
  }

  function runHeld(writes: readonly (readonly [number, StoreCall])[], results: CallResult[]): void {
    try {
      const values = holding.run(writes.map(([, call]) => call));
      for (const [at, [index]] of writes.entries()) results[index] = { ok: true, value: values[at] };
    } catch (error) {
      throw noteFailure(error, "cannot write while the disk takes nothing");
    }
  }

  /** Whether the disk is to blame, and not the database at its own limit. */
  function mayHold({ code }: PlainError): boolean {
    if (config.memoryBytesMax === 0 || !troubleCodes.has(code)) return false;
    if (code !== "store.full") return true;
    const isAtOwnLimit = ledger.figures().databaseBytes > ownLimitShare * config.bytesMax;
    return !isAtOwnLimit || (freeBytes(directory) ?? roomBytesMin) < roomBytesMin;
  }

  function read(methods: StoreMethods, call: StoreCall): unknown {
    try {
      holding.mend();
      refresh();
      return invoke(methods, call);
    } catch (error) {
      throw noteFailure(error, `cannot do ${call.method}`);
    }
  }

  function transact<T>(time: EngineTime, run: () => T): T {
    const noticesBefore = notices.length;
    try {
      refresh();
      db.exec("BEGIN IMMEDIATE");
      const changesBefore = totalChanges.get();
      const value = run();
      outbox.finish(time);
      if (totalChanges.get() !== changesBefore) wear.saveIfDue();
      const begunMs = stopwatchMs();
      commit(db);
      outbox.committed();
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
    if (failing.code === "store.full" && !isVolatile) ledger.releaseReserve();
    notices.push({ event: "writeFailed", fields: { code: failing.code, error: failing.message }, count: 1 });
    return translated;
  }

  function noteSuccess(): void {
    if (!failing) return;
    notices.push({ event: "writeRecovered", fields: { was: failing.code }, count: 1 });
    failing = undefined;
    ledger.restoreReserve();
  }

  function tick(time: EngineTime, connectedSinks?: readonly string[]): void {
    latestTime = time;
    const isMoveDue = outbox.isMoveDue(time, connectedSinks);
    if (holding.isActive && !recover(time)) return;
    const work = [
      () => isMoveDue && moveStaged(time),
      () => flush(time, { isAll: false }),
      () =>
        transact(time, () => {
          outbox.trim(time);
          incidents.trim();
          memories.trim(time);
          history.trim(time, ledger.isPressed());
        }),
      () => transact(time, () => outbox.thin(time)),
      // Written once more for the sake of reading: only while the budget of the day is ample.
      () => !wear.isAmple() || transact(time, () => outbox.join(time)),
      () => transact(time, () => history.mergeSome(time.monotonicMs)),
    ];
    for (const run of work) attemptDisk(run);
    noteWritten(time);
    const isIdle = commits === commitsAtTick;
    ledger.foldIfDue({ isIdle });
    // Written bytes that nobody needs: not while the budget of the day is short.
    ledger.giveBackPages({ isIdle: isIdle && !wear.isAhead() });
    commitsAtTick = commits;
  }

  /** What the disk refuses is told already; anything else is a bug. */
  function attemptDisk(run: () => unknown): void {
    const outcome = attempt(run);
    if (!outcome.ok && outcome.error.code === "bug") throw new Error(outcome.error.message);
  }

  /** True when the disk takes writes again. Meanwhile what is finished of the history waits in memory, bounded. */
  function recover(time: EngineTime, { isLast = false } = {}): boolean {
    if (holding.tryWriteBack(time, { isLast })) {
      noteSuccess();
      return true;
    }
    if (!isVolatile && history.isFlushDue(time)) history.gather(time, false);
    return false;
  }

  function flush(time: EngineTime, { isAll }: { isAll: boolean }): void {
    if (!isAll && !history.isFlushDue(time)) return;
    history.gather(time, isAll);
    if (!history.hasPending() && !isAll) return;
    transact(time, () => history.writePending(time, isAll));
    history.forgetPending();
  }

  function abandon(): void {
    if (!db.open) return;
    outbox.close();
    db.close();
    lock.release();
  }

  function describeFigures(): StoreFigures {
    const series = history.figures();
    return {
      ...ledger.figures(),
      commits,
      payloadBytes: recordsPayloadBytes + series.samples * sampleBytes,
      wear: wear.figures(),
      staging: outbox.figures(),
      thinning: outbox.thinning(),
      ...series,
      outbox: outbox.counts(),
    };
  }

  function takeReport({ withFigures }: { withFigures: boolean }): EngineReport {
    const report: EngineReport = {
      notices: notices.splice(0),
      commitSeconds,
      failing,
      held: holding.figures(),
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
    addSamples(samples, time) {
      if (!isVolatile) history.addSamples(samples, time);
    },
    tick,
    takeReport,
    isVolatile,
    heldCalls: holding.calls,
    stagedCalls: () =>
      outbox.stagedInMemory().map((records): StoreCall => ({ method: "append", args: [records] })),
    get isCorrupt() {
      return isCorrupt;
    },
    close(time) {
      if (holding.isActive) attempt(() => recover(time, { isLast: true }));
      holding.giveUp();
      if (isVolatile) return abandon();
      attempt(() => outbox.hasStaged() && moveStaged(time));
      attempt(() => outbox.hasStaged() || lastStage.forget());
      attempt(() => flush(time, { isAll: true }));
      attempt(() => transact(time, () => wear.saveIfDue(true)));
      attempt(() => ledger.fold());
      abandon();
    },
    abandon,
  };
}
