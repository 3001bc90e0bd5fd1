import { fullJitterDelayMs, type Random } from "../../core/backoff.ts";
import { type Clock, sleep } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import { LoopProgress } from "../../core/lifecycle.ts";
import type { QueuedRecord } from "../../domain/envelope.ts";
import type { ClaimRequest, ClockTrust, Outbox, StateStore } from "../../domain/ports.ts";
import type { SinkSettings } from "../config.ts";
import { eitherSignal } from "../network/either-signal.ts";
import type { SendFailure, Settled, Sink } from "../sink.ts";
import { afterFailedBatch, type Circuit, closedCircuit, readyToProbe } from "./circuit.ts";
import { type Connectivity, initialConnectivity, type Moment, nextConnectivity } from "./connectivity.ts";
import { type DeliverReport, deliver } from "./deliver.ts";
import { Pace, type PaceFigures, type Restraint } from "./pace.ts";
import { type KeptSink, loadSink, saveSink } from "./sink-memory.ts";

/** What a drain tells to whoever counts and logs. */
export interface DrainObserver {
  connectivityChanged(connectivity: Connectivity, reason: string | undefined): void;
  /** `heldMs`: how long the backlog waits for its turn, of a circuit that closed after an outage. */
  circuitChanged(circuit: Circuit, heldMs: number | undefined): void;
  /** The link may be used again, or no longer. */
  restrained(because: Restraint | undefined): void;
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
  /** Name of this device: many that return together are spread by it. */
  node: string;
  state: StateStore;
  clockTrust: ClockTrust;
  /** IANA name; undefined: the machine's own. */
  timeZone: string | undefined;
  observer: DrainObserver;
}

/** What `edgewise status` shows of one sink. */
export interface DrainFigures {
  name: string;
  type: SinkSettings["type"];
  connectivity: Connectivity;
  circuit: Circuit["state"];
  sent: number;
  /** Of those sent: records that were historical. */
  replayed: number;
  retried: number;
  rejected: number;
  bytes: number;
  lastSuccessAt: number | undefined;
  /** Why the last batch did not arrive; undefined once one does. */
  lastError: string | undefined;
  needsPerson: boolean;
  /** What will become a failure unless somebody acts. */
  warning: string | undefined;
  /** Wall time of the next attempt while waiting after a failure. */
  nextAttemptAt: number | undefined;
  /** Why it sends nothing now, or not everything; undefined: nothing restrains it. */
  restraint: Restraint | undefined;
  pace: PaceFigures;
}

/**
 * The loop of one sink: claim, send, settle on confirmation, wait. Sinks never wait for each other.
 *
 * Limits and invariants:
 * 1. One batch is claimed at a time, and settled to the last record before the next is claimed.
 * 2. After a failure it waits with full jitter up to `backoffMaxMs`, or as long as the far side asks (an hour at
 *    most) and a random bit longer. New records do not cut that wait short; a restored connection does, once until
 *    something is delivered, so that a far side that hangs up on every batch is not asked in a tight loop.
 * 3. A batch too large for the far side or the connection halves the next ones, down to one record.
 * 4. After `circuitFailuresMax` failed batches in a row the circuit is open: each wait ends with one small batch, and
 *    only when something of it is taken does the rest follow, at the pace of {@link Pace}.
 * 5. It beats at least every `beatMs` while waiting, and once per send.
 */
