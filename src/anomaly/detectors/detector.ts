import type { AnomalyKind, Direction, ExpectedRange, PatternReason } from "../../domain/anomaly.ts";
import type { Series, SeriesKind } from "../../domain/sample.ts";
import type { Severity } from "../../domain/severity.ts";
import type { ThresholdRule } from "../threshold-rules.ts";
import type { PatternNetwork } from "../unusual/network.ts";

/** The kinds that detectors over series find. */
export type SensorAnomalyKind = Exclude<AnomalyKind, LogAnomalyKind>;
/** The kinds found in logs. */
export type LogAnomalyKind = Extract<AnomalyKind, `log${string}`>;

export function isLogKind(kind: AnomalyKind): kind is LogAnomalyKind {
  return kind.startsWith("log");
}

/**
 * How detectors work. A detector is a set of pure functions over a fixed slice of one `Float64Array` per
 * series, so that ten thousand series cost ten megabytes, nothing is allocated per sample, and the
 * learnt state can be written out as it is.
 *
 * Invariants (test/contract/detectors.test.ts runs them on every detector in the table):
 * 1. A detector reads and writes only `fields` numbers from `base`; a fresh slice is all zeros.
 * 2. `observe` and `tick` answer a score in [0, 1], for any finite value and any order of times, and never throw.
 * 3. The same calls give the same scores.
 */
export interface DetectorDefinition {
  readonly kind: SensorAnomalyKind;
  /** Numbers of memory per series. */
  readonly fields: number;
  /** Raised when the meaning of a field changes, so that memory kept on the disk is not misread. 1 when left out. */
  readonly memoryVersion?: number;
  /** Where two singles lie in each double of the slice: from and to, exclusive. Kept to the last bit on the disk. */
  readonly packed?: readonly (readonly [from: number, to: number])[];
  /** Whether the detector looks at series of this kind at all. */
  appliesTo(kind: SeriesKind): boolean;
  /**
   * Learns one sample and answers how unusual it is: `alarmScore` and above is an alarm.
   * @param at when it was measured
   * @param seenAt data time of its arrival (see data-clock.ts)
   */
  observe(watch: Watch, base: number, value: number, at: number, seenAt: number): number;
  /** How unusual it is that nothing (new) came until data time `seenAt`. */
  tick?(watch: Watch, base: number, seenAt: number): number;
  /** Data time at which `tick` is worth asking next; Infinity for never. */
  dueAt?(watch: Watch, base: number): number;
  /**
   * Forgets running timers (not what was learnt) after the clock of the series jumped, and after a restart of the
   * daemon: `seenAt` may be weeks after the last sample, and that time was not watched.
   */
  restart?(watch: Watch, base: number, seenAt: number): void;
  /** What the last alarming score was about. Asked only right after it. */
  describe(watch: Watch, base: number): Finding;
}

/** One series under watch: what the detectors may know of it, and their memory. */
export interface Watch {
  readonly series: Series;
  readonly memory: Float64Array;
  /** The bytes of `memory` as singles, made when first needed. */
  singles?: Float32Array;
  /** Operator thresholds for this series, at most `thresholdRulesMax`. */
  rules: readonly ThresholdRule[];
  readonly settings: DetectorSettings;
}

/** Shared by all watches and changed in place on reload. */
export interface DetectorSettings {
  warmUpSamples: number;
  warmUpMs: number;
  /** Expected false alarms per sample that the tail limit aims at. */
  falseAlarmRate: number;
  /** Multiplies every learnt limit: below 1 alarms earlier, above 1 later. */
  limitFactor: number;
  adaptAfterMs: number;
  silentMsMin: number;
  stuckMsMin: number;
  /** Judges patterns; undefined while its weights cannot be read. */
  patterns: PatternNetwork | undefined;
  /** Another network that judges beside it and raises nothing. */
  shadow: ShadowNetwork | undefined;
  /** False alarms a week that the pattern detector may raise, over all series together; 0 turns it off. */
  falseAlarmsPerWeek: number;
  /** Series that share that budget. */
  seriesCount: number;
}

/** How often a network on trial agrees with the active one on readings that one of them finds unusual enough. */
export interface ShadowNetwork {
  readonly network: PatternNetwork;
  both: number;
  onlyActive: number;
  onlyShadow: number;
}

export interface Finding {
  direction: Direction;
  observed: number | undefined;
  expected: ExpectedRange | undefined;
  durationMs: number | undefined;
  /** How long it usually lasts at most, or how often something usually comes; milliseconds. */
  usualDurationMs?: number | undefined;
  limit: number | undefined;
  /** For `pattern`: what about it is unusual. */
  reason?: PatternReason | undefined;
  /** Given by the operator with a threshold; otherwise the severity rules decide. */
  severity: Severity | undefined;
}

/** A score from here on raises an alarm. */
export const alarmScore = 0.5;
/** A score below this counts towards recovery. In between, an alarm stays as it is. */
export const recoverScore = 0.3;

/** Maps "how many times the limit" to a score: 1 is `alarmScore`, 3 is 0.75, and it never exceeds 1. */
export function scoreOfRatio(ratio: number): number {
  if (!(ratio > 0)) return 0;
  return ratio > 1e9 ? 1 : ratio / (1 + ratio);
}

/** The score of the same finding when `factor` times as much is asked for; a factor of 1 changes nothing. */
export function discountScore(score: number, factor: number): number {
  return factor === 1 || score >= 1 ? score : scoreOfRatio(score / (1 - score) / factor);
}

/** Keeps sums and differences of extreme values finite. */
export function clampValue(value: number): number {
  return Math.min(1e150, Math.max(-1e150, value));
}
