import type { Database } from "better-sqlite3";
import type { StateChange } from "../../domain/rollup.ts";
import { StoreTooLargeError } from "../errors.ts";
import type { Notice } from "../events.ts";

/** Changes that wait for a disk that takes none; above it the oldest are given up, counted. */
const pendingCountMax = 50_000;
const queryRowsMax = 100_000;
const trimRowsMax = 1000;

interface PendingChange extends StateChange {
  series: number;
}

/**
 * When on/off and enumeration series changed. Only changes are kept: at most `countMax()`, the oldest go
 * first. They are written with the aggregates, so a power cut loses at most `rollupFlushMs` of them.
 */
export function createStateChangeTable(db: Database, options: { countMax(): number; notices: Notice[] }) {
  const { countMax, notices } = options;
  const pending: PendingChange[] = [];
  /** The newest value by series. */
  const newest = new Map<number, StateChange>();

  const insert = db.prepare("INSERT INTO state_change (series, at, value) VALUES (?, ?, ?)");
  const between = db.prepare<[number, number, number, number], StateChange>(
    "SELECT at, value FROM state_change WHERE series = ? AND at >= ? AND at < ? ORDER BY at, id LIMIT ?",
  );
  const before = db.prepare<[number, number], StateChange>(
    "SELECT at, value FROM state_change WHERE series = ? AND at < ? ORDER BY at DESC, id DESC LIMIT 1",
  );
  // Ids are given in order and deleted from the low end, so this is the count without a scan.
  const countAll = db
    .prepare<[], number>("SELECT coalesce(max(id) - min(id) + 1, 0) FROM state_change")
    .pluck();
  const deleteOldest = db.prepare(
    "DELETE FROM state_change WHERE id IN (SELECT id FROM state_change ORDER BY id LIMIT ?)",
  );

  function add(series: number, at: number, value: number): void {
    const last = newest.get(series) ?? before.get(series, Number.POSITIVE_INFINITY);
    if (!last || at >= last.at) {
      newest.set(series, { at, value });
      if (last?.value === value) return;
    } else if (valueBefore(series, at) === value) {
      return;
    }
    pending.push({ series, at, value });
    if (pending.length <= pendingCountMax) return;
    pending.shift();
    notices.push({ event: "rollupsDropped", fields: { width: "stateChange" }, count: 1 });
  }

  function valueBefore(series: number, at: number): number | undefined {
    let found = before.get(series, at);
    for (const change of pending) {
      const isLater = change.at >= (found?.at ?? Number.NEGATIVE_INFINITY);
      if (change.series === series && change.at < at && isLater) found = change;
    }
    return found?.value;
  }

  /** Writes what is pending; call `forgetPending` when that is committed. Needs a transaction. */
  function writePending(): void {
    for (const { series, at, value } of pending) insert.run(series, at, value);
  }

  /** Changes in [from, to), oldest first, after the last one before `from`. */
  function query(series: number, from: number, to: number): StateChange[] {
    const rows = between.all(series, from, to, queryRowsMax + 1);
    if (rows.length > queryRowsMax) {
      throw new StoreTooLargeError(
        `more than ${queryRowsMax} changes lie in the range: ask for a shorter one`,
      );
    }
    const first = before.get(series, from);
    const changes = first ? [first, ...rows] : rows;
    for (const { series: of, at, value } of pending)
      if (of === series && at < to) changes.push({ at, value });
    changes.sort((a, b) => a.at - b.at);
    // Late samples and restarts may have stored a value twice in a row.
    const distinct = changes.filter((change, index) => change.value !== changes[index - 1]?.value);
    const firstInside = distinct.findIndex(({ at }) => at >= from);
    const insideFrom = firstInside === -1 ? distinct.length : firstInside;
    return distinct.slice(Math.max(0, insideFrom - 1));
  }

  function trim(): void {
    const excess = Math.min((countAll.get() ?? 0) - countMax(), trimRowsMax);
    if (excess <= 0) return;
    deleteOldest.run(excess);
    notices.push({
      event: "historyTrimmed",
      fields: { what: "stateChanges", reason: "count" },
      count: excess,
    });
  }

  return {
    add,
    writePending,
    forgetPending: () => void pending.splice(0),
    hasPending: () => pending.length > 0,
    query,
    trim,
  };
}
