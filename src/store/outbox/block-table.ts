import type { Database } from "better-sqlite3";
import type { Envelope } from "../../domain/envelope.ts";
import { type BlockColumns, decodeBlock, encodeBlock } from "./block-codec.ts";
import { classOfRank, rankOf } from "./keys.ts";
import { recordBytes } from "./record-size.ts";

/**
 * The table of blocks. Limits and invariants:
 * 1. A block holds records of one class with the keys `key`, `key + 1`, …; its range goes on to `key + span`, which is
 *    more than its records where many were replaced by few. Ranges do not overlap.
 * 2. At most `recordsMax` records and about `contentBytesMax` bytes, so that what one claim decodes is bounded.
 * 3. The few blocks decoded last stay decoded: sinks in step, and claims that go on, share them.
 */

export const recordsMax = 1024;
export const contentBytesMax = 256 * 1024;
/** What a damaged length may at most make us allocate: one largest record, and all that came before it. */
const inflatedBytesMax = 512 * 1024 * 1024;
/** What a row takes beside its body: key, numbers and cell. */
const rowBytes = 48;
const decodedCountMax = 12;
const walkPage = 64;

/** All of a block but its records. */
export interface BlockHead {
  key: number;
  span: number;
  count: number;
  isGap: boolean;
  /** Bytes in the database. */
  bytes: number;
  /** Bytes of its records as {@link recordBytes} counts them. */
  payloadBytes: number;
  boot: number;
  /** When it was appended: by the monotonic clock, and by the wall clock if that was to be trusted. */
  monotonicMs: number;
  appendedAt: number | null;
}

/** When and under which circumstances records are appended. */
export type AppendStamp = Pick<BlockHead, "boot" | "monotonicMs" | "appendedAt">;

export type BlockTable = ReturnType<typeof createBlockTable>;

const headColumns = `key, span, count, is_gap AS isGap, bytes, payload_bytes AS payloadBytes, boot,
  monotonic_ms AS monotonicMs, appended_at AS appendedAt`;

export function createBlockTable(db: Database) {
  const decoded = new Map<number, BlockColumns>();
  const insert = db.prepare("INSERT INTO outbox_block VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const deleteOne = db.prepare("DELETE FROM outbox_block WHERE key = ?");
  const bodyOf = db.prepare<[number], Buffer>("SELECT body FROM outbox_block WHERE key = ?").pluck();
  const selectFrom = db.prepare<[number, number, number], BlockHead>(
    `SELECT ${headColumns} FROM outbox_block WHERE key >= ? AND key < ? ORDER BY key LIMIT ?`,
  );
  const selectData = db.prepare<[number, number], BlockHead>(
    `SELECT ${headColumns} FROM outbox_block WHERE key >= ? AND key < ? AND is_gap = 0 ORDER BY key LIMIT 1`,
  );
  const selectBefore = db.prepare<[number, number, number], BlockHead>(
    `SELECT ${headColumns} FROM outbox_block WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT ?`,
  );

  /** Writes `records` as one block at `key`, over the range of `span` keys (as many as records without it). */
  function add(
    records: readonly Envelope[],
    place: AppendStamp & { key: number; span?: number; isGap?: boolean },
  ): BlockHead {
    const body = encodeBlock(records, place.key);
    let payloadBytes = 0;
    for (const record of records) payloadBytes += recordBytes(record);
    const { key, span = records.length, isGap = false, boot, monotonicMs, appendedAt } = place;
    const bytes = body.length + rowBytes;
    const count = records.length;
    insert.run(key, span, count, isGap ? 1 : 0, bytes, payloadBytes, boot, monotonicMs, appendedAt, body);
    return { key, span, count, isGap, bytes, payloadBytes, boot, monotonicMs, appendedAt };
  }

  function remove(key: number): void {
    deleteOne.run(key);
    decoded.delete(key);
  }

  /** Heads of the blocks that begin in [from, to), in rising order. */
  function from(from: number, to: number, countMax: number): BlockHead[] {
    return selectFrom.all(from, to, countMax).map(toHead);
  }

  /** As {@link from}, the last first. */
  function before(from: number, to: number, countMax: number): BlockHead[] {
    return selectBefore.all(from, to, countMax).map(toHead);
  }

  /** The first block in [from, to) that is no gap. */
  function firstData(from: number, to: number): BlockHead | undefined {
    const row = selectData.get(from, to);
    return row && toHead(row);
  }

  /** The block with `key` in its range, else the first one after it, among those of the same class. */
  function at(key: number, classFirst: number, classEnd: number): BlockHead | undefined {
    const [holding] = before(classFirst, key + 1, 1);
    if (holding && holding.key + holding.span > key) return holding;
    return from(key + 1, classEnd, 1)[0];
  }

  /** Heads of all blocks that begin in [from, to), a page at a time: those behind may be removed meanwhile. */
  function* walk(start: number, to: number): Generator<BlockHead> {
    for (let next = start; ; ) {
      const page = from(next, to, walkPage);
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < walkPage) return;
      next = last.key + last.span;
    }
  }

  /** Its records. Throws a `RangeError` for a damaged one. */
  function read(head: BlockHead): BlockColumns {
    const known = decoded.get(head.key);
    if (known) {
      decoded.delete(head.key);
      decoded.set(head.key, known);
      return known;
    }
    const body = bodyOf.get(head.key);
    if (!body) throw new RangeError(`there is no block ${head.key}`);
    const columns = decodeBlock(body, head.key, inflatedBytesMax);
    if (columns.count !== head.count) {
      throw new RangeError(`the block has ${columns.count} records instead of ${head.count}`);
    }
    decoded.set(head.key, columns);
    const oldest = decoded.keys().next();
    if (decoded.size > decodedCountMax && !oldest.done) decoded.delete(oldest.value);
    return columns;
  }

  return {
    add,
    remove,
    from,
    before,
    firstData,
    walk,
    at,
    read,
    /** The record with `key`, which is in the block. */
    recordAt: (head: BlockHead, key: number) => read(head).record(key - head.key, classOfRank(rankOf(key))),
    /** After a rollback. */
    forgetDecoded: () => decoded.clear(),
  };
}

function toHead(row: BlockHead): BlockHead {
  return { ...row, isGap: Boolean(row.isGap) };
}

/** Cuts records into what one block takes each. */
export function* blocksOf(records: readonly Envelope[]): Generator<Envelope[]> {
  let block: Envelope[] = [];
  let bytes = 0;
  for (const record of records) {
    const added = recordBytes(record);
    if (block.length >= recordsMax || (block.length > 0 && bytes + added > contentBytesMax)) {
      yield block;
      block = [];
      bytes = 0;
    }
    block.push(record);
    bytes += added;
  }
  if (block.length > 0) yield block;
}
