/**
 * Approximate quantiles in little memory, after DDSketch (vldb.org/pvldb/vol12/p2195-masson.pdf): values fall
 * into bins whose bounds grow by a constant factor, so that the middle of a bin is within
 * `relativeError` of every value in it.
 *
 * Limits and invariants:
 * 1. Any finite value, negative too. Magnitudes under `magnitudeMin` count as zero.
 * 2. At most `binsMax` bins. At the maximum the two neighbouring bins that hold the fewest values become one;
 *    only a quantile that falls into such a bin can be off by more than `relativeError`.
 * 3. Merging two sketches gives what one sketch of all the values would hold (below `binsMax`).
 */
export class QuantileSketch {
  readonly binsMax: number;
  /** Pairs of key and count, by ascending key. */
  #bins = new Int32Array(8);
  #size = 0;
  #count = 0;

  constructor(binsMax = 128) {
    this.binsMax = binsMax;
  }

  /** Values added. */
  get count(): number {
    return this.#count;
  }

  get binCount(): number {
    return this.#size;
  }

  add(value: number, times = 1): void {
    this.addKey(sketchKey(value), times);
  }

  addKey(key: number, times: number): void {
    this.#count += times;
    const bins = this.#bins;
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((bins[2 * middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    if (low < this.#size && bins[2 * low] === key) {
      bins[2 * low + 1] = (bins[2 * low + 1] as number) + times;
      return;
    }
    this.#insert(low, key, times);
  }

  merge(other: QuantileSketch): void {
    for (let bin = 0; bin < other.#size; bin += 1) {
      this.addKey(other.#bins[2 * bin] as number, other.#bins[2 * bin + 1] as number);
    }
  }

  /** The value below which the share `q` (in [0, 1]) of the values lies; undefined when nothing was added. */
  quantile(q: number): number | undefined {
    const key = this.quantileKey(q);
    return key === undefined ? undefined : sketchValue(key);
  }

  /** The key of the bin that {@link quantile} falls into: a small integer to store in place of the value. */
  quantileKey(q: number): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = q * (this.#count - 1);
    let before = 0;
    for (let bin = 0; bin < this.#size; bin += 1) {
      before += this.#bins[2 * bin + 1] as number;
      if (before > rank) return this.#bins[2 * bin] as number;
    }
    return this.#bins[2 * (this.#size - 1)] as number;
  }

  /** Forgets all values and keeps the memory. */
  clear(): void {
    this.#size = 0;
    this.#count = 0;
  }

  /** Flat pairs of key and count, by ascending key; {@link QuantileSketch.fromPairs} takes them back. */
  toPairs(): Int32Array {
    return this.#bins.slice(0, 2 * this.#size);
  }

  static fromPairs(pairs: ArrayLike<number>, binsMax?: number): QuantileSketch {
    const sketch = new QuantileSketch(binsMax);
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      sketch.addKey(pairs[at] as number, pairs[at + 1] as number);
    }
    return sketch;
  }

  #insert(place: number, key: number, times: number): void {
    if (2 * this.#size === this.#bins.length) {
      const grown = new Int32Array(Math.min(2 * this.#bins.length, 2 * (this.binsMax + 1)));
      grown.set(this.#bins);
      this.#bins = grown;
    }
    this.#bins.copyWithin(2 * place + 2, 2 * place, 2 * this.#size);
    this.#bins[2 * place] = key;
    this.#bins[2 * place + 1] = times;
    this.#size += 1;
    if (this.#size > this.binsMax) this.#joinEmptiest();
  }

  #joinEmptiest(): void {
    const bins = this.#bins;
    let best = 0;
    let fewest = Number.POSITIVE_INFINITY;
    for (let bin = 0; bin + 1 < this.#size; bin += 1) {
      const together = (bins[2 * bin + 1] as number) + (bins[2 * bin + 3] as number);
      if (together < fewest) {
        fewest = together;
        best = bin;
      }
    }
    // The fuller of the two lends its key: most of the values are there.
    const isLeftFuller = (bins[2 * best + 1] as number) > (bins[2 * best + 3] as number);
    const key = (isLeftFuller ? bins[2 * best] : bins[2 * best + 2]) as number;
    bins.copyWithin(2 * best, 2 * best + 2, 2 * this.#size);
    bins[2 * best] = key;
    bins[2 * best + 1] = fewest;
    this.#size -= 1;
  }
}

/** Values under this magnitude are taken for zero. */
export const magnitudeMin = 1e-9;
/** A little under the 2% promised, for rounding. */
export const relativeError = 0.0199;

const gamma = (1 + relativeError) / (1 - relativeError);
const logGamma = Math.log(gamma);
/** Makes the key of `magnitudeMin` 1, so that the keys of positive values are positive and zero is 0. */
const keyOffset = 1 - Math.ceil(Math.log(magnitudeMin) / logGamma);

/** The bin of a finite value: an integer of at most 16 bits with sign, ordered as the values are. */
export function sketchKey(value: number): number {
  const magnitude = Math.abs(value);
  if (!(magnitude >= magnitudeMin)) return 0;
  const key = Math.max(1, Math.ceil(Math.log(magnitude) / logGamma) + keyOffset);
  return value < 0 ? -key : key;
}

/** The value that stands for a bin, within `relativeError` of all values in it. */
export function sketchValue(key: number): number {
  if (key === 0) return 0;
  // Bounded because the last bin reaches beyond the largest number.
  const middle = Math.min((2 / (gamma + 1)) * gamma ** (Math.abs(key) - keyOffset), Number.MAX_VALUE);
  return key < 0 ? -middle : middle;
}
