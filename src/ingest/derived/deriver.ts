import type { SampleConsumer } from "../../domain/ports.ts";
import type { Sample, Series } from "../../domain/sample.ts";
import type { SeriesTable } from "../series-directory.ts";
import type { TallyInput } from "../tally.ts";
import {
  type Assembly,
  addAssembly,
  agrees,
  assemblyKey,
  createRulePlan,
  type Feed,
  isComplete,
  type RulePlan,
} from "./assembly.ts";
import { buildResult, type RefusalReason } from "./build-result.ts";
import type { DerivedMemory } from "./derived-memory.ts";
import { toUnitOf } from "./formula.ts";
import type { DerivedSkip } from "./result.ts";
import type { DerivedRule } from "./rules.ts";

export interface DerivedRefusal {
  readonly reason: RefusalReason;
  /** The rule, as in the configuration: `ingest.derived[0]`. */
  readonly rule: string;
  /** The series at which it showed. */
  readonly series: string;
  readonly detail: string;
}

export interface DeriverOptions {
  rules: readonly DerivedRule[];
  seriesMax: number;
  table: SeriesTable;
  memory: DerivedMemory;
  consumers: readonly SampleConsumer[];
  skips: TallyInput<DerivedSkip>;
  onRefused: (refusal: DerivedRefusal) => void;
}

const membersMax = 256;

/**
 * Makes series out of others, by the rules of `ingest.derived`.
 *
 * Limits and invariants:
 * 1. At most `seriesMax` derived series, `membersMax` inputs of one; beyond, and where units do not fit, a refusal
 *    is reported once for each.
 * 2. A rule takes what rules before it make, never what it or a later one makes: there are no cycles.
 * 3. All samples of one message that have one time are taken before anything is derived from them: a payload with
 *    temperature and humidity gives one dew point.
 * 4. Late samples change nothing. A series that no rule names costs one look-up per sample.
 */
export class Deriver implements SampleConsumer {
  /** Derived samples since they were last counted. */
  samples = 0;
  readonly #options: DeriverOptions;
  readonly #plans: readonly RulePlan[];
  /** What a series is an input of, by its index. */
  readonly #feeds: (readonly Feed[] | undefined)[] = [];
  /** Which rule made a series, by its index. */
  readonly #makers = new Map<number, number>();
  readonly #dirty: Assembly[] = [];
  #dirtyAt = 0;
  #isFlushing = false;
  #receivedAt = 0;

  constructor(options: DeriverOptions) {
    this.#options = options;
    this.#plans = options.rules.map(createRulePlan);
  }

  /** Derived series. */
  get count(): number {
    return this.#makers.size;
  }

  /** Tells when the message arrived whose samples come next. */
  begin(receivedAt: number): void {
    this.#receivedAt = receivedAt;
  }

