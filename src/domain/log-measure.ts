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
  /** As {@link measureName} makes it. */
  readonly name: string;
  readonly unit: string | undefined;
  readonly value: number;
}

/**
 * What a person calls a number of a log: the device or log, and in quotation marks the words of the line, which anyone
 * who can write to the log chooses. The marks go with the name wherever it is kept, so that no text says it as its own.
 */
export function measureName(owner: string, words: string): string {
  return `${owner.replaceAll('"', "")} "${words.replaceAll('"', "")}"`;
}

export function isMeasureName(name: string): boolean {
  return /^[^"]* "[^"]+"$/.test(name);
}
