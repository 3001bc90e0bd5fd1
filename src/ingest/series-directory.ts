import type { SeriesDirectory } from "../domain/ports.ts";
import type { Place, Series, SeriesKind } from "../domain/sample.ts";
import type { SeriesWords } from "./sensor/name.ts";

/**
 * Every series there is, with its newest value.
 *
 * Limits and invariants:
 * 1. `count <= seriesCountMax` at the time a series is added; an index is never reused.
 * 2. One id, one topic and field: an id that two of them would share (`a:b` as a topic, and field `b` of topic
 *    `a`; a field of a payload, and a derived series) belongs to the first.
 * 3. The last `recentCount` samples of a series are kept to recognise repeats, in typed arrays that grow by
 *    doubling: 72 bytes a series, besides its names.
 */
export interface SeriesDefinition {
  topic: string;
  field: string;
  kind: SeriesKind;
  unit: string | undefined;
  words: SeriesWords;
  /** Names fixed by a rule are used as they are, not made unique. */
  isNameFixed: boolean;
  labels: Readonly<Record<string, string>>;
  states: string[];
  isDiagnostic: boolean;
  /** Made by a rule of `ingest.derived`. */
  isDerived?: boolean;
}

/** How a sample stands to those seen before. */
export type Standing = "newest" | "late" | "duplicate" | "setBack";

const recentCount = 4;

/** How far ahead of this board's clock a newest sample may lie and still count as the newest. */
const aheadToleranceMs = 60_000;

interface SeriesRecord extends Series {
  kind: SeriesKind;
  unit: string | undefined;
  name: string;
  place: Place;
  labels: Readonly<Record<string, string>>;
  states: string[];
  isDiagnostic: boolean;
  isDerived: boolean;
}

export class SeriesTable implements SeriesDirectory {
  seriesCountMax: number;
  #records: SeriesRecord[] = [];
  #byId = new Map<string, SeriesRecord>();
  #nameOwners = new Map<string, string>();
  #deviceOwners = new Map<string, string>();
  #newestAt = new Float64Array(64);
  #newestValue = new Float64Array(64);
  #recentAt = new Float64Array(64 * recentCount);
  #recentValue = new Float64Array(64 * recentCount);
  #recentNext = new Uint8Array(64);
  #knownAt = new Float64Array(64);

  constructor(options: { seriesCountMax: number }) {
    this.seriesCountMax = options.seriesCountMax;
  }

  get count(): number {
    return this.#records.length;
  }

  byId(id: string): Series | undefined {
    return this.#byId.get(id);
  }

  byIndex(index: number): Series | undefined {
    return this.#records[index];
  }

  all(): Iterable<Series> {
    return this.#byId.values();
  }

