import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { anomalyConfig } from "../../src/anomaly/config.ts";
import { type AnomalyService, createAnomalyService } from "../../src/anomaly/service.ts";
import { readPatternNetwork } from "../../src/app/pattern-network.ts";
import { systemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { createMetrics } from "../../src/core/metrics.ts";
import type { Series } from "../../src/domain/sample.ts";
import { repositoryRoot } from "../support/daemon.ts";
import { logLinePlot } from "./detection/line-plot.ts";
import { median, printFigure } from "./figure.ts";

const counts = [10, 100, 1000, 10_000];
/** Rounds of one sample per series before anything is measured: the detectors have learnt and the code is compiled. */
const warmUpRounds = 300;
const samplesMeasured = 50_000;
const repeats = 5;
const intervalMs = 10_000;

interface Cost {
  /** Of processor time, so that what else runs on the machine does not count. */
  microseconds: number;
  /** Made and thrown away per sample. */
  bytesPerSample: number;
  /** Kept per series. */
  bytesPerSeries: number;
}

/**
 * What watching costs per sample and per series, for 10 to 10,000 series, on the path every sample takes in the daemon;
 * and what half-space trees from river cost, in the Python of EDGEWISE_BENCH_PYTHON. The plot goes to
 * `test/bench/results/detect-scaling.svg`.
 */
export async function runDetect(): Promise<void> {
  const peer = riverCost();
  const costs = counts.map((count) => ({ count, cost: costOf(count) }));
  for (const { count, cost } of costs) {
    const of = `${count} series`;
    printFigure("detect", `${of}, processor time`, cost.microseconds, "us per sample");
    printFigure("detect", `${of}, garbage`, cost.bytesPerSample, "bytes per sample");
    printFigure("detect", `${of}, memory`, cost.bytesPerSeries, "bytes per series");
    if (peer === undefined) continue;
    printFigure(
      "detect",
      `${of}, time of half-space trees to this`,
      peer.microseconds / cost.microseconds,
      "times",
    );
    printFigure(
      "detect",
      `${of}, memory of half-space trees to this`,
      peer.bytes / cost.bytesPerSeries,
      "times",
    );
  }
  if (peer) {
    printFigure("detect", "half-space trees, processor time", peer.microseconds, "us per sample");
    printFigure("detect", "half-space trees, memory", peer.bytes, "bytes per series");
  }
  const plot = logLinePlot({
    title: "Watching series: processor time of a sample",
    xLabel: "series",
    yLabel: "microseconds per sample",
    lines: [
      { name: "edgewise", points: costs.map(({ count, cost }) => ({ x: count, y: cost.microseconds })) },
      // Each series has trees of its own, so that one more costs what one costs.
      ...(peer
        ? [{ name: "half-space trees (river)", points: counts.map((x) => ({ x, y: peer.microseconds })) }]
        : []),
    ],
  });
  const folder = join(repositoryRoot, "test", "bench", "results");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "detect-scaling.svg"), plot);
}

function costOf(count: number): Cost {
  const series = Array.from({ length: count }, (_, index) => seriesOf(index));
  const samples = createSamples(series);
  const emptyBytes = settledBytes();
  const service = createService();
  for (let round = 0; round < warmUpRounds; round += 1) samples.feed(service);
  const bytesPerSeries = (settledBytes() - emptyBytes) / count;
  const rounds = Math.ceil(samplesMeasured / count);
  const times: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round += 1) samples.feed(service);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / (rounds * count));
  }
  return {
    microseconds: median(times),
    bytesPerSample: garbagePerSample(samples, service, count),
    bytesPerSeries,
  };
}

/** Growth of the heap over so few samples that nothing is collected in between; the least of several tries. */
function garbagePerSample(samples: Samples, service: AnomalyService, count: number): number {
  const rounds = Math.max(1, Math.floor(2000 / count));
  const grown = Array.from({ length: repeats }, () => {
    settledBytes();
    const before = process.memoryUsage().heapUsed;
    for (let round = 0; round < rounds; round += 1) samples.feed(service);
    return (process.memoryUsage().heapUsed - before) / (rounds * count);
  });
  return Math.max(0, Math.min(...grown));
}

interface Samples {
  /** One more sample of each series. */
  feed(service: AnomalyService): void;
}

/** A slow wave with noise, another one for each series, from the past so that nothing is ahead of the clock. */
function createSamples(series: readonly Series[]): Samples {
  const noise = Float64Array.from({ length: 4096 }, (_, index) => Math.sin(index * index) / 10);
  const rounds = warmUpRounds + (repeats + 1) * Math.ceil(samplesMeasured / series.length);
  const beginMs = systemClock.now() - (rounds + 10_000) * intervalMs;
  let round = 0;
  return {
    feed(service) {
      const at = beginMs + round * intervalMs;
      for (let index = 0; index < series.length; index += 1) {
        const value =
          20 + Math.sin((round + 7 * index) / 600) + (noise[(round * 31 + index) & 4095] as number);
        service.onSample({ series: series[index] as Series, at, value, clock: "synced", isLate: false });
      }
      round += 1;
    },
  };
}

function createService(): AnomalyService {
  let ids = 0;
  return createAnomalyService({
    config: anomalyConfig.parse({}),
    patterns: readPatternNetwork(join(repositoryRoot, "models", "anomaly", "weights.json")),
    observability: { clock: systemClock, log: silentLog, metrics: createMetrics() },
    clockTrust: { quality: () => "synced" },
    incidents: [],
    anomalies: [],
    createId: () => `id-${++ids}`,
  });
}

function seriesOf(index: number): Series {
  const id = `plant/sensor-${index}`;
  return {
    index,
    id,
    topic: id,
    field: "",
    kind: "numeric",
    unit: undefined,
    name: id,
    place: {},
    labels: {},
    states: [],
  };
}

/** Bytes in use once nothing more can be collected. */
function settledBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Undefined, after a line on standard error, where Python has no river. */
function riverCost(): { microseconds: number; bytes: number } | undefined {
  const { EDGEWISE_BENCH_PYTHON: python = "python3" } = process.env;
  const script = join(repositoryRoot, "test", "bench", "detection", "river_cost.py");
  const { status, stdout, stderr, error } = spawnSync(python, [script, "10", "2000"], { encoding: "utf8" });
  if (status === 0) return JSON.parse(stdout) as { microseconds: number; bytes: number };
  process.stderr.write(
    `No figures of half-space trees: ${python} cannot run them (${error?.message ?? stderr.trim().split("\n").at(-1)}); ` +
      "`pip install river` and name that interpreter in EDGEWISE_BENCH_PYTHON\n",
  );
  return undefined;
}
