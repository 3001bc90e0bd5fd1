import type { Reporter } from "../core/events.ts";
import { type Anomaly, type Recovery, subjectId } from "../domain/anomaly.ts";
import type { AnomalyConsumer } from "../domain/ports.ts";
import type { Admission, AlarmLimiter, HourCount } from "./alarm-control.ts";
import type { anomalyEvents } from "./events.ts";
import type { IncidentTracker } from "./incident-tracker.ts";
import type { ResumedAlarms } from "./resumed-alarms.ts";

/** Where sensor and log alarms come together: limits, incidents, and whoever listens. */
export interface AnomalySink {
  createId(): string;
  /** Answers whether it was published. */
  raise(anomaly: Anomaly, hour: HourCount, seenAt: number): boolean;
  /** `isPublished`: whether the alarm that ends was published. */
  recover(recovery: Recovery, seenAt: number, isPublished: boolean): void;
}

export function createAnomalySink(options: {
  limiter: AlarmLimiter;
  tracker: IncidentTracker;
  resumed: ResumedAlarms;
  consumers: readonly AnomalyConsumer[];
  reporter: Reporter<typeof anomalyEvents>;
  createId: () => string;
}): AnomalySink {
  const { limiter, tracker, resumed, consumers, reporter } = options;
  return {
    createId: options.createId,
    raise(anomaly, hour, seenAt) {
      const admission: Admission = limiter.admit(hour, seenAt);
      if (resumed.size > 0) resumed.takeOver(anomaly.kind, subjectId(anomaly.subject));
      tracker.add(anomaly, seenAt, admission !== "repeat");
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
      tracker.recover(recovery, seenAt);
      if (!isPublished) return;
      for (const consumer of consumers) consumer.onRecovery(recovery);
    },
  };
}
