import type { ClockQuality } from "../../domain/clock-quality.ts";
import type { InboundMessage, SampleConsumer } from "../../domain/ports.ts";
import type { Sample, Series } from "../../domain/sample.ts";
import { createSpectrumAnalyser, pieceSize, samplesMin } from "../../signal/power-spectrum.ts";
import type { IngestConfig } from "../config.ts";
import { isPlausibleTime } from "../measured-time.ts";
import { timeIn } from "../payload-field.ts";
import { expandTemplate, guessWords } from "../sensor/name.ts";
import type { Skip } from "../sensor/reader.ts";
import { type SeriesTable, seriesId } from "../series-directory.ts";
import type { TallyInput } from "../tally.ts";
import { type Band, bandsBetween, defaultBands, hertz } from "./bands.ts";
import { createLayout, type Feature, type FeatureLayout, measureFeatures } from "./features.ts";
import type { WindowRule } from "./rules.ts";
import { type DecodedWindow, type Refused, WindowDecoder, type WindowRefusal } from "./samples.ts";

/** How to read one topic with windows. */
export interface WindowPlan {
  readonly type: "window";
  readonly topic: string;
  readonly rule: WindowRule;
  readonly labels: Readonly<Record<string, string>>;
  readonly timeKeys: readonly string[] | undefined;
  readonly timePaths: readonly (readonly string[])[];
  /** What is drawn from each of its signals; made with the first window, and anew when rate or length change. */
  readonly measured: (MeasuredSignal | undefined)[];
  seriesCount: number;
  /** Ids of all its series, also of rates and lengths that come no more. */
  readonly seriesIds: Set<string>;
}

interface MeasuredSignal {
  /** Rate, length and unit it was made for. */
  readonly key: string;
  readonly layout: FeatureLayout;
  /** One a feature; undefined where its id is taken or there is no room. */
  readonly series: readonly (Series | undefined)[];
}

/** A window that is not refused, with what its time is told from. */
interface TakenWindow {
  readonly plan: WindowPlan;
  readonly window: DecodedWindow;
  readonly message: InboundMessage;
  readonly quality: ClockQuality;
}

export interface WindowTallies {
  windows: TallyInput<WindowRefusal>;
  skips: TallyInput<Skip>;
  timesReplaced: TallyInput<"time">;
  clocksSetBack: TallyInput<"clock">;
}

export function createWindowPlan(options: {
  topic: string;
  rule: WindowRule;
  labels: Readonly<Record<string, string>>;
  timeFields: readonly string[];
}): WindowPlan {
  const { topic, rule, labels, timeFields } = options;
  return {
    type: "window",
    topic,
    rule,
    labels,
    timeKeys: rule.timeField?.split("."),
    timePaths: timeFields.map((field) => field.split(".")),
    measured: [],
    seriesCount: 0,
    seriesIds: new Set(),
  };
}

/**
 * Reads windows of fast signals into samples of their features.
 *
 * Limits and invariants:
 * 1. A payload has at most `windowBytesMax` bytes and `windowSamplesMax` samples; `windowTopicsMax` topics are read.
 * 2. A window is taken as a whole or refused as a whole, counted by reason and logged with what was wrong.
 * 3. A topic has at most `fieldsPerTopicMax` series, however often its rate changes.
 * 4. A buffer of samples for each signal of a payload and the tables of each transform size are all that is kept.
 */
export class WindowReader {
  windows = 0;
  samples = 0;
  lateSamples = 0;
  readonly #config: IngestConfig;
  readonly #table: SeriesTable;
  readonly #consumers: readonly SampleConsumer[];
  readonly #tallies: WindowTallies;
  readonly #decoder: WindowDecoder;
  readonly #analyser = createSpectrumAnalyser();
  #topics = 0;

  constructor(options: {
    config: IngestConfig;
    table: SeriesTable;
    consumers: readonly SampleConsumer[];
    tallies: WindowTallies;
  }) {
    this.#config = options.config;
    this.#table = options.table;
    this.#consumers = options.consumers;
    this.#tallies = options.tallies;
    const { windowSamplesMax, valueAbsMax } = options.config;
    this.#decoder = new WindowDecoder({ samplesMin, samplesMax: windowSamplesMax, absMax: valueAbsMax });
  }

  read(plan: WindowPlan, message: InboundMessage, quality: ClockQuality): void {
    const { payload } = message;
    const { windowBytesMax } = this.#config;
    if (payload.length === 0) {
      this.#tallies.skips.add("empty", plan.topic);
      return;
    }
    if (payload.length > windowBytesMax) {
      const detail = `${payload.length} bytes, at most ${windowBytesMax} are read (ingest.windowBytesMax)`;
      this.#refuse(plan, { reason: "tooLarge", detail });
      return;
    }
    const window = this.#decoder.decode(payload, plan.rule);
    if ("reason" in window) {
      this.#refuse(plan, window);
      return;
    }
    const wrong = this.#problemOf(plan, window);
    if (wrong) this.#refuse(plan, wrong);
    else this.#measure({ plan, window, message, quality });
  }

