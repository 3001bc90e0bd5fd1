import type { EventTable } from "../core/events.ts";

/** Events of the daemon as a whole. */
export const daemonEvents = {
  starting: { level: "info", message: "edgewise is starting" },
  ready: { level: "info", message: "edgewise is ready" },
  stopping: { level: "info", message: "edgewise is stopping" },
  stopped: { level: "info", message: "edgewise has stopped" },
  stopForced: {
    level: "error",
    message: "the stop took too long and was forced; stopTimeoutMs may be too short for this board",
  },
  stopFailed: {
    level: "error",
    message: "a part failed while it stopped; the others were stopped all the same",
  },
  startFailed: { level: "error", message: "a part could not start" },
  reloaded: {
    level: "info",
    message: "the configuration was reloaded",
    counter: "edgewise_daemon_reloads_total",
  },
  reloadPartial: {
    level: "warn",
    message: "these settings need a restart and were not changed; the others were",
  },
  reloadRefused: {
    level: "error",
    message: "the new configuration cannot be used; the old one stays in force",
    counter: "edgewise_daemon_reloads_refused_total",
  },
  reloadNotUndone: {
    level: "error",
    message: "a part could not be set back to the old configuration; restart edgewise",
  },
  orderedLeftOut: {
    level: "error",
    message: "what was ordered from the cloud does not fit the configuration on the device and is left out",
    counter: "edgewise_daemon_ordered_left_out_total",
  },
  ordersNotReviewed: {
    level: "warn",
    message:
      "it is not known whether models that were ordered were taken back; looked at again at the next change",
    quietMs: 600_000,
  },
  incidentOpened: {
    level: "warn",
    message: "an incident was opened",
    counter: "edgewise_daemon_incidents_opened_total",
    labels: ["severity"],
  },
  incidentClosed: {
    level: "info",
    message: "an incident was closed",
    counter: "edgewise_daemon_incidents_closed_total",
  },
  incidentsResumed: { level: "info", message: "incidents that were open before the restart are open again" },
  incidentsNotResumed: {
    level: "error",
    message: "incidents that were open before the restart cannot be read from the disk; trying again",
    quietMs: 300_000,
  },
  incidentNotSaved: {
    level: "error",
    message: "an incident could not be written to the disk; it is kept in memory and tried again",
    counter: "edgewise_daemon_incident_save_failures_total",
    quietMs: 60_000,
  },
  incidentHistoryUnread: {
    level: "warn",
    message:
      "earlier incidents like one could not be read from the disk; it is told without those of earlier runs",
    counter: "edgewise_daemon_incident_history_failures_total",
    quietMs: 60_000,
  },
  incidentChangesDropped: {
    level: "error",
    message: "changes of incidents were dropped: more wait for the disk than memory allows",
    counter: "edgewise_daemon_incident_changes_dropped_total",
    quietMs: 60_000,
  },
  recordNotQueued: {
    level: "error",
    message: "a record could not be queued for the cloud",
    counter: "edgewise_daemon_records_not_queued_total",
    labels: ["class"],
    quietMs: 60_000,
  },
  publishFailed: {
    level: "warn",
    message: "a message could not be published; the broker is away or refused it",
    counter: "edgewise_daemon_publish_failures_total",
    labels: ["topic"],
    quietMs: 60_000,
  },
} as const satisfies EventTable;