export class Drain {
  readonly progress: LoopProgress;
  #options: DrainOptions;
  #pace: Pace;
  #connectivity: Connectivity;
  #circuit: Circuit = closedCircuit;
  #restraint: Restraint | undefined;
  #kept: KeptSink = {};
  #figures = { sent: 0, replayed: 0, retried: 0, rejected: 0, bytes: 0 };
  #lastSuccessAt: number | undefined;
  #lastError: string | undefined;
  #needsPerson = false;
  #nextAttemptAt: number | undefined;
  #attempt = 0;
  #refusedInRow = 0;
  #stopping = new AbortController();
  #aborting = new AbortController();
  #wake = new AbortController();
  #retry = new AbortController();
  #mayRetryEarly = true;
  /** A person wants everything sent now: ends whatever wait there is. */
  #hurry = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: DrainOptions) {
    this.#options = options;
    this.#pace = new Pace(options);
    this.#connectivity = initialConnectivity(moment(options.clock));
    this.progress = new LoopProgress(`sync.${options.settings.name}`, {
      monotonicMs: () => options.clock.monotonicMs(),
      ageMaxMs:
        options.settings.timeoutMs * requestsMax[options.settings.type === "http" ? "http" : "other"] +
        stuckAfterMs,
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

  /** Sends what waits now, whatever it waits for, until a claim finds nothing or a batch fails. */
  hurry(): void {
    this.#pace.hurry();
    this.#hurry.abort();
    this.#wake.abort();
  }

  /** Lets the send in flight finish for `graceMs`, then aborts it; what is not confirmed stays queued. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    const cancel = this.#options.clock.after(Math.max(0, graceMs), () => this.#aborting.abort());
    await this.#running;
    cancel();
    await this.#keep(true);
    await this.#options.sink.close();
  }

  figures(): DrainFigures {
    return {
      name: this.settings.name,
      type: this.settings.type,
      connectivity: this.#connectivity,
      circuit: this.#circuit.state,
      ...this.#figures,
      lastSuccessAt: this.#lastSuccessAt,
      lastError: this.#lastError,
      needsPerson: this.#needsPerson,
      warning: this.#options.sink.warning?.(),
      nextAttemptAt: this.#nextAttemptAt,
      restraint: this.#restraint,
      pace: this.#pace.figures(),
    };
  }

  async #run(): Promise<void> {
    await this.#remember();
    while (!this.#isStopping) {
      this.progress.beat();
      await this.#turn();
    }
  }

  /** One batch, or one wait. */
  async #turn(): Promise<void> {
    // Armed before the claim: an append between the claim and the wait must not be slept through.
    this.#wake = new AbortController();
    const plan = this.#pace.plan({ isProbe: this.#circuit.state === "halfOpen" });
    this.#noteRestraint(plan.because);
    if (plan.type === "wait") {
      await this.#wait(plan.waitMs, undefined);
      return;
    }
    for (const request of plan.requests) {
      const records = await this.#claim(request);
      if (!records) {
        await this.#backOff(undefined);
        return;
      }
      if (records.length === 0) continue;
      await this.#drain(records, request);
      return;
    }
    this.#pace.unhurry();
    await this.#wait(plan.idleMs, this.#wake.signal);
  }

  async #claim(request: ClaimRequest): Promise<QueuedRecord[] | undefined> {
    try {
      return await this.#options.outbox.claim(this.settings.name, request);
    } catch (error) {
      this.#options.observer.queueFailed(error);
      return undefined;
    }
  }

  async #drain(records: QueuedRecord[], request: ClaimRequest): Promise<void> {
    const { settings, sink, clock, observer } = this.#options;
    const startedMs = clock.monotonicMs();
    const bytes = bodyBytesOf(records);
    this.#pace.noteClaim(request, { count: records.length, bytes });
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
    const historicalBytes = bodyBytesOf(records.filter(({ isHistorical }) => isHistorical));
    this.#pace.noteSpent(report.bytes, bytes === 0 ? 0 : historicalBytes / bytes);
    this.#learn(report);
    observer.delivered(report, clock.monotonicMs() - startedMs);
    await this.#keep(false);
    if (report.retried > 0 && !this.#isStopping) await this.#backOff(report);
  }

