import { every } from "../core/clock.ts";
import { createReporter, type Observability, type Reporter } from "../core/events.ts";
import type { Health, Service } from "../core/lifecycle.ts";
import type { CounterMetric } from "../core/metrics.ts";
import type { LogMeasure } from "../domain/log-measure.ts";
import type {
  ClockTrust,
  InboundMessage,
  LogConsumer,
  LogMeasureConsumer,
  MessageBus,
  SampleConsumer,
  SeriesDirectory,
  StateStore,
} from "../domain/ports.ts";
import type { IngestConfig } from "./config.ts";
import { DerivedMemory } from "./derived/derived-memory.ts";
import { Deriver } from "./derived/deriver.ts";
import type { DerivedSkip } from "./derived/result.ts";
import { ingestEvents, ingestMetrics } from "./events.ts";
import { LogMeasureReader } from "./log/measures.ts";
import { createLogPlan, type LogPlan, LogReader } from "./log/reader.ts";
import type { FieldIssue, SeriesFound } from "./sensor/discover.ts";
import { createSensorPlan, type SensorPlan } from "./sensor/plan.ts";
import { type PayloadRefusal, SensorReader, type Skip } from "./sensor/reader.ts";
import { SeriesTable } from "./series-directory.ts";
import { Tally } from "./tally.ts";
import { createTopicRules, type TopicRules, topicLengthMax } from "./topic-rules.ts";
import { createWindowPlan, type WindowPlan, WindowReader } from "./window/reader.ts";
import type { WindowRefusal } from "./window/samples.ts";

export interface IngestService extends Service, LogMeasureConsumer {
  readonly directory: SeriesDirectory;
  /** Reads a batch of messages, in order; the subscription calls it. Never throws, whatever the payloads are. */
  handle(messages: readonly InboundMessage[]): void;
  /** Takes over changed rules and limits at once. Throws, and keeps the old ones, when a rule cannot be used. */
  reconfigure(config: IngestConfig): void;
}

export interface IngestOptions {
  config: IngestConfig;
  /** edgewise's own topics, never read. */
  baseTopic: string;
  bus: Pick<MessageBus, "subscribe">;
  clockTrust: ClockTrust;
  observability: Observability;
  samples: readonly SampleConsumer[];
  logs: readonly LogConsumer[];
  /** Keeps running totals over a restart; without it they begin at zero. */
  state?: StateStore;
}

type Plan = SensorPlan | WindowPlan | LogPlan | { readonly type: "ignored" };

/** Topics remembered that have no series of their own (commands, logs, refused ones); beyond, they are looked up anew. */
const barrenTopicsMax = 4_096;
/** Whether members of a group changed is looked at this often. */
const saveMs = 60_000;
/** Totals change all the time and are written every so many times: a power cut takes at most ten minutes from them. */
const turnsPerTotals = 10;
/** Totals and groups remembered, those of rules that are gone included. */
const remembered = 10_000;

/** MQTT messages in, samples and log lines out. */
export function createIngestService(options: IngestOptions): IngestService {
  return new Ingest(options);
}