  onSample(sample: Sample): void {
    if (sample.isLate) return;
    if (!this.#isFlushing && this.#dirty.length > 0 && sample.at !== this.#dirtyAt) this.flush();
    const feeds = this.#feeds[sample.series.index] ?? this.#bind(sample);
    if (!this.#isFlushing && feeds.length > 0) this.#dirtyAt = sample.at;
    for (const feed of feeds) {
      feed.last = sample;
      for (const assembly of feed.assemblies) {
        assembly.result?.take(assembly.positions.get(feed) ?? -1, sample);
        this.#mark(assembly);
      }
    }
  }

  /** Derives from everything taken since the last time; called after each message. */
  flush(): void {
    if (this.#dirty.length === 0) return;
    this.#isFlushing = true;
    for (let next = this.#nextDirty(); next; next = this.#nextDirty()) this.#derive(next);
    this.#isFlushing = false;
  }

  /** In the order of the rules, since later ones take what earlier ones make. */
  #nextDirty(): Assembly | undefined {
    let first = 0;
    for (const [at, { plan }] of this.#dirty.entries()) {
      if (plan.position < (this.#dirty[first]?.plan.position ?? 0)) first = at;
    }
    const [assembly] = this.#dirty.splice(first, 1);
    if (assembly) assembly.isDirty = false;
    return assembly;
  }

  #mark(assembly: Assembly): void {
    if (assembly.isDirty || !assembly.result) return;
    assembly.isDirty = true;
    this.#dirty.push(assembly);
  }

  #derive(assembly: Assembly): void {
    const { result, plan } = assembly;
    if (!result) return;
    const { table, consumers, memory, skips } = this.#options;
    const { series } = result;
    const derived = result.derive();
    if (derived === undefined) return;
    if (typeof derived === "string") {
      skips.add(derived, series.id);
      return;
    }
    const { at, value, clock } = derived;
    if (plan.isGroup && assembly.keptCount !== result.usedCount) {
      assembly.keptCount = result.usedCount;
      memory.keepMembers(series.id, result.memberIds(at));
    }
    const isLate = table.observe(series.index, at, value, false, this.#receivedAt) === "late";
    const sample: Sample = { series, at, value, clock, isLate };
    this.samples += 1;
    for (const consumer of consumers) consumer.onSample(sample);
    this.onSample(sample);
  }

  /** Finds what a series is an input of, when its first sample comes. */
  #bind(sample: Sample): readonly Feed[] {
    const { series } = sample;
    const maker = this.#makers.get(series.index) ?? -1;
    const feeds: Feed[] = [];
    this.#feeds[series.index] = feeds;
    for (const plan of this.#plans) {
      if (plan.position <= maker) continue;
      const fits = plan.inputs.map((pattern) => pattern.match(series));
      if (fits.every((labels) => labels === undefined) || !this.#isKindTaken(plan, series)) continue;
      for (const [input, labels] of fits.entries()) {
        if (!labels) continue;
        // A series that several patterns of a group name is counted once.
        const known = plan.isGroup ? feeds.find((feed) => feed.plan === plan) : undefined;
        if (known) known.inputs.push(input);
        else feeds.push({ plan, inputs: [input], labels, assemblies: [], last: sample });
      }
    }
    for (const feed of feeds) this.#place(feed);
    return feeds;
  }

  #isKindTaken(plan: RulePlan, series: Series): boolean {
    if (series.kind === "numeric" || (series.kind === "binary" && plan.isGroup)) return true;
    const detail = series.kind === "enum" ? "it has states, not numbers" : "it is on or off, not a number";
    this.#refuse(plan, "kind", series.id, detail);
    return false;
  }

  #place(feed: Feed): void {
    const { plan, labels } = feed;
    if (Object.keys(labels).length === plan.names.length) {
      const assembly = plan.assemblies.get(assemblyKey(plan, labels)) ?? addAssembly(plan, labels);
      this.#join(assembly, feed);
      return;
    }
    plan.shared.push(feed);
    for (const assembly of plan.assemblies.values()) {
      if (agrees(labels, assembly.labels)) this.#join(assembly, feed);
    }
  }

  #join(assembly: Assembly, feed: Feed): void {
    const { plan, result } = assembly;
    if (assembly.isRefused) return;
    if (assembly.feeds.length >= membersMax) {
      this.#refuse(plan, "tooManyInputs", feed.last.series.id, `at most ${membersMax} are taken together`);
      return;
    }
    replaceFormer(assembly, feed);
    assembly.feeds.push(feed);
    feed.assemblies.push(assembly);
    if (result && plan.isGroup) this.#attach(assembly, feed);
    else if (isComplete(assembly)) this.#complete(assembly);
  }

  /** Takes one more member into a group that is at work. */
  #attach(assembly: Assembly, feed: Feed): void {
    const { plan, result, feeds } = assembly;
    const { series } = feed.last;
    assembly.keptCount = 0;
    const conversion = toUnitOf(feeds[0]?.last.series.unit, series.unit);
    if (conversion.ok && result) assembly.positions.set(feed, result.add(series, conversion.value));
    else if (!conversion.ok) this.#refuse(plan, "units", series.id, conversion.reason);
  }

  #complete(assembly: Assembly): void {
    const { plan, feeds } = assembly;
    const { seriesMax, table, memory } = this.#options;
    const id = feeds.at(-1)?.last.series.id ?? "";
    const isFull = assembly.result === undefined && this.count >= seriesMax;
    const built = isFull
      ? { reason: "tooManySeries" as const, detail: `ingest.derivedSeriesMax is ${seriesMax}` }
      : buildResult(assembly, { table, memory });
    if ("reason" in built) {
      assembly.isRefused = true;
      assembly.result = undefined;
      this.#refuse(plan, built.reason, id, built.detail);
      return;
    }
    assembly.result = built.result;
    this.#makers.set(built.result.series.index, plan.position);
    this.#mark(assembly);
  }

  #refuse(plan: RulePlan, reason: RefusalReason, series: string, detail: string): void {
    this.#options.onRefused({ reason, rule: `ingest.derived[${plan.position}]`, series, detail });
  }
}

/** A series whose kind has changed comes as a new one under the same id. */
function replaceFormer(assembly: Assembly, feed: Feed): void {
  const { id } = feed.last.series;
  const former = assembly.feeds.findIndex(({ last }) => last.series.id === id);
  if (former === -1) return;
  const [old] = assembly.feeds.splice(former, 1);
  old?.assemblies.splice(old.assemblies.indexOf(assembly), 1);
}
