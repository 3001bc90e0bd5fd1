import { section, setting, z } from "../core/schema.ts";

const mebibyte = 1024 * 1024;
const bytes = (least: number, standard: number) => z.int().min(least).default(standard);
const count = (least: number, standard: number, most = 100_000_000) =>
  z.int().min(least).max(most).default(standard);
const days = (standard: number) => z.number().positive().max(36_500).default(standard);

export const storeConfig = section(
  {
    bytesMax: setting(
      bytes(mebibyte, 1024 * mebibyte),
      "Largest size of the database file in bytes; above it new records are refused until older ones are gone.",
      { reload: "live" },
    ),
    outboxBytesMax: setting(
      bytes(64 * 1024, 256 * mebibyte),
      "Bytes of records that may wait for the cloud; above it the oldest of the least important class are given up, counted.",
      { reload: "live" },
    ),
    outboxAgeDaysMax: setting(
      days(30),
      "Days a record may wait for the cloud before it is given up, counted; only judged while the clock is synced.",
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
      "Size of the write-ahead log, in bytes, at which it is folded into the database.",
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
