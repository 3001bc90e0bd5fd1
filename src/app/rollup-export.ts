import type { daemonEvents } from "../config/daemon-events.ts";
import { type Clock, sleep } from "../core/clock.ts";
import type { Reporter } from "../core/events.ts";
import type { ClockTrust, History, SeriesDirectory, StateStore } from "../domain/ports.ts";
import { rollupWidthsMs } from "../domain/rollup.ts";
import { type RecordDraft, rollupRecord } from "../sync/records.ts";
import type { SyncService } from "../sync/service.ts";

/** Aggregates are sent in this width: fine enough for a chart of days, coarse enough for a slow link. */
const width = "quarter";
const widthMs = rollupWidthsMs[width];
/** Samples may come this late and still be in the aggregate that is sent. */
const graceMs = 60_000;
const checkMs = 30_000;
const seriesPerBatch = 200;
/** After a longer pause only the newest days are sent: what the cloud missed while no sink took rollups. */
const catchUpMs = 7 * 86_400_000;
const cursorKey = "app/rollup-export";

export interface RollupExportOptions {
  clock: Clock;
  clockTrust: ClockTrust;
  directory: SeriesDirectory;
  history: History;
  state: StateStore;
  sync: Pick<SyncService, "wants" | "enqueue">;
  reporter: Reporter<typeof daemonEvents>;
}

/**
 * Queues the finished 15-minute aggregates of all series for sinks that take class `rollup`. The end of the
 * last window sent is kept on the disk after its records are, so a crash in between sends a window again
 * (same series and start), and never skips one.
 */
export class RollupExport {
  #options: RollupExportOptions;
  #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: RollupExportOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, sync, reporter } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        if (sync.wants("rollup")) await this.#exportFinished();
      } catch (error) {
        // The window stays due and is tried again.
        reporter.report("recordNotQueued", { class: "rollup", error });
      }
      await sleep(clock, checkMs, signal);
    }
  }

  async #exportFinished(): Promise<void> {
    const { clock, state } = this.#options;
    const to = Math.floor((clock.now() - graceMs) / widthMs) * widthMs;
    const stored = Number(await state.get(cursorKey));
    const from = Math.max(Number.isFinite(stored) && stored > 0 ? stored : to - widthMs, to - catchUpMs);
    if (to <= from) {
      // The clock was set back: start again from its present.
      if (from - to > widthMs) await state.put(cursorKey, String(to));
      return;
    }
    let batch: Promise<RecordDraft[]>[] = [];
    for (const series of this.#options.directory.all()) {
      if (this.#stopping.signal.aborted) return;
      const records = this.#options.history
        .rollups(series.id, width, from, to)
        .then((rollups) =>
          rollups.map((rollup) => rollupRecord(series, width, rollup, this.#options.clockTrust.quality())),
        );
      batch.push(records);
      if (batch.length < seriesPerBatch) continue;
      await this.#enqueue(batch);
      batch = [];
    }
    await this.#enqueue(batch);
    await state.put(cursorKey, String(to));
  }

  async #enqueue(batch: readonly Promise<RecordDraft[]>[]): Promise<void> {
    const records = (await Promise.all(batch)).flat();
    if (records.length > 0) await this.#options.sync.enqueue(records);
  }
}
