import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createMetrics } from "../../../src/core/metrics.ts";
import type { Envelope, RecordClass } from "../../../src/domain/envelope.ts";
import { storeConfig } from "../../../src/store/config.ts";
import { createStoreService, type StoreService } from "../../../src/store/service.ts";
import { type SinkSettings, syncConfig } from "../../../src/sync/config.ts";
import { Drain, type DrainObserver } from "../../../src/sync/drain/drain.ts";
import type { Sink } from "../../../src/sync/sink.ts";
import { createSink } from "../../../src/sync/sink-table.ts";
import { createVirtualClock, type VirtualClock } from "../../support/virtual-clock.ts";
import { Audit } from "./audit.ts";
import { createOutageFarSide, Traffic } from "./far-side.ts";
import { seededRandom } from "./random.ts";
import { createWeather } from "./weather.ts";

export interface OutageOptions {
  seed: number;
  /** Simulated time, without the draining at the end. */
  hours: number;
  samplesPerSecond: number;
  /** Where the folder of the database is made. */
  place: string;
  onProgress?: (hours: number) => void;
}

export interface OutageResult {
  audit: Audit;
  /** Numbers of records that were acknowledged and are not at the far side; a few of them. */
  missing: number[];
  acknowledged: number;
  /** Records told lost by the store's own counters, by class. */
  dropped: Readonly<Partial<Record<RecordClass, number>>>;
  deadLetters: number;
  queuedMost: number;
  /** Simulated time from the end of the long outage until nothing older waited. */
  drainMs: number;
  longOutageMs: number;
  afflictions: Readonly<Record<string, number>>;
  liesTold: number;
  liesFound: number;
  circuitOpened: number;
  requests: number;
  receipts: number;
  wireBytes: number;
  bodyBytes: number;
  /** Megabytes of the heap after garbage collection, at the end of each tenth of the time. */
  heapMegabytes: number[];
  residentMegabytes: number[];
}

const stepMs = 250;
const hourMs = 3_600_000;
/** Longest simulated time for the queue to become empty at the end. */
const endMsMax = 24 * hourMs;

/** A site, the real store, the real drain and HTTP sink over real sockets, and a far side in bad weather; virtual time. */
export async function runOutage(options: OutageOptions): Promise<OutageResult> {
  const { seed, samplesPerSecond } = options;
  const totalMs = options.hours * hourMs;
  const random = seededRandom(seed);
  const clock = createVirtualClock();
  const startMs = clock.monotonicMs();
  const weather = createWeather(totalMs, random);
  const audit = new Audit();
  const traffic = new Traffic();
  const farSide = await createOutageFarSide({
    clock,
    traffic,
    audit,
    weather: () => weather.at(clock.monotonicMs() - startMs),
    random,
  });
  const directory = mkdtempSync(join(options.place, "edgewise-outage-"));
  const counts = { liesFound: 0, circuitOpened: 0, acknowledged: 0, queuedMost: 0 };
  const store = startStore(clock, directory, random);
  await advance(clock, traffic, () => store.start(new AbortController().signal));
  const drain = createDrain({ clock, store, traffic, farSide, random, counts });
  const classes = drain.settings.classes;
  await advance(clock, traffic, () => store.outbox.registerSinks([{ name: "far", classes }]));
  drain.start();

  const heapMegabytes: number[] = [];
  const residentMegabytes: number[] = [];
  let drainedAtMs: number | undefined;
  let firstAfterOutage: number | undefined;
  for (let atMs = 0; atMs < totalMs; atMs += 1_000) {
    const records = makeRecords({ atMs, samplesPerSecond, clock, audit });
    const count = records.length;
    store.outbox.append(records).then(
      () => {
        counts.acknowledged += count;
        drain.wake();
      },
      (error: unknown) => {
        throw error;
      },
    );
    for (let step = 0; step < 1_000; step += stepMs) {
      await clock.advance(stepMs);
      await traffic.quiet();
    }
    if (atMs >= weather.longOutageEndsMs && firstAfterOutage === undefined) firstAfterOutage = audit.count;
    if (atMs % 10_000 === 0) {
      const { outbox } = store.figures() ?? {};
      counts.queuedMost = Math.max(counts.queuedMost, outbox?.records ?? 0);
      const isDrained =
        firstAfterOutage !== undefined &&
        drainedAtMs === undefined &&
        audit.missingBefore(firstAfterOutage) === 0;
      if (isDrained) drainedAtMs = atMs;
    }
    if ((atMs / 1_000) % Math.floor(totalMs / 10_000) === 0 && atMs > 0) {
      collectGarbage();
      const { heapUsed, rss } = process.memoryUsage();
      heapMegabytes.push(heapUsed / 1e6);
      residentMegabytes.push(rss / 1e6);
      options.onProgress?.(atMs / hourMs);
    }
  }
  const waiting = async () => (await advance(clock, traffic, () => store.outbox.counts())).records;
  for (let atMs = 0; (await waiting()) > 0 && atMs < endMsMax; atMs += 10_000) {
    for (let step = 0; step < 10_000; step += stepMs) {
      await clock.advance(stepMs);
      await traffic.quiet();
    }
    if (drainedAtMs === undefined && firstAfterOutage && audit.missingBefore(firstAfterOutage) === 0) {
      drainedAtMs = totalMs + atMs;
    }
  }
  const { dropped, deadLetters } = await advance(clock, traffic, () => store.outbox.counts());
  await advance(clock, traffic, () => drain.stop(0));
  const over = new AbortController();
  await advance(clock, traffic, () => store.stop({ remainingMs: () => 1_000, signal: over.signal }));
  await farSide.close();
  rmSync(directory, { recursive: true, force: true });
  return {
    audit,
    missing: audit.missing(10),
    acknowledged: counts.acknowledged,
    dropped,
    deadLetters,
    queuedMost: counts.queuedMost,
    drainMs: (drainedAtMs ?? Number.POSITIVE_INFINITY) - weather.longOutageEndsMs,
    longOutageMs: weather.longOutageMs,
    afflictions: Object.fromEntries(weather.counts),
    liesTold: farSide.figures.lies,
    liesFound: counts.liesFound,
    circuitOpened: counts.circuitOpened,
    requests: farSide.figures.requests,
    receipts: farSide.figures.receipts,
    wireBytes: farSide.figures.bytes,
    bodyBytes: farSide.figures.bodyBytes,
    heapMegabytes,
    residentMegabytes,
  };
}

