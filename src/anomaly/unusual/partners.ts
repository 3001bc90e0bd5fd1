// Fields per column; a weight for each column of the row follows.
const mean = 0;
/** Mean distance from the mean. */
const spread = 1;
const count = 2;
/** Mean size of what is left, and of what there was, in spreads. */
const leftOver = 3;
const whole = 4;
/** Rows in a row without a value. */
const absent = 5;
const weights = 6;

const levelRate = 1 / 500;
const learningRate = 0.02;
const clippedSpreads = 5;
const sizeRate = 1 / 200;
const settledCount = 100;
/** Partners explain a column when less than this share of its movement is left over. */
const explainedShare = 0.6;
/** Of the weight of a column's partners, what may be missing in a row that it is still foretold from. */
const missingShareMax = 0.1;
/** A column that is missing in so many rows is no partner any more; the others learn to do without it. */
const forgottenRows = 200;
/** A column is named as a partner when it carries at least this share of the weight. */
const namedShareMin = 0.15;

/**
 * Sensors that usually move together: each column is foretold from the others of the same row by a linear model of its
 * own, learnt on line (normalised least mean squares). What is left over is a series for the usual judging: a partner
 * that does not move along stands out there, though its own value may be usual.
 *
 * A column is foretold only in rows that hold the partners it is explained by: a guess at a missing one would look like
 * a movement of its own.
 */
export class Partners {
  /** All that was learnt: `partnerFields(columns)` numbers, column after column. */
  readonly memory: Float64Array;
  readonly #columns: number;
  readonly #fields: number;
  readonly #scaled: Float64Array;
  /** What each column was foretold to be, before it was learnt from. */
  readonly #foretold: Float64Array;
  readonly #left: Float64Array;
  readonly #present: Uint8Array;

  constructor(columns: number) {
    this.#columns = columns;
    this.#fields = weights + columns;
    this.memory = new Float64Array(partnerFields(columns));
    this.#scaled = new Float64Array(columns);
    this.#foretold = new Float64Array(columns);
    this.#left = new Float64Array(columns);
    this.#present = new Uint8Array(columns);
    for (let index = 0; index < columns; index += 1) this.#unsettle(index);
  }

