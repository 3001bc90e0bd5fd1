import type { Database } from "better-sqlite3";
import { recordClasses } from "../../domain/envelope.ts";
import type { BlockHead } from "./block-table.ts";
import { firstKey } from "./keys.ts";

/** Counters of one class, kept in the database so that counting is never a scan. */
export interface ClassTotal {
  nextSequence: number;
  /** Records ever put into a block, gap records included; see `Lane.passed`. */
  appended: number;
  /** Records in blocks. */
  held: number;
  /** Of those, the ones that nobody is owed any more: their block waits for its other records. */
  done: number;
  /** Bytes of the blocks in the database, and of their records as they came. */
  bytes: number;
  payloadBytes: number;
  dropped: number;
}

interface ClassRow {
  rank: number;
  next_sequence: number;
  appended: number;
  held: number;
  done: number;
  bytes: number;
  payload_bytes: number;
  dropped: number;
}

export type ClassTotals = ReturnType<typeof createClassTotals>;

export function createClassTotals(db: Database) {
  let totals: ClassTotal[] = [];
  const changed = new Set<number>();
  const saveOne = db.prepare("INSERT OR REPLACE INTO outbox_class VALUES (?, ?, ?, ?, ?, ?, ?, ?)");

  function reload(): void {
    changed.clear();
    totals = recordClasses.map(() => ({
      nextSequence: 1,
      appended: 0,
      held: 0,
      done: 0,
      bytes: 0,
      payloadBytes: 0,
      dropped: 0,
    }));
    for (const row of db.prepare<[], ClassRow>("SELECT * FROM outbox_class").all()) {
      const { rank, next_sequence, appended, held, done, bytes, payload_bytes, dropped } = row;
      if (!totals[rank]) continue;
      totals[rank] = {
        nextSequence: next_sequence,
        appended,
        held,
        done,
        bytes,
        payloadBytes: payload_bytes,
        dropped,
      };
    }
  }

  function of(rank: number): ClassTotal {
    const total = totals[rank];
    if (!total) throw new Error(`no record class has rank ${rank}`);
    return total;
  }

  /** For a change: what is returned is saved by the next `save`. */
  function change(rank: number): ClassTotal {
    changed.add(rank);
    return of(rank);
  }

  function save(): void {
    for (const rank of changed) {
      const { nextSequence, appended, held, done, bytes, payloadBytes, dropped } = of(rank);
      saveOne.run(rank, nextSequence, appended, held, done, bytes, payloadBytes, dropped);
    }
    changed.clear();
  }

  /** A block was added. Its records are new to the class. */
  function addBlock(rank: number, head: BlockHead): void {
    const total = change(rank);
    total.appended += head.count;
    total.held += head.count;
    total.bytes += head.bytes;
    total.payloadBytes += head.payloadBytes;
  }

  /** A block is gone, of which nobody was owed `done` records. */
  function removeBlock(rank: number, head: BlockHead, done: number): void {
    const total = change(rank);
    total.held -= head.count;
    total.done -= done;
    total.bytes -= head.bytes;
    total.payloadBytes -= head.payloadBytes;
  }

  function sum(field: "held" | "done" | "bytes" | "payloadBytes"): number {
    let value = 0;
    for (const total of totals) value += total[field];
    return value;
  }

  return {
    of,
    change,
    addBlock,
    removeBlock,
    sum,
    save,
    reload,
    /** The key of the next record of the class. */
    nextKey: (rank: number) => firstKey(rank) + of(rank).nextSequence,
  };
}
