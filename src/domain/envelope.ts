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
  /** JSON text. */
  readonly body: string;
}

/** How the far side took one record. Expected outcomes, not errors. */
export type Delivery =
  | { status: "delivered" }
  | { status: "rejected"; reason: string }
  | { status: "retryable"; reason: string; afterMs?: number };
