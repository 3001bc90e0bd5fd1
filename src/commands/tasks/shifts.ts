import { z } from "../../core/schema.ts";
import type { StateStore } from "../../domain/ports.ts";
import { nameKey } from "../entities/names.ts";

/**
 * Hand-overs between shifts.
 *
 * Limits and invariants: the newest `keptMax` are kept; one is on the disk before it is told of.
 */
const keptMax = 200;
const storeKey = "commands/shifts";

const words = z.string().min(1).max(300);

const handOver = z.object({
  event: z.enum(["start", "end"]),
  /** Wall time, milliseconds. */
  at: z.number(),
  /** The line, hall or field; left out: the whole site. */
  area: words.optional(),
  person: words.optional(),
  /** What the next shift should know. */
  note: words.optional(),
});
export type HandOver = z.infer<typeof handOver>;

export interface Shifts {
  /** The newest of the area (or of the whole site); `event` undefined: of either kind. */
  last(area: string | undefined, event?: HandOver["event"]): HandOver | undefined;
  add(one: HandOver): Promise<void>;
  restore(): Promise<void>;
}

export function createShifts(store: StateStore): Shifts {
  let kept: readonly HandOver[] = [];
  return {
    last: (area, event) =>
      kept.findLast(
        (one) =>
          nameKey(one.area ?? "") === nameKey(area ?? "") && (event === undefined || one.event === event),
      ),
    async add(one) {
      const next = [...kept, one].slice(-keptMax);
      await store.put(storeKey, JSON.stringify(next));
      kept = next;
    },
    async restore() {
      const text = await store.get(storeKey);
      if (text !== undefined) kept = z.array(handOver).parse(JSON.parse(text));
    },
  };
}
