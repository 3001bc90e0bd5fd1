import type { EventTable } from "../core/events.ts";
import type { MetricOptions } from "../core/metrics.ts";

export const anomalyEvents = {
  raised: {
    level: "info",
    message: "Something unusual was seen.",
    counter: "edgewise_anomaly_raised_total",
    labels: ["kind"],
    quietMs: 10_000,
  },
  suppressed: {
    level: "info",
    message:
      "Anomalies were not published: over the alarm limits, asked for, told before, or usual by feedback.",
    counter: "edgewise_anomaly_suppressed_total",
    labels: ["reason"],
    quietMs: 60_000,
  },
  incidentOpened: {
    level: "info",
    message: "An incident was opened.",
    counter: "edgewise_anomaly_incidents_opened_total",
    labels: ["severity"],
  },
  incidentReopened: {
    level: "info",
    message: "An incident came back and was opened again.",
    counter: "edgewise_anomaly_incidents_reopened_total",
  },
  incidentEscalated: {
    level: "warn",
    message: "An incident asks for more attention: it grew worse or larger, or nobody has seen it for long.",
    counter: "edgewise_anomaly_incidents_escalated_total",
    labels: ["reason"],
  },
  incidentsMerged: {
    level: "info",
    message: "Many incidents opened at once and were made one.",
    counter: "edgewise_anomaly_incidents_merged_total",
  },
  incidentMemoryNotRead: {
    level: "warn",
    message: "Which alarms come together could not be read yet; it is tried again.",
    quietMs: 600_000,
  },
  incidentMemoryNotSaved: {
    level: "warn",
    message: "Which alarms come together could not be written to the disk; it is tried again.",
    quietMs: 600_000,
  },
  incidentMemoryDropped: {
    level: "warn",
    message: "What was learnt of alarms that come together made no sense and is learnt anew.",
    counter: "edgewise_anomaly_incident_memory_dropped_total",
  },
  incidentClosed: {
    level: "info",
    message: "An incident was closed.",
    counter: "edgewise_anomaly_incidents_closed_total",
    labels: ["reason"],
  },
  seriesRefused: {
    level: "warn",
    message: "More series than anomaly.seriesMax: the rest are not watched.",
    counter: "edgewise_anomaly_series_refused_total",
    quietMs: 3_600_000,
  },
  rulesRefused: {
    level: "warn",
    message: "More than four thresholds match one series: the rest are not applied to it.",
    counter: "edgewise_anomaly_rules_refused_total",
    quietMs: 60_000,
  },
  patternsUnavailable: {
    level: "error",
    message: "The weights of the pattern detector cannot be read: unusual patterns are not looked for.",
    counter: "edgewise_anomaly_patterns_unavailable_total",
  },
  shadowUnavailable: {
    level: "warn",
    message: "The weights in anomaly.shadowWeights cannot be read: no other network is compared.",
    counter: "edgewise_anomaly_shadow_unavailable_total",
  },
  togetherRefused: {
    level: "info",
    message:
      "Series that may move together found no place in a group, or no memory: they are judged by themselves only.",
    counter: "edgewise_anomaly_together_refused_total",
    labels: ["reason"],
    quietMs: 3_600_000,
  },
  linesRefused: {
    level: "info",
    message: "More kinds of log lines than are watched: the rhythm and order of the rest are not looked at.",
    counter: "edgewise_anomaly_log_lines_refused_total",
    quietMs: 3_600_000,
  },
  orderSkipped: {
    level: "info",
    message: "A log says so much that the order of its lines is not looked at now.",
    counter: "edgewise_anomaly_log_lines_unordered_total",
    quietMs: 3_600_000,
  },
  linesLate: {
    level: "info",
    message:
      "Log lines came that were kept somewhere on their way: they are no burst now, and their order is not judged.",
    counter: "edgewise_anomaly_log_lines_late_total",
    quietMs: 3_600_000,
  },
  logTemplateClassified: {
    level: "debug",
    message: "A model said what kind of line a log template is.",
    counter: "edgewise_anomaly_log_templates_classified_total",
    labels: ["kind"],
    quietMs: 60_000,
  },
  logTemplateSkipped: {
    level: "warn",
    message: "Too many new log templates at once to classify them all: the rest are judged by their words.",
    counter: "edgewise_anomaly_log_templates_skipped_total",
    labels: ["reason"],
    quietMs: 600_000,
  },
  logClassifierUnavailable: {
    level: "warn",
    message:
      "The log classifier does not answer: lines are judged by their words, and it is asked again later.",
    counter: "edgewise_anomaly_log_classifier_unavailable_total",
    quietMs: 3_600_000,
  },
  clockJumped: {
    level: "info",
    message: "The time of a series jumped; running timers were started again.",
    counter: "edgewise_anomaly_clock_jumps_total",
    quietMs: 60_000,
  },
  memoryRestored: {
    level: "debug",
    message: "What was learnt of a series before the restart is in use again.",
    counter: "edgewise_anomaly_memories_restored_total",
    quietMs: 60_000,
  },
  memoryDropped: {
    level: "warn",
    message: "What was learnt of a series before the restart cannot be used; it is learnt anew.",
    counter: "edgewise_anomaly_memories_dropped_total",
    labels: ["reason"],
    quietMs: 60_000,
  },
  memoriesSaved: {
    level: "debug",
    message: "What was learnt of series was written to the disk.",
    counter: "edgewise_anomaly_memories_saved_total",
    quietMs: 600_000,
  },
  memoriesNotSaved: {
    level: "warn",
    message: "What was learnt of series could not be written to the disk; it is tried again.",
    counter: "edgewise_anomaly_memories_not_saved_total",
    quietMs: 600_000,
  },
  memoriesNotRead: {
    level: "warn",
    message: "What was learnt of series before the restart could not be read yet; it is tried again.",
    counter: "edgewise_anomaly_memories_not_read_total",
    quietMs: 600_000,
  },
  parametersRefused: {
    level: "info",
    message: "A log has more numbers than anomaly.logs.parameterSeriesMax: the rest do not become series.",
    counter: "edgewise_anomaly_log_parameters_refused_total",
    quietMs: 3_600_000,
  },
  templatesUnreadable: {
    level: "warn",
    message: "The log templates of before the restart cannot be used; they are learnt anew, with new ids.",
    counter: "edgewise_anomaly_templates_unreadable_total",
  },
  templatesNotSaved: {
    level: "warn",
    message: "Log templates could not be written to the disk; it is tried again.",
    counter: "edgewise_anomaly_templates_not_saved_total",
    quietMs: 600_000,
  },
  templatesLeftOut: {
    level: "warn",
    message: "Log templates used long ago were left out of what is kept over a restart: they are too many.",
    counter: "edgewise_anomaly_templates_left_out_total",
    quietMs: 3_600_000,
  },
  feedbackGiven: {
    level: "info",
    message: "A person said what they think of an incident.",
    counter: "edgewise_anomaly_feedback_total",
    labels: ["verdict"],
  },
  feedbackNotRead: {
    level: "warn",
    message: "Earlier feedback could not be read yet; alarms come without it, and it is tried again.",
    quietMs: 600_000,
  },
  feedbackUnreadable: {
    level: "warn",
    message: "Some earlier feedback made no sense and was left out.",
    counter: "edgewise_anomaly_feedback_unreadable_total",
  },
} as const satisfies EventTable;

