import type { Database } from "better-sqlite3";
import { type Envelope, type RecordClass, recordClasses } from "../domain/envelope.ts";
import type { Outbox, OutboxCounts } from "../domain/ports.ts";
import type { StoreConfig } from "./config.ts";
import { createDeadLetterTable } from "./dead-letters.ts";
import { StoreTooLargeError } from "./errors.ts";
import type { Notice } from "./events.ts";
import { classOfRank, classSpan, type RecordRow, rankOf, recordBytes, toEnvelope } from "./record-row.ts";
import { createSinkTable, type SinkClasses, type SinkTable } from "./sinks.ts";
import type { EngineTime } from "./time.ts";

/**
 * The durable queue. Limits and invariants:
 * 1. A record is one row, gone as soon as every sink that takes its class has settled it.
 * 2. `outboxBytesMax` and `outboxAgeDaysMax` give up the oldest records of the least important class first,
 *    counted by class in the database itself.
 * 3. Within (class, stream) a sink is given records in the order of append: while one is claimed, later ones
 *    of the stream are held back from other claims; other streams go on.
 * 4. Claims live in memory: after a restart everything unsettled is given again (at least once; the id is
 *    the key by which the far side drops repeats).
 * 5. A record whose class no sink takes is not stored. Until sinks are first registered all are.
 */

/** Rows that one call of the periodic trimming deletes at most, so that it never holds up an append. */
const trimRowsMax = 500;

export interface StoredRecord extends Envelope {
  /** Bytes counted against the cap. */
  readonly bytes: number;
}

interface ClassState {
  nextSequence: number;
  records: number;
  bytes: number;
  dropped: number;
}

