import { randomUUID } from "node:crypto";
import { monotonicFactory } from "ulid";

const nextUlid = monotonicFactory();

/**
 * A 26-character ULID: unique, and sorting by text is sorting by time (github.com/ulid/spec). Ids made
 * within one millisecond by this process still sort in the order they were made.
 */
export function createId(nowMs: number): string {
  return nextUlid(nowMs);
}

/** A random 128-bit id for things that need no order, such as the id of this boot of the daemon. */
export function createRandomId(): string {
  return randomUUID();
}
