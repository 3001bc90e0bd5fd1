import { isDeepStrictEqual } from "node:util";
import { fullJitterDelayMs, type Random } from "../core/backoff.ts";
import { sleep } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import { createReporter, type Observability } from "../core/events.ts";
import type { Deadline, Health, LoopProgress, Service } from "../core/lifecycle.ts";
import type { RecordClass } from "../domain/envelope.ts";
import type { ClockTrust, Outbox, StateStore } from "../domain/ports.ts";
import type { SinkSettings, SyncConfig } from "./config.ts";
import { Drain, type DrainFigures } from "./drain/drain.ts";
import { createDrainObserver, exposePace } from "./drain/observer.ts";
import { SyncStoppedError } from "./errors.ts";
import { syncEvents } from "./events.ts";
import { sinksHealth } from "./health.ts";
import type { ConnectMqtt } from "./network/mqtt-link.ts";
import { Recorder } from "./records/recorder.ts";
import type { RecordDraft } from "./records/records.ts";
import { createSink } from "./sink-table.ts";

export interface SyncServiceOptions {
  config: SyncConfig;
  node: string;
  version: string;
  observability: Observability;
  outbox: SinkAwareOutbox;
  state: StateStore;
  clockTrust: ClockTrust;
  /** IANA name; undefined: the machine's own. */
  timeZone: string | undefined;
  random: Random;
  connectMqtt: ConnectMqtt;
  /** A sink's far side said that it has orders. */
  onOrders?: (sink: string) => void;
}

export interface SinkClasses {
  name: string;
  classes: readonly RecordClass[];
}

/** The queue, and how it learns for whom it keeps records. `registerSinks` takes the whole list each time. */
export interface SinkAwareOutbox extends Outbox {
  registerSinks(sinks: readonly SinkClasses[]): Promise<void>;
}

export interface SyncService extends Service {
  /** Whether any sink takes this class; a caller may save itself the making of a record nobody wants. */
  wants(recordClass: RecordClass): boolean;
  /**
   * Queues records that must not be lost: resolves when they are on the disk, with how many there were (classes
   * that no sink takes are not queued). Rejects with the store's error when the disk did not take them.
   */
  enqueue(drafts: readonly RecordDraft[]): Promise<number>;
  /** Queues one of many: never waits, never throws; under load the oldest waiting one is dropped and counted. */
  record(draft: RecordDraft): void;
  /** Applies every live key; sinks that did not change go on undisturbed. */
  reconfigure(config: SyncConfig): Promise<void>;
  figures(): DrainFigures[];
  /** There are new records of which `enqueue` and `record` know nothing. */
  wake(): void;
  /** The sinks that now send what waits, whatever they wait for: all, or the one of this name. */
  drainNow(sink?: string): readonly string[];
}

/** Share of a shutdown's time that a send in flight may still use. */
const gracefulShare = 0.75;
/** A sink that is changed or removed while running has this long to finish its send. */
const reconfigureGraceMs = 2_000;

