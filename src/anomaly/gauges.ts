import type { Metrics } from "../core/metrics.ts";
import { anomalyMetrics } from "./events.ts";
import type { Feedback } from "./feedback.ts";
import type { AlarmHabits } from "./incidents/alarm-habits.ts";
import type { IncidentTracker } from "./incidents/tracker.ts";
import type { LogAlarms } from "./logs/alarms.ts";
import type { LogMeasures } from "./logs/templates/log-measures.ts";
import type { SensorAlarms } from "./sensor-alarms.ts";
import type { TogetherAlarms } from "./together/together-alarms.ts";

/** Shows how much is watched and known, read when somebody looks. */
export function exposeAnomalyGauges(
  metrics: Metrics,
  {
    sensors,
    together,
    tracker,
    habits,
    logs,
    measures,
    feedback,
  }: {
    sensors: SensorAlarms;
    together: TogetherAlarms;
    tracker: IncidentTracker;
    habits: AlarmHabits;
    logs: LogAlarms;
    measures: LogMeasures | undefined;
    feedback: Feedback;
  },
): void {
  const seriesWatched = metrics.gauge(anomalyMetrics.seriesWatched);
  const groupsWatched = metrics.gauge(anomalyMetrics.groupsWatched);
  const membersExplained = metrics.gauge(anomalyMetrics.membersExplained);
  const incidentsOpen = metrics.gauge(anomalyMetrics.incidentsOpen);
  const alarmPairs = metrics.gauge(anomalyMetrics.alarmPairs);
  const logParametersKnown = metrics.gauge(anomalyMetrics.logParameters);
  const logTemplates = metrics.gauge(anomalyMetrics.logTemplates);
  const logLinesWatched = metrics.gauge(anomalyMetrics.logLinesWatched);
  const feedbackEntries = metrics.gauge(anomalyMetrics.feedbackEntries);
  metrics.beforeExpose(() => {
    seriesWatched.set(sensors.count);
    groupsWatched.set(together.groupCount);
    membersExplained.set(together.explainedCount());
    incidentsOpen.set(tracker.openCount);
    alarmPairs.set(habits.pairCount);
    logTemplates.set(logs.templates.size);
    logParametersKnown.set(measures?.count ?? 0);
    logLinesWatched.set(logs.trackCount);
    feedbackEntries.set(feedback.falseAlarmCount, { verdict: "falseAlarm" });
    feedbackEntries.set(feedback.normalCount, { verdict: "alwaysNormal" });
  });
}
