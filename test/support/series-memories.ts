import type { SeriesMemory, SeriesMemoryStore } from "../../src/domain/ports.ts";

/** A store of learnt memory that can be read, and told to fail. */
export interface FakeSeriesMemories extends SeriesMemoryStore {
  readonly rows: Map<string, SeriesMemory>;
  /** How many series each write held. */
  readonly writes: number[];
  fail(what: "load" | "save" | "nothing"): void;
}

export function createSeriesMemories(): FakeSeriesMemories {
  const rows = new Map<string, SeriesMemory>();
  const writes: number[] = [];
  let failing = "nothing";
  return {
    rows,
    writes,
    fail(what) {
      failing = what;
    },
    async load(seriesIds) {
      if (failing === "load") throw new Error("disk gone");
      return seriesIds.flatMap((id) => rows.get(id) ?? []);
    },
    async save(memories) {
      if (failing === "save") throw new Error("disk full");
      writes.push(memories.length);
      for (const memory of memories) rows.set(memory.seriesId, memory);
    },
  };
}