  #measure(taken: TakenWindow): void {
    const { plan, window, message } = taken;
    const { signals, rateHz } = window;
    const { at, clock, isTimed } = this.#timeOf(taken);
    if (message.isRetained && !isTimed) {
      this.#tallies.skips.add("retained", plan.topic);
      return;
    }
    this.windows += 1;
    for (const [signal, samples] of signals.entries()) {
      const { layout, series } = this.#measuredFor(plan, signal, window);
      const values = measureFeatures(samples, rateHz, { layout, analyser: this.#analyser });
      for (const [position, one] of series.entries()) {
        const value = values[position];
        if (!one || value === undefined) continue;
        // What is no number would stay in the memory of every detector.
        if (!Number.isFinite(value)) {
          this.#refuse(plan, { reason: "outOfRange", detail: `its ${one.name} is no finite number` });
          continue;
        }
        const standing = this.#table.observe(one.index, at, value, isTimed, message.receivedAt);
        if (standing === "duplicate") {
          this.#tallies.skips.add("duplicate", plan.topic);
          continue;
        }
        if (standing === "setBack") this.#tallies.clocksSetBack.add("clock", plan.topic);
        this.#emit({ series: one, at, value, clock, isLate: standing === "late" });
      }
    }
  }

  #emit(sample: Sample): void {
    this.samples += 1;
    if (sample.isLate) this.lateSamples += 1;
    for (const consumer of this.#consumers) consumer.onSample(sample);
  }

  #problemOf(plan: WindowPlan, { rateHz }: DecodedWindow): Refused | undefined {
    const top = plan.rule.bandEdgesHz?.at(-1) ?? 0;
    if (top > rateHz / 2) {
      const detail = `bandEdgesHz reaches ${hertz(top)}, but a rate of ${hertz(rateHz)} shows only what is below ${hertz(rateHz / 2)}`;
      return { reason: "bandBeyondRate", detail };
    }
    const { windowTopicsMax } = this.#config;
    if (plan.measured.length > 0 || this.#topics < windowTopicsMax) return undefined;
    const detail = `${windowTopicsMax} topics are read already (ingest.windowTopicsMax)`;
    return { reason: "tooManyTopics", detail };
  }

  #measuredFor(plan: WindowPlan, signal: number, { signals, rateHz, unit }: DecodedWindow): MeasuredSignal {
    const size = pieceSize(signals[signal]?.length ?? samplesMin);
    const key = `${rateHz.toPrecision(2)} ${size} ${unit}`;
    const known = plan.measured[signal];
    if (known?.key === key) return known;
    if (plan.measured.length === 0) this.#topics += 1;
    const edges = plan.rule.bandEdgesHz;
    const binHz = rateHz / size;
    const bands: Band[] = edges ? bandsBetween(edges) : defaultBands(rateHz, binHz);
    const layout = createLayout({ rateHz, binHz, unit, bands });
    const prefix = plan.rule.fields?.[signal];
    const series = layout.features.map((feature) => this.#addSeries(plan, prefix, feature));
    plan.seriesCount = plan.seriesIds.size;
    const measured = { key, layout, series };
    plan.measured[signal] = measured;
    return measured;
  }

  #addSeries(plan: WindowPlan, signal: string | undefined, feature: Feature): Series | undefined {
    const { topic, rule, labels } = plan;
    const { unit } = feature;
    const field = signal === undefined ? feature.field : `${signal}.${feature.field}`;
    const words = signal === undefined ? feature.words : `${signal.split(".").at(-1)} ${feature.words}`;
    const id = seriesId(topic, field);
    const { fieldsPerTopicMax } = this.#config;
    if (plan.seriesIds.size >= fieldsPerTopicMax && !plan.seriesIds.has(id)) {
      const detail = `no room for its ${words}: the topic has ${fieldsPerTopicMax} series (ingest.fieldsPerTopicMax)`;
      this.#refuse(plan, { reason: "tooManySeries", detail });
      return undefined;
    }
    const guessed = guessWords(topic, "", labels);
    const expand = (template: string | undefined) =>
      template === undefined ? undefined : expandTemplate(template, labels, "");
    const name = expand(rule.name);
    const device = expand(rule.device);
    const series = this.#table.intern({
      topic,
      field,
      kind: "numeric",
      unit,
      words: {
        ...guessed,
        name: `${name ?? guessed.name} ${words}`,
        longName: `${guessed.longName} ${words}`,
        ...(device ? { device, longDevice: device } : {}),
        area: expand(rule.area) ?? guessed.area,
      },
      isNameFixed: name !== undefined,
      labels,
      states: [],
      isDiagnostic: false,
    });
    if (typeof series === "object") {
      plan.seriesIds.add(id);
      return series;
    }
    const isFull = series === "full";
    const detail = isFull
      ? "ingest.seriesCountMax is reached"
      : `the id of its ${words} is that of another series`;
    this.#refuse(plan, { reason: isFull ? "tooManySeries" : "idTaken", detail });
    return undefined;
  }

  #timeOf({ plan, window, message, quality }: TakenWindow): {
    at: number;
    clock: ClockQuality;
    isTimed: boolean;
  } {
    const { receivedAt } = message;
    const { time } = this.#config;
    const said = window.object && timeIn(window.object, plan, time.zone, receivedAt);
    if (said === undefined) return { at: receivedAt, clock: quality, isTimed: false };
    const limits = { futureMaxMs: time.futureMaxHours * 3_600_000, pastMaxMs: time.pastMaxDays * 86_400_000 };
    if (isPlausibleTime(said, receivedAt, quality, limits))
      return { at: said, clock: quality, isTimed: true };
    this.#tallies.timesReplaced.add("time", plan.topic);
    return { at: receivedAt, clock: "unsynced", isTimed: false };
  }

  #refuse({ topic }: WindowPlan, { reason, detail }: Refused): void {
    this.#tallies.windows.add(reason, topic, detail);
  }
}
