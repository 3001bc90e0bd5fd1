import type { EventTable } from "../core/events.ts";
import type { MetricOptions } from "../core/metrics.ts";

export const storeEvents = {
  opened: { level: "info", message: "database opened" },
  migrated: { level: "info", message: "database brought to the newest schema" },
  quarantined: {
    level: "error",
    message: "the database was damaged; it was moved aside and a new one was made",
    counter: "edgewise_store_quarantines_total",
  },
  salvaged: { level: "warn", message: "records were read back from the damaged database" },
  cannotOpen: {
    level: "error",
    message: "the database cannot be opened; trying again, nothing is stored meanwhile",
    counter: "edgewise_store_open_failures_total",
    quietMs: 300_000,
  },
  writeFailed: {
    level: "error",
    message: "a write was refused by the disk; its sender was told, or it is kept in memory",
    counter: "edgewise_store_write_failures_total",
    labels: ["code"],
    quietMs: 60_000,
  },
  servedFromMemory: {
    level: "error",
    message: "the disk takes no writes; what comes is kept in memory only, and a power cut would lose it",
    counter: "edgewise_store_memory_spells_total",
  },
  writtenBack: {
    level: "warn",
    message: "what was kept in memory while the disk took no writes is on the disk now",
    counter: "edgewise_store_memory_written_back_total",
  },
  memoryLost: {
    level: "error",
    message:
      "what was only in memory is lost: the disk took no writes until the end, or the store's thread stopped",
    counter: "edgewise_store_memory_lost_total",
  },
  writeRecovered: { level: "info", message: "the disk takes writes again" },
  crashed: {
    level: "error",
    message: "the store's thread stopped unexpectedly; starting it again",
    counter: "edgewise_store_crashes_total",
  },
  overloaded: {
    level: "warn",
    message: "a call was refused because too many wait for the disk",
    counter: "edgewise_store_calls_refused_total",
    quietMs: 60_000,
  },
  recordsDropped: {
    level: "warn",
    message: "records waiting for the cloud were given up, and a gap record stands for them",
    counter: "edgewise_store_outbox_dropped_total",
    labels: ["class", "reason"],
    quietMs: 60_000,
  },
  blockUnreadable: {
    level: "error",
    message: "a damaged block of the queue could not be read; a gap record stands for its records",
    counter: "edgewise_store_outbox_unreadable_total",
    labels: ["class"],
  },
  recordsUnwanted: {
    level: "debug",
    message: "records of a class that no sink takes were not queued",
    counter: "edgewise_store_outbox_unwanted_total",
    labels: ["class"],
    quietMs: 600_000,
  },
  recordsRepeated: {
    level: "debug",
    message: "records with the id of a queued one were ignored",
    counter: "edgewise_store_outbox_repeated_total",
    quietMs: 600_000,
  },
  deadLettered: {
    level: "warn",
    message: "the far side refused a record; it is kept among the dead letters",
    counter: "edgewise_store_dead_letters_total",
    labels: ["class"],
    quietMs: 60_000,
  },
  deadLettersDropped: {
    level: "warn",
    message: "the oldest dead letters were deleted to keep their number",
    counter: "edgewise_store_dead_letters_dropped_total",
    quietMs: 60_000,
  },
  samplesDropped: {
    level: "warn",
    message: "samples were left out of the history",
    counter: "edgewise_store_samples_dropped_total",
    labels: ["reason"],
    quietMs: 60_000,
  },
  rollupsDropped: {
    level: "warn",
    message: "aggregates were left out of the history because the disk took none for too long",
    counter: "edgewise_store_rollups_dropped_total",
    quietMs: 60_000,
  },
  seriesRefused: {
    level: "warn",
    message: "a new series gets no history because store.seriesCountMax are known",
    counter: "edgewise_store_series_refused_total",
    quietMs: 600_000,
  },
  historyTrimmed: {
    level: "debug",
    message: "old history was deleted",
    counter: "edgewise_store_history_trims_total",
    labels: ["what", "reason"],
  },
  chunkUnreadable: {
    level: "error",
    message: "a piece of the history could not be read and was skipped",
    counter: "edgewise_store_chunks_unreadable_total",
    quietMs: 600_000,
  },
  samplesThinned: {
    level: "info",
    message: "old samples that wait for the cloud were thinned to aggregates to save space",
    counter: "edgewise_store_samples_thinned_total",
    labels: ["width"],
    quietMs: 3_600_000,
  },
  stageUnavailable: {
    level: "error",
    message: "records cannot be staged; they are written to the disk at once",
    counter: "edgewise_store_stage_failures_total",
  },
  stageDamaged: {
    level: "error",
    message: "the stage was damaged and is begun anew; what was staged and not yet sent is lost",
    counter: "edgewise_store_stage_damages_total",
  },
  stageLost: {
    level: "error",
    message:
      "the last run ended without its stop and its stage is gone; what was staged and not yet sent is lost: at most the last store.staging.flushMs of bulk records",
    counter: "edgewise_store_stage_losses_total",
  },
  stageFound: {
    level: "info",
    message: "records were found that the last run had staged",
  },
  stageMoved: {
    level: "debug",
    message: "staged records were written to the disk",
    counter: "edgewise_store_stage_moved_total",
  },
  lossWindowChanged: {
    level: "info",
    message:
      "the budget of bytes written a day changed how long bulk records and aggregates wait for the disk",
    counter: "edgewise_store_loss_window_changes_total",
  },
  checkpointBlocked: {
    level: "warn",
    message: "another program reads the database and keeps the write-ahead log growing",
    counter: "edgewise_store_checkpoints_blocked_total",
    quietMs: 600_000,
  },
} as const satisfies EventTable;