class Ingest implements IngestService {
  readonly name = "ingest";
  readonly directory: SeriesTable;
  readonly #options: IngestOptions;
  readonly #reporter: Reporter<typeof ingestEvents>;
  readonly #counters: Readonly<
    Record<
      | "messages"
      | "samples"
      | "logLines"
      | "lateSamples"
      | "skipped"
      | "windows"
      | "derivedSamples"
      | "derivedSkipped",
      CounterMetric
    >
  >;
  readonly #tallies = {
    payloads: new Tally<PayloadRefusal | "badTopic">(),
    values: new Tally<FieldIssue>(),
    skips: new Tally<Skip>(),
    windows: new Tally<WindowRefusal>(),
    timesReplaced: new Tally<"time">(),
    clocksSetBack: new Tally<"clock">(),
    linesCut: new Tally<"line">(),
    linesDropped: new Tally<"line">(),
    derivedSkips: new Tally<DerivedSkip>(),
  };
  #config: IngestConfig;
  #rules: TopicRules | undefined;
  readonly #memory: DerivedMemory;
  #deriver: Deriver;
  #stopSaving: (() => void) | undefined;
  #sensorReader: SensorReader;
  #windowReader: WindowReader;
  #logReader: LogReader;
  #measureReader: LogMeasureReader;
  #plans = new Map<string, Plan>();
  #unsubscribe: (() => void) | undefined;
  #seriesRefused = 0;
  #valuesRefused = 0;

  constructor(options: IngestOptions) {
    const { config, observability } = options;
    const { metrics } = observability;
    this.#options = options;
    this.#config = config;
    this.#reporter = createReporter("ingest", ingestEvents, observability);
    this.directory = new SeriesTable({ seriesCountMax: config.seriesCountMax });
    this.#counters = {
      messages: metrics.counter(ingestMetrics.messages),
      samples: metrics.counter(ingestMetrics.samples),
      logLines: metrics.counter(ingestMetrics.logLines),
      lateSamples: metrics.counter(ingestMetrics.lateSamples),
      skipped: metrics.counter(ingestMetrics.skipped),
      derivedSamples: metrics.counter(ingestMetrics.derivedSamples),
      windows: metrics.counter(ingestMetrics.windows),
      derivedSkipped: metrics.counter(ingestMetrics.derivedSkipped),
    };
    const seriesGauge = metrics.gauge(ingestMetrics.series);
    const topicsGauge = metrics.gauge(ingestMetrics.topics);
    const derivedGauge = metrics.gauge(ingestMetrics.derivedSeries);
    metrics.beforeExpose(() => {
      seriesGauge.set(this.directory.count);
      topicsGauge.set(this.#plans.size);
      derivedGauge.set(this.#deriver.count);
    });
    this.#memory = new DerivedMemory({ state: options.state, entriesMax: remembered });
    this.#deriver = this.#createDeriver(config);
    this.#sensorReader = this.#createSensorReader(config);
    this.#windowReader = this.#createWindowReader(config);
    this.#logReader = this.#createLogReader(config);
    this.#measureReader = this.#createMeasureReader(config);
  }

  async start(): Promise<void> {
    this.#rules = createTopicRules(this.#config, this.#options.baseTopic);
    await this.#loadMemory();
    let turn = 0;
    this.#stopSaving = every(this.#options.observability.clock, saveMs, () => {
      turn += 1;
      void this.#saveMemory(turn % turnsPerTotals === 0 ? "all" : "members");
    });
    this.#subscribe(this.#rules);
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#stopSaving?.();
    this.#stopSaving = undefined;
    await this.#saveMemory("all");
  }

  #loadMemory(): Promise<void> {
    return this.#memory
      .load()
      .catch((error: unknown) => this.#reporter.report("derivedMemoryUnread", { error }));
  }

  /** Reads first what could not be read before. */
  async #saveMemory(what: "all" | "members"): Promise<void> {
    await this.#loadMemory();
    await this.#memory
      .save(what)
      .catch((error: unknown) => this.#reporter.report("derivedMemoryUnwritten", { error }));
  }

  reconfigure(config: IngestConfig): void {
    const rules = createTopicRules(config, this.#options.baseTopic);
    const old = this.#config;
    const isSubscriptionSame =
      JSON.stringify([rules.filters, config.qos, config.queueMessagesMax, config.whenFull]) ===
      JSON.stringify([this.#rules?.filters, old.qos, old.queueMessagesMax, old.whenFull]);
    this.#config = config;
    this.#rules = rules;
    this.#plans.clear();
    this.#seriesRefused = 0;
    this.directory.seriesCountMax = config.seriesCountMax;
    this.directory.forgetNames();
    this.#deriver = this.#createDeriver(config);
    this.#sensorReader = this.#createSensorReader(config);
    this.#windowReader = this.#createWindowReader(config);
    this.#logReader = this.#createLogReader(config);
    this.#measureReader = this.#createMeasureReader(config);
    if (this.#unsubscribe && !isSubscriptionSame) {
      this.#unsubscribe();
      this.#subscribe(rules);
    }
    this.#reporter.report("rulesChanged", {
      sensorRules: config.sensors.length,
      windowRules: config.windows.length,
      logRules: config.logs.length,
      derivedRules: config.derived.length,
    });
  }

  handle(messages: readonly InboundMessage[]): void {
    const quality = this.#options.clockTrust.quality();
    for (const message of messages) {
      const plan = this.#plans.get(message.topic) ?? this.#addPlan(message.topic);
      if (plan.type === "sensor" || plan.type === "window") {
        this.#deriver.begin(message.receivedAt);
        if (plan.type === "sensor") this.#sensorReader.read(plan, message, quality);
        else this.#windowReader.read(plan, message, quality);
        this.#deriver.flush();
      } else if (plan.type === "log") this.#logReader.read(plan, message, quality);
    }
    this.#count(messages.length);
  }

  onLogMeasure(measure: LogMeasure): void {
    const receivedAt = this.#options.observability.clock.now();
    this.#deriver.begin(receivedAt);
    this.#measureReader.read(measure, receivedAt);
    this.#deriver.flush();
  }

  health(): Health {
    const seriesMax = this.#config.seriesCountMax;
    const figures = {
      series: this.directory.count,
      topics: this.#plans.size,
      derived: this.#deriver.count,
      messages: this.#counters.messages.total(),
      samples: this.#counters.samples.total(),
      logLines: this.#counters.logLines.total(),
      refused: this.#valuesRefused,
    };
    if (this.#seriesRefused > 0) {
      const detail = `reads ${this.directory.count} series, the most allowed is ${seriesMax}; ${this.#seriesRefused} more were refused (ingest.seriesCountMax)`;
      return { status: "degraded", detail, figures };
    }
    return { status: "ok", detail: `reads ${this.directory.count} series`, figures };
  }

  #subscribe(rules: TopicRules): void {
    const { qos, queueMessagesMax, whenFull } = this.#config;
    if (rules.filters.length === 0) {
      this.#unsubscribe = () => {};
      return;
    }
    this.#unsubscribe = this.#options.bus.subscribe({
      name: "ingest",
      filters: rules.filters,
      qos,
      queue: { capacity: queueMessagesMax, whenFull },
      handle: (messages) => this.handle(messages),
    });
  }

  #createSensorReader(config: IngestConfig): SensorReader {
    return new SensorReader({
      config,
      table: this.directory,
      consumers:
        config.derived.length > 0 ? [...this.#options.samples, this.#deriver] : this.#options.samples,
      tallies: this.#tallies,
      onFound: (found) => this.#onFound(found),
    });
  }

  #createWindowReader(config: IngestConfig): WindowReader {
    return new WindowReader({
      config,
      table: this.directory,
      consumers: this.#consumers(config),
      tallies: this.#tallies,
    });
  }

  #consumers(config: IngestConfig): readonly SampleConsumer[] {
    const { samples } = this.#options;
    return config.derived.length > 0 ? [...samples, this.#deriver] : samples;
  }

  #createDeriver(config: IngestConfig): Deriver {
    return new Deriver({
      rules: config.derived,
      seriesMax: config.derivedSeriesMax,
      table: this.directory,
      memory: this.#memory,
      consumers: this.#options.samples,
      skips: this.#tallies.derivedSkips,
      onRefused: (refusal) => this.#reporter.report("derivedRefused", { ...refusal }),
    });
  }

  #createLogReader(config: IngestConfig): LogReader {
    return new LogReader({ config, consumers: this.#options.logs, tallies: this.#tallies });
  }

  #createMeasureReader(config: IngestConfig): LogMeasureReader {
    return new LogMeasureReader({
      table: this.directory,
      consumers: this.#consumers(config),
      onFound: (found) => this.#onFound(found),
    });
  }

  #addPlan(topic: string): Plan {
    this.#rules ??= createTopicRules(this.#config, this.#options.baseTopic);
    const plan = this.#createPlan(topic, this.#rules);
    if (topic.length > topicLengthMax) return plan;
    if (this.#plans.size >= this.#config.seriesCountMax + barrenTopicsMax) this.#forgetBarrenPlans();
    this.#plans.set(topic, plan);
    return plan;
  }

  #createPlan(topic: string, rules: TopicRules): Plan {
    const role = rules.roleOf(topic);
    switch (role.type) {
      case "sensor":
        return createSensorPlan({ ...role, topic, timeFields: this.#config.time.fields });
      case "window":
        return createWindowPlan({ ...role, topic, timeFields: this.#config.time.fields });
      case "log":
        return createLogPlan({ ...role, topic });
      case "badTopic":
        this.#tallies.payloads.add("badTopic", topic.slice(0, 64));
        return { type: "ignored" };
      case "ignored":
        return { type: "ignored" };
    }
  }

  /** A topic with series is kept (there are at most seriesCountMax of them), all others can be told anew. */
  #forgetBarrenPlans(): void {
    for (const [topic, plan] of this.#plans) {
      const hasSeries = (plan.type === "sensor" || plan.type === "window") && plan.seriesCount > 0;
      if (!hasSeries) this.#plans.delete(topic);
    }
  }

  #onFound(found: SeriesFound): void {
    switch (found.what) {
      case "found": {
        const { id, name, kind, unit } = found.series;
        this.#reporter.report("seriesFound", { series: id, name, kind, unit });
        return;
      }
      case "refused":
        this.#seriesRefused += 1;
        this.#reporter.report("seriesRefused", {
          topic: found.topic,
          field: found.field,
          seriesCountMax: this.#config.seriesCountMax,
        });
        return;
      case "statesExceeded":
        this.#reporter.report("statesExceeded", { topic: found.topic, field: found.field });
        return;
      case "tooDeep":
      case "idTaken":
        this.#tallies.values.add(found.what, found.topic, found.field);
        return;
    }
  }

  /** Counters and events once a batch, not once a message. */
  #count(messages: number): void {
    const lateSamples = this.#sensorReader.lateSamples + this.#windowReader.lateSamples;
    const samples = this.#sensorReader.samples + this.#windowReader.samples + this.#measureReader.samples;
    this.#measureReader.samples = 0;
    const { lines } = this.#logReader;
    this.#counters.messages.increment(messages);
    if (samples > 0) this.#counters.samples.increment(samples);
    if (lateSamples > 0) this.#counters.lateSamples.increment(lateSamples);
    if (lines > 0) this.#counters.logLines.increment(lines);
    if (this.#deriver.samples > 0) this.#counters.derivedSamples.increment(this.#deriver.samples);
    this.#deriver.samples = 0;
    if (this.#windowReader.windows > 0) this.#counters.windows.increment(this.#windowReader.windows);
    this.#windowReader.windows = 0;
    this.#windowReader.samples = 0;
    this.#windowReader.lateSamples = 0;
    this.#sensorReader.samples = 0;
    this.#sensorReader.lateSamples = 0;
    this.#logReader.lines = 0;
    const tallies = this.#tallies;
    tallies.skips.flush((reason, count) => this.#counters.skipped.increment(count, { reason }));
    tallies.derivedSkips.flush((reason, count) => this.#counters.derivedSkipped.increment(count, { reason }));
    tallies.payloads.flush((reason, count, topic) => {
      this.#valuesRefused += count;
      this.#reporter.report("payloadRefused", { reason, topic }, count);
    });
    tallies.windows.flush((reason, count, topic, detail) => {
      this.#valuesRefused += count;
      this.#reporter.report("windowRefused", { reason, topic, detail }, count);
    });
    tallies.values.flush((reason, count, topic, field) => {
      this.#valuesRefused += count;
      this.#reporter.report("valueRefused", { reason, topic, field }, count);
    });
    tallies.timesReplaced.flush((_, count, topic) => this.#reporter.report("timeReplaced", { topic }, count));
    tallies.clocksSetBack.flush((_, count, topic) => this.#reporter.report("clockSetBack", { topic }, count));
    tallies.linesCut.flush((_, count, topic) => this.#reporter.report("logLinesCut", { topic }, count));
    tallies.linesDropped.flush((_, count, topic) =>
      this.#reporter.report("logLinesDropped", { topic }, count),
    );
  }
}
