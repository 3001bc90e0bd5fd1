import type { Reporter } from "../../core/events.ts";
import { LruMap } from "../../core/lru-map.ts";
import type { Anomaly, ExpectedRange } from "../../domain/anomaly.ts";
import type { LogLine, LogSeverity } from "../../domain/log-line.ts";
import { countInHour, stepAlarm } from "../alarm-control.ts";
import type { AnomalySink } from "../anomaly-sink.ts";
import type { DataClock } from "../data-clock.ts";
import { alarmScore, scoreOfRatio } from "../detectors/detector.ts";
import type { anomalyEvents } from "../events.ts";
import type { TopicFamilies } from "../incidents/place.ts";
import { effectiveLogSeverity, severityOf } from "../severity-rules.ts";
import type { BurstMeter } from "./burst.ts";
import { admitNovelty, noveltyScore } from "./novelty.ts";
import { LogTemplates } from "./templates/log-templates.ts";
import {
  type Burst,
  createLogWatch,
  isBacklog,
  isLogKnown,
  type LogSettings,
  type LogSubject,
  type LogWatch,
} from "./watch.ts";

const burstHabit = { quietRunMin: 1, canWorsen: true };

/** Judges log lines: errors in bursts, floods of lines, and lines never seen before. */
export class LogAlarms {
  readonly templates: LogTemplates;
  #watches: LruMap<string, LogWatch>;
  #options: LogAlarmsOptions;

  constructor(options: LogAlarmsOptions) {
    this.#options = options;
    this.templates = new LogTemplates({ templatesMax: options.templatesMax });
    this.#watches = new LruMap(options.sourcesMax);
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
    const severity = effectiveLogSeverity(line.severity, line.message);
    const { template, isNew } = this.templates.match(line.source, line.message);
    const subject: LogSubject = { line, template };
    if (isNew) {
      watch.singles += 1;
      if (isKnown) this.#judgeNovelty(watch, subject, severity, seenAt);
    } else {
      if (template.count === 2) watch.singles = Math.max(0, watch.singles - 1);
      this.#options.sink.repeat(`${watch.source}#${template.id}`, line.at, seenAt);
    }
    if (isBacklog(watch, line.at, seenAt)) return seenAt;
    const floodRatio = watch.flood.meter.observe(seenAt);
    if (isKnown) this.#judgeBurst(watch, watch.flood, floodRatio, subject, "info", seenAt);
    if (severity !== "error" && severity !== "critical") return seenAt;
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
    }
  }

  #add(line: LogLine): LogWatch {
    const watch = createLogWatch(line.source, this.#options.settings);
    this.#watches.set(line.source, watch);
    this.#options.families.add(line.topic);
    return watch;
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
    this.#raise(watch, "logNovel", "logNovelty", subject, { score, severity, seenAt });
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
    if (step === "raised" || burst.subject === undefined) {
      burst.subject = subject;
      burst.alarm.isPublished = false;
    }
    const detector = burst === watch.errors ? "logErrorBurst" : "logFlood";
    const isPublished = this.#raise(watch, "logBurst", detector, burst.subject, {
      score,
      severity,
      seenAt,
      at: subject.line.at,
      meter: burst.meter,
    });
    burst.alarm.isPublished ||= isPublished;
  }

  #raise(
    watch: LogWatch,
    kind: "logBurst" | "logNovel",
    detector: string,
    { line, template }: LogSubject,
    seen: { score: number; severity: LogSeverity; seenAt: number; at?: number; meter?: BurstMeter },
  ): boolean {
    const { sink } = this.#options;
    const { meter } = seen;
    const anomaly: Anomaly = {
      id: sink.createId(),
      kind,
      detector,
      at: seen.at ?? line.at,
      clock: line.clock,
      subject: {
        type: "log",
        source: line.source,
        topic: line.topic,
        templateId: template.id,
        template: LogTemplates.text(template),
        example: line.message,
      },
      place: line.place,
      score: seen.score,
      direction: meter ? "high" : "none",
      severity: severityOf({
        kind,
        score: seen.score,
        durationMs: undefined,
        given: undefined,
        logSeverity: seen.severity,
        words: [line.message, line.source, line.place.area],
      }),
      observed: meter && Math.round(meter.countAt(seen.seenAt)),
      expected: meter && usualOf(meter, meter.countAt(seen.seenAt)),
      durationMs: meter && 60_000,
      limit: undefined,
    };
    return sink.raise(anomaly, watch.hour, seen.seenAt);
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
  sourcesMax: number;
  templatesMax: number;
  dataClock: DataClock;
  families: TopicFamilies;
  sink: AnomalySink;
  reporter: Reporter<typeof anomalyEvents>;
}

/** What is usual in a minute; nothing is said of it while it is not learnt, or when the burst is within it. */
function usualOf(meter: BurstMeter, observed: number): ExpectedRange | undefined {
  const high = meter.usualMax();
  return high !== undefined && high < observed ? { low: 0, high, typical: meter.usualPerMinute } : undefined;
}
