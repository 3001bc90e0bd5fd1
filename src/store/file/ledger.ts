import type { Database } from "better-sqlite3";
import type { StoreConfig } from "../config.ts";
import type { Notice } from "../events.ts";
import { pageBytes } from "./database.ts";
import { createReserve } from "./reserve.ts";

const frameBytes = pageBytes + 24;
/** Above this share of `bytesMax`, old history makes room for the queue. */
const pressedShare = 0.9;
/** Free pages are used again by the next writes; they are given back only when they are many. */
const freeShareMax = 0.25;
const freePagesMin = 1024;

/**
 * Counts what is written and keeps the write-ahead log and the file from growing: SQLite would fold its log
 * in inside somebody's commit. This does it in the periodic work, while nobody writes or, at twice `walBytesMax`,
 * whoever does.
 */
export function createLedger(
  db: Database,
  options: { config: () => StoreConfig; directory: string; notices: Notice[] },
) {
  const { config, notices } = options;
  const reserve = createReserve(options.directory);
  let framesSeen = walState().log;
  let folded = 0;
  let writtenBytes = 0;
  let walFrames = framesSeen;

  function walState(mode = "NOOP"): { busy: number; log: number; checkpointed: number } {
    const [row] = db.pragma(`wal_checkpoint(${mode})`) as {
      busy: number;
      log: number;
      checkpointed: number;
    }[];
    return row ?? { busy: 0, log: 0, checkpointed: 0 };
  }

  /** Call after writes. */
  function noteWrites(): void {
    const { log, checkpointed } = walState();
    // A log that was folded in whole is begun anew by the next write.
    const isNew = log < framesSeen || checkpointed < folded;
    const added = isNew ? log : log - framesSeen;
    if (isNew) folded = 0;
    writtenBytes += added * frameBytes + Math.max(0, checkpointed - folded) * pageBytes;
    folded = Math.max(folded, checkpointed);
    framesSeen = log;
    walFrames = log - checkpointed;
  }

  /** Call it periodically: folds the log in when it is long enough. */
  function foldIfDue({ isIdle }: { isIdle: boolean }): void {
    const limit = config().walBytesMax * (isIdle ? 1 : 2);
    if (walFrames * frameBytes > limit) fold();
  }

  function fold(): void {
    const { log, checkpointed } = walState("PASSIVE");
    writtenBytes += Math.max(0, checkpointed - folded) * pageBytes;
    folded = Math.max(folded, checkpointed);
    walFrames = log - checkpointed;
    const isHeldUp = walFrames * frameBytes > 4 * config().walBytesMax;
    if (isHeldUp) notices.push({ event: "checkpointBlocked", fields: { frames: walFrames }, count: 1 });
  }

  function pages(): { total: number; free: number } {
    return {
      total: db.pragma("page_count", { simple: true }) as number,
      free: db.pragma("freelist_count", { simple: true }) as number,
    };
  }

  function isPressed(): boolean {
    const { total, free } = pages();
    return (total - free) * pageBytes > config().bytesMax * pressedShare;
  }

  /** Gives some free pages back to the file system; each is a page moved and written twice, so only while nobody writes. */
  function giveBackPages({ isIdle }: { isIdle: boolean }): void {
    const { total, free } = pages();
    const most = Math.floor(config().vacuumBytesPerSecond / pageBytes);
    if (!isIdle || most === 0 || free < freePagesMin || free < total * freeShareMax) return;
    db.pragma(`incremental_vacuum(${most})`);
    noteWrites();
  }

  return {
    noteWrites,
    /** Bytes that were written beside the database. */
    noteOther(bytes: number): void {
      writtenBytes += bytes;
    },
    foldIfDue,
    fold,
    isPressed,
    giveBackPages,
    releaseReserve: () => reserve.release(),
    restoreReserve: () => reserve.restore(),
    figures: () => ({
      databaseBytes: pages().total * pageBytes,
      walBytes: walFrames * frameBytes,
      writtenBytes,
    }),
  };
}