export const storeMetrics = {
  commits: { name: "edgewise_store_commits_total", help: "Transactions written to the disk." },
  writtenBytes: {
    name: "edgewise_store_written_bytes_total",
    help: "Bytes handed to the disk: frames of the write-ahead log and pages folded into the database.",
  },
  payloadBytes: {
    name: "edgewise_store_payload_bytes_total",
    help: "Bytes of what was stored: bodies of records, incidents, state and memories, and 16 a sample; written bytes divided by these is the write amplification.",
  },
  writtenTodayBytes: {
    name: "edgewise_store_written_today_bytes",
    help: "Bytes handed to the disk in this day, of which store.wearBytesPerDay is the budget.",
  },
  lossWindowSeconds: {
    name: "edgewise_store_loss_window_seconds",
    help: "Longest wait for the disk at present, which a power cut may cost: of bulk records, and of aggregates.",
    labels: ["of"],
  },
  samples: { name: "edgewise_store_samples_total", help: "Samples taken into aggregates." },
  commitSeconds: {
    name: "edgewise_store_commit_seconds",
    help: "Time of one COMMIT, which is mostly the fsync.",
  },
  databaseBytes: { name: "edgewise_store_database_bytes", help: "Size of the database file." },
  walBytes: { name: "edgewise_store_wal_bytes", help: "Write-ahead log not yet folded into the database." },
  memoryRecords: {
    name: "edgewise_store_memory_records",
    help: "Records kept in memory only because the disk takes no writes; a power cut would lose them.",
  },
  memoryBytes: {
    name: "edgewise_store_memory_bytes",
    help: "Bytes of records, incidents and state kept in memory only because the disk takes no writes.",
  },
  stagedRecords: {
    name: "edgewise_store_staged_records",
    help: "Records that wait for a sink in the stage and are not on the disk; a power cut would lose them.",
  },
  stagedBytes: { name: "edgewise_store_staged_bytes", help: "Bytes of records in the stage." },
  outboxRecords: {
    name: "edgewise_store_outbox_records",
    help: "Records waiting for the cloud.",
    labels: ["class"],
  },
  outboxBytes: { name: "edgewise_store_outbox_bytes", help: "Bytes of records waiting for the cloud." },
  seriesCount: { name: "edgewise_store_series_count", help: "Series with a history." },
  rollupBytes: { name: "edgewise_store_rollup_bytes", help: "Bytes of aggregates of series on the disk." },
} as const satisfies Record<string, MetricOptions>;

/** Upper bounds in seconds: from a desktop's SSD to a worn SD card. */
export const commitSecondsBuckets = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;

/** Something the engine has to tell. It has no log of its own: it may run in another thread. */
export interface Notice {
  event: keyof typeof storeEvents;
  fields: Record<string, string | number>;
  count: number;
}
