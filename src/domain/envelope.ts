import type { ClockQuality } from "./clock-quality.ts";

/** What may be queued for the cloud, most important first: under a cap the last class is given up first. */
export const recordClasses = [
  "command",
  "incident",
  "summary",
  "anomaly",
  "log",
  "rollup",
  "sample",
] as const;
export type RecordClass = (typeof recordClasses)[number];

/** One record on its way to the cloud. `id` is the key by which the far side drops repeats. */
export interface Envelope {
  /** ULID: unique and sorted by time. */
  readonly id: string;
  readonly class: RecordClass;
  /** Records of one stream arrive in the order they were appended; e.g. the topic. */
  readonly stream: string;
  readonly at: number;
  readonly clock: ClockQuality;
  /**
   * Milliseconds of the monotonic clock when it was made, counted from an origin that is the same for the whole boot.
   * With it `at` is put right once the wall clock is known. Absent of a record that comes from elsewhere (an import).
   */
  readonly monotonicMs?: number;
  /** JSON text. */
  readonly body: string;
}

/** A record as the queue gives it to a sink. */
export interface QueuedRecord extends Envelope {
  /** It is no news: it waited long, or was made before the last start. */
  readonly isHistorical: boolean;
  /**
   * Milliseconds that were added to `at` (and to the `at` of the body) after the clock became trusted; other times in the
   * body need the same.
   */
  readonly correctedByMs?: number;
}

/** How the far side took one record. Expected outcomes, not errors. */
export type Delivery =
  | { status: "delivered" }
  | { status: "rejected"; reason: string }
  | { status: "retryable"; reason: string; afterMs?: number };
