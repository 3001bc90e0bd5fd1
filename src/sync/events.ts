import type { EventTable } from "../core/events.ts";

const perSink = ["sink"] as const;

export const syncEvents = {
  sinkOnline: { level: "info", message: "Records arrive at the sink." },
  sinkOffline: {
    level: "warn",
    message: "Records do not arrive at the sink; they wait on the disk.",
    counter: "edgewise_sync_offline_total",
    labels: perSink,
  },
  circuitOpened: {
    level: "info",
    message: "The circuit of the sink is open: one small batch at a time tries whether it is back.",
    counter: "edgewise_sync_circuit_opened_total",
    labels: perSink,
    quietMs: 600_000,
  },
  circuitClosed: {
    level: "info",
    message: "The circuit of the sink is closed again; the backlog follows after a wait of its own (heldMs).",
    quietMs: 600_000,
  },
  linkClosed: {
    level: "info",
    message: "The metered link is not to be used now but for the prompt classes; records wait on the disk.",
    counter: "edgewise_sync_metered_closed_total",
    labels: ["sink", "because"],
    quietMs: 600_000,
  },
  linkOpened: { level: "info", message: "The metered link may be used again.", quietMs: 600_000 },
  receiptMissing: {
    level: "warn",
    message: "The sink accepted records and then did not know of them; they are sent again.",
    counter: "edgewise_sync_without_receipt_records_total",
    labels: perSink,
    quietMs: 600_000,
  },
  needsPerson: {
    level: "error",
    message: "The sink takes nothing until somebody acts; records wait on the disk.",
    counter: "edgewise_sync_needs_person_total",
    labels: perSink,
    quietMs: 600_000,
  },
  recordsSent: {
    level: "debug",
    message: "Records were confirmed by the sink.",
    counter: "edgewise_sync_sent_records_total",
    labels: perSink,
  },
  recordsRetried: {
    level: "debug",
    message: "Records were not confirmed and go again.",
    counter: "edgewise_sync_retried_records_total",
    labels: perSink,
  },
  recordRejected: {
    level: "warn",
    message: "The sink refused a record for good; it is kept with the dead letters.",
    counter: "edgewise_sync_rejected_records_total",
    labels: perSink,
    quietMs: 60_000,
  },
  recordsPassedOver: {
    level: "debug",
    message: "Records of classes this sink may not have were passed over.",
    counter: "edgewise_sync_passed_over_records_total",
    labels: perSink,
  },
  batchTooLarge: {
    level: "info",
    message: "A batch was too large for the sink or the connection; the next ones are smaller.",
    counter: "edgewise_sync_batches_too_large_total",
    labels: perSink,
    quietMs: 600_000,
  },
  queueFailed: {
    level: "error",
    message: "The queue on the disk could not be used; trying again.",
    counter: "edgewise_sync_queue_failures_total",
    quietMs: 60_000,
  },
  recordsDropped: {
    level: "warn",
    message: "Records were dropped before they reached the queue.",
    counter: "edgewise_sync_dropped_records_total",
    labels: ["reason"],
    quietMs: 60_000,
  },
  objectsRemoved: {
    level: "warn",
    message: "The oldest files of the folder were removed to make room for new ones.",
    counter: "edgewise_sync_removed_objects_total",
    labels: perSink,
    quietMs: 3_600_000,
  },
  sinkFaulted: {
    level: "error",
    message: "A sink failed in a way it should not; records wait on the disk.",
    counter: "edgewise_sync_sink_faults_total",
    labels: perSink,
    quietMs: 60_000,
  },
} as const satisfies EventTable;

export const syncMetrics = {
  state: {
    name: "edgewise_sync_sink_state",
    help: "1: records arrive; 0: the sink cannot be reached; -1: nothing was sent yet",
    labels: perSink,
  },
  circuit: {
    name: "edgewise_sync_circuit_state",
    help: "0: closed, batches are sent; 1: half-open, one small batch tries; 2: open, nothing is sent",
    labels: perSink,
  },
  restraint: {
    name: "edgewise_sync_restrained",
    help: "1: sends nothing, or only the prompt classes or new records, for this reason",
    labels: ["sink", "because"],
  },
  replayed: {
    name: "edgewise_sync_replayed_records_total",
    help: "Historical records that the sink confirmed",
    labels: perSink,
  },
  batchRecordsMax: {
    name: "edgewise_sync_batch_records_max",
    help: "Most records in the next batch, as far as limits, throughput and slow start allow now",
    labels: perSink,
  },
  batchBytesMax: {
    name: "edgewise_sync_batch_bytes_max",
    help: "Most bytes of record bodies in the next batch, likewise",
    labels: perSink,
  },
  meteredBytes: {
    name: "edgewise_sync_day_bytes",
    help: "Bytes sent on the present day of the local clock",
    labels: perSink,
  },
  sentBytes: {
    name: "edgewise_sync_sent_bytes_total",
    help: "Bytes of batches and payloads on the wire (compressed), as far as known of those that failed",
    labels: perSink,
  },
  sends: {
    name: "edgewise_sync_sends_total",
    help: "Attempts to send a batch or part of one",
    labels: perSink,
  },
  drainSeconds: {
    name: "edgewise_sync_drain_seconds",
    help: "Time from claiming a batch to having settled it",
    labels: perSink,
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
  },
  delaySeconds: {
    name: "edgewise_sync_delay_seconds",
    help: "Age of records when their sink confirmed them",
    labels: perSink,
    buckets: [0.1, 1, 10, 60, 600, 3_600, 21_600, 86_400, 604_800],
  },
} as const;
