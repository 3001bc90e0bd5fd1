import type { Database } from "better-sqlite3";
import { type Width, widths } from "./widths.ts";

/** Where blocks of one kind lie: 256 series over one window. */
export interface Place {
  width: Width;
  group: number;
  /** Start of the window. */
  window: number;
}

/** One block: its row, and the first and last start of the aggregates in it. */
export interface Block {
  id: number;
  first: number;
  last: number;
}

interface OpenPlace extends Place {
  blocks: Block[];
  writtenAtMs: number;
}

/** Blocks that tell the present of a group. */
const newestBlocks = 9;
const none: readonly Block[] = [];

/**
 * Which blocks there are, by place, oldest first: some dozens of bytes each, and at most some hundred for each
 * of the places that are not merged yet. Kept in memory in place of an index, and read from the table at start.
 */
export function createBlockDirectory(db: Database) {
  let places = new Map<string, OpenPlace>();
  const all = db.prepare<[], { id: number; width: number; place: number; window: number } & Block>(
    `SELECT id, width, series_group AS place, window, first_start AS first, last_start AS last
     FROM rollup_block ORDER BY id`,
  );

  function reload(monotonicMs: number): void {
    places = new Map();
    for (const { id, width: code, place: group, window, first, last } of all.iterate()) {
      const width = (Object.keys(widths) as Width[]).find((name) => widths[name].code === code);
      if (width) add({ width, group, window }, { id, first, last }, monotonicMs);
    }
  }

  function add(place: Place, block: Block, monotonicMs: number): void {
    const found = places.get(keyOf(place));
    if (!found) {
      places.set(keyOf(place), { ...place, blocks: [block], writtenAtMs: monotonicMs });
      return;
    }
    found.blocks.push(block);
    found.writtenAtMs = monotonicMs;
  }

  return {
    reload,
    add,
    blocks: (place: Place): readonly Block[] => places.get(keyOf(place))?.blocks ?? none,
    /** Takes the `count` oldest out. */
    remove(place: Place, count: number): void {
      const found = places.get(keyOf(place));
      found?.blocks.splice(0, count);
      if (found?.blocks.length === 0) places.delete(keyOf(place));
    },
    /** A place whose window is over (nothing was written to it for long), or that has `countMax` blocks. */
    due(monotonicMs: number, countMax: number): Place | undefined {
      for (const place of places.values()) {
        const isIdle = monotonicMs - place.writtenAtMs >= widths[place.width].mergeIdleMs;
        if (isIdle || place.blocks.length >= countMax) return place;
      }
      return undefined;
    },
    /**
     * The time that the newest blocks of a group are about: the middle of their starts, so that neither a late
     * block nor one from a clock that is ahead decides. Undefined when the group has no blocks.
     */
    presentOf(width: Width, group: number): number | undefined {
      const blocks = [...places.values()]
        .filter((place) => place.width === width && place.group === group)
        .flatMap((place) => place.blocks.slice(-newestBlocks))
        .sort((a, b) => b.id - a.id);
      const firsts = blocks.slice(0, newestBlocks).map(({ first }) => first);
      return firsts.sort((a, b) => a - b)[Math.floor(firsts.length / 2)];
    },
    /** Any place in the window. */
    inWindow(width: Width, window: number): Place | undefined {
      for (const place of places.values()) if (place.width === width && place.window === window) return place;
      return undefined;
    },
  };
}

/** The window that an aggregate with this start lies in. */
export function windowOf(width: Width, start: number): number {
  const { windowMs } = widths[width];
  return Math.floor(start / windowMs) * windowMs;
}

function keyOf({ width, group, window }: Place): string {
  return `${width} ${group} ${window}`;
}
