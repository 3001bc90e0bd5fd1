import type { daemonEvents } from "../config/daemon-events.ts";
import { type Clock, sleep } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { ClockTrust, History, SeriesDirectory, StateStore } from "../domain/ports.ts";
import { rollupWidthsMs } from "../domain/rollup.ts";
import type { Series } from "../domain/sample.ts";
import { type RecordDraft, rollupRecord } from "../sync/records/records.ts";
import type { SyncService } from "../sync/service.ts";
import { whenAborted } from "./deadline.ts";

/** Aggregates are sent in this width: fine enough for a chart of days, coarse enough for a slow link. */
const width = "quarter";
const widthMs = rollupWidthsMs[width];
/** Samples may come this late and still be in the aggregate that is sent. */
const graceMs = 60_000;
const checkMs = 30_000;
const seriesPerBatch = 200;
/** Most of the past that is read at a time: a batch is then at most 3,200 records. */
const stepMs = 16 * widthMs;
/** After a longer pause only the newest days are sent: what the cloud missed while no sink took rollups. */
const catchUpMs = 7 * 86_400_000;
const cursorKey = "app/rollup-export";

export interface RollupExportOptions {
  clock: Clock;
  clockTrust: ClockTrust;
  directory: Pick<SeriesDirectory, "all">;
  history: Pick<History, "rollups">;
  state: StateStore;
  sync: Pick<SyncService, "wants" | "enqueue">;
  reporter: Reporter<typeof daemonEvents>;
}

/**
 * Queues the finished 15-minute aggregates of all series for sinks that take class `rollup`. The end of the
 * last window sent is kept on the disk after its records are, so a crash in between sends a window again
 * (same series and start), and never skips one. A series that is heard of for the first time since the start is
 * sent from where the last run ended; what it did before that, in a run that had not heard of it either, is not.
 */
export class RollupExport {
  #options: RollupExportOptions;
  #stopping = new AbortController();
  #running: Promise<void> | undefined;
  /** End of the last window that an earlier run sent. */
  #resumedFrom: number | undefined;
  /** Series, by index, of which everything up to the cursor is queued. */
  #exported = new Set<number>();

  constructor(options: RollupExportOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the batch that is being queued is, or `signal` aborts. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#stopping.abort();
    await Promise.race([this.#running, whenAborted(signal)]);
  }

  async #run(): Promise<void> {
    const { clock, sync, reporter } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        let hasMore = sync.wants("rollup");
        while (hasMore && !signal.aborted) hasMore = await this.#exportNext();
      } catch (error) {
        // The window stays due and is tried again.
        reporter.report("recordNotQueued", { class: "rollup", error: errorMessage(error) });
      }
      await sleep(clock, checkMs, signal);
    }
  }

  /** Queues the next finished windows. False when there are none, or the stop began meanwhile. */
  async #exportNext(): Promise<boolean> {
    const { clock, state, directory } = this.#options;
    const end = Math.floor((clock.now() - graceMs) / widthMs) * widthMs;
    const stored = Number(await state.get(cursorKey));
    const cursor = Number.isFinite(stored) && stored > 0 ? stored : end - widthMs;
    if (end <= cursor) {
      // The clock was set back: start again from its present.
      if (cursor - end > widthMs) await this.#moveTo(end);
      return false;
    }
    const oldest = end - catchUpMs;
    const from = Math.max(cursor, oldest);
    const to = Math.min(end, from + stepMs);
    this.#resumedFrom ??= from;
    const all = [...directory.all()];
    for (const isNew of [true, false]) {
      const series = all.filter(({ index }) => this.#exported.has(index) !== isNew);
      const start = isNew ? Math.max(this.#resumedFrom, oldest) : from;
      if (!(await this.#exportSeries(series, start, to))) return false;
    }
    await this.#moveTo(to);
    for (const { index } of all) this.#exported.add(index);
    return true;
  }

  /** A step at a time, a batch of series at a time. False when the stop began meanwhile. */
  async #exportSeries(series: readonly Series[], from: number, to: number): Promise<boolean> {
    const { history, sync, clockTrust } = this.#options;
    for (let start = from; start < to; start += stepMs) {
      const end = Math.min(to, start + stepMs);
      for (let first = 0; first < series.length; first += seriesPerBatch) {
        if (this.#stopping.signal.aborted) return false;
        const batch = series.slice(first, first + seriesPerBatch).map(async (one): Promise<RecordDraft[]> => {
          const rollups = await history.rollups(one.id, width, start, end);
          return rollups.map((rollup) => rollupRecord(one, width, rollup, clockTrust.quality()));
        });
        const records = (await Promise.all(batch)).flat();
        if (records.length > 0) await sync.enqueue(records);
      }
    }
    return true;
  }

  async #moveTo(cursor: number): Promise<void> {
    await this.#options.state.put(cursorKey, String(cursor));
    // What was known of series is about the time before the jump.
    if (this.#resumedFrom !== undefined && cursor < this.#resumedFrom) this.#resumedFrom = cursor;
  }
}
