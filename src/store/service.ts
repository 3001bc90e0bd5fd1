import type { Random } from "../core/backoff.ts";
import { every } from "../core/clock.ts";
import { createReporter, type Observability } from "../core/events.ts";
import { type Deadline, LoopProgress, type Service } from "../core/lifecycle.ts";
import type { ClockTrust, SampleConsumer } from "../domain/ports.ts";
import type { StoreConfig } from "./config.ts";
import { createCallQueue } from "./engine/call-queue.ts";
import type { EngineReport, HeldFigures, StoreFigures } from "./engine/calls.ts";
import type { EngineReply } from "./engine/engine-host.ts";
import { createInlineLink, createWorkerLink } from "./engine/engine-link.ts";
import { createEngineSupervisor } from "./engine/engine-supervisor.ts";
import type { EngineTime } from "./engine/time.ts";
import { type PlainError, StoreCrashedError, StoreUnavailableError } from "./errors.ts";
import { storeEvents } from "./events.ts";
import { createExposedMetrics } from "./exposed-metrics.ts";
import { createSampleWriter } from "./history/sample-writer.ts";
import { createStorePorts, type StorePorts } from "./ports.ts";
import { describeHealth } from "./store-health.ts";

export interface StoreService extends Service, StorePorts {
  readonly samples: SampleConsumer;
  reconfigure(config: StoreConfig): Promise<void>;
  /** As of the last second; undefined before the database is open. */
  figures(): StoreFigures | undefined;
  /** Whether what is written now is on the disk when the call resolves, and not in memory because the disk takes no writes. */
  isDurable(): boolean;
}

export interface StoreServiceOptions {
  config: StoreConfig;
  /** The data directory; made if need be. */
  directory: string;
  observability: Observability;
  random: Random;
  /** Whether ages may be judged by the wall clock; without it they always are. */
  clockTrust?: ClockTrust;
  /** Names of the sinks whose far side answers now, for `staging.when: online`; without it none does. */
  connectedSinks?: () => readonly string[];
  /** `inline` runs SQLite in the caller's thread: for tests, and for tools while the daemon is stopped. */
  thread?: "worker" | "inline";
}

const tickMs = 1000;
const sampleFlushMs = 200;
/** An fsync on a dying card can take a minute; restarting the daemon would not make it quicker. */
const stuckAfterMs = 180_000;

export function createStoreService(options: StoreServiceOptions): StoreService {
  const { directory, observability, random, clockTrust, thread = "worker" } = options;
  const { clock } = observability;
  const reporter = createReporter("store", storeEvents, observability);
  const exposed = createExposedMetrics(observability);
  const loop = new LoopProgress("store", { monotonicMs: clock.monotonicMs, ageMaxMs: stuckAfterMs });
  let { config } = options;
  let figures: StoreFigures | undefined;
  let failing: { error: PlainError; since: number } | undefined;
  let unavailable: { reason: string; since: number } | undefined;
  let held: HeldFigures | undefined;
  let isStarted = false;
  let isTickOut = false;
  let cancelTimers: (() => void)[] = [];

  const time = (): EngineTime => ({
    now: clock.now(),
    monotonicMs: clock.monotonicMs(),
    isTrusted: clockTrust === undefined || clockTrust.quality() === "synced",
  });

  const queue = createCallQueue({
    clock,
    // The engine knows what was written today, and so how long bulk records are to wait.
    limits: () =>
      figures
        ? { ...config, groupCommitMs: Math.max(config.groupCommitMs, figures.wear.groupCommitMs) }
        : config,
    send: (calls) => supervisor.post({ type: "calls", calls, time: time() }),
    onRefused: () => reporter.report("overloaded"),
  });

  const samples = createSampleWriter({
    queueCountMax: config.sampleQueueCountMax,
    sendSeries: (series) => supervisor.post({ type: "series", series }),
    sendSamples: (buffer, length) => supervisor.post({ type: "samples", buffer, length, time: time() }),
    onDropped: (reason, count) => reporter.report("samplesDropped", { reason }, count),
  });

  const supervisor = createEngineSupervisor({
    directory,
    clock,
    random,
    config: () => config,
    time,
    makeLink: thread === "inline" ? createInlineLink : createWorkerLink,
    onReply: receive,
    onOpen() {
      unavailable = undefined;
      isTickOut = false;
      samples.open();
      queue.open();
    },
    onUnavailable({ code, message }, isServing) {
      unavailable ??= { reason: message, since: clock.now() };
      reporter.report("cannotOpen", { code, error: message });
      samples.close();
      if (isServing) queue.open();
      else queue.close(new StoreUnavailableError(`the database is not open: ${message}`));
    },
    onCrash(error) {
      unavailable ??= { reason: `its thread stopped: ${error.message}`, since: clock.now() };
      reporter.report("crashed", { error: error.stack ?? error.message });
      tellLost();
      exposed.forgetEngine();
      samples.forgetEngine();
      queue.pause(
        new StoreCrashedError("the store's thread stopped; whether the call took effect is not known"),
      );
    },
  });

  /** What was only in memory went with the thread: as of its last report. */
  function tellLost(): void {
    const staged = figures?.staging.place === "memory" ? figures.staging.records : 0;
    const records = (held?.records ?? 0) + staged;
    if (records > 0) reporter.report("memoryLost", { records }, records);
    held = undefined;
    figures = undefined;
  }

  function receive(reply: EngineReply): void {
    loop.beat();
    if (reply.report) takeReport(reply.report);
    if (reply.type === "results") queue.receive(reply.results);
    else if (reply.type === "recycled") samples.recycle(reply.buffer, reply.length);
    else if (reply.type === "ticked") isTickOut = false;
  }

  function takeReport(report: EngineReport): void {
    for (const { event, fields, count } of report.notices) reporter.report(event, fields, count);
    if (!report.failing) failing = undefined;
    else failing = { error: report.failing, since: failing?.since ?? clock.now() };
    held = report.held;
    exposed.observe(report);
    if (report.figures) figures = report.figures;
  }

  function tick(): void {
    if (isTickOut || !supervisor.isServing) return;
    isTickOut = true;
    supervisor.post({ type: "tick", time: time(), connectedSinks: options.connectedSinks?.() });
  }

  return {
    name: "store",
    ...createStorePorts({ call: queue.call, flushSamples: samples.flush }),
    samples,
    figures: () => figures,
    async start(signal) {
      await supervisor.start(signal);
      isStarted = true;
      cancelTimers = [every(clock, tickMs, tick), every(clock, sampleFlushMs, samples.flush)];
    },
    async stop(deadline: Deadline) {
      for (const cancel of cancelTimers) cancel();
      cancelTimers = [];
      samples.flush();
      await queue.drain(deadline.signal);
      queue.close(new StoreUnavailableError("the store is stopped"));
      await supervisor.stop(deadline.signal);
      samples.forgetEngine();
      isStarted = false;
    },
    async reconfigure(next) {
      config = next;
      await queue.call("reconfigure", [next]);
    },
    isDurable: () => isStarted && held === undefined && unavailable === undefined,
    health: () => describeHealth({ isStarted, unavailable, failing, held, figures }),
    loops: () => (isStarted && supervisor.isServing ? [loop] : []),
  };
}
