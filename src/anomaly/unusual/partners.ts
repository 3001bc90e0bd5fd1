// Per column.
interface Column {
  mean: number;
  /** Mean distance from the mean. */
  spread: number;
  count: number;
  /** Mean size of what is left, and of what there was, in spreads. */
  leftOver: number;
  whole: number;
  weights: Float64Array;
}

const levelRate = 1 / 500;
const learningRate = 0.02;
const clippedSpreads = 5;
const sizeRate = 1 / 200;
const settledCount = 100;
/** Partners explain a column when less than this share of its movement is left over. */
const explainedShare = 0.6;

/**
 * Sensors that usually move together: each column is foretold from the others of the same row by a linear model of its
 * own, learnt on line (normalised least mean squares). What is left over is a series for the usual judging: a partner
 * that does not move along stands out there, though its own value may be usual.
 */
export class Partners {
  readonly #columns: readonly Column[];
  readonly #scaled: Float64Array;
  readonly #left: Float64Array;

  constructor(count: number) {
    this.#columns = Array.from({ length: count }, () => ({
      mean: 0,
      spread: 0,
      count: 0,
      leftOver: 1,
      whole: 1,
      weights: new Float64Array(count),
    }));
    this.#scaled = new Float64Array(count);
    this.#left = new Float64Array(count);
  }

  /** Learns a row and answers what the partners do not explain, in spreads; NaN where they explain too little. */
  observe(values: ArrayLike<number>): Float64Array {
    const scaled = this.#scaled;
    let energy = 1;
    for (let index = 0; index < this.#columns.length; index += 1) {
      scaled[index] = place(this.#columns[index] as Column, values[index] as number);
      energy += (scaled[index] as number) ** 2;
    }
    for (let index = 0; index < this.#columns.length; index += 1) {
      this.#left[index] = Number.isFinite(values[index] as number) ? this.#leftOf(index, energy) : Number.NaN;
    }
    return this.#left;
  }

  #leftOf(index: number, energy: number): number {
    const column = this.#columns[index] as Column;
    const scaled = this.#scaled;
    let foretold = 0;
    for (let other = 0; other < scaled.length; other += 1)
      if (other !== index) foretold += (column.weights[other] as number) * (scaled[other] as number);
    const own = scaled[index] as number;
    const left = own - foretold;
    const step = (learningRate * left) / energy;
    for (let other = 0; other < scaled.length; other += 1)
      if (other !== index)
        column.weights[other] = (column.weights[other] as number) + step * (scaled[other] as number);
    column.leftOver += sizeRate * (Math.abs(left) - column.leftOver);
    column.whole += sizeRate * (Math.abs(own) - column.whole);
    const isExplained = column.count >= settledCount && column.leftOver < explainedShare * column.whole;
    return isExplained ? left : Number.NaN;
  }
}

/** Learns where a column lies and answers the value in spreads, clipped; 0 for a missing one. */
function place(column: Column, value: number): number {
  if (!Number.isFinite(value)) return 0;
  column.count += 1;
  const rate = Math.max(levelRate, 1 / column.count);
  const distance = value - column.mean;
  const size = Math.abs(distance);
  const limit = column.count < settledCount / 5 ? size : clippedSpreads * column.spread;
  column.mean += rate * Math.min(limit, Math.max(-limit, distance));
  column.spread += rate * (Math.min(size, limit + Number.MIN_VALUE) - column.spread);
  if (column.spread === 0) return 0;
  return Math.min(clippedSpreads, Math.max(-clippedSpreads, distance / column.spread));
}
