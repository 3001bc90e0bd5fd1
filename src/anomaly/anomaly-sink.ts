import type { Reporter } from "../core/events.ts";
import { type Anomaly, type Recovery, type Subject, subjectId } from "../domain/anomaly.ts";
import type { AnomalyConsumer } from "../domain/ports.ts";
import type { Admission, AlarmLimiter, HourCount } from "./alarm-control.ts";
import type { anomalyEvents } from "./events.ts";
import type { ExpectedChanges } from "./expected-changes.ts";
import type { IncidentTracker } from "./incidents/tracker.ts";
import type { ResumedAlarms } from "./resumed-alarms.ts";

/** Where sensor and log alarms come together: limits, incidents, and whoever listens. */
export interface AnomalySink {
  createId(): string;
  /** Answers whether it was published. */
  raise(anomaly: Anomaly, hour: HourCount, seenAt: number): boolean;
  /** `isPublished`: whether the alarm that ends was published. */
  recover(recovery: Recovery, seenAt: number, isPublished: boolean): void;
  /** A log said a line again that it had said before; `subject` as `subjectId` gives it. */
  repeat(subject: string, at: number, seenAt: number): void;
}

export function createAnomalySink(options: {
  limiter: AlarmLimiter;
  tracker: IncidentTracker;
  resumed: ResumedAlarms;
  expected: ExpectedChanges;
  consumers: readonly AnomalyConsumer[];
  reporter: Reporter<typeof anomalyEvents>;
  createId: () => string;
}): AnomalySink {
  const { limiter, tracker, resumed, expected, consumers, reporter } = options;
  return {
    createId: options.createId,
    repeat: (subject, at, seenAt) => tracker.repeat(subject, at, seenAt),
    raise(anomaly, hour, seenAt) {
      const admission: Admission = limiter.admit(hour, seenAt);
      const { subject, kind } = anomaly;
      if (expected.accepts({ kind, subjectId: subjectId(subject), topic: topicOf(subject) }, seenAt)) {
        reporter.report("suppressed", { reason: "commanded", subject: subjectId(subject) });
        return false;
      }
      const isResumed =
        resumed.size > 0 && resumed.takeOver(anomaly.kind, subjectId(anomaly.subject)) !== undefined;
      tracker.add(anomaly, seenAt, admission !== "repeat");
      if (isResumed) {
        // Told before the restart, and so is its end.
        reporter.report("suppressed", { reason: "resumed", subject: subjectId(anomaly.subject) });
        return true;
      }
      if (admission !== "publish") {
        reporter.report("suppressed", { reason: admission, subject: subjectId(anomaly.subject) });
        return false;
      }
      reporter.report("raised", {
        kind: anomaly.kind,
        subject: subjectId(anomaly.subject),
        score: anomaly.score,
      });
      for (const consumer of consumers) consumer.onAnomaly(anomaly);
      return true;
    },
    recover(recovery, seenAt, isPublished) {
      if (expected.end(recovery.kind, recovery.subjectId)) return;
      tracker.recover(recovery, seenAt);
      if (!isPublished) return;
      for (const consumer of consumers) consumer.onRecovery(recovery);
    },
  };
}

function topicOf(subject: Subject): string {
  return subject.type === "series" ? subject.series.topic : subject.topic;
}
