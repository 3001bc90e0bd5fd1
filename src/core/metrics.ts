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
  /** Text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/ */
  expose(): Promise<string>;
}

/**
 * Three kinds of metric are all there is to it. prom-client did the same for 90 modules more at start (its
 * cluster, push and OpenTelemetry support): 55 ms and 5 MB.
 */
export function createMetrics(): Metrics {
  const made = new Map<string, { type: string; metric: unknown; expose: () => string }>();
  const collectors: (() => void)[] = [];
  const once = <T>(type: string, { name, help, labels = [] }: MetricOptions, make: () => Made<T>): T => {
    const existing = made.get(name);
    if (existing) {
      invariant(existing.type === type, `${name} is a ${existing.type}, not a ${type}`);
      return existing.metric as T;
    }
    invariant(/^[a-z_][a-z0-9_]*$/.test(name), `"${name}" cannot be the name of a metric`);
    for (const label of labels)
      invariant(/^[a-z_]+$/.test(label), `"${label}" cannot be the name of a label`);
    const { metric, lines } = make();
    const heading = [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`];
    made.set(name, { type, metric, expose: () => [...heading, ...lines()].join("\n") });
    return metric;
  };
  return {
    counter: (options) => once("counter", options, () => createCounter(options)),
    gauge: (options) => once("gauge", options, () => createGauge(options)),
    histogram: (options) => once("histogram", options, () => createHistogram(options)),
    beforeExpose(collect) {
      collectors.push(collect);
    },
    async expose() {
      for (const collect of collectors) collect();
      return `${[...made.values()].map(({ expose }) => expose()).join("\n\n")}\n`;
    },
  };
}

interface Made<T> {
  metric: T;
  /** The samples of the metric, as text. */
  lines(): string[];
}

function createCounter(options: MetricOptions): Made<CounterMetric> {
  const cells = createCells(options, () => ({ value: 0 }));
  return {
    metric: {
      increment(by = 1, labels) {
        if (by < 0) throw new Error(`${options.name} cannot go down by ${-by}`);
        cells.of(labels).value += by;
      },
      total: () => cells.all().reduce((sum, { cell }) => sum + cell.value, 0),
    },
    lines: () => valueLines(options.name, cells.all()),
  };
}

function createGauge(options: MetricOptions): Made<GaugeMetric> {
  const cells = createCells(options, () => ({ value: 0 }));
  return {
    metric: {
      set(value, labels) {
        cells.of(labels).value = value;
      },
    },
    lines: () => valueLines(options.name, cells.all()),
  };
}

function createHistogram(options: MetricOptions & { buckets: readonly number[] }): Made<HistogramMetric> {
  const { name, buckets } = options;
  // One count more than bounds, for what is above all of them.
  const cells = createCells(options, () => ({ counts: new Float64Array(buckets.length + 1), sum: 0 }));
  return {
    metric: {
      observe(value, labels) {
        const cell = cells.of(labels);
        const bucket = buckets.findIndex((bound) => value <= bound);
        const index = bucket < 0 ? buckets.length : bucket;
        cell.counts[index] = (cell.counts[index] ?? 0) + 1;
        cell.sum += value;
      },
    },
    lines: () =>
      cells.all().flatMap(({ cell, pairs }) => {
        let count = 0;
        const lines = [...buckets, Number.POSITIVE_INFINITY].map((bound, index) => {
          count += cell.counts[index] ?? 0;
          return line(`${name}_bucket`, [`le="${numberText(bound)}"`, ...pairs], count);
        });
        return [...lines, line(`${name}_sum`, pairs, cell.sum), line(`${name}_count`, pairs, count)];
      }),
  };
}

interface LabelledCell<T> {
  /** `name="value"`, as they are exposed. */
  pairs: readonly string[];
  cell: T;
}

/** One cell for each combination of label values; a metric without labels has its one from the beginning. */
function createCells<T>({ name, labels: names = [] }: MetricOptions, make: () => T) {
  const cells = new Map<string, LabelledCell<T>>();
  if (names.length === 0) cells.set("", { pairs: [], cell: make() });

  /** A label that is not given is left out, which is the same to Prometheus as an empty one. */
  function of(labels: Labels = {}): T {
    let key = "";
    for (const label of names) key += `${labels[label] ?? ""}\u0000`;
    for (const label in labels)
      if (!names.includes(label)) throw new Error(`${name} has no label "${label}"`);
    const existing = cells.get(key);
    if (existing) return existing.cell;
    const pairs = names.flatMap((label) =>
      labels[label] === undefined ? [] : [`${label}="${escapeValue(labels[label])}"`],
    );
    const made = { pairs, cell: make() };
    cells.set(key, made);
    return made.cell;
  }

  return { of, all: (): LabelledCell<T>[] => [...cells.values()] };
}

function valueLines(name: string, cells: readonly LabelledCell<{ value: number }>[]): string[] {
  return cells.map(({ cell, pairs }) => line(name, pairs, cell.value));
}

function line(name: string, pairs: readonly string[], value: number): string {
  const labels = pairs.length > 0 ? `{${pairs.join(",")}}` : "";
  return `${name}${labels} ${numberText(value)}`;
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeValue(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
