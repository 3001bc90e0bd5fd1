import { readFileSync } from "node:fs";
import { freemem } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Clock } from "../core/clock.ts";
import type { Metrics } from "../core/metrics.ts";
import { systemMetrics } from "./events.ts";

/** What the daemon process uses, and how the machine is. */
export interface Usage {
  residentBytes: number;
  heapUsedBytes: number;
  /** Mean number of busy processor cores since the last reading. */
  cpuCores: number;
  cpuSeconds: number;
  memoryAvailableBytes: number;
  /** Undefined where the machine has no sensor. */
  temperatureCelsius: number | undefined;
}

export interface UsageReader {
  start(): void;
  stop(): void;
  read(): Usage;
}

/** Time between two ticks of the event loop meter. */
const meterMs = 20;

/** Reads the usage when asked, and exposes it as metrics. `start` and `stop` turn the event loop meter. */
export function createUsageReader(options: {
  clock: Clock;
  metrics: Metrics;
  /** The text of a file of the kernel, or undefined when there is none. */
  readKernelFile?: (path: string) => string | undefined;
}): UsageReader {
  const { clock, metrics, readKernelFile = readText } = options;
  const delay = monitorEventLoopDelay({ resolution: meterMs });
  let cpuSecondsBefore = cpuSecondsNow();
  let readAtMs = clock.monotonicMs();
  let cpuCores = 0;

  const read = (): Usage => {
    const nowMs = clock.monotonicMs();
    const cpuSeconds = cpuSecondsNow();
    // Two readings in one instant would divide by nearly nothing.
    if (nowMs - readAtMs >= 1_000) {
      cpuCores = (cpuSeconds - cpuSecondsBefore) / ((nowMs - readAtMs) / 1_000);
      cpuSecondsBefore = cpuSeconds;
      readAtMs = nowMs;
    }
    const memory = process.memoryUsage();
    return {
      residentBytes: memory.rss,
      heapUsedBytes: memory.heapUsed,
      cpuCores,
      cpuSeconds,
      memoryAvailableBytes: parseMemoryAvailable(readKernelFile("/proc/meminfo")) ?? freemem(),
      temperatureCelsius: parseTemperature(readKernelFile("/sys/class/thermal/thermal_zone0/temp")),
    };
  };

  exposeUsage(metrics, read, delay);
  return { start: () => void delay.enable(), stop: () => void delay.disable(), read };
}

function exposeUsage(
  metrics: Metrics,
  read: () => Usage,
  delay: { percentile(p: number): number; reset(): void },
): void {
  const rss = metrics.gauge(systemMetrics.rss);
  const heap = metrics.gauge(systemMetrics.heap);
  const cpu = metrics.counter(systemMetrics.cpu);
  const available = metrics.gauge(systemMetrics.memoryAvailable);
  const eventLoopDelay = metrics.gauge(systemMetrics.eventLoopDelay);
  metrics.beforeExpose(() => {
    const usage = read();
    rss.set(usage.residentBytes);
    heap.set(usage.heapUsedBytes);
    cpu.increment(Math.max(0, usage.cpuSeconds - cpu.total()));
    available.set(usage.memoryAvailableBytes);
    // Made only where there is a sensor: a gauge that exists shows 0 until it is set.
    if (usage.temperatureCelsius !== undefined) {
      metrics.gauge(systemMetrics.temperature).set(usage.temperatureCelsius);
    }
    // The meter measures the time between its own ticks, so the wait it asked for is taken off.
    eventLoopDelay.set(Math.max(0, delay.percentile(99) / 1e9 - meterMs / 1_000));
    delay.reset();
  });
}

/** Bytes from the `MemAvailable` line of /proc/meminfo. */
export function parseMemoryAvailable(text: string | undefined): number | undefined {
  const found = /^MemAvailable:\s+(\d+) kB$/m.exec(text ?? "");
  return found ? Number(found[1]) * 1_024 : undefined;
}

/** Degrees from a thermal zone, which speaks in thousandths. Impossible ones are left out. */
export function parseTemperature(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d+\s*$/.test(text)) return undefined;
  const celsius = Number(text) / 1_000;
  return celsius > -60 && celsius < 200 && celsius !== 0 ? celsius : undefined;
}

function cpuSecondsNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Not every machine has every file; the value is then unknown.
    return undefined;
  }
}