export function createSyncService(options: SyncServiceOptions): SyncService {
  const { observability, outbox, random } = options;
  const { clock } = observability;
  const reporter = createReporter("sync", syncEvents, observability);
  const drains = new Map<string, Drain>();
  let config = options.config;
  const stopping = new AbortController();
  let isRunning = false;
  let changing: Promise<void> = Promise.resolve();

  // Asked for every sample.
  let wanted = wantedClasses(config);
  const wants = (recordClass: RecordClass) => wanted.has(recordClass);

  exposePace(observability.metrics, () => [...drains.values()].map((drain) => drain.figures()));

  const recorder = new Recorder({
    outbox,
    clock,
    random,
    bufferMax: config.buffer,
    recordBytesMax: () => config.recordBytesMax,
    isWanted: wants,
    onAppended: () => {
      for (const drain of drains.values()) drain.wake();
    },
    onDropped: (reason, count) => reporter.report("recordsDropped", { reason }, count),
    onQueueFailed: (error) => reporter.report("queueFailed", { error: errorMessage(error) }),
  });

  const startDrain = (settings: SinkSettings) => {
    const sink = createSink(settings, {
      node: options.node,
      version: options.version,
      clock,
      connectMqtt: options.connectMqtt,
      isClockTrusted: () => options.clockTrust.quality() === "synced",
      onReconnect: () => drains.get(settings.name)?.retryNow(),
      onObjectsRemoved: (count, bytes) =>
        reporter.report("objectsRemoved", { sink: settings.name, bytes }, count),
      onOrders: () => options.onOrders?.(settings.name),
    });
    const observer = createDrainObserver({ settings, observability, reporter });
    const { node, state, clockTrust, timeZone } = options;
    const { idleMs } = config;
    const drain = new Drain({
      settings,
      idleMs,
      sink,
      outbox,
      clock,
      random,
      node,
      state,
      clockTrust,
      timeZone,
      observer,
    });
    drains.set(settings.name, drain);
    drain.start();
  };

  const stopDrains = async (which: readonly Drain[], graceMs: number) => {
    await Promise.all(which.map((drain) => drain.stop(graceMs)));
    for (const drain of which) drains.delete(drain.settings.name);
  };

  /** Until it is done nothing is claimed. Sinks that are switched off count: their records are kept. */
  const registerSinks = async () => {
    const { signal } = stopping;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        await outbox.registerSinks(config.sinks.map(({ name, classes }) => ({ name, classes })));
        return;
      } catch (error) {
        reporter.report("queueFailed", { error: errorMessage(error) });
      }
      await sleep(clock, fullJitterDelayMs(attempt, { baseMs: 1_000, maxMs: 30_000, random }), signal);
    }
  };

  const applySinks = async (isIdleChanged: boolean) => {
    const wanted = new Map(
      config.sinks.filter(({ isEnabled }) => isEnabled).map((sink) => [sink.name, sink]),
    );
    const outdated = [...drains.values()].filter(
      ({ settings }) => isIdleChanged || !isDeepStrictEqual(settings, wanted.get(settings.name)),
    );
    await stopDrains(outdated, reconfigureGraceMs);
    await registerSinks();
    if (stopping.signal.aborted) return;
    for (const settings of wanted.values()) if (!drains.has(settings.name)) startDrain(settings);
  };

  return {
    name: "sync",
    async start() {
      isRunning = true;
      recorder.start();
      // Not waited for: a disk that is not there yet must not hold up what works without the cloud.
      changing = applySinks(false);
    },
    async stop(deadline) {
      isRunning = false;
      stopping.abort();
      const orderly = async () => {
        await recorder.stop();
        await changing;
        await stopDrains([...drains.values()], deadline.remainingMs() * gracefulShare);
      };
      await Promise.race([orderly(), passed(deadline)]);
    },
    health: (): Health =>
      sinksHealth(
        config,
        [...drains.values()].map((drain) => drain.figures()),
        clock,
      ),
    loops: (): LoopProgress[] => [recorder.progress, ...[...drains.values()].map(({ progress }) => progress)],
    wants,
    enqueue: (drafts) => (isRunning ? recorder.enqueue(drafts) : Promise.reject(new SyncStoppedError())),
    record: (draft) => recorder.record(draft),
    reconfigure(next) {
      const isIdleChanged = next.idleMs !== config.idleMs;
      config = next;
      wanted = wantedClasses(next);
      changing = changing.then(() => applySinks(isIdleChanged));
      return changing;
    },
    figures: () => [...drains.values()].map((drain) => drain.figures()),
    wake() {
      for (const drain of drains.values()) drain.wake();
    },
    drainNow(name) {
      const meant = [...drains.values()].filter(
        ({ settings }) => name === undefined || settings.name === name,
      );
      for (const drain of meant) drain.hurry();
      return meant.map(({ settings }) => settings.name);
    },
  };
}

function wantedClasses({ sinks }: SyncConfig): ReadonlySet<RecordClass> {
  return new Set(sinks.flatMap(({ classes }) => classes));
}

function passed(deadline: Deadline): Promise<void> {
  if (deadline.signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    deadline.signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
