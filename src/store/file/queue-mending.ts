import type { Database } from "better-sqlite3";
import { recordClasses } from "../../domain/envelope.ts";
import { type AppendStamp, type BlockHead, createBlockTable } from "../outbox/block-table.ts";
import { createClassTotals } from "../outbox/class-totals.ts";
import { gapRecord, unreadableGap } from "../outbox/gaps.ts";
import { classOfRank, endKey, firstKey } from "../outbox/keys.ts";
import { createLaneTable, type Lane, recordsIn } from "../outbox/lanes.ts";
import { countBlocks, type SalvagedTable } from "./salvage.ts";

/**
 * Makes a queue that was read back from damage one that works. Limits and invariants:
 * 1. A key below the next one that is in no block, and that not every sink has settled, was lost: a gap record takes its
 *    place. Records replaced by fewer before count as their keys, so the number is the largest it can be.
 * 2. Where it cannot be read how far the sinks are, they are given everything that is left again, and what was lost is
 *    only in the log: it cannot be told from what was delivered.
 * 3. A boot that blocks name and nobody knows gets a row, so that its number is not given to another one, and its blocks
 *    are dated like those of any boot that ended without a trusted clock.
 */
const queueTables: ReadonlySet<string> = new Set([
  "outbox_block",
  "outbox_class",
  "outbox_lane",
  "sink",
  "mark",
]);

/** Returns how many records gap records stand for. Needs a transaction, and the newest schema. */
export function mendQueue(db: Database, tables: readonly SalvagedTable[], now: number): number {
  const damaged = new Set(tables.filter(({ isWhole }) => !isWhole).map(({ table }) => table));
  if (damaged.has("boot")) {
    db.exec(`INSERT INTO boot (number, name) SELECT DISTINCT boot, 'lost ' || boot FROM outbox_block
      WHERE boot NOT IN (SELECT number FROM boot)`);
  }
  if (![...queueTables].some((table) => damaged.has(table))) return 0;
  try {
    if ([...damaged].every(isNoPosition)) return fillHoles(db, now);
  } catch (error) {
    // The lanes were read and make no sense.
    if (!(error instanceof RangeError)) throw error;
  }
  db.exec(countBlocks);
  return 0;
}

/** Whether it is known without the table how far the sinks are. */
function isNoPosition(table: string): boolean {
  return table === "outbox_block" || !queueTables.has(table);
}

function fillHoles(db: Database, now: number): number {
  const blocks = createBlockTable(db);
  const totals = createClassTotals(db);
  const lanes = createLaneTable(db);
  totals.reload();
  lanes.reload();
  let lost = 0;

  function fill(rank: number): void {
    let cursor = firstKey(rank) + 1;
    let before: BlockHead | undefined;
    const gaps: { from: number; to: number; before: BlockHead | undefined; after: BlockHead | undefined }[] =
      [];
    for (const head of blocks.walk(firstKey(rank), endKey(rank))) {
      if (head.key > cursor) gaps.push({ from: cursor, to: head.key, before, after: head });
      cursor = head.key + head.span;
      before = head;
    }
    const end = totals.nextKey(rank);
    if (end > cursor) gaps.push({ from: cursor, to: end, before, after: undefined });
    for (const gap of gaps) tell(rank, gap);
  }

  /** One gap record for each run of keys that the same sinks are owed. */
  function tell(
    rank: number,
    hole: { from: number; to: number; before: BlockHead | undefined; after: BlockHead | undefined },
  ): void {
    const [from, to] = [hole.before?.appendedAt ?? undefined, hole.after?.appendedAt ?? undefined];
    for (let key = hole.from; key < hole.to; ) {
      const end = Math.min(hole.to, ...lanes.of(rank).map(({ settled }) => nextChange(settled, key)));
      if (!lanes.isDone(key)) {
        const count = end - key;
        const gap = { ...unreadableGap(classOfRank(rank), count, undefined), from, to };
        const { monotonicMs: _, ...record } = gapRecord(gap, { now, monotonicMs: 0, isTrusted: false });
        const stamp: AppendStamp = hole.before ?? hole.after ?? { boot: 0, monotonicMs: 0, appendedAt: now };
        const { boot, monotonicMs, appendedAt } = stamp;
        blocks.add([record], { key, span: count, isGap: true, boot, monotonicMs, appendedAt });
        totals.change(rank).dropped += count;
        lost += count;
      }
      key = end;
    }
  }

  function count(rank: number): void {
    const total = totals.change(rank);
    const done = lanes.done(rank);
    Object.assign(total, { appended: 0, held: 0, done: 0, bytes: 0, payloadBytes: 0 });
    for (const lane of lanes.of(rank)) {
      lane.passed = 0;
      lanes.touch(lane);
    }
    for (const head of blocks.walk(firstKey(rank), endKey(rank))) {
      totals.addBlock(rank, head);
      total.done += recordsIn(done, head);
      for (const lane of lanes.of(rank)) lane.passed += recordsIn(lane.settled, head);
    }
  }

  for (const rank of recordClasses.keys()) {
    if (lanes.isWanted(rank)) fill(rank);
    count(rank);
  }
  totals.save();
  lanes.save();
  return lost;
}

function nextChange(settled: Lane["settled"], key: number): number {
  return settled.has(key) ? settled.nextOutside(key) : settled.nextInside(key);
}
