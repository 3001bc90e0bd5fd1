import type { Database } from "better-sqlite3";
import type { Rollup, RollupWidth, StateChange } from "../../domain/rollup.ts";
import type { StoreConfig } from "../config.ts";
import { type SeriesDescription, sampleStride } from "../engine/calls.ts";
import type { EngineTime } from "../engine/time.ts";
import type { Notice } from "../events.ts";
import { createRollupHistory } from "./rollups/rollup-history.ts";
import { createStateChangeTable } from "./state-changes.ts";

/** A sample further ahead of a clock that is trusted is a mistake, and would outlive every retention. */
const aheadMsMax = 2 * 86_400_000;

/** Names of series, their aggregates and their changes of state. At most `seriesCountMax` series have a history. */
export function createSeriesHistory(
  db: Database,
  options: { config: () => StoreConfig; notices: Notice[]; openedAt: EngineTime },
) {
  const { config, notices, openedAt } = options;
  const ids = new Map<string, number>();
  for (const row of db.prepare("SELECT id, name FROM series").iterate()) {
    const { id, name } = row as { id: number; name: string };
    ids.set(name, id);
  }
  const firstNewSeries = Math.max(0, ...ids.values()) + 1;
  let nextId = firstNewSeries;
  /** Named in this run and not yet written; they go with the next flush. */
  const unwritten = new Map<number, string>();
  const stateSeries = new Set<number>();

  const wasCleanStop = db.prepare("SELECT value FROM mark WHERE name = 'cleanStop'").pluck().get() === 1;
  const markStop = db.prepare("INSERT OR REPLACE INTO mark VALUES ('cleanStop', ?)");
  const insertSeries = db.prepare("INSERT INTO series (id, name) VALUES (?, ?)");

  const rollups = createRollupHistory(db, { config, notices, firstNewSeries, wasCleanStop });
  const changes = createStateChangeTable(db, { countMax: () => config().stateChangesCountMax, notices });
  rollups.reload(openedAt.monotonicMs);
  let isMarkedRunning = false;
  let samples = 0;
  let flushedAtMs = openedAt.monotonicMs;

  function describe(list: readonly SeriesDescription[]): void {
    for (const { slot, id: name, isState } of list) {
      let id = ids.get(name);
      if (id === undefined) {
        if (ids.size >= config().seriesCountMax) {
          notices.push({ event: "seriesRefused", fields: { series: name }, count: 1 });
          continue;
        }
        id = nextId;
        nextId += 1;
        ids.set(name, id);
        unwritten.set(id, name);
      }
      rollups.connect(slot, id);
      if (isState) stateSeries.add(id);
    }
  }

  function addSamples(batch: Float64Array, time: EngineTime): void {
    const latest = time.isTrusted ? time.now + aheadMsMax : Number.POSITIVE_INFINITY;
    let refused = 0;
    for (let at = 0; at + sampleStride <= batch.length; at += sampleStride) {
      const slot = batch[at] as number;
      const measuredAt = batch[at + 1] as number;
      const value = batch[at + 2] as number;
      const series = rollups.seriesOf(slot);
      if (series === 0 || !(measuredAt >= 0 && measuredAt <= latest) || !Number.isFinite(value)) {
        refused += 1;
        continue;
      }
      rollups.add(slot, measuredAt, value, time.monotonicMs);
      if (stateSeries.has(series)) changes.add(series, measuredAt, value);
    }
    samples += Math.floor(batch.length / sampleStride) - refused;
    if (refused > 0) notices.push({ event: "samplesDropped", fields: { reason: "refused" }, count: refused });
  }

  function isFlushDue(time: EngineTime): boolean {
    if (time.monotonicMs - flushedAtMs < config().rollupFlushMs) return false;
    flushedAtMs = time.monotonicMs;
    return true;
  }

  /** Needs a transaction; call `forgetPending` when it is committed. */
  function writePending(time: EngineTime, isLast: boolean): void {
    for (const [id, name] of unwritten) insertSeries.run(id, name);
    rollups.writePending(time.monotonicMs);
    changes.writePending();
    // Until a run has written something, what the last one left is whole.
    if (isLast || !isMarkedRunning) markStop.run(isLast ? 1 : 0);
    if (isLast) rollups.writeSaved();
  }

  function forgetPending(): void {
    isMarkedRunning = true;
    unwritten.clear();
    rollups.forgetPending();
    changes.forgetPending();
  }

  return {
    describe,
    addSamples,
    isFlushDue,
    gather: (time: EngineTime, isAll: boolean) => rollups.gather(time.monotonicMs, isAll),
    hasPending: () => unwritten.size > 0 || rollups.hasPending() || changes.hasPending(),
    writePending,
    forgetPending,
    reload: () => rollups.reload(flushedAtMs),
    mergeSome: rollups.mergeSome,
    trim(time: EngineTime, isPressed: boolean) {
      rollups.trim(time, isPressed);
      changes.trim();
    },
    rollups(name: string, width: RollupWidth, from: number, to: number): Rollup[] {
      const series = ids.get(name);
      return series === undefined ? [] : rollups.query(series, width, from, to);
    },
    stateChanges(name: string, from: number, to: number): StateChange[] {
      const series = ids.get(name);
      return series === undefined ? [] : changes.query(series, from, to);
    },
    figures: () => ({ samples, seriesCount: ids.size, rollupBytes: rollups.totalBytes() }),
  };
}
