import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { invariant } from "./errors.ts";

export interface CounterMetric {
  increment(by?: number, labels?: Labels): void;
  /** The sum over all label values. */
  total(): number;
}

export interface GaugeMetric {
  set(value: number, labels?: Labels): void;
}

export interface HistogramMetric {
  observe(value: number, labels?: Labels): void;
}

export type Labels = Readonly<Record<string, string>>;

export interface MetricOptions {
  /** Full Prometheus name: `edgewise_<part>_<what>_<unit>[_total]`. */
  name: string;
  help: string;
  labels?: readonly string[] | undefined;
}

/** The daemon's metrics, exposed as Prometheus text. Asking twice for a name gives the same metric. */
export interface Metrics {
  counter(options: MetricOptions): CounterMetric;
  gauge(options: MetricOptions): GaugeMetric;
  histogram(options: MetricOptions & { buckets: readonly number[] }): HistogramMetric;
  /** Runs just before each exposition, to set gauges that are cheaper to read than to keep. */
  beforeExpose(collect: () => void): void;
  expose(): Promise<string>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const made = new Map<string, { type: string; metric: unknown }>();
  const collectors: (() => void)[] = [];
  const once = <T>(type: string, name: string, make: () => T): T => {
    const existing = made.get(name);
    if (existing) {
      invariant(existing.type === type, `${name} is a ${existing.type}, not a ${type}`);
      return existing.metric as T;
    }
    const metric = make();
    made.set(name, { type, metric });
    return metric;
  };
  return {
    counter: (options) => once("counter", options.name, () => createCounter(options, registry)),
    gauge: (options) =>
      once("gauge", options.name, () => {
        const gauge = new Gauge({ ...base(options), registers: [registry] });
        return { set: (value, labels = {}) => gauge.set({ ...labels }, value) } satisfies GaugeMetric;
      }),
    histogram: (options) =>
      once("histogram", options.name, () => {
        const histogram = new Histogram({
          ...base(options),
          buckets: [...options.buckets],
          registers: [registry],
        });
        return {
          observe: (value, labels = {}) => histogram.observe({ ...labels }, value),
        } satisfies HistogramMetric;
      }),
    beforeExpose(collect) {
      collectors.push(collect);
    },
    expose() {
      for (const collect of collectors) collect();
      return registry.metrics();
    },
  };
}

function base(options: MetricOptions) {
  return { name: options.name, help: options.help, labelNames: [...(options.labels ?? [])] };
}

function createCounter(options: MetricOptions, registry: Registry): CounterMetric {
  const counter = new Counter({ ...base(options), registers: [registry] });
  let total = 0;
  return {
    increment(by = 1, labels = {}) {
      total += by;
      counter.inc({ ...labels }, by);
    },
    total: () => total,
  };
}
