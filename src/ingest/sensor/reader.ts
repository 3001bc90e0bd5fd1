import { isUtf8 } from "node:buffer";
import type { ClockQuality } from "../../domain/clock-quality.ts";
import type { InboundMessage, SampleConsumer } from "../../domain/ports.ts";
import type { Sample, Series } from "../../domain/sample.ts";
import type { IngestConfig } from "../config.ts";
import { isPlausibleTime, type TimeLimits } from "../measured-time.ts";
import { isObject, timeIn, valueAt } from "../payload-field.ts";
import type { SeriesTable } from "../series-directory.ts";
import type { TallyInput } from "../tally.ts";
import { createFieldFinder, type FieldFinder, type FieldIssue, type SeriesFound } from "./discover.ts";
import { type BranchField, type Field, readValue, type SeriesField, skippedField } from "./field.ts";
import { parseJson } from "./json.ts";
import type { SensorPlan } from "./plan.ts";

/** Why a payload was not read. */
export type PayloadRefusal = "tooLarge" | "notText" | "badJson";

/** Left out because nothing new can be learnt from it; no fault of anyone. */
export type Skip = "empty" | "retained" | "duplicate" | "noValue" | "list";

export interface SensorTallies {
  payloads: TallyInput<PayloadRefusal | "badTopic">;
  values: TallyInput<FieldIssue>;
  skips: TallyInput<Skip>;
  timesReplaced: TallyInput<"time">;
  clocksSetBack: TallyInput<"clock">;
}

/**
 * Reads sensor payloads into samples.
 *
 * Every object is walked key by key against the tree of known fields of its topic: one look-up per field tells
 * what to do with it, and a new field is noticed in the first message that has it. A known field costs a look-up, a
 * type check and the call of the consumers; names, units and patterns are only touched when a field is new.
 */
export class SensorReader {
  samples = 0;
  lateSamples = 0;
  readonly #config: IngestConfig;
  readonly #limits: TimeLimits;
  readonly #table: SeriesTable;
  readonly #consumers: readonly SampleConsumer[];
  readonly #tallies: SensorTallies;
  readonly #finder: FieldFinder;
  // The message being read.
  #at = 0;
  #receivedAt = 0;
  #clock: ClockQuality = "unsynced";
  #isTimed = false;
  #isRetained = false;