/** `config` is read on every call, so a reload takes effect at once. All methods but the reads need a transaction. */
export function createOutboxTable(db: Database, options: { config: () => StoreConfig; notices: Notice[] }) {
  const { config, notices } = options;
  let classes: ClassState[] = [];
  const sinks: SinkTable = createSinkTable(db, { lastKey });
  const deadLetters = createDeadLetterTable(db, {
    countMax: () => config().deadLettersCountMax,
    notices,
  });

  const insert = db.prepare(
    `INSERT INTO outbox (key, id, stream, at, is_synced, appended_at, bytes, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO NOTHING`,
  );
  const remove = db.prepare("DELETE FROM outbox WHERE key = ? RETURNING bytes").pluck();
  const oldest = db.prepare<[number, number, number], { key: number; appended_at: number | null }>(
    "SELECT key, appended_at FROM outbox WHERE key >= ? AND key < ? ORDER BY key LIMIT ?",
  );
  const keyById = db.prepare<[string], number>("SELECT key FROM outbox WHERE id = ?").pluck();
  const byKey = db.prepare<[number], RecordRow>("SELECT * FROM outbox WHERE key = ?");
  const saveClass = db.prepare("INSERT OR REPLACE INTO outbox_class VALUES (?, ?, ?, ?, ?)");

  /** Reads what is kept in memory from the database again; after a rollback the two may differ. */
  function reload(): void {
    classes = recordClasses.map(() => ({ nextSequence: 1, records: 0, bytes: 0, dropped: 0 }));
    const rows = db.prepare("SELECT rank, next_sequence, records, bytes, dropped FROM outbox_class").all();
    for (const row of rows as Record<string, number>[]) {
      const { rank = -1, next_sequence = 1, records = 0, bytes = 0, dropped = 0 } = row;
      if (classes[rank]) classes[rank] = { nextSequence: next_sequence, records, bytes, dropped };
    }
    sinks.reload();
  }

  function lastKey(rank: number): number {
    return rank * classSpan + stateOf(rank).nextSequence - 1;
  }

  function stateOf(rank: number): ClassState {
    const state = classes[rank];
    if (!state) throw new Error(`no record class has rank ${rank}`);
    return state;
  }

  function persist(rank: number): void {
    const { nextSequence, records, bytes, dropped } = stateOf(rank);
    saveClass.run(rank, nextSequence, records, bytes, dropped);
  }

  function append(records: readonly Envelope[], time: EngineTime): void {
    const touched = new Set<number>();
    const appendedAt = time.isTrusted ? time.now : null;
    for (const record of records) {
      const rank = recordClasses.indexOf(record.class);
      const state = stateOf(rank);
      const bytes = recordBytes(record);
      if (bytes > config().recordBytesMax) {
        throw new StoreTooLargeError(
          `record ${record.id} of stream ${record.stream} has ${bytes} bytes, at most ${config().recordBytesMax} are taken`,
        );
      }
      if (!sinks.isTaken(rank)) {
        notices.push({ event: "recordsUnwanted", fields: { class: record.class }, count: 1 });
        continue;
      }
      const key = rank * classSpan + state.nextSequence;
      const isSynced = record.clock === "synced" ? 1 : 0;
      const { changes } = insert.run(
        key,
        record.id,
        record.stream,
        record.at,
        isSynced,
        appendedAt,
        bytes,
        record.body,
      );
      if (changes === 0) {
        notices.push({ event: "recordsRepeated", fields: { id: record.id }, count: 1 });
        continue;
      }
      state.nextSequence += 1;
      state.records += 1;
      state.bytes += bytes;
      touched.add(rank);
    }
    for (const rank of touched) persist(rank);
    keepUnderBytes();
  }

  /** Gives up the oldest of the least important class until the total is under the cap. */
  function keepUnderBytes(): void {
    for (let rank = recordClasses.length - 1; rank >= 0; rank -= 1) {
      while (totalBytes() > config().outboxBytesMax && stateOf(rank).records > 0) {
        const rows = oldest.all(rank * classSpan, (rank + 1) * classSpan, 1);
        if (rows.length === 0) break;
        for (const { key } of rows) drop(key, "bytes");
      }
    }
  }

  function totalBytes(): number {
    let total = 0;
    for (const state of classes) total += state.bytes;
    return total;
  }

  function drop(key: number, reason: "bytes" | "age" | "unwanted"): void {
    const rank = rankOf(key);
    if (!removeRow(key)) return;
    stateOf(rank).dropped += 1;
    persist(rank);
    notices.push({
      event: "recordsDropped",
      fields: { class: classOfRank(rank), reason },
      count: 1,
    });
  }

  /** Deletes a record and its traces; false when it was gone already. The caller persists the class. */
  function removeRow(key: number): boolean {
    const bytes = remove.get(key) as number | undefined;
    sinks.forgetKey(key);
    if (bytes === undefined) return false;
    const state = stateOf(rankOf(key));
    state.records -= 1;
    state.bytes -= bytes;
    return true;
  }

  function claim(sink: string, limits: { countMax: number; bytesMax: number }): Envelope[] {
    return sinks.claim(sink, limits).map(toEnvelope);
  }

  function settle(sink: string, results: Parameters<Outbox["settle"]>[1], time: EngineTime): void {
    const touched = new Set<number>();
    for (const { id, delivery } of results) {
      const key = keyById.get(id);
      sinks.release(sink, id, { isAgain: delivery.status === "retryable" });
      if (delivery.status === "retryable" || key === undefined || !sinks.isOwed(sink, key)) continue;
      touched.add(rankOf(key));
      if (delivery.status === "rejected") {
        const row = byKey.get(key) as RecordRow;
        deadLetters.add(sink, row, { reason: delivery.reason, now: time.now });
      }
      if (sinks.isLastOwed(sink, key)) removeRow(key);
      else sinks.markSettled(sink, key);
    }
    for (const rank of touched) {
      persist(rank);
      sinks.advance(sink, rank);
    }
  }

  /** Queues dead letters again, all without `numbers`, for the sink that refused them only. Returns how many. */
  function requeue(numbers: readonly number[] | undefined, time: EngineTime): number {
    const letters = deadLetters
      .list(config().deadLettersCountMax)
      .filter(({ number }) => numbers === undefined || numbers.includes(number))
      .reverse();
    let requeued = 0;
    for (const { number, sink, record } of letters) {
      const rank = recordClasses.indexOf(record.class);
      // Still queued for another sink: that row stands in the way of its id, so it keeps waiting here.
      if (keyById.get(record.id) !== undefined || !sinks.takes(sink, rank)) continue;
      const key = rank * classSpan + stateOf(rank).nextSequence;
      append([record], time);
      sinks.markSettledByOthers(sink, key);
      deadLetters.remove(number);
      requeued += 1;
    }
    return requeued;
  }

  /** A little of the work that caps, ages and changed sinks leave; call it periodically. */
  function trim(time: EngineTime): void {
    keepUnderBytes();
    for (let rank = recordClasses.length - 1; rank >= 0; rank -= 1) {
      if (!sinks.isWanted(rank) && stateOf(rank).records > 0) {
        const rows = oldest.all(rank * classSpan, (rank + 1) * classSpan, trimRowsMax);
        for (const { key } of rows) drop(key, "unwanted");
      }
    }
    const settledKeys = sinks.sweep(trimRowsMax);
    for (const key of settledKeys) removeRow(key);
    for (const rank of new Set(settledKeys.map((key) => rankOf(key)))) persist(rank);
    if (time.isTrusted) trimByAge(time.now);
  }

  const dateRecords = db.prepare(
    "UPDATE outbox SET appended_at = ? WHERE key IN (SELECT key FROM outbox WHERE appended_at IS NULL LIMIT ?)",
  );

  function trimByAge(now: number): void {
    dateRecords.run(now, trimRowsMax);
    const horizon = now - config().outboxAgeDaysMax * 86_400_000;
    for (const rank of recordClasses.keys()) {
      for (const row of oldest.all(rank * classSpan, (rank + 1) * classSpan, trimRowsMax)) {
        if (row.appended_at === null || row.appended_at >= horizon) break;
        drop(row.key, "age");
      }
    }
  }

  function counts(): OutboxCounts {
    const byClass: Partial<Record<RecordClass, number>> = {};
    const dropped: Partial<Record<RecordClass, number>> = {};
    let records = 0;
    let oldestAt: number | undefined;
    for (const [rank, name] of recordClasses.entries()) {
      const state = stateOf(rank);
      records += state.records;
      if (state.dropped > 0) dropped[name] = state.dropped;
      if (state.records === 0) continue;
      byClass[name] = state.records;
      const [first] = oldest.all(rank * classSpan, (rank + 1) * classSpan, 1);
      const at = first && byKey.get(first.key)?.at;
      if (at !== undefined) oldestAt = Math.min(oldestAt ?? at, at);
    }
    return { records, bytes: totalBytes(), byClass, oldestAt, deadLetters: deadLetters.count(), dropped };
  }

  function peek(countMax: number): StoredRecord[] {
    const rows = db.prepare("SELECT * FROM outbox ORDER BY key LIMIT ?").all(countMax) as RecordRow[];
    return rows.map((row) => ({ ...toEnvelope(row), bytes: row.bytes }));
  }

  reload();
  return {
    append,
    claim,
    settle,
    counts,
    peek,
    deadLetters: deadLetters.list,
    requeue,
    trim,
    reload,
    registerSinks: (list: readonly SinkClasses[]) => sinks.register(list),
    releaseSink: (sink: string) => sinks.releaseAll(sink),
  };
}
