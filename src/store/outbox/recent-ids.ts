import { recordClasses } from "../../domain/envelope.ts";
import type { BlockHead, BlockTable } from "./block-table.ts";
import { endKey, firstKey } from "./keys.ts";

/** Ids of one generation; two are remembered, so between one and two times this many. */
const generationMax = 16_384;
/** Blocks of a class that are read back at most; small ones, as the file of an import makes, hold a few dozen records. */
const blocksReadMax = 2_048;

/**
 * The ids of the records appended last, so that an append or an import that is tried again does not double anything.
 * They are read back from the newest blocks after a start and after a rollback, when they are first asked for.
 */
export function createRecentIds(blocks: BlockTable) {
  let newer: Set<string> | undefined;
  let older = new Set<string>();

  function ids(): Set<string> {
    if (newer) return newer;
    newer = new Set();
    older = new Set();
    // The most important last: two generations hold the newest of one or two classes whole.
    for (const rank of [...recordClasses.keys()].reverse()) {
      for (const head of newestOf(rank)) for (const id of readIds(head)) add(id);
    }
    return newer;
  }

  /** The newest blocks of a class, with a generation of records, oldest first. */
  function newestOf(rank: number): BlockHead[] {
    const newest: BlockHead[] = [];
    let records = 0;
    for (const head of blocks.before(firstKey(rank), endKey(rank), blocksReadMax)) {
      if (records >= generationMax) break;
      records += head.count;
      newest.push(head);
    }
    return newest.reverse();
  }

  function readIds(head: Parameters<BlockTable["read"]>[0]): readonly string[] {
    try {
      return blocks.read(head).ids;
    } catch (error) {
      // Damage is dealt with when the block is claimed.
      if (error instanceof RangeError) return [];
      throw error;
    }
  }

  function has(id: string): boolean {
    return ids().has(id) || older.has(id);
  }

  function add(id: string): void {
    const current = ids();
    current.add(id);
    if (current.size < generationMax) return;
    older = current;
    newer = new Set();
  }

  return {
    has,
    add,
    /** What was added last did not happen. */
    forget(): void {
      newer = undefined;
    },
  };
}
