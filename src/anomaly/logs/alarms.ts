import type { Reporter } from "../../core/events.ts";
import { LruMap } from "../../core/lru-map.ts";
import type { ExpectedRange } from "../../domain/anomaly.ts";
import type { LogLine, LogSeverity } from "../../domain/log-line.ts";
import { countInHour, stepAlarm } from "../alarm-control.ts";
import type { AnomalySink } from "../anomaly-sink.ts";
import type { DataClock } from "../data-clock.ts";
import { alarmScore, scoreOfRatio } from "../detectors/detector.ts";
import type { anomalyEvents } from "../events.ts";
import type { Feedback } from "../feedback.ts";
import type { TopicFamilies } from "../incidents/place.ts";
import type { LearntMemory } from "../memory-codec.ts";
import type { BurstMeter } from "./burst.ts";
import type { LogClassification } from "./classifier/classification.ts";
import { classifiedText, countsAsError, lineSeverity } from "./classifier/line-severity.ts";
import type { TemplateClasses } from "./classifier/template-classes.ts";
import { HabitAlarms } from "./habit-alarms.ts";
import { anomalyOf, type LogFinding, logSubjectId } from "./log-finding.ts";
import type { LogSettings, LogSubject } from "./log-settings.ts";
import { admitNovelty, noveltyScore } from "./novelty.ts";
import { type LogMatch, LogTemplates } from "./templates/log-templates.ts";
import { type Burst, createLogWatch, isLogKnown, type LogWatch } from "./watch.ts";

const burstHabit = { quietRunMin: 1, canWorsen: true };

/** Judges log lines: errors in bursts, floods of lines, lines never seen before, and what is usual of each log. */
export class LogAlarms {
  readonly templates: LogTemplates;
  /** What the last line was. */
  lastMatch: LogMatch | undefined;
  #watches: LruMap<string, LogWatch>;
  #habits: HabitAlarms;
  #options: LogAlarmsOptions;

  constructor(options: LogAlarmsOptions) {
    this.#options = options;
    this.templates = new LogTemplates({ templatesMax: options.templatesMax });
    this.#habits = new HabitAlarms(options);
    this.#watches = new LruMap(options.sourcesMax, (_, watch) => this.#forget(watch));
  }

  /** Kinds of line whose rhythm and order are watched. */
  get trackCount(): number {
    return this.#habits.trackCount;
  }

  get sourceCount(): number {
    return this.#watches.size;
  }

  /** Judges one line and answers data time of its arrival. */
  onLogLine(line: LogLine): number {
    const { dataClock, settings } = this.#options;
    const watch = this.#watches.get(line.source) ?? this.#add(line);
    const seenAt = dataClock.arrive(watch.timeline, line.at);
    if (watch.lines === 0) watch.firstSeenAt = seenAt;
    const isKnown = isLogKnown(watch, seenAt, settings);
    watch.lines += 1;
    watch.lastAt = line.at;
    watch.lastSeenAt = seenAt;
    const match = this.templates.match(line.source, line.message);
    this.lastMatch = match;
    const { template, isNew } = match;
    const severity = lineSeverity(line, this.#options.classes?.of(template.id, classifiedText(line)));
    watch.line = line;
    const subject: LogSubject = { line, template };
    if (isNew) {
      watch.singles += 1;
      if (isKnown) this.#judgeWhenKnown(watch, subject, seenAt);
    } else {
      if (template.count === 2) watch.singles = Math.max(0, watch.singles - 1);
      this.#options.sink.repeat(`${watch.source}#${template.id}`, line.at, seenAt);
    }
    if (watch.delays.isLate(seenAt - line.at, seenAt)) {
      this.#options.reporter.report("linesLate", { source: watch.source });
      this.#habits.onLateLine(watch, line, match, severity, seenAt);
      return seenAt;
    }
    this.#habits.onLine(watch, line, match, severity, seenAt);
    const floodRatio = watch.flood.meter.observe(seenAt);
    if (isKnown) this.#judgeBurst(watch, watch.flood, floodRatio, subject, "info", seenAt);
    if (!countsAsError(line, severity)) return seenAt;
    // Errors in numbers need no warm-up: the least count is limit enough.
    this.#judgeBurst(watch, watch.errors, watch.errors.meter.observe(seenAt), subject, severity, seenAt);
    return seenAt;
  }

  /** Ends bursts that are over. */
  tick(seenAt: number): void {
    for (const watch of this.#watches.values()) {
      for (const burst of [watch.errors, watch.flood]) {
        if (!burst.alarm.isActive) continue;
        const step = stepAlarm(burst.alarm, scoreOfRatio(burst.meter.ratioAt(seenAt)), burstHabit);
        if (step === "recovered") this.#recovered(watch, burst, seenAt);
      }
      this.#habits.tick(watch, seenAt);
    }
  }

  /** What a person called none says nothing more until it is over. `id` is of the log, or of a line of it. */
  silence(id: string, kind: LogFinding["kind"]): void {
    const mark = id.lastIndexOf("#");
    const watch = this.#watches.get(mark > 0 ? id.slice(0, mark) : id) ?? this.#watches.get(id);
    if (watch === undefined) return;
    this.#habits.silence(watch, kind, mark > 0 ? Number(id.slice(mark + 1)) : Number.NaN);
    if (kind !== "logBurst") return;
    for (const { alarm } of [watch.errors, watch.flood]) if (alarm.isActive) alarm.isTold = false;
  }

  #add(line: LogLine): LogWatch {
    const watch = createLogWatch(line.source, this.#options.settings, this.#habits.sessionsPerLog);
    this.#watches.set(line.source, watch);
    this.#options.onWatched(watch, (learnt) =>
      this.#habits.restore(watch, learnt, this.templates.ofSource(watch.source)),
    );
    this.#options.families.add(line.topic);
    return watch;
  }

