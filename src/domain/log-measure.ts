import type { ClockQuality } from "./clock-quality.ts";
import type { Place } from "./sample.ts";

/** A number that a log line told, such as how long something took: a sample of a series of its own. */
export interface LogMeasure {
  readonly topic: string;
  readonly place: Place;
  readonly at: number;
  readonly clock: ClockQuality;
  /** Tells it from the others of the log: small letters, digits and `_`. */
  readonly field: string;
  /** What a person calls it: the device or log, and the words of the line. */
  readonly name: string;
  readonly unit: string | undefined;
  readonly value: number;
}
