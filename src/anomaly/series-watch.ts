import type { Series, SeriesKind } from "../domain/sample.ts";
import type { AlarmSlot, HourCount } from "./alarm-control.ts";
import { createTimeline, type Timeline } from "./data-clock.ts";
import type { DetectorDefinition, DetectorSettings, Watch } from "./detectors/detector.ts";
import { type DetectorName, detectors } from "./detectors/table.ts";
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
  lastSeenAt: number;
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
    lastSeenAt: Number.NEGATIVE_INFINITY,
  };
}

/** Applies other thresholds, and answers whether they differ. Alarms of the other detectors keep their state. */
export function changeRules(watch: SeriesWatch, rules: readonly ThresholdRule[]): boolean {
  if (JSON.stringify(rules) === JSON.stringify(watch.rules)) return false;
  const before = new Map(watch.attached.map((one, index) => [one.name, watch.alarms[index]]));
  watch.rules = rules;
  watch.attached = attachedFor(watch.series, rules);
  const threshold = layouts[watch.series.kind].all.find(({ name }) => name === "threshold");
  if (threshold) watch.memory.fill(0, threshold.base, threshold.base + threshold.definition.fields);
  before.delete("threshold");
  watch.alarms = watch.attached.map(({ name }) => before.get(name));
  watch.activeCount = watch.alarms.filter((slot) => slot?.isActive).length;
  return true;
}

interface Layout {
  fields: number;
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
  return { fields, all, withoutThreshold: all.filter(({ name }) => name !== "threshold") };
}

function attachedFor(series: Series, rules: readonly ThresholdRule[]): readonly AttachedDetector[] {
  const layout = layouts[series.kind];
  return rules.length === 0 ? layout.withoutThreshold : layout.all;
}