/** Runs what waits for virtual time to go on. */
async function advance<T>(clock: VirtualClock, traffic: Traffic, run: () => Promise<T>): Promise<T> {
  let isOver = false;
  const running = run().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await clock.advance(50);
    await traffic.quiet();
  }
  return await running;
}

function startStore(clock: VirtualClock, directory: string, random: () => number): StoreService {
  return createStoreService({
    config: storeConfig.parse({}),
    directory,
    observability: { clock, metrics: createMetrics(), log: { write: () => {} } },
    random,
    thread: "inline",
  });
}

function createDrain(options: {
  clock: VirtualClock;
  store: StoreService;
  traffic: Traffic;
  farSide: { url: string; receiptUrl: string };
  random: () => number;
  counts: { liesFound: number; circuitOpened: number };
}): Drain {
  const { clock, store, farSide, random, counts } = options;
  const [settings] = syncConfig.parse({
    sinks: [
      {
        type: "http",
        name: "far",
        url: farSide.url,
        receiptUrl: farSide.receiptUrl,
        classes: ["command", "incident", "log", "sample"],
        batchCountMax: 2_000,
        batchBytesMax: 2_097_152,
      },
    ],
  }).sinks as [SinkSettings];
  const sink = createSink(settings, {
    node: "outage",
    version: "0.0.0",
    clock,
    connectMqtt: () => Promise.reject(new Error("there is no MQTT here")),
    onReconnect: () => {},
  });
  const fail = (error: unknown) => {
    throw error;
  };
  const observer: DrainObserver = {
    connectivityChanged: () => {},
    circuitChanged: ({ state }) => {
      if (state === "open") counts.circuitOpened += 1;
    },
    restrained: () => {},
    delivered: ({ withoutReceipt }) => {
      counts.liesFound += withoutReceipt;
    },
    queueFailed: fail,
    sinkFaulted: fail,
  };
  return new Drain({
    settings,
    idleMs: 5_000,
    sink: counted(sink, options.traffic),
    outbox: store.outbox,
    clock,
    random,
    node: "outage",
    state: store.state,
    clockTrust: { quality: () => "synced" },
    timeZone: "UTC",
    observer,
  });
}

function counted(sink: Sink, traffic: Traffic): Sink {
  return {
    async send(records, signal) {
      traffic.sending += 1;
      try {
        return await sink.send(records, signal);
      } finally {
        traffic.sending -= 1;
      }
    },
    close: () => sink.close(),
  };
}

const seriesCount = 200;

/** One second of the site: samples over its series by turns, a line of a log, and an incident every minute. */
function makeRecords(options: {
  atMs: number;
  samplesPerSecond: number;
  clock: VirtualClock;
  audit: Audit;
}): Envelope[] {
  const { atMs, clock, audit } = options;
  const at = clock.now();
  const iso = new Date(at).toISOString();
  const records: Envelope[] = [];
  const add = (recordClass: RecordClass, stream: string, more: string) => {
    const k = audit.next();
    records.push({
      id: `01K${String(k).padStart(23, "0")}`,
      class: recordClass,
      stream,
      at,
      clock: "synced",
      monotonicMs: clock.monotonicMs(),
      body: `{"schema":"edgewise.${recordClass}.v1","at":"${iso}","clock":"synced","k":${k},${more}}`,
    });
  };
  if (atMs % 60_000 === 0) {
    add(
      "incident",
      `incident-${atMs}`,
      '"status":"open","severity":"warning","summary":"The boiler is too hot."',
    );
  }
  add(
    "log",
    "pump-house",
    `"severity":"notice","program":"pump","message":"cycle ${atMs / 1_000} done in ${atMs % 977} ms"`,
  );
  for (let sample = 0; sample < options.samplesPerSecond; sample += 1) {
    const series = (atMs / 1_000 + sample * 7) % seriesCount;
    const value = Math.round(2_000 + 500 * Math.sin(atMs / 600_000 + series)) / 100;
    add(
      "sample",
      `plant/${series}/temperature`,
      `"series":{"id":"plant/${series}/temperature","name":"Temperature ${series}","kind":"numeric","unit":"°C"},"value":${value}`,
    );
  }
  return records;
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}