  /** Learns a row and answers what the partners do not explain, in spreads; NaN where they explain too little. */
  observe(values: ArrayLike<number>): Float64Array {
    const scaled = this.#scaled;
    let energy = 1;
    for (let index = 0; index < this.#columns; index += 1) {
      const isPresent = Number.isFinite(values[index] as number);
      this.#present[index] = isPresent ? 1 : 0;
      this.#countAbsence(index, isPresent);
      scaled[index] = place(this.memory, index * this.#fields, values[index] as number);
      energy += (scaled[index] as number) ** 2;
    }
    for (let index = 0; index < this.#columns; index += 1) {
      const isForetold = this.#present[index] === 1 && this.#missingShare(index) <= missingShareMax;
      this.#left[index] = isForetold ? this.#leftOf(index, energy) : Number.NaN;
    }
    return this.#left;
  }

  /** Whether its partners say enough of this column to judge it by them. */
  isExplained(index: number): boolean {
    const { memory } = this;
    const base = index * this.#fields;
    return (
      (memory[base + count] as number) >= settledCount &&
      (memory[base + leftOver] as number) < explainedShare * (memory[base + whole] as number)
    );
  }

  /** The value of a column, in its unit, that leaves `left` spreads unexplained in the last row. */
  valueAt(index: number, left: number): number {
    const base = index * this.#fields;
    const scaled = (this.#foretold[index] as number) + left;
    return (this.memory[base + mean] as number) + (this.memory[base + spread] as number) * scaled;
  }

  /** The columns that say most of this one, the most telling first. */
  partnersOf(index: number, countMax: number): number[] {
    const total = this.#weightOf(index, false);
    return Array.from({ length: this.#columns }, (_unused, other) => other)
      .filter((other) => other !== index && this.#weight(index, other) >= namedShareMin * total && total > 0)
      .sort((left, right) => this.#weight(index, right) - this.#weight(index, left))
      .slice(0, countMax);
  }

  /**
   * Which of these columns is the odd one out in the last row: the one without whose own deviation the others agree best.
   * A deviation of one column shows in all that are foretold from it.
   */
  oddOneOf(candidates: readonly number[]): number | undefined {
    let best: number | undefined;
    let leastLeft = Number.POSITIVE_INFINITY;
    for (const candidate of candidates) {
      const left = this.#leftWithout(candidate);
      if (left >= leastLeft) continue;
      leastLeft = left;
      best = candidate;
    }
    return best;
  }

  /** Takes up what was learnt before; `columnOf[old]` is where a column lies now, or -1 when it is gone. */
  adopt(learnt: Float64Array, columnOf: readonly number[]): void {
    for (const [old, now] of columnOf.entries()) {
      if (now < 0) continue;
      const from = old * this.#fields;
      const to = now * this.#fields;
      for (let field = 0; field < weights; field += 1)
        this.memory[to + field] = learnt[from + field] as number;
      for (const [other, position] of columnOf.entries()) {
        if (position >= 0) this.memory[to + weights + position] = learnt[from + weights + other] as number;
      }
    }
  }

  #leftOf(index: number, energy: number): number {
    const { memory } = this;
    const base = index * this.#fields;
    const scaled = this.#scaled;
    const own = scaled[index] as number;
    let foretold = 0;
    for (let other = 0; other < this.#columns; other += 1)
      if (other !== index) foretold += (memory[base + weights + other] as number) * (scaled[other] as number);
    this.#foretold[index] = foretold;
    const left = own - foretold;
    const step = (learningRate * left) / energy;
    for (let other = 0; other < this.#columns; other += 1) {
      const weight = base + weights + other;
      if (other !== index) memory[weight] = (memory[weight] as number) + step * (scaled[other] as number);
    }
    learn(memory, base + leftOver, Math.abs(left), sizeRate);
    learn(memory, base + whole, Math.abs(own), sizeRate);
    return this.isExplained(index) ? left : Number.NaN;
  }

  /** What the others leave unexplained, in usual sizes, when this column had done as they foretell. */
  #leftWithout(candidate: number): number {
    const own = this.#left[candidate] as number;
    let sum = 0;
    for (let index = 0; index < this.#columns; index += 1) {
      const left = this.#left[index] as number;
      if (index === candidate || !Number.isFinite(left)) continue;
      const base = index * this.#fields;
      const corrected = left + (this.memory[base + weights + candidate] as number) * own;
      sum += (corrected / Math.max(1e-9, this.memory[base + leftOver] as number)) ** 2;
    }
    return sum;
  }

  #countAbsence(index: number, isPresent: boolean): void {
    const field = index * this.#fields + absent;
    if (isPresent) {
      this.memory[field] = 0;
      return;
    }
    this.memory[field] = (this.memory[field] as number) + 1;
    if (this.memory[field] === forgottenRows) this.#forget(index);
  }

  /** What was foretold from this column is to be learnt anew, and not judged until then. */
  #forget(gone: number): void {
    for (let index = 0; index < this.#columns; index += 1) {
      if (index === gone) continue;
      const total = this.#weightOf(index, false);
      if (this.#weight(index, gone) > missingShareMax * total) this.#unsettle(index);
      this.memory[index * this.#fields + weights + gone] = 0;
    }
  }

  #unsettle(index: number): void {
    this.memory[index * this.#fields + leftOver] = 1;
    this.memory[index * this.#fields + whole] = 1;
  }

  #missingShare(index: number): number {
    const total = this.#weightOf(index, false);
    return total === 0 ? 0 : this.#weightOf(index, true) / total;
  }

  #weightOf(index: number, isMissing: boolean): number {
    let sum = 0;
    for (let other = 0; other < this.#columns; other += 1)
      if (other !== index && !(isMissing && this.#present[other] === 1)) sum += this.#weight(index, other);
    return sum;
  }

  #weight(index: number, other: number): number {
    return Math.abs(this.memory[index * this.#fields + weights + other] as number);
  }
}

/** Numbers of memory for so many columns. */
export function partnerFields(columns: number): number {
  return columns * (weights + columns);
}

/** Learns where a column lies and answers the value in spreads, clipped; 0 for a missing one. */
function place(memory: Float64Array, base: number, value: number): number {
  if (!Number.isFinite(value)) return 0;
  const seen = (memory[base + count] as number) + 1;
  memory[base + count] = seen;
  const rate = Math.max(levelRate, 1 / seen);
  const distance = value - (memory[base + mean] as number);
  const size = Math.abs(distance);
  const limit = seen < settledCount / 5 ? size : clippedSpreads * (memory[base + spread] as number);
  memory[base + mean] = (memory[base + mean] as number) + rate * Math.min(limit, Math.max(-limit, distance));
  learn(memory, base + spread, Math.min(size, limit + Number.MIN_VALUE), rate);
  const learnt = memory[base + spread] as number;
  if (learnt === 0) return 0;
  return Math.min(clippedSpreads, Math.max(-clippedSpreads, distance / learnt));
}

function learn(memory: Float64Array, field: number, value: number, rate: number): void {
  memory[field] = (memory[field] as number) + rate * (value - (memory[field] as number));
}
