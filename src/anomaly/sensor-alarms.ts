import type { Reporter } from "../core/events.ts";
import type { AnomalyKind } from "../domain/anomaly.ts";
import type { ClockQuality } from "../domain/clock-quality.ts";
import type { Sample, Series } from "../domain/sample.ts";
import { absenceFactor } from "./absence.ts";
import {
  type AlarmHabit,
  type AlarmSlot,
  createAlarmSlot,
  createHourCount,
  stepAlarm,
} from "./alarm-control.ts";
import type { AnomalySink } from "./anomaly-sink.ts";
import type { DataClock } from "./data-clock.ts";
import {
  alarmScore,
  type DetectorSettings,
  discountScore,
  type Finding,
  type SensorAnomalyKind,
} from "./detectors/detector.ts";
import type { anomalyEvents } from "./events.ts";
import type { Feedback } from "./feedback.ts";
import type { TopicFamilies } from "./incidents/place.ts";
import { possibleRule } from "./possible-values.ts";
import { type AttachedDetector, changeRules, createSeriesWatch, type SeriesWatch } from "./series-watch.ts";
import { isSafetyState, severityOf } from "./severity-rules.ts";
import { rulesForSeries, type ThresholdRule, thresholdRulesMax } from "./threshold-rules.ts";
import type { TogetherAlarms } from "./together/together-alarms.ts";

/** A threshold has its own hysteresis, and a silence ends with one sample. */
const habits: Readonly<Record<SensorAnomalyKind, AlarmHabit>> = {
  level: { quietRunMin: 3, canWorsen: true },
  rate: { quietRunMin: 3, canWorsen: true },
  threshold: { quietRunMin: 1, canWorsen: true },
  stuck: { quietRunMin: 1, canWorsen: false },
  gap: { quietRunMin: 1, canWorsen: false },
  pattern: { quietRunMin: 3, canWorsen: true },
};

/** The jump there belongs to a level that is usual by feedback, and so does the jump back. */
const silencedLevelRun = 3;

/** Runs the detectors over every series: the hot path of the daemon. */
export class SensorAlarms {
  #watches: (SeriesWatch | undefined)[] = [];
  #count = 0;
  #rules: readonly ThresholdRule[];
  #options: SensorAlarmsOptions;

  constructor(options: SensorAlarmsOptions) {
    this.#options = options;
    this.#rules = options.rules;
  }

  get count(): number {
    return this.#count;
  }