  constructor(options: {
    config: IngestConfig;
    table: SeriesTable;
    consumers: readonly SampleConsumer[];
    tallies: SensorTallies;
    onFound: (found: SeriesFound) => void;
  }) {
    const { config, table, consumers, tallies, onFound } = options;
    this.#config = config;
    this.#limits = {
      futureMaxMs: config.time.futureMaxHours * 3_600_000,
      pastMaxMs: config.time.pastMaxDays * 86_400_000,
    };
    this.#table = table;
    this.#consumers = consumers;
    this.#tallies = tallies;
    this.#finder = createFieldFinder({ config, table, onFound });
  }

  read(plan: SensorPlan, message: InboundMessage, quality: ClockQuality): void {
    const { payload } = message;
    const { topic } = plan;
    if (payload.length === 0) {
      this.#tallies.skips.add("empty", topic);
      return;
    }
    if (payload.length > this.#config.payloadBytesMax) {
      this.#tallies.payloads.add("tooLarge", topic);
      return;
    }
    let text = payload.toString();
    if (text.includes("\uFFFD") && !isUtf8(payload)) {
      this.#tallies.payloads.add("notText", topic);
      return;
    }
    let first = text.charCodeAt(0);
    if (first <= 0x20 || first === 0xfeff) {
      text = text.trim();
      first = text.charCodeAt(0);
    }
    this.#isRetained = message.isRetained;
    this.#receivedAt = message.receivedAt;
    if (first !== 0x7b && first !== 0x5b && first !== 0x22) {
      this.#setTime(undefined, quality, topic);
      this.#readPlain(plan, text);
      return;
    }
    const value = parseJson(text, () => this.#tallies.values.add("notFinite", topic));
    if (value === undefined) {
      this.#tallies.payloads.add("badJson", topic);
      return;
    }
    this.#readJson(plan, value, quality);
  }

  #readJson(plan: SensorPlan, value: unknown, quality: ClockQuality): void {
    const { topic } = plan;
    if (typeof value !== "object" || value === null) {
      this.#setTime(undefined, quality, topic);
      this.#readPlain(plan, value);
      return;
    }
    if (Array.isArray(value) && this.#timeOf(plan, value[0]) !== undefined) {
      // A batch: records that each carry their time.
      for (const record of value) if (isObject(record)) this.#readObject(plan, record, quality);
      return;
    }
    this.#readObject(plan, value as Record<string, unknown>, quality);
  }

  #readObject(plan: SensorPlan, object: Record<string, unknown>, quality: ClockQuality): void {
    this.#setTime(this.#timeOf(plan, object), quality, plan.topic);
    if (plan.chosen.length === 0) {
      if (!Array.isArray(object) || this.#isShortList(object)) {
        this.#walk(plan, plan.tree, object);
        return;
      }
      this.#tallies.skips.add("list", plan.topic);
      return;
    }
    for (const { keys, key } of plan.chosen) {
      const raw = valueAt(object, keys);
      if (raw !== undefined) this.#take(plan, plan.tree, key, raw);
    }
  }

  #readPlain(plan: SensorPlan, raw: unknown): void {
    if (plan.takesPlain) this.#take(plan, plan.plain, "", raw);
    else this.#tallies.values.add("wrongType", plan.topic);
  }

  #walk(plan: SensorPlan, branch: BranchField, object: Record<string, unknown>): void {
    const { children } = branch;
    for (const key in object) {
      const field = children.get(key);
      const raw = object[key];
      if (field?.type === "series") this.#emit(plan, field, raw);
      else if (field !== skippedField) this.#take(plan, branch, key, raw);
    }
  }

  #take(plan: SensorPlan, branch: BranchField, key: string, raw: unknown): void {
    const field = branch.children.get(key) ?? this.#find(plan, branch, key, raw);
    switch (field?.type) {
      case "series":
        this.#emit(plan, field, raw);
        return;
      case "branch":
        if (isObject(raw) || this.#isShortList(raw)) this.#walk(plan, field, raw as Record<string, unknown>);
        return;
      case "candidate": {
        const settled = this.#finder.settle(plan, field, raw);
        if (settled === undefined) return;
        this.#keep(plan, branch, key, settled);
        if (typeof settled !== "string" && settled.type === "series") this.#emit(plan, settled, raw);
        return;
      }
      default:
        return;
    }
  }

  #isShortList(raw: unknown): boolean {
    return (
      Array.isArray(raw) && raw.length <= this.#config.discovery.arrayItemsMax && typeof raw[0] !== "object"
    );
  }

  #find(plan: SensorPlan, branch: BranchField, key: string, raw: unknown): Field | undefined {
    const found = this.#finder.find(plan, branch, key, raw);
    return found === undefined ? undefined : this.#keep(plan, branch, key, found);
  }

  #keep(
    plan: SensorPlan,
    branch: BranchField,
    key: string,
    found: Field | FieldIssue | "noValue",
  ): Field | undefined {
    if (found === "noValue") {
      this.#tallies.skips.add("noValue", plan.topic, key);
      return undefined;
    }
    if (typeof found === "string") {
      this.#tallies.values.add(found, plan.topic, key);
      return undefined;
    }
    branch.children.set(key, found);
    return found;
  }

  #emit(plan: SensorPlan, field: SeriesField, raw: unknown): void {
    if (field.isSpent) return;
    let value = readValue(field, raw, this.#config.valueAbsMax);
    if (value === "unknownState" && !field.isClosed) value = this.#finder.addState(plan, field, raw);
    if (typeof value !== "number") {
      if (value === "noValue") this.#tallies.skips.add("noValue", plan.topic, field.series.field);
      else this.#tallies.values.add(value, plan.topic, field.series.field);
      return;
    }
    const { series } = field;
    if (this.#isRetained && !this.#isTimed) {
      this.#noteRetained(series, value);
      return;
    }
    const standing = this.#table.observe(series.index, this.#at, value, this.#isTimed, this.#receivedAt);
    if (standing === "duplicate") {
      this.#tallies.skips.add("duplicate", plan.topic);
      return;
    }
    if (standing === "setBack") this.#tallies.clocksSetBack.add("clock", plan.topic);
    const isLate = standing === "late";
    if (isLate) this.lateSamples += 1;
    this.samples += 1;
    const sample: Sample = { series, at: this.#at, value, clock: this.#clock, isLate };
    for (const consumer of this.#consumers) consumer.onSample(sample);
  }

  /**
   * A retained value without a time may be seconds or months old. It tells the present state, so the directory
   * shows it, but it is no measurement: neither history nor detectors get it.
   */
  #noteRetained(series: Series, value: number): void {
    this.#table.observeRetained(series.index, value, this.#receivedAt);
    this.#tallies.skips.add("retained", series.topic);
  }

  #timeOf(plan: SensorPlan, object: unknown): number | undefined {
    return isObject(object) ? timeIn(object, plan, this.#config.time.zone, this.#receivedAt) : undefined;
  }

  #setTime(at: number | undefined, quality: ClockQuality, topic: string): void {
    this.#isTimed = at !== undefined && isPlausibleTime(at, this.#receivedAt, quality, this.#limits);
    this.#at = this.#isTimed ? (at ?? 0) : this.#receivedAt;
    this.#clock = this.#isTimed || at === undefined ? quality : "unsynced";
    if (at !== undefined && !this.#isTimed) this.#tallies.timesReplaced.add("time", topic);
  }
}
