import { fullJitterDelayMs, type Random } from "../core/backoff.ts";
import { type Clock, sleep } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import { LoopProgress } from "../core/lifecycle.ts";
import type { Envelope } from "../domain/envelope.ts";
import type { Outbox } from "../domain/ports.ts";
import { afterSuccess, type BatchScale, fullBatch, scaledLimits, shrunk } from "./batch-scale.ts";
import type { SinkSettings } from "./config.ts";
import { type Connectivity, initialConnectivity, type Moment, nextConnectivity } from "./connectivity.ts";
import { type DeliverReport, deliver } from "./deliver.ts";
import { eitherSignal } from "./either-signal.ts";
import type { Settled, Sink } from "./sink.ts";

/** What a drain tells to whoever counts and logs. */
export interface DrainObserver {
  connectivityChanged(connectivity: Connectivity, reason: string | undefined): void;
  /** After each batch. */
  delivered(report: DeliverReport, durationMs: number): void;
  queueFailed(error: unknown): void;
  sinkFaulted(error: unknown): void;
}

export interface DrainOptions {
  settings: SinkSettings;
  idleMs: number;
  sink: Sink;
  outbox: Outbox;
  clock: Clock;
  random: Random;
  observer: DrainObserver;
}

/** What `edgewise status` shows of one sink. */
export interface DrainFigures {
  name: string;
  type: SinkSettings["type"];
  connectivity: Connectivity;
  sent: number;
  retried: number;
  rejected: number;
  bytes: number;
  lastSuccessAt: number | undefined;
  /** Why the last batch did not arrive; undefined once one does. */
  lastError: string | undefined;
  needsPerson: boolean;
  /** Wall time of the next attempt while waiting after a failure. */
  nextAttemptAt: number | undefined;
}

/**
 * The loop of one sink: claim, send, settle on confirmation, wait. Sinks never wait for each other.
 *
 * Limits and invariants:
 * 1. One batch is claimed at a time, and settled to the last record before the next is claimed.
 * 2. After a failure it waits with full jitter up to `backoffMaxMs`, or as long as the far side asks (an hour at
 *    most). New records do not cut that wait short; a restored connection does, once until something is
 *    delivered, so that a far side that hangs up on every batch is not asked in a tight loop.
 * 3. A batch too large for the far side or the connection halves the next ones, down to one record.
 * 4. It beats at least every `beatMs` while waiting, and once per send.
 */
export class Drain {
  readonly progress: LoopProgress;
  #options: DrainOptions;
  #connectivity: Connectivity;
  #figures = { sent: 0, retried: 0, rejected: 0, bytes: 0 };
  #lastSuccessAt: number | undefined;
  #lastError: string | undefined;
  #needsPerson = false;
  #nextAttemptAt: number | undefined;
  #attempt = 0;
  #refusedInRow = 0;
  #scale: BatchScale = fullBatch;
  #stopping = new AbortController();
  #aborting = new AbortController();
  #wake = new AbortController();
  #retry = new AbortController();
  #mayRetryEarly = true;
  #running: Promise<void> | undefined;

  constructor(options: DrainOptions) {
    this.#options = options;
    this.#connectivity = initialConnectivity(moment(options.clock));
    this.progress = new LoopProgress(`sync.${options.settings.name}`, {
      monotonicMs: () => options.clock.monotonicMs(),
      ageMaxMs: options.settings.timeoutMs + stuckAfterMs,
    });
  }

