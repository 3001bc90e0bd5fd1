import type { EventTable } from "../core/events.ts";
import type { MetricOptions } from "../core/metrics.ts";

const minuteMs = 60_000;

export const ingestEvents = {
  seriesFound: { level: "debug", message: "found a new series" },
  seriesRefused: {
    level: "warn",
    message: "refused a new series: the limit ingest.seriesCountMax is reached",
    counter: "edgewise_ingest_series_refused_total",
    quietMs: 60 * minuteMs,
  },
  payloadRefused: {
    level: "warn",
    message: "refused a payload",
    counter: "edgewise_ingest_payloads_refused_total",
    labels: ["reason"],
    quietMs: minuteMs,
  },
  valueRefused: {
    level: "warn",
    message: "refused a value",
    counter: "edgewise_ingest_values_refused_total",
    labels: ["reason"],
    quietMs: minuteMs,
  },
  timeReplaced: {
    level: "warn",
    message:
      "a sensor or log has a wildly wrong clock; the time of arrival is used instead and marked unsynced",
    counter: "edgewise_ingest_times_replaced_total",
    quietMs: 10 * minuteMs,
  },
  clockSetBack: {
    level: "warn",
    message: "the newest sample of a series lay in the future and no longer counts: a clock was set back",
    counter: "edgewise_ingest_clock_set_back_total",
    quietMs: 10 * minuteMs,
  },
  statesExceeded: {
    level: "warn",
    message: "a text has too many different values to be a state and is ignored from now on",
    counter: "edgewise_ingest_states_exceeded_total",
    quietMs: minuteMs,
  },
  logLinesCut: {
    level: "warn",
    message: "cut log lines to ingest.lineLengthMax characters",
    counter: "edgewise_ingest_log_lines_cut_total",
    quietMs: 10 * minuteMs,
  },
  logLinesDropped: {
    level: "warn",
    message: "dropped log lines beyond ingest.linesPerPayloadMax in one payload",
    counter: "edgewise_ingest_log_lines_dropped_total",
    quietMs: minuteMs,
  },
  windowRefused: {
    level: "warn",
    message: "refused a window of a fast signal",
    counter: "edgewise_ingest_windows_refused_total",
    labels: ["reason"],
    quietMs: minuteMs,
  },
  derivedRefused: {
    level: "warn",
    message: "a rule makes no series of inputs that it names",
    counter: "edgewise_ingest_derived_refused_total",
    labels: ["reason"],
    quietMs: minuteMs,
  },
  derivedMemoryUnread: {
    level: "warn",
    message: "what derived series remember could not be read; running totals begin at zero until it can",
    quietMs: 60 * minuteMs,
  },
  derivedMemoryUnwritten: {
    level: "warn",
    message: "what derived series remember could not be written; it is tried again",
    counter: "edgewise_ingest_derived_memory_unwritten_total",
    quietMs: 60 * minuteMs,
  },
  rulesChanged: { level: "info", message: "took over new sensor and log rules" },
} as const satisfies EventTable;

export const ingestMetrics = {
  messages: { name: "edgewise_ingest_messages_total", help: "messages read" },
  samples: { name: "edgewise_ingest_samples_total", help: "samples handed on" },
  logLines: { name: "edgewise_ingest_log_lines_total", help: "log lines handed on" },
  lateSamples: { name: "edgewise_ingest_late_samples_total", help: "samples older than one already seen" },
  skipped: {
    name: "edgewise_ingest_skipped_total",
    help: "values and payloads left out because nothing new can be learnt from them",
    labels: ["reason"],
  },
  windows: { name: "edgewise_ingest_windows_total", help: "windows of fast signals that were measured" },
  derivedSamples: { name: "edgewise_ingest_derived_samples_total", help: "derived samples handed on" },
  derivedSkipped: {
    name: "edgewise_ingest_derived_skipped_total",
    help: "times that nothing could be derived, though an input was heard",
    labels: ["reason"],
  },
  derivedSeries: { name: "edgewise_ingest_derived_series", help: "derived series" },
  series: { name: "edgewise_ingest_series", help: "series known" },
  topics: { name: "edgewise_ingest_topics", help: "topics remembered" },
} as const satisfies Record<string, MetricOptions>;