  #learn(report: DeliverReport): void {
    const { clock } = this.#options;
    this.#figures.sent += report.delivered.length;
    this.#figures.replayed += report.delivered.filter(({ isHistorical }) => isHistorical).length;
    this.#figures.retried += report.retried;
    this.#figures.rejected += report.rejected.length;
    this.#figures.bytes += report.bytes;
    const hasDelivered = report.delivered.length > 0;
    if (hasDelivered) {
      this.#lastSuccessAt = clock.now();
      this.#mayRetryEarly = true;
    }
    this.#refusedInRow = hasDelivered ? 0 : this.#refusedInRow + report.refusedInRow;
    // A send cut short by our own stop says nothing about the far side.
    if (report.sends === 0 || this.#aborting.signal.aborted) return;
    this.#attempt = hasDelivered || report.retried === 0 ? 0 : this.#attempt;
    this.#lastError = report.failure?.reason;
    this.#needsPerson = report.failure?.needsPerson ?? false;
    const isReached = report.failure?.isReached ?? true;
    if (hasDelivered && !isReached) this.#observe("reached", undefined);
    this.#observe(isReached ? "reached" : "unreached", report.failure?.reason);
    this.#learnPace(report, hasDelivered);
  }

  #learnPace(report: DeliverReport, hasDelivered: boolean): void {
    const { failure } = report;
    const isTaken = hasDelivered || report.retried === 0;
    if (isTaken) this.#closeCircuit();
    if (failure || !isTaken) this.#failCircuit();
    if (report.wasTooLarge || failure?.mayBeTooLarge) this.#pace.noteTooLarge();
    else if (hasDelivered) this.#pace.noteSuccess(report.pauseMs);
    if (failure && isOverloaded(failure)) this.#pace.noteToldToSlowDown();
  }

  #closeCircuit(): void {
    const { state, failingSince } = this.#circuit;
    this.#circuit = closedCircuit;
    if (state === "closed") return;
    if (failingSince) {
      this.#pace.noteOutageOver(this.#options.clock.monotonicMs() - failingSince.monotonicMs);
    }
    this.#options.observer.circuitChanged(this.#circuit, this.#pace.heldMs);
  }

  #failCircuit(): void {
    const { clock, observer } = this.#options;
    const before = this.#circuit.state;
    this.#circuit = afterFailedBatch(this.#circuit, {
      failuresMax: this.settings.circuitFailuresMax,
      moment: moment(clock),
    });
    if (this.#circuit.state !== before) observer.circuitChanged(this.#circuit, undefined);
  }

  #noteRestraint(because: Restraint | undefined): void {
    if (because === this.#restraint) return;
    this.#restraint = because;
    this.#options.observer.restrained(because);
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
        const startedMs = this.#options.clock.monotonicMs();
        try {
          const result = await sink.send(records, signal);
          if (result.status === "answered" && !result.failure) {
            const durationMs = this.#options.clock.monotonicMs() - startedMs;
            this.#pace.noteSend({ bodyBytes: bodyBytesOf(records), wireBytes: result.bytes, durationMs });
          }
          return result;
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

  async #backOff(report: DeliverReport | undefined): Promise<void> {
    // While others are taken, what is asked for a single record must not keep incidents back for an hour.
    const recordMsMax = report && report.delivered.length > 0 ? this.settings.backoffMaxMs : askedWaitMaxMs;
    const recordMs = Math.min(report?.afterMs ?? 0, recordMsMax);
    const askedMs = Math.min(Math.max(recordMs, report?.failure?.afterMs ?? 0), askedWaitMaxMs);
    const waitMs = Math.max(this.#spread(askedMs), this.#jitterMs(this.#attempt));
    this.#attempt += 1;
    this.#pace.unhurry();
    this.#nextAttemptAt = this.#options.clock.now() + waitMs;
    // Who asked us to wait is not disturbed by a restored connection.
    this.#retry = new AbortController();
    const mayEndEarly = askedMs === 0 && this.#mayRetryEarly;
    await this.#wait(waitMs, mayEndEarly ? this.#retry.signal : undefined);
    if (mayEndEarly && this.#retry.signal.aborted) this.#mayRetryEarly = false;
    this.#nextAttemptAt = undefined;
    const { state } = this.#circuit;
    this.#circuit = readyToProbe(this.#circuit);
    if (this.#circuit.state !== state) this.#options.observer.circuitChanged(this.#circuit, undefined);
  }

  /** A far side that is run over tells all the same wait: who asked for ten seconds gets all back within twelve. */
  #spread(askedMs: number): number {
    return askedMs + this.#options.random() * Math.min(askedMs / 5, this.settings.reconnectJitterMs);
  }

  #jitterMs(attempt: number): number {
    const { settings, random } = this.#options;
    return fullJitterDelayMs(attempt, {
      baseMs: settings.backoffBaseMs,
      maxMs: settings.backoffMaxMs,
      random,
    });
  }

  /** Reads what is kept of this sink, until the disk gives it: an outage may have begun before this start. */
  async #remember(): Promise<void> {
    const { state, clock, clockTrust, observer } = this.#options;
    for (let attempt = 0; !this.#isStopping; attempt += 1) {
      try {
        this.#kept = await loadSink(state, this.settings.name);
        break;
      } catch (error) {
        observer.queueFailed(error);
      }
      await this.#wait(this.#jitterMs(attempt), undefined);
    }
    const { metering, lastSuccessAt } = this.#kept;
    if (metering) this.#pace.metering.restore(metering);
    if (lastSuccessAt === undefined) return;
    // A board that does not know the time after its start had no power, and is likely not the only one.
    const isKnown = clockTrust.quality() === "synced";
    const outageMs = isKnown ? clock.now() - lastSuccessAt : Number.POSITIVE_INFINITY;
    if (outageMs > restartMs) this.#pace.noteOutageOver(outageMs);
  }

  /** Keeps what has to be known after a restart; seldom, for the sake of the disk. */
  async #keep(isLast: boolean): Promise<void> {
    const { state, clockTrust, observer } = this.#options;
    const metering = this.#pace.metering.toKeep(isLast);
    const keptAt = this.#kept.lastSuccessAt ?? 0;
    const lastSuccessAt = clockTrust.quality() === "synced" ? (this.#lastSuccessAt ?? keptAt) : keptAt;
    const isDue = lastSuccessAt - keptAt >= (isLast ? 1 : keptEveryMs) || lastSuccessAt < keptAt;
    if (!metering && !isDue) return;
    const kept = { ...this.#kept, ...(metering ? { metering } : {}), lastSuccessAt };
    try {
      await saveSink(state, this.settings.name, kept);
      this.#kept = kept;
    } catch (error) {
      observer.queueFailed(error);
    }
  }

  /** Waits in slices so that the watchdog sees the loop turn; ends early on stop and on `early`. */
  async #wait(delayMs: number, early: AbortSignal | undefined): Promise<void> {
    const { clock } = this.#options;
    if (this.#hurry.signal.aborted) this.#hurry = new AbortController();
    const ends = [this.#stopping.signal, this.#hurry.signal];
    const { signal, release } = eitherSignal(early ? [early, ...ends] : ends);
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
/** Of one send, each with its own time-out. Http: token, batch, both again, signed anew, receipt. */
const requestsMax = { http: 6, other: 2 };
/** Beyond the longest send: a disk that takes this long to settle is stuck. */
const stuckAfterMs = 60_000;
const askedWaitMaxMs = 3_600_000;
/** A daemon that was away no longer than this was started again, and knows of no outage. */
const restartMs = 1_200_000;
const keptEveryMs = 900_000;

/** It answers, and nobody has to act: it is too much for it now. */
function isOverloaded({ isReached, needsPerson, afterMs }: SendFailure): boolean {
  return !needsPerson && (isReached || afterMs !== undefined);
}

function bodyBytesOf(records: readonly QueuedRecord[]): number {
  return records.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
}

function moment(clock: Clock): Moment {
  return { at: clock.now(), monotonicMs: clock.monotonicMs() };
}