  /** So many logs are heard that this one is watched no longer: nobody would notice the end of its alarms. */
  #forget(watch: LogWatch): void {
    const seenAt = this.#options.dataClock.now();
    for (const burst of [watch.errors, watch.flood]) {
      if (burst.alarm.isActive) this.#recovered(watch, burst, seenAt);
      burst.alarm.isActive = false;
    }
    this.#habits.forget(watch, seenAt);
    this.#options.onForgotten(watch);
  }

  /** Waits for what the model makes of the line, if there is one; the log goes on meanwhile. */
  #judgeWhenKnown(watch: LogWatch, subject: LogSubject, seenAt: number): void {
    const { classes } = this.#options;
    const { line, template } = subject;
    const judge = (known: LogClassification | undefined) =>
      this.#judgeNovelty(watch, subject, lineSeverity(line, known), seenAt);
    if (classes) classes.whenKnown(template.id, classifiedText(line), judge);
    else judge(undefined);
  }

  #judgeNovelty(watch: LogWatch, subject: LogSubject, severity: LogSeverity, seenAt: number): void {
    const score = noveltyScore(watch, severity);
    if (score < alarmScore) return;
    const isAdmitted =
      countInHour(watch.novelHour, seenAt) <= this.#options.settings.novelPerHour &&
      admitNovelty(watch.novelty, severity, seenAt);
    if (!isAdmitted) {
      this.#options.reporter.report("suppressed", { reason: "novel", subject: watch.source });
      return;
    }
    const found = { subject, score, severity, at: subject.line.at };
    this.#raise(watch, { kind: "logNovel", detector: "logNovelty", ...found }, seenAt);
  }

  #judgeBurst(
    watch: LogWatch,
    burst: Burst,
    ratio: number,
    subject: LogSubject,
    severity: LogSeverity,
    seenAt: number,
  ): void {
    const score = scoreOfRatio(ratio);
    const step = stepAlarm(burst.alarm, score, burstHabit);
    if (step === "none") return;
    if (step === "recovered") {
      this.#recovered(watch, burst, seenAt);
      return;
    }
    if (step === "raised") burst.alarm.isTold = true;
    if (!burst.alarm.isTold) return;
    if (step === "raised" || burst.subject === undefined) {
      burst.subject = subject;
      burst.alarm.isPublished = false;
    }
    const { meter } = burst;
    const observed = Math.round(meter.countAt(seenAt));
    const found: LogFinding = {
      kind: "logBurst",
      detector: burst === watch.errors ? "logErrorBurst" : "logFlood",
      subject: burst.subject,
      score,
      severity,
      at: subject.line.at,
      direction: "high",
      observed,
      expected: usualOf(meter, observed),
      durationMs: meter.windowMs,
      counted: burst === watch.errors ? "problems" : "all",
    };
    const isPublished = this.#raise(watch, found, seenAt);
    burst.alarm.isPublished ||= isPublished;
  }

  #raise(watch: LogWatch, found: LogFinding, seenAt: number): boolean {
    const { sink, feedback, classes } = this.#options;
    const score = feedback.scoreLog({ ...found, subjectId: logSubjectId(found.subject) });
    if (score < alarmScore) return false;
    const subject = { ...found.subject, logKind: classes?.kindOf(found.subject.template.id) };
    return sink.raise(anomalyOf({ ...found, subject, score }, sink.createId()), watch.hour, seenAt);
  }

  #recovered(watch: LogWatch, burst: Burst, seenAt: number): void {
    if (burst.subject === undefined) return;
    this.#options.sink.recover(
      {
        kind: "logBurst",
        at: watch.lastAt + (seenAt - watch.lastSeenAt),
        subjectId: `${watch.source}#${burst.subject.template.id}`,
        observed: Math.round(burst.meter.countAt(seenAt)),
      },
      seenAt,
      burst.alarm.isPublished,
    );
  }
}

export interface LogAlarmsOptions {
  settings: LogSettings;
  /** Left out: lines are judged by their words. */
  classes?: TemplateClasses | undefined;
  sourcesMax: number;
  templatesMax: number;
  tracksMax: number;
  sessionsMax: number;
  dataClock: DataClock;
  families: TopicFamilies;
  sink: AnomalySink;
  feedback: Feedback;
  /** A log was heard for the first time since the start; `restore` takes up what was learnt of it before. */
  onWatched(watch: LogWatch, restore: (learnt: LearntMemory) => void): void;
  /** A log is watched no longer; what was learnt of it can still be read. */
  onForgotten(watch: LogWatch): void;
  reporter: Reporter<typeof anomalyEvents>;
}

/** What is usual in a minute; nothing is said of it while it is not learnt, or when the burst is within it. */
function usualOf(meter: BurstMeter, observed: number): ExpectedRange | undefined {
  const high = meter.usualMax();
  return high !== undefined && high < observed ? { low: 0, high, typical: meter.usualPerWindow } : undefined;
}
