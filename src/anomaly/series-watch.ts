import { createHash } from "node:crypto";
import type { Series, SeriesKind } from "../domain/sample.ts";
import type { AlarmSlot, HourCount } from "./alarm-control.ts";
import { createTimeline, type Timeline } from "./data-clock.ts";
import type { DetectorDefinition, DetectorSettings, Watch } from "./detectors/detector.ts";
import { type DetectorName, detectors } from "./detectors/table.ts";
import type { LearntMemory } from "./memory-codec.ts";
import { namesMax, StateCodes } from "./state-codes.ts";
import type { ThresholdRule } from "./threshold-rules.ts";

/** One series under watch: the memory of its detectors and the state of its alarms. */
export interface SeriesWatch extends Watch {
  readonly timeline: Timeline;
  /** The detectors that apply, with their place in `memory`. */
  attached: readonly AttachedDetector[];
  /** Alarms by position in `attached`; made when first needed. */
  alarms: (AlarmSlot | undefined)[];
  /** How many of `alarms` are active: zero on the hot path nearly always. */
  activeCount: number;
  /** Undefined until the first alarm. */
  hour: HourCount | undefined;
  lastAt: number;
  firstSeenAt: number;
  lastSeenAt: number;
  /** How long it had been watched before the last restart. */
  learntMsBefore: number;
  /** Set for an enumeration whose memory is of before a restart. */
  codes: StateCodes | undefined;
  /** Data time at which the memory of before a restart was taken up, and for how long nothing had been heard then. */
  restoredSeenAt: number;
  absentMs: number;
  /** Samples for which an unusual level that feedback silenced still accounts for a jump. */
  silencedLevelRun: number;
}

export interface AttachedDetector {
  readonly name: DetectorName;
  readonly definition: DetectorDefinition;
  readonly base: number;
}

export function createSeriesWatch(
  series: Series,
  rules: readonly ThresholdRule[],
  settings: DetectorSettings,
): SeriesWatch {
  return {
    series,
    memory: new Float64Array(layouts[series.kind].fields),
    rules,
    settings,
    timeline: createTimeline(),
    attached: attachedFor(series, rules),
    alarms: [],
    activeCount: 0,
    hour: undefined,
    lastAt: Number.NEGATIVE_INFINITY,
    firstSeenAt: Number.NEGATIVE_INFINITY,
    lastSeenAt: Number.NEGATIVE_INFINITY,
    learntMsBefore: 0,
    codes: undefined,
    restoredSeenAt: Number.NEGATIVE_INFINITY,
    absentMs: 0,
    silencedLevelRun: 0,
  };
}

/** How long the series has been watched, over restarts. */
export function learntMsOf(watch: SeriesWatch): number {
  return watch.learntMsBefore + Math.max(0, watch.lastSeenAt - watch.firstSeenAt);
}

/** Identity of the memory of a kind of series: what another set of detectors wrote must not be taken for this one's. */
export function memoryLayout(kind: SeriesKind): { fields: number; signature: string } {
  return layouts[kind];
}

/** What is worth keeping over a restart. Limits of the operator are judged anew, so theirs is not. */
export function learntMemory(watch: SeriesWatch): LearntMemory {
  const memory = watch.memory.slice();
  const { base, fields } = thresholdSlice(watch.series.kind);
  memory.fill(0, base, base + fields);
  const names = watch.codes?.names ?? watch.series.states.slice(0, namesMax);
  const states = watch.series.kind === "enum" ? names : [];
  const { packed } = layouts[watch.series.kind];
  return { memory, learntMs: learntMsOf(watch), states, packed };
}

/** Takes up what was learnt before a restart; running timers begin anew, as after a jump of the clock. */
export function restoreMemory(watch: SeriesWatch, learnt: LearntMemory, savedSeenAt: number): void {
  const { kind } = watch.series;
  const { base, fields } = thresholdSlice(kind);
  const ofThreshold = watch.memory.slice(base, base + fields);
  watch.memory.set(learnt.memory);
  watch.memory.set(ofThreshold, base);
  if (kind === "enum") watch.codes = new StateCodes(watch.series, learnt.states);
  watch.learntMsBefore = learnt.learntMs;
  watch.restoredSeenAt = watch.lastSeenAt;
  watch.absentMs = Math.max(0, watch.lastSeenAt - savedSeenAt);
  for (const { name, definition, base: own } of watch.attached) {
    if (name !== "threshold") definition.restart?.(watch, own, watch.lastSeenAt);
  }
}

/** Applies other thresholds, and answers whether they differ. Alarms of the other detectors keep their state. */
export function changeRules(watch: SeriesWatch, rules: readonly ThresholdRule[]): boolean {
  if (JSON.stringify(rules) === JSON.stringify(watch.rules)) return false;
  const before = new Map(watch.attached.map((one, index) => [one.name, watch.alarms[index]]));
  watch.rules = rules;
  watch.attached = attachedFor(watch.series, rules);
  const { base, fields } = thresholdSlice(watch.series.kind);
  watch.memory.fill(0, base, base + fields);
  before.delete("threshold");
  watch.alarms = watch.attached.map(({ name }) => before.get(name));
  watch.activeCount = watch.alarms.filter((slot) => slot?.isActive).length;
  return true;
}

interface Layout {
  fields: number;
  signature: string;
  /** Where two singles lie in each double. */
  packed: readonly (readonly [from: number, to: number])[];
  all: readonly AttachedDetector[];
  /** The usual case; one array shared by all series of a kind. */
  withoutThreshold: readonly AttachedDetector[];
}

const layouts: Readonly<Record<SeriesKind, Layout>> = {
  numeric: layoutOf("numeric"),
  binary: layoutOf("binary"),
  enum: layoutOf("enum"),
};

function layoutOf(kind: SeriesKind): Layout {
  const all: AttachedDetector[] = [];
  let fields = 0;
  for (const [name, definition] of Object.entries(detectors) as [DetectorName, DetectorDefinition][]) {
    if (!definition.appliesTo(kind)) continue;
    all.push({ name, definition, base: fields });
    fields += definition.fields;
  }
  const parts = all.map(({ name, definition }) => [name, definition.fields, definition.memoryVersion ?? 1]);
  const signature = createHash("sha256")
    .update(JSON.stringify([kind, parts]))
    .digest("hex")
    .slice(0, 16);
  const packed = all.flatMap(({ definition, base }) =>
    (definition.packed ?? []).map(([from, to]) => [base + from, base + to] as const),
  );
  return { fields, signature, packed, all, withoutThreshold: all.filter(({ name }) => name !== "threshold") };
}

/** Where the memory of the operator's limits lies; empty for a kind that has none. */
function thresholdSlice(kind: SeriesKind): { base: number; fields: number } {
  const threshold = layouts[kind].all.find(({ name }) => name === "threshold");
  return { base: threshold?.base ?? 0, fields: threshold?.definition.fields ?? 0 };
}

function attachedFor(series: Series, rules: readonly ThresholdRule[]): readonly AttachedDetector[] {
  const layout = layouts[series.kind];
  return rules.length === 0 ? layout.withoutThreshold : layout.all;
}
