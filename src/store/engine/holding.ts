import type { Database } from "better-sqlite3";
import type { RecordClass } from "../../domain/envelope.ts";
import type { StoreConfig } from "../config.ts";
import { type PlainError, StoreFullError } from "../errors.ts";
import type { Notice } from "../events.ts";
import { probeDisk } from "../file/disk-probe.ts";
import { isSqliteError } from "../file/sqlite.ts";
import type { HeldFigures, StoreCall } from "./calls.ts";
import { createMemoryLog } from "./memory-log.ts";
import { payloadBytes } from "./payload.ts";
import type { EngineTime } from "./time.ts";

/**
 * Service while the disk takes no writes. Limits and invariants:
 * 1. One transaction is begun and not committed: SQLite keeps its pages in memory, so every read, claim and settle sees
 *    what was written, and one COMMIT moves all of it to the disk, nothing twice.
 * 2. An error may roll that transaction back at any time, so a log of the same writes is kept beside it, from which it is
 *    begun again. Claims are given up then: what was on its way is sent again under its id.
 * 3. At most `memoryBytesMax` bytes are held; above it the newest bulk record is refused. Commands, incidents and all else
 *    have a quarter more.
 * 4. A database that cannot even be opened is stood in for by one in memory (`isVolatile`), which has no COMMIT to wait
 *    for: the writes of its log are done again by the engine that opens the file.
 * 5. COMMIT is only tried while twice the size is free and after the disk took a small file, about every `diskRetryMs`;
 *    where something was written in vain, after ever longer waits, so that trying does not wear the disk out.
 */

/** The log of SQLite and then the file take what is held, and a little more. */
const probeFactor = 2;
/** The longest wait between tries that wrote something in vain, unless `diskRetryMs` is longer. */
const retryMsMax = 300_000;
const reservedFactor = 1.25;
const bulkClasses: ReadonlySet<RecordClass> = new Set(["log", "rollup", "sample"]);

export function createHolding(
  db: Database,
  options: {
    directory: string;
    /** The database is in memory itself. */
    isVolatile: boolean;
    config: () => StoreConfig;
    notices: Notice[];
    sinksOf(recordClass: RecordClass): number | undefined;
    /** The COMMIT; tests put a failing disk here. */
    commit(): void;
    /** The disk was tried with a file of so many bytes. */
    probed(bytes: number): void;
    /** Does writes in the transaction that is open; `committed` says that they stay. */
    invokeAll(calls: readonly StoreCall[]): unknown[];
    committed(): void;
    /** Reads again what is kept in memory of the database, after a rollback. */
    refresh(): void;
    releaseClaims(): void;
  },
) {
  const { directory, config, notices } = options;
  const log = createMemoryLog(options);
  let since: { at: number; monotonicMs: number; because: PlainError } | undefined;
  let nextTryMs = 0;
  /** Tries since the beginning that wrote something in vain. */
  let failures = 0;

  function begin(because: PlainError, time: EngineTime): void {
    since = { at: time.now, monotonicMs: time.monotonicMs, because };
    failures = 0;
    nextTryMs = time.monotonicMs + config().diskRetryMs;
    if (!options.isVolatile) db.pragma("cache_spill = OFF");
    notices.push({
      event: "servedFromMemory",
      fields: { code: because.code, error: because.message },
      count: 1,
    });
  }

  /** Does writes in memory, all or none. Throws what they throw. */
  function run(calls: readonly StoreCall[]): unknown[] {
    for (const call of calls) refuseTooMuch(call);
    mend();
    db.exec("SAVEPOINT held");
    try {
      const values = options.invokeAll(calls);
      db.exec("RELEASE held");
      options.committed();
      for (const call of calls) log.note(call);
      return values;
    } catch (error) {
      if (db.inTransaction) {
        db.exec("ROLLBACK TO held");
        db.exec("RELEASE held");
        options.refresh();
      }
      throw error;
    }
  }

  function refuseTooMuch(call: StoreCall): void {
    const isBulk = call.method === "import" || (call.method === "append" && isOfBulk(call));
    const most = config().memoryBytesMax * (isBulk ? 1 : reservedFactor);
    const added = payloadBytes(call);
    if (added === 0 || log.bytes + added <= most) return;
    throw new StoreFullError(
      `the disk takes no writes (${since?.because.message}) and ${log.bytes} bytes are held in memory already, at most ${most}`,
    );
  }

  /** Begins the transaction, again with everything of the log after an error rolled it back. */
  function mend(): void {
    if (!since || options.isVolatile || db.inTransaction) return;
    // Records of the log get other keys now.
    if (!log.isEmpty) options.releaseClaims();
    db.exec("BEGIN IMMEDIATE");
    options.refresh();
    options.invokeAll(log.calls());
    options.committed();
  }

  /** Moves everything to the disk when it takes writes again: true when it did. */
  function tryWriteBack(time: EngineTime, { isLast = false } = {}): boolean {
    if (!since || options.isVolatile || (!isLast && time.monotonicMs < nextTryMs)) return false;
    const { takesWrites, writtenBytes } = probeDisk(directory, log.bytes * probeFactor);
    options.probed(writtenBytes);
    if (writtenBytes > 0) failures += 1;
    nextTryMs = time.monotonicMs + retryDelayMs();
    if (!takesWrites) return false;
    try {
      mend();
      options.commit();
    } catch (error) {
      if (db.inTransaction) db.exec("ROLLBACK");
      if (!isSqliteError(error)) throw error;
      // The log has everything; the transaction is begun again from it when it is next needed.
      return false;
    }
    const { records, bytes } = log;
    const heldMs = time.monotonicMs - since.monotonicMs;
    notices.push({ event: "writtenBack", fields: { records, bytes, heldMs }, count: 1 });
    log.clear();
    db.pragma("cache_spill = ON");
    since = undefined;
    return true;
  }

  function retryDelayMs(): number {
    const { diskRetryMs } = config();
    return Math.min(Math.max(diskRetryMs, retryMsMax), diskRetryMs * 2 ** Math.max(0, failures - 1));
  }

  /** The end: what the disk did not take until now is lost, and told. */
  function giveUp(): void {
    if (!since) return;
    if (db.inTransaction) db.exec("ROLLBACK");
    const { records, bytes } = log;
    if (bytes > 0)
      notices.push({ event: "memoryLost", fields: { records, bytes }, count: Math.max(1, records) });
    since = undefined;
  }

  return {
    get isActive() {
      return since !== undefined;
    },
    begin,
    run,
    mend,
    tryWriteBack,
    giveUp,
    /** What would be lost with this engine. */
    calls: () => (since ? log.calls() : []),
    figures: (): HeldFigures | undefined =>
      since && { records: log.records, bytes: log.bytes, sinceAt: since.at, because: since.because },
  };
}

function isOfBulk({ args }: StoreCall): boolean {
  return (args[0] as readonly { class: RecordClass }[]).every((record) => bulkClasses.has(record.class));
}