  latest(series: Series): { at: number; value: number } | undefined {
    const { index } = series;
    if (!(index < this.#records.length)) return undefined;
    const at = this.#knownAt[index] ?? Number.NaN;
    return Number.isNaN(at) ? undefined : { at, value: this.#newestValue[index] ?? 0 };
  }

  /**
   * The series of this topic and field, made if need be. Known ones take over the names, unit and place given,
   * so that changed rules take effect; a changed kind or changed states make a new series under the same id.
   */
  intern(definition: SeriesDefinition): Series | "full" | "idTaken" {
    const id = seriesId(definition.topic, definition.field);
    const existing = this.#byId.get(id);
    if (existing && !isSameOrigin(existing, definition)) return "idTaken";
    if (existing && existing.kind === definition.kind && startsWith(existing.states, definition.states)) {
      Object.assign(existing, this.#described(id, definition));
      return existing;
    }
    if (this.#records.length >= this.seriesCountMax) return "full";
    const { topic, field, states } = definition;
    const record: SeriesRecord = {
      index: this.#records.length,
      id,
      topic,
      field,
      states,
      isDerived: definition.isDerived ?? false,
      ...this.#described(id, definition),
    };
    this.#grow(record.index + 1);
    this.#newestAt[record.index] = Number.NEGATIVE_INFINITY;
    this.#knownAt[record.index] = Number.NaN;
    this.#recentAt.fill(Number.NaN, record.index * recentCount, (record.index + 1) * recentCount);
    this.#records.push(record);
    this.#byId.set(id, record);
    return record;
  }

  /** Forgets which names are taken, before changed rules give new ones. */
  forgetNames(): void {
    this.#nameOwners.clear();
    this.#deviceOwners.clear();
  }

  /** Adds a state to an enumeration; its value is the number of states before. */
  addState(series: Series, state: string): number {
    return (series as SeriesRecord).states.push(state) - 1;
  }

  /**
   * Takes note of a sample and says how it stands to those seen before. `isTimed`: the time came with the
   * payload, so that the same time and value again is the same sample again; times of arrival coincide by chance.
   *
   * A newest sample that lies in the future of this board (its clock, or the sensor's, was ahead and has been set
   * back) is no longer the newest: else all that follow would be late until time has caught up.
   */
  observe(index: number, at: number, value: number, isTimed: boolean, receivedAt: number): Standing {
    const newestAt = this.#newestAt[index] ?? Number.NEGATIVE_INFINITY;
    let standing: Standing = "newest";
    if (at <= newestAt) {
      if (isTimed && this.#isRepeat(index, at, value)) return "duplicate";
      if (at < newestAt) {
        const isAhead = newestAt > receivedAt + aheadToleranceMs && at <= receivedAt + aheadToleranceMs;
        standing = isAhead ? "setBack" : "late";
      }
    }
    if (isTimed) this.#remember(index, at, value);
    if (standing === "late") return standing;
    this.#newestAt[index] = at;
    this.#knownAt[index] = at;
    this.#newestValue[index] = value;
    return standing;
  }

  /**
   * Takes note of a value of unknown age that the broker had kept. It is what the broker heard last, so it is
   * shown as the latest from now on, but no later sample is late because of it. False: nothing new.
   */
  observeRetained(index: number, value: number, receivedAt: number): boolean {
    if (!Number.isNaN(this.#knownAt[index] ?? Number.NaN) && this.#newestValue[index] === value) return false;
    this.#knownAt[index] = receivedAt;
    this.#newestValue[index] = value;
    return true;
  }

  #isRepeat(index: number, at: number, value: number): boolean {
    for (let slot = index * recentCount; slot < (index + 1) * recentCount; slot += 1) {
      if (this.#recentAt[slot] === at && this.#recentValue[slot] === value) return true;
    }
    return false;
  }

  #remember(index: number, at: number, value: number): void {
    const next = this.#recentNext[index] ?? 0;
    this.#recentAt[index * recentCount + next] = at;
    this.#recentValue[index * recentCount + next] = value;
    this.#recentNext[index] = (next + 1) % recentCount;
  }

  #described(id: string, definition: SeriesDefinition) {
    const { words, kind, unit, labels, isDiagnostic } = definition;
    const name = definition.isNameFixed
      ? words.name
      : unique(this.#nameOwners, words.name, words.longName, id);
    const longDevice = words.longDevice ?? words.device ?? "";
    const device = words.device && unique(this.#deviceOwners, words.device, longDevice, longDevice);
    const place: Place = { ...(device ? { device } : {}), ...(words.area ? { area: words.area } : {}) };
    return { kind, unit, labels, isDiagnostic, name, place };
  }

  #grow(count: number): void {
    if (count <= this.#newestAt.length) return;
    const length = this.#newestAt.length * 2;
    this.#newestAt = grown(this.#newestAt, new Float64Array(length));
    this.#newestValue = grown(this.#newestValue, new Float64Array(length));
    this.#knownAt = grown(this.#knownAt, new Float64Array(length));
    this.#recentAt = grown(this.#recentAt, new Float64Array(length * recentCount));
    this.#recentValue = grown(this.#recentValue, new Float64Array(length * recentCount));
    this.#recentNext = grown(this.#recentNext, new Uint8Array(length));
  }
}

/** The id of a series, the same after every restart. */
export function seriesId(topic: string, field: string): string {
  return field === "" ? topic : `${topic}:${field}`;
}

function grown<T extends Float64Array | Uint8Array>(old: T, longer: T): T {
  longer.set(old);
  return longer;
}

/** The short form for the first `owner` that asks for it, the long one for all others. */
function unique(owners: Map<string, string>, short: string, long: string, owner: string): string {
  const holder = owners.get(short);
  if (holder !== undefined && holder !== owner) return long;
  owners.set(short, owner);
  return short;
}

function isSameOrigin(record: SeriesRecord, definition: SeriesDefinition): boolean {
  const { topic, field, isDerived = false } = definition;
  return record.topic === topic && record.field === field && record.isDerived === isDerived;
}

/** Whether `states` begins with `first`: states only ever get added. */
function startsWith(states: readonly string[], first: readonly string[]): boolean {
  return first.length <= states.length && first.every((state, position) => states[position] === state);
}
