import type { ClockQuality } from "./clock-quality.ts";

/** What the numbers of a series mean. `binary` is 0 or 1; `enum` is an index into `states`. */
export type SeriesKind = "numeric" | "binary" | "enum";

/** Where a thing is and what it belongs to, as far as rules, entities or topics tell. */
export interface Place {
  device?: string;
  area?: string;
}

/**
 * One measured quantity over time, interned once per process: consumers may keep state in arrays at
 * `index`. An index is never reused while the daemon runs.
 */
export interface Series {
  /** Dense, from 0. */
  readonly index: number;
  /** Stable over restarts: `<topic>` for a plain payload, `<topic>:<field path>` for a JSON field. */
  readonly id: string;
  readonly topic: string;
  /** Field path inside the payload with dots, or "" for a plain payload. */
  readonly field: string;
  readonly kind: SeriesKind;
  /** Unit as written for people, such as `°C`, `%`, `kPa`; undefined when unknown. */
  readonly unit: string | undefined;
  /** What a person calls it, e.g. `greenhouse soil moisture`. */
  readonly name: string;
  readonly place: Place;
  /** Named wildcards of the rule that matched, e.g. `{ zone: "3" }`. */
  readonly labels: Readonly<Record<string, string>>;
  /** For `enum`: state names by value (grows as new ones are seen); for `binary`: `["off", "on"]` or the words seen. */
  readonly states: readonly string[];
  /** About the device rather than what it measures: battery, link quality, uptime. */
  readonly isDiagnostic?: boolean;
  /** Computed from other series by a rule (`ingest.derived`); no payload has it. */
  readonly isDerived?: boolean;
}

/** One value of one series. */
export interface Sample {
  readonly series: Series;
  /** When it was measured, in milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  /** Finite. */
  readonly value: number;
  readonly clock: ClockQuality;
  /** Older than a sample already seen for this series; stored, but not shown to streaming detectors. */
  readonly isLate: boolean;
}
