import type { StateStore } from "../../src/domain/ports.ts";

/** A store of small values that can be read, and told to fail. */
export interface MemoryState extends StateStore {
  readonly values: Map<string, string>;
  fail(isFailing: boolean): void;
}

export function createMemoryState(): MemoryState {
  const values = new Map<string, string>();
  let isFailing = false;
  return {
    values,
    fail(next) {
      isFailing = next;
    },
    get: async (key) => values.get(key),
    async put(key, value) {
      if (isFailing) throw new Error("disk full");
      values.set(key, value);
    },
  };
}
