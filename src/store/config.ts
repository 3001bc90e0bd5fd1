import { section, setting, z } from "../core/schema.ts";
import { recordClasses } from "../domain/envelope.ts";

const mebibyte = 1024 * 1024;
const bytes = (least: number, standard: number) => z.int().min(least).default(standard);
const count = (least: number, standard: number, most = 100_000_000) =>
  z.int().min(least).max(most).default(standard);
const days = (standard: number) => z.number().positive().max(36_500).default(standard);

export const storeConfig = section(
  {
    bytesMax: setting(
      bytes(mebibyte, 3072 * mebibyte),
      "Largest size of the database file in bytes; above it new records are refused until older ones are gone.",
      { reload: "live" },
    ),
    outboxBytesMax: setting(
      bytes(64 * 1024, 2048 * mebibyte),
      "Bytes in the database of records that may wait for the cloud; above it the oldest of the least important class are given up, counted, and told in a gap record.",
      { reload: "live" },
    ),
    outboxRecordsMax: setting(
      count(1000, 10_000_000, 1_000_000_000),
      "Records that may wait for the cloud; above it the oldest of the least important class are given up likewise.",
      { reload: "live" },
    ),
    outboxAgeDaysMax: setting(
      days(30),
      "Days a record may wait for the cloud before it is given up likewise; the monotonic clock tells them, or a clock that is synced.",
      { reload: "live" },
    ),
    outboxAgeDaysByClass: setting(
      z.partialRecord(z.enum(recordClasses), z.number().positive().max(36_500)).default({}),
      "The same for single classes, e.g. {sample: 7}.",
      { reload: "live" },
    ),
    historicalAfterMs: setting(
      count(0, 600_000, 2_000_000_000),
      "Milliseconds after which a waiting record counts as historical; records of an earlier start always do.",
      { reload: "live" },
    ),
    recordBytesMax: setting(
      bytes(1024, mebibyte),
      "Largest body of one queued record in bytes; a larger one is refused.",
      { reload: "live" },
    ),
    deadLettersCountMax: setting(
      count(0, 1000),
      "Records refused by the far side that are kept to look at; the oldest go first.",
      { reload: "live" },
    ),
    incidentsCountMax: setting(
      count(1, 10_000),
      "Incidents kept in the log; the oldest closed ones go first.",
      { reload: "live" },
    ),
    groupCommitMs: setting(
      count(0, 250, 10_000),
      "Longest wait, in milliseconds, in which log, rollup and sample records are gathered into one write to the disk; others never wait.",
      { reload: "live" },
    ),
    groupCommitBytesMax: setting(
      bytes(4096, mebibyte),
      "Bytes of waiting log, rollup and sample records that are written without waiting longer.",
      { reload: "live" },
    ),
    wearBytesPerDay: setting(
      bytes(0, 0),
      "Bytes a day that should be written to the disk at most, to spare an SD card; 0 for no budget. As writing runs ahead of it, log, rollup and sample records and aggregates wait longer; nothing else does.",
      { reload: "live" },
    ),
    wearGroupCommitMsMax: setting(
      count(0, 10_000, 600_000),
      "Longest wait, in milliseconds, that the budget of bytes may stretch `groupCommitMs` to.",
      { reload: "live" },
    ),
    wearRollupFlushMsMax: setting(
      count(1000, 900_000, 3_600_000),
      "Longest wait, in milliseconds, that the budget of bytes may stretch `rollupFlushMs` to.",
      { reload: "live" },
    ),
    memoryBytesMax: setting(
      bytes(0, 32 * mebibyte),
      "Bytes of records, incidents and state that are kept in memory while the disk is read-only, failing or full; 0 refuses them instead.",
      { reload: "live" },
    ),
    diskRetryMs: setting(
      count(100, 10_000, 3_600_000),
      "How often a disk that took no writes is tried again, in milliseconds.",
      { reload: "live" },
    ),
    staging: section(
      {
        place: setting(
          z.enum(["disk", "memory", "directory"]).default("disk"),
          "Where log, rollup and sample records wait for a sink before they are written to the disk: nowhere, in memory, or in a directory in memory (tmpfs), which outlives the process but no power cut.",
        ),
        directory: setting(
          z.string().min(1).default("/run/edgewise"),
          "The directory for `place: directory`; it should be on tmpfs.",
        ),
        when: setting(
          z.enum(["always", "online"]).default("always"),
          "`online`: only while all sinks that want the class are connected, so that the disk is written only while they are not.",
          { reload: "live" },
        ),
        flushMs: setting(
          count(1000, 900_000, 86_400_000),
          "How long a record may be staged, in milliseconds, before it is written to the disk: what a power cut costs at most.",
          { reload: "live" },
        ),
        bytesMax: setting(
          bytes(64 * 1024, 8 * mebibyte),
          "Bytes that may be staged; at this they are written to the disk at once.",
          { reload: "live" },
        ),
      },
      "Keeping bulk records off the disk until they have to be there, to spare it.",
    ),
    thinning: section(
      {
        startShare: setting(
          z.number().min(0).max(1).default(0.5),
          "Share of `outboxBytesMax` or `outboxRecordsMax` that waiting samples may take before old ones become aggregates; 1 for never.",
          { reload: "live" },
        ),
        fullHours: setting(
          z.number().min(0).max(87_600).default(24),
          "Hours for which waiting samples stay whole; older ones become 1-minute aggregates. Less as space shrinks, down to none at the limits.",
          { reload: "live" },
        ),
        minuteDays: setting(
          z.number().min(0).max(3650).default(7),
          "Days after which waiting samples are 15-minute aggregates. Less as space shrinks.",
          { reload: "live" },
        ),
        recordsPerSecond: setting(
          count(0, 8192, 1_000_000),
          "Waiting samples looked at in a second, so that nothing else waits for it; 0 thins nothing.",
          { reload: "live" },
        ),
      },
      "Telling a long backlog of samples more briefly. Incidents, commands and logs are never thinned.",
    ),
    callQueueBytesMax: setting(
      bytes(mebibyte, 16 * mebibyte),
      "Bytes of calls that may wait in memory for a slow disk; above it the newest call is refused.",
      { reload: "live" },
    ),
    sampleQueueCountMax: setting(
      count(8192, 262_144, 4_194_304),
      "Samples that may wait in memory for the store's thread; above it the newest are left out of the history, counted.",
    ),
    seriesCountMax: setting(
      count(1, 20_000, 1_000_000),
      "Series with a history; a new one above it gets none, counted.",
    ),
    seriesBytesMax: setting(
      bytes(mebibyte, 512 * mebibyte),
      "Bytes of aggregates of series; above it the oldest 1-minute ones go first, then 15-minute, then daily.",
      { reload: "live" },
    ),
    minuteDaysMax: setting(days(14), "Days for which 1-minute aggregates are kept.", { reload: "live" }),
    quarterDaysMax: setting(days(120), "Days for which 15-minute aggregates are kept.", { reload: "live" }),
    dayDaysMax: setting(days(1830), "Days for which daily aggregates are kept.", { reload: "live" }),
    stateChangesCountMax: setting(
      count(1000, 500_000),
      "Changes of on/off and enumeration series that are kept; the oldest go first.",
      { reload: "live" },
    ),
    memoriesCountMax: setting(
      count(1, 20_000, 1_000_000),
      "Series and logs of which learnt memory is kept; the ones heard longest ago are forgotten first, those of logs while they are more than a quarter.",
      { reload: "live" },
    ),
    memoryDaysMax: setting(
      days(90),
      "Days without a sample after which what was learnt of a series is forgotten; only judged while the clock is synced.",
      { reload: "live" },
    ),
    rollupFlushMs: setting(
      count(1000, 60_000, 3_600_000),
      "How often finished aggregates are written, in milliseconds; a power cut loses at most this and the minute that is open.",
      { reload: "live" },
    ),
    walBytesMax: setting(
      bytes(256 * 1024, 4 * mebibyte),
      "Size of the write-ahead log, in bytes, above which it is folded into the database when nothing is being written; at twice this it is folded in the next second.",
      { reload: "live" },
    ),
    vacuumBytesPerSecond: setting(
      bytes(0, 512 * 1024),
      "Bytes of free pages given back to the file system in a second in which nobody writes, while they are many; 0 never gives any back.",
      { reload: "live" },
    ),
    integrityCheckBytesMax: setting(
      bytes(0, 128 * mebibyte),
      "Largest database, in bytes, that is checked whole at start; of a larger one all but the series history.",
    ),
    corruptFilesCountMax: setting(
      count(0, 2, 100),
      "Damaged databases that are kept aside to look at; the oldest are deleted.",
    ),
  },
  "The database: records waiting for the cloud, incidents, and the history of series.",
);

export type StoreConfig = z.infer<typeof storeConfig>;
