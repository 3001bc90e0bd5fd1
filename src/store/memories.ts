import type { Database } from "better-sqlite3";
import type { SeriesMemory } from "../domain/ports.ts";
import type { EngineTime } from "./engine/time.ts";
import { StoreTooLargeError } from "./errors.ts";
import type { Notice } from "./events.ts";

const bodyBytesMax = 256 * 1024;
const idCharactersMax = 4_096;
/** Ages are looked at this often, and not in the rush of a start: it reads the whole table. */
const trimEveryMs = 6 * 3_600_000;
const firstTrimMs = 600_000;
const dayMs = 86_400_000;
/** Rows of logs, by the ids that the detectors give them. */
const isLog = "series >= '#log ' AND series < '#log!'";

interface Row {
  series: string;
  seen_at: number;
  layout: string;
  body: Buffer;
}

/**
 * Learnt memory by series. Limits: the size of one, `memoriesCountMax` in all (the ones saved longest ago go first),
 * with those of logs first while they are more than a quarter, for names of logs may be many and come from outside; and
 * `memoryDaysMax` since it was saved. What was saved while the clock was not to be trusted is dated when it is.
 */
export function createMemoryTable(
  db: Database,
  options: { config(): { memoriesCountMax: number; memoryDaysMax: number }; notices: Notice[] },
) {
  const { config, notices } = options;
  const select = db.prepare<[string], Row>(
    "SELECT series, seen_at, layout, body FROM series_memory WHERE series = ?",
  );
  const update = db.prepare(
    "UPDATE series_memory SET saved_at = ?, seen_at = ?, layout = ?, body = ? WHERE series = ?",
  );
  const insert = db.prepare(
    "INSERT INTO series_memory (saved_at, seen_at, layout, body, series) VALUES (?, ?, ?, ?, ?)",
  );
  const countAll = db.prepare<[], number>("SELECT count(*) FROM series_memory").pluck();
  const countLogs = db.prepare<[], number>(`SELECT count(*) FROM series_memory WHERE ${isLog}`).pluck();
  const deleteOldestLogs = db.prepare(
    `DELETE FROM series_memory WHERE id IN
     (SELECT id FROM series_memory WHERE ${isLog} ORDER BY saved_at IS NULL, saved_at, id LIMIT ?)`,
  );
  const deleteOldest = db.prepare(
    `DELETE FROM series_memory WHERE id IN
     (SELECT id FROM series_memory ORDER BY saved_at IS NULL, saved_at, id LIMIT ?)`,
  );
  const date = db.prepare("UPDATE series_memory SET saved_at = ? WHERE saved_at IS NULL");
  const deleteBefore = db.prepare("DELETE FROM series_memory WHERE saved_at < ?");
  let count: number | undefined;
  let trimDueMs: number | undefined;

  function load(seriesIds: readonly string[]): SeriesMemory[] {
    const found: SeriesMemory[] = [];
    for (const id of seriesIds) {
      const row = select.get(id);
      if (!row) continue;
      // A copy of its own size: what crosses to the daemon's thread is copied with all of its buffer.
      const body = new Uint8Array(row.body);
      found.push({ seriesId: row.series, layout: row.layout, seenAt: row.seen_at, body });
    }
    return found;
  }

  function save(memories: readonly SeriesMemory[], time: EngineTime): void {
    count ??= countAll.get() ?? 0;
    const savedAt = time.isTrusted ? time.now : null;
    for (const { seriesId, layout, seenAt, body } of memories) {
      if (body.byteLength > bodyBytesMax || seriesId.length > idCharactersMax) {
        throw new StoreTooLargeError(
          `the memory of series "${seriesId.slice(0, 80)}" has ${body.byteLength} bytes and an id of ${seriesId.length} characters, at most ${bodyBytesMax} and ${idCharactersMax} are kept`,
        );
      }
      const values = [savedAt, seenAt, layout, body, seriesId];
      if (update.run(...values).changes > 0) continue;
      insert.run(...values);
      count += 1;
    }
    trimCount();
  }

  function trimCount(): void {
    const { memoriesCountMax } = config();
    const excess = (count ?? 0) - memoriesCountMax;
    if (excess <= 0) return;
    const logsOver = (countLogs.get() ?? 0) - Math.floor(memoriesCountMax / 4);
    const ofLogs = Math.max(0, Math.min(excess, logsOver));
    forget(deleteOldestLogs.run(ofLogs).changes, "count");
    forget(deleteOldest.run(excess - ofLogs).changes, "count");
  }

  function trim(time: EngineTime): void {
    trimDueMs ??= time.monotonicMs + firstTrimMs;
    if (!time.isTrusted || time.monotonicMs < trimDueMs) return;
    trimDueMs = time.monotonicMs + trimEveryMs;
    count ??= countAll.get() ?? 0;
    date.run(time.now);
    forget(deleteBefore.run(time.now - config().memoryDaysMax * dayMs).changes, "age");
    trimCount();
  }

  function forget(changes: number, reason: string): void {
    if (changes === 0) return;
    count = (count ?? 0) - changes;
    notices.push({ event: "historyTrimmed", fields: { what: "memories", reason }, count: changes });
  }

  return {
    load,
    save,
    trim,
    /** After a rollback: counts again before the next use. */
    reload(): void {
      count = undefined;
    },
  };
}
