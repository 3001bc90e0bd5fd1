import { fullJitterDelayMs, type Random } from "../../core/backoff.ts";
import { BoundedQueue } from "../../core/bounded-queue.ts";
import { type Clock, sleep } from "../../core/clock.ts";
import { createId } from "../../core/id.ts";
import { LoopProgress } from "../../core/lifecycle.ts";
import type { Envelope, RecordClass } from "../../domain/envelope.ts";
import type { Outbox } from "../../domain/ports.ts";
import type { RecordDraft } from "./records.ts";

/** Why a record did not reach the queue on the disk. */
export type DropReason = "bufferFull" | "tooLong" | "stopped";

export interface RecorderOptions {
  outbox: Outbox;
  clock: Clock;
  random: Random;
  bufferMax: number;
  recordBytesMax: () => number;
  /** Whether any sink may have this class: what nobody takes is not queued. */
  isWanted: (recordClass: RecordClass) => boolean;
  onAppended: () => void;
  onDropped: (reason: DropReason, count: number) => void;
  onQueueFailed: (error: unknown) => void;
}

/**
 * Puts records on the queue: the important ones at once, the many through a buffer.
 *
 * Limits and invariants:
 * 1. `enqueue` resolves when the records are on the disk and rejects when they are not: the caller decides.
 * 2. `record` never waits and never throws. At most `bufferMax` records wait in memory; beyond that the oldest
 *    is dropped and counted. They are what a power cut loses: at most `bufferMax` and usually under
 *    `flushIntervalMs` worth.
 * 3. While the disk fails, the buffer is kept and written again with backoff; nothing is skipped.
 * 4. A body longer than `recordBytesMax` bytes is dropped and counted.
 */
export class Recorder {
  readonly progress: LoopProgress;
  #options: RecorderOptions;
  #buffer: BoundedQueue<Envelope>;
  #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#buffer = new BoundedQueue({ capacity: options.bufferMax, whenFull: "dropOldest" });
    this.progress = new LoopProgress("sync.recorder", {
      monotonicMs: () => options.clock.monotonicMs(),
      ageMaxMs: stuckAfterMs,
    });
  }

  get buffered(): number {
    return this.#buffer.size;
  }

  /** Answers how many were queued: those of classes that no sink takes are not. */
  async enqueue(drafts: readonly RecordDraft[]): Promise<number> {
    const records = drafts.flatMap((draft) => this.#admit(draft) ?? []);
    if (records.length === 0) return 0;
    await this.#options.outbox.append(records);
    this.#options.onAppended();
    return records.length;
  }

  /** For the hot path: buffered, written to the disk in batches soon after. */
  record(draft: RecordDraft): void {
    const record = this.#admit(draft);
    if (!record) return;
    if (this.#stopping.signal.aborted) this.#options.onDropped("stopped", 1);
    else if (this.#buffer.push(record) === "droppedOldest") this.#options.onDropped("bufferFull", 1);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Writes what is buffered, trying each batch once; what cannot be written is counted as dropped. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await (this.#running ?? this.#run());
  }

  #admit(draft: RecordDraft): Envelope | undefined {
    if (!this.#options.isWanted(draft.class)) return undefined;
    if (Buffer.byteLength(draft.body) > this.#options.recordBytesMax()) {
      this.#options.onDropped("tooLong", 1);
      return undefined;
    }
    const { clock } = this.#options;
    return { id: createId(clock.now()), monotonicMs: clock.monotonicMs(), ...draft };
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stopping;
    for (;;) {
      this.progress.beat();
      const batch = this.#buffer.takeMany(flushCountMax);
      if (batch.length > 0) await this.#append(batch);
      else if (signal.aborted) return;
      else await sleep(clock, flushIntervalMs, signal);
    }
  }

  async #append(batch: readonly Envelope[]): Promise<void> {
    const { outbox, clock, random, onAppended, onDropped, onQueueFailed } = this.#options;
    const { signal } = this.#stopping;
    for (let attempt = 0; ; attempt += 1) {
      this.progress.beat();
      try {
        await outbox.append(batch);
        onAppended();
        return;
      } catch (error) {
        onQueueFailed(error);
      }
      if (signal.aborted) {
        onDropped("stopped", batch.length);
        return;
      }
      await sleep(clock, fullJitterDelayMs(attempt, { baseMs: 250, maxMs: 10_000, random }), signal);
    }
  }
}

const flushIntervalMs = 250;
/** As many as the longest wait for the disk may gather: they then share one write. */
const flushCountMax = 10_000;
const stuckAfterMs = 60_000;