export const anomalyMetrics = {
  seriesWatched: { name: "edgewise_anomaly_series_watched", help: "Series under watch." },
  alarmPairs: {
    name: "edgewise_anomaly_alarm_pairs",
    help: "Pairs of alarms of which it is learnt how often and in which order they come together.",
  },
  incidentsOpen: { name: "edgewise_anomaly_incidents_open", help: "Incidents open now." },
  feedbackEntries: {
    name: "edgewise_anomaly_feedback_entries",
    help: "Feedback in force: series and kinds that need more evidence, and deviations taken as usual.",
    labels: ["verdict"],
  },
  groupsWatched: {
    name: "edgewise_anomaly_groups_watched",
    help: "Groups of series that are judged by how they move together.",
  },
  membersExplained: {
    name: "edgewise_anomaly_members_explained",
    help: "Series that their partners explain well enough to be judged by them.",
  },
  logParameters: {
    name: "edgewise_anomaly_log_parameters",
    help: "Numbers in log lines that are series.",
  },
  logTemplates: { name: "edgewise_anomaly_log_templates", help: "Log templates remembered." },
  logLinesWatched: {
    name: "edgewise_anomaly_log_lines_watched",
    help: "Kinds of log lines whose rhythm and order are watched.",
  },
  detectorSeconds: {
    name: "edgewise_anomaly_detector_seconds",
    help: "Time that all detectors take for one sample; one sample in 1024 is measured.",
    buckets: [1e-6, 2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 1e-3],
  },
} as const satisfies Record<string, MetricOptions & { buckets?: readonly number[] }>;