  get settings(): SinkSettings {
    return this.#options.settings;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There are new records: an idle loop looks at once. */
  wake(): void {
    this.#wake.abort();
  }

  /** The connection came back: a wait after a failure ends. */
  retryNow(): void {
    this.#retry.abort();
    this.#wake.abort();
  }

  /** Lets the send in flight finish for `graceMs`, then aborts it; what is not confirmed stays queued. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    const cancel = this.#options.clock.after(Math.max(0, graceMs), () => this.#aborting.abort());
    await this.#running;
    cancel();
    await this.#options.sink.close();
  }

  figures(): DrainFigures {
    return {
      name: this.settings.name,
      type: this.settings.type,
      connectivity: this.#connectivity,
      ...this.#figures,
      lastSuccessAt: this.#lastSuccessAt,
      lastError: this.#lastError,
      needsPerson: this.#needsPerson,
      nextAttemptAt: this.#nextAttemptAt,
    };
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      this.progress.beat();
      // Armed before the claim: an append between the claim and the wait must not be slept through.
      this.#wake = new AbortController();
      const records = await this.#claim();
      if (!records) await this.#backOff(undefined);
      else if (records.length === 0) await this.#wait(this.#options.idleMs, this.#wake.signal);
      else await this.#drain(records);
    }
  }

  async #claim(): Promise<Envelope[] | undefined> {
    const { outbox, settings } = this.#options;
    const limits = scaledLimits(this.#scale, {
      countMax: settings.batchCountMax,
      bytesMax: settings.batchBytesMax,
    });
    try {
      return await outbox.claim(settings.name, limits);
    } catch (error) {
      this.#options.observer.queueFailed(error);
      return undefined;
    }
  }

  async #drain(records: Envelope[]): Promise<void> {
    const { settings, sink, clock, observer } = this.#options;
    const startedMs = clock.monotonicMs();
    const report = await deliver({
      records,
      sink: this.#guarded(sink),
      classes: new Set(settings.classes),
      refusalsLeft: Math.max(0, settings.refusalsInRowMax - this.#refusedInRow),
      settle: (results) => this.#settle(results),
      onSend: () => this.progress.beat(),
      isStopping: () => this.#isStopping,
      signal: this.#aborting.signal,
    });
    this.#learn(report);
    observer.delivered(report, clock.monotonicMs() - startedMs);
    if (report.retried > 0 && !this.#isStopping) await this.#backOff(report);
  }

  #learn(report: DeliverReport): void {
    const { clock } = this.#options;
    this.#figures.sent += report.delivered.length;
    this.#figures.retried += report.retried;
    this.#figures.rejected += report.rejected.length;
    this.#figures.bytes += report.bytes;
    const hasDelivered = report.delivered.length > 0;
    if (hasDelivered) {
      this.#lastSuccessAt = clock.now();
      this.#mayRetryEarly = true;
    }
    this.#refusedInRow = hasDelivered ? 0 : this.#refusedInRow + report.refusedInRow;
    this.#scale =
      report.wasTooLarge || report.failure?.mayBeTooLarge ? shrunk(this.#scale) : this.#grown(hasDelivered);
    // A send cut short by our own stop says nothing about the far side.
    if (report.sends === 0 || this.#aborting.signal.aborted) return;
    this.#attempt = hasDelivered || report.retried === 0 ? 0 : this.#attempt;
    this.#lastError = report.failure?.reason;
    this.#needsPerson = report.failure?.needsPerson ?? false;
    const isReached = report.failure?.isReached ?? true;
    if (hasDelivered && !isReached) this.#observe("reached", undefined);
    this.#observe(isReached ? "reached" : "unreached", report.failure?.reason);
  }

  #grown(hasDelivered: boolean): BatchScale {
    return hasDelivered ? afterSuccess(this.#scale) : this.#scale;
  }

  #observe(observation: "reached" | "unreached", reason: string | undefined): void {
    const before = this.#connectivity.state;
    this.#connectivity = nextConnectivity(this.#connectivity, observation, moment(this.#options.clock));
    if (this.#connectivity.state === before) return;
    this.#options.observer.connectivityChanged(this.#connectivity, reason);
  }

  /** A sink that breaks its word (rejects) is a failed send, not the end of the daemon. */
  #guarded(sink: Sink): Pick<Sink, "send" | "close"> {
    return {
      send: async (records, signal) => {
        try {
          return await sink.send(records, signal);
        } catch (error) {
          this.#options.observer.sinkFaulted(error);
          const reason = `the sink failed: ${errorMessage(error)}`;
          const failure = { reason, isReached: false, needsPerson: true, mayBeTooLarge: false };
          return { status: "failed", failure };
        }
      },
      close: () => sink.close(),
    };
  }

  /**
   * Settles until it is on the disk: what was confirmed must not be sent again for want of a note. Only a stop
   * gives up, and then the far side drops the repeats by their ids.
   */
  async #settle(results: readonly Settled[]): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.#options.outbox.settle(this.settings.name, results);
        return;
      } catch (error) {
        this.#options.observer.queueFailed(error);
      }
      if (this.#isStopping) return;
      await this.#wait(this.#jitterMs(attempt), undefined);
    }
  }

  async #backOff(report: Pick<DeliverReport, "afterMs" | "failure"> | undefined): Promise<void> {
    const askedMs = Math.min(Math.max(report?.afterMs ?? 0, report?.failure?.afterMs ?? 0), askedWaitMaxMs);
    const waitMs = Math.max(askedMs, this.#jitterMs(this.#attempt));
    this.#attempt += 1;
    this.#nextAttemptAt = this.#options.clock.now() + waitMs;
    // Who asked us to wait is not disturbed by a restored connection.
    this.#retry = new AbortController();
    const mayEndEarly = askedMs === 0 && this.#mayRetryEarly;
    await this.#wait(waitMs, mayEndEarly ? this.#retry.signal : undefined);
    if (mayEndEarly && this.#retry.signal.aborted) this.#mayRetryEarly = false;
    this.#nextAttemptAt = undefined;
  }

  #jitterMs(attempt: number): number {
    const { settings, random } = this.#options;
    return fullJitterDelayMs(attempt, {
      baseMs: settings.backoffBaseMs,
      maxMs: settings.backoffMaxMs,
      random,
    });
  }

  /** Waits in slices so that the watchdog sees the loop turn; ends early on stop and on `early`. */
  async #wait(delayMs: number, early: AbortSignal | undefined): Promise<void> {
    const { clock } = this.#options;
    const { signal, release } = eitherSignal(
      early ? [early, this.#stopping.signal] : [this.#stopping.signal],
    );
    const untilMs = clock.monotonicMs() + delayMs;
    for (let leftMs = delayMs; leftMs > 0 && !signal.aborted; leftMs = untilMs - clock.monotonicMs()) {
      this.progress.beat();
      await sleep(clock, Math.min(leftMs, beatMs), signal);
    }
    release();
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }
}

const beatMs = 5_000;
/** Beyond the longest send: a disk that takes this long to settle is stuck. */
const stuckAfterMs = 60_000;
const askedWaitMaxMs = 3_600_000;

function moment(clock: Clock): Moment {
  return { at: clock.now(), monotonicMs: clock.monotonicMs() };
}