  /** Judges one sample and answers data time of its arrival, or undefined when it was not looked at. */
  onSample(sample: Sample): number | undefined {
    if (sample.isLate) return undefined;
    const watch = this.#watches[sample.series.index] ?? this.#add(sample.series);
    if (watch === undefined) return undefined;
    const { at, value } = sample;
    const seenAt = this.#options.dataClock.arrive(watch.timeline, at);
    if (at < watch.lastAt || at - watch.lastAt > this.#options.jumpMsMax) this.#restart(watch, seenAt);
    if (watch.lastAt === Number.NEGATIVE_INFINITY) {
      watch.firstSeenAt = seenAt;
      this.#options.together.add(watch, seenAt);
    }
    watch.lastAt = at;
    watch.lastSeenAt = seenAt;
    if (watch.silencedLevelRun > 0) watch.silencedLevelRun -= 1;
    const { attached, codes } = watch;
    for (let index = 0; index < attached.length; index += 1) {
      const { name, definition, base } = attached[index] as AttachedDetector;
      const judged = codes === undefined || name === "threshold" ? value : codes.codeOf(value);
      const score = definition.observe(watch, base, judged, at, seenAt);
      if (score >= alarmScore || watch.activeCount > 0)
        this.#step(watch, index, score, at, seenAt, sample.clock);
    }
    this.#options.together.onSample(watch, sample, seenAt);
    return seenAt;
  }

  /** Asks the detectors that notice the absence of samples. */
  tick(seenAt: number, clock: ClockQuality): void {
    for (const watch of this.#watches) {
      if (watch === undefined) continue;
      for (let index = 0; index < watch.attached.length; index += 1) {
        const { definition, base } = watch.attached[index] as AttachedDetector;
        if (definition.dueAt === undefined || definition.tick === undefined) continue;
        if (definition.dueAt(watch, base) > seenAt) continue;
        const score = definition.tick(watch, base, seenAt);
        // The time of the series itself, which a wrong clock may set apart from data time.
        const at = watch.lastAt + (seenAt - watch.lastSeenAt);
        if (score >= alarmScore) this.#step(watch, index, score, at, seenAt, clock);
      }
    }
    this.#options.together.tick(seenAt);
  }

  /** An unusual level that was told before the restart goes on where the memory of what is usual was taken up. */
  resumeLevel(watch: SeriesWatch, takeOver: () => { score: number } | undefined): void {
    const index = watch.attached.findIndex(({ definition }) => definition.kind === "level");
    if (index < 0 || watch.alarms[index]?.isActive) return;
    const evidence = takeOver();
    if (evidence === undefined) return;
    const { score } = evidence;
    watch.alarms[index] = {
      ...createAlarmSlot(),
      isActive: true,
      peak: score,
      told: score,
      isPublished: true,
    };
    watch.activeCount += 1;
  }

  seriesById(id: string): Series | undefined {
    return this.#watches.find((watch) => watch?.series.id === id)?.series;
  }

  /** An alarm that is on says nothing more until it is over. */
  silence(seriesId: string, kind: SensorAnomalyKind): void {
    const watch = this.#watches.find((one) => one?.series.id === seriesId);
    for (const [index, { definition }] of watch?.attached.entries() ?? []) {
      const slot = watch?.alarms[index];
      if (definition.kind === kind && slot?.isActive) slot.isTold = false;
    }
    if (watch !== undefined && kind === "pattern") this.#options.together.silence(watch.series.index);
  }

  changeRules(rules: readonly ThresholdRule[], seenAt: number): void {
    this.#rules = rules;
    for (const watch of this.#watches) {
      if (watch === undefined) continue;
      const before = watch.attached.findIndex(({ name }) => name === "threshold");
      const alarm = watch.alarms[before];
      if (changeRules(watch, this.#rulesFor(watch.series)) && alarm?.isActive) {
        this.#recovered(watch, "threshold", alarm, { at: watch.lastAt, seenAt, observed: undefined });
      }
    }
  }

  #add(series: Series): SeriesWatch | undefined {
    if (this.#count >= this.#options.seriesMax) {
      this.#options.reporter.report("seriesRefused", { series: series.id });
      return undefined;
    }
    const watch = createSeriesWatch(series, this.#rulesFor(series), this.#options.settings);
    this.#count += 1;
    this.#options.settings.seriesCount = this.#count + this.#options.together.trackCount;
    while (this.#watches.length <= series.index) this.#watches.push(undefined);
    this.#watches[series.index] = watch;
    this.#options.families.add(series.topic);
    this.#options.onWatched(watch);
    return watch;
  }

  #rulesFor(series: Series): readonly ThresholdRule[] {
    const possible = possibleRule(series);
    const given = rulesForSeries(this.#rules, series);
    const rules = possible ? [possible, ...given] : given;
    const all =
      this.#options.hasSafetyStates() && isSafetyState(series) ? [...rules, safetyRule(series)] : rules;
    if (all.length <= thresholdRulesMax) return all;
    this.#options.reporter.report("rulesRefused", { series: series.id }, all.length - thresholdRulesMax);
    return all.slice(-thresholdRulesMax);
  }

  #restart(watch: SeriesWatch, seenAt: number): void {
    if (watch.lastAt === Number.NEGATIVE_INFINITY) return;
    this.#options.reporter.report("clockJumped", { series: watch.series.id });
    for (const { definition, base } of watch.attached) definition.restart?.(watch, base, seenAt);
  }

  #step(
    watch: SeriesWatch,
    index: number,
    found: number,
    at: number,
    seenAt: number,
    clock: ClockQuality,
  ): void {
    const attached = watch.attached[index] as AttachedDetector;
    const score = this.#countedScore(watch, attached, found, at, seenAt);
    let slot = watch.alarms[index];
    if (slot === undefined) {
      if (score < alarmScore) return;
      slot = createAlarmSlot();
      watch.alarms[index] = slot;
    }
    const { kind } = attached.definition;
    const step = stepAlarm(slot, score, habits[kind]);
    if (step === "none") return;
    if (step === "recovered") {
      watch.activeCount -= 1;
      // Silence and long stays say nothing of a value; the others are back at one.
      this.#recovered(watch, kind, slot, { at, seenAt, observed: this.#valueOf(watch, attached) });
      return;
    }
    if (step === "raised") {
      watch.activeCount += 1;
      slot.isTold = !isToldByOther(watch, kind) && !this.#isToldTogether(watch, kind);
      slot.isPublished = false;
    }
    if (slot.isTold) this.#raise(watch, attached, slot, { at, seenAt, score, clock });
  }

  /** What is found counts for less after a long time away and by feedback. Limits of the operator always count. */
  #countedScore(
    watch: SeriesWatch,
    attached: AttachedDetector,
    found: number,
    at: number,
    seenAt: number,
  ): number {
    const { kind } = attached.definition;
    if (kind === "threshold") return found;
    const { series } = watch;
    const score = discountScore(found, absenceFactor(watch, seenAt));
    const { feedback } = this.#options;
    if (found < alarmScore || !feedback.concerns(series.id, kind) || isSafetyState(series)) return score;
    const counted = feedback.score({ series, kind, at, score, finding: findingOf(watch, attached) });
    if (kind === "level" && counted < alarmScore) watch.silencedLevelRun = silencedLevelRun;
    return counted;
  }

