import { readDurations } from "../../text/duration-words.ts";
import { readPeriods } from "../../text/period.ts";
import type { ListReader } from "./types.ts";

/** Lists that sentence files may ask for by name: `lists: {time: {reader: period}}`. */
export const readers = {
  /** Seconds. */
  duration: (text, start) => readDurations(text, start).map(({ end, seconds }) => ({ end, out: seconds })),
  /** Canonical text for `parsePeriod`. */
  period: readPeriods,
} as const satisfies Record<string, ListReader>;

export function isReaderName(name: unknown): name is keyof typeof readers {
  return typeof name === "string" && Object.hasOwn(readers, name);
}