  /** A series has one alarm for its pattern: as it stands among its partners, or by itself. */
  #isToldTogether({ series }: SeriesWatch, kind: SensorAnomalyKind): boolean {
    return kind === "pattern" && this.#options.together.isAlarmed(series.index);
  }

  #raise(
    watch: SeriesWatch,
    { name, definition, base }: AttachedDetector,
    slot: AlarmSlot,
    seen: { at: number; seenAt: number; score: number; clock: ClockQuality },
  ): void {
    const { series } = watch;
    const { sink } = this.#options;
    const finding = findingOf(watch, { name, definition, base });
    watch.hour ??= createHourCount();
    const isPublished = sink.raise(
      {
        id: sink.createId(),
        kind: definition.kind,
        detector: name,
        at: seen.at,
        clock: seen.clock,
        subject: { type: "series", series },
        place: series.place,
        score: seen.score,
        direction: finding.direction,
        severity: severityOf({
          kind: definition.kind,
          score: seen.score,
          durationMs: finding.durationMs,
          given: finding.severity,
          logSeverity: undefined,
          words: [series.name, series.topic, series.field, series.place.area],
        }),
        observed: finding.observed,
        expected: finding.expected,
        durationMs: finding.durationMs,
        usualDurationMs: finding.usualDurationMs,
        limit: finding.limit,
        reason: finding.reason,
      },
      watch.hour,
      seen.seenAt,
    );
    slot.isPublished ||= isPublished;
  }

  #recovered(
    watch: SeriesWatch,
    kind: AnomalyKind,
    slot: AlarmSlot,
    seen: { at: number; seenAt: number; observed: number | undefined },
  ): void {
    if (!slot.isTold) return;
    this.#options.sink.recover(
      { kind, at: seen.at, subjectId: watch.series.id, observed: seen.observed },
      seen.seenAt,
      slot.isPublished,
    );
  }

  #valueOf(watch: SeriesWatch, attached: AttachedDetector): number | undefined {
    return attached.definition.kind === "rate" ? undefined : findingOf(watch, attached).observed;
  }
}

export interface SensorAlarmsOptions {
  settings: DetectorSettings;
  rules: readonly ThresholdRule[];
  hasSafetyStates: () => boolean;
  seriesMax: number;
  jumpMsMax: number;
  dataClock: DataClock;
  families: TopicFamilies;
  sink: AnomalySink;
  feedback: Pick<Feedback, "concerns" | "score">;
  /** Judges the same readings by how series move together. */
  together: TogetherAlarms;
  /** A series is watched from now on. */
  onWatched: (watch: SeriesWatch) => void;
  reporter: Reporter<typeof anomalyEvents>;
}

/** What the detector found, in values of the series as it is numbered since the start. */
function findingOf(watch: SeriesWatch, { name, definition, base }: AttachedDetector): Finding {
  const finding = definition.describe(watch, base);
  if (watch.codes === undefined || name === "threshold" || finding.observed === undefined) return finding;
  return { ...finding, observed: watch.codes.valueOf(finding.observed) };
}

/** A jump to an unusual level is one alarm, not two; and a pattern says less than any other alarm of its series. */
function isToldByOther(watch: SeriesWatch, kind: SensorAnomalyKind): boolean {
  if (kind !== "rate" && kind !== "pattern") return false;
  if (watch.silencedLevelRun > 0) return true;
  return watch.attached.some(
    ({ definition }, index) =>
      watch.alarms[index]?.isActive === true &&
      definition.kind !== kind &&
      (kind === "pattern" || definition.kind === "level"),
  );
}

function safetyRule(series: Series): ThresholdRule {
  return {
    name: "safety",
    series: series.id,
    above: 0.5,
    below: undefined,
    hysteresis: 0,
    forMs: 0,
    severity: "critical",
  };
}
