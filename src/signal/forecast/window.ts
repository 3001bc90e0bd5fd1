import { type ForecastAnchor, forecastAnchor, scaleChanges } from "./anchor.ts";
import {
  blockRows,
  changeCount,
  historyMax,
  lagAfter,
  lagBefore,
  lagRows,
  rawCount,
  squash,
  windowSize,
} from "./layout.ts";

/**
 * Histories to windows, the input of the forecaster. One writer may serve any number of series, one after the other:
 * it keeps nothing of them.
 *
 * Limits and invariants:
 * 1. Only the last `historyMax` values are looked at, about 30 microseconds and no allocation to speak of a window.
 * 2. NaN and infinite values count as missing. Every number of a window is finite and between -12 and 12.
 */
export class ForecastWindowWriter {
  /** Centred and scaled, the newest last, NaN where missing; always the same length, so that places are fixed. */
  readonly #scaled = new Float64Array(historyMax);
  /** Scaled and kept within ±1,000, 0 where missing. */
  readonly #clipped = new Float64Array(historyMax);
  /** Size of the change from the value before, at most 1,000, NaN where one of both is missing. */
  readonly #rough = new Float64Array(historyMax);
  readonly #sorted = new Float64Array(scaleChanges);
  readonly #around = new Float64Array(lagBefore + lagAfter);
  #into: Float32Array = new Float32Array(0);
  #at = 0;

  /**
   * Writes the `windowSize` numbers of `history` (newest last) to `into` from `offset` on. `seasons`: samples until
   * the series repeats itself, 0 for none; first the one that is surer, such as a day. Undefined, and nothing is
   * written, when `history` has no value at all.
   */
  write(
    history: Float64Array,
    seasons: readonly [first: number, second: number],
    into: Float32Array,
    offset = 0,
  ): ForecastAnchor | undefined {
    const anchor = forecastAnchor(history, this.#sorted);
    if (!anchor) return undefined;
    this.#scale(history, anchor);
    this.#into = into;
    this.#at = offset;
    this.#writeRaw();
    this.#writeBlocks();
    for (const [season, times] of lagRows) this.#writeLag(seasons[season] * times);
    this.#writeFigures();
    for (const season of seasons) this.#writeSeason(season);
    return anchor;
  }

  #put(value: number): void {
    this.#into[this.#at] = value;
    this.#at += 1;
  }

  #scale(history: Float64Array, { centre, scale }: ForecastAnchor): void {
    const shift = history.length - historyMax;
    let before = Number.NaN;
    for (let at = 0; at < historyMax; at += 1) {
      const value = at + shift >= 0 ? (history[at + shift] as number) : Number.NaN;
      const scaled = Number.isFinite(value) ? clip((value - centre) / scale, 1e12) : Number.NaN;
      this.#scaled[at] = scaled;
      this.#clipped[at] = Number.isNaN(scaled) ? 0 : clip(scaled, 1000);
      this.#rough[at] = Math.min(Math.abs(scaled - before), 1000);
      before = scaled;
    }
  }

  #writeRaw(): void {
    const scaled = this.#scaled;
    for (let at = historyMax - rawCount; at < historyMax; at += 1) this.#put(squashedOr0(scaled[at]));
    for (let at = historyMax - rawCount; at < historyMax; at += 1) this.#put(isThere(scaled[at]));
    for (let at = historyMax - changeCount; at < historyMax; at += 1) {
      this.#put(squashedOr0((scaled[at] as number) - (scaled[at - 1] as number)));
    }
  }

  /** For each row of blocks: all levels, all roughnesses, all shares of values that are there. */
  #writeBlocks(): void {
    let end = historyMax - rawCount;
    for (const [count, size] of blockRows) {
      const start = end - count * size;
      for (let block = 0; block < count; block += 1) {
        let [level, rough, there, changes] = [0, 0, 0, 0];
        for (let at = start + block * size; at < start + (block + 1) * size; at += 1) {
          level += this.#clipped[at] as number;
          there += isThere(this.#scaled[at]);
          const change = this.#rough[at] as number;
          if (Number.isNaN(change)) continue;
          rough += change;
          changes += 1;
        }
        const to = this.#at + block;
        this.#into[to] = squash(level / Math.max(there, 1));
        this.#into[to + count] = squash(rough / Math.max(changes, 1));
        this.#into[to + 2 * count] = there / size;
      }
      this.#at += 3 * count;
      end = start;
    }
  }

  /** Around `lag` samples ago: changes against the median of five values there, which of them are there, that median. */
  #writeLag(lag: number): void {
    const around = this.#around;
    const now = historyMax - 1 - lag;
    for (let place = 0; place < around.length; place += 1) {
      const at = now + 1 - lagBefore + place;
      around[place] = lag > 0 && at >= 0 && at < historyMax ? (this.#scaled[at] as number) : Number.NaN;
    }
    const near = around.slice(lagBefore - 3, lagBefore + 2).filter((value) => !Number.isNaN(value));
    near.sort();
    const middle =
      ((near[(near.length - 1) >> 1] ?? Number.NaN) + (near[near.length >> 1] ?? Number.NaN)) / 2;
    for (const value of around) this.#put(squashedOr0(value - middle));
    for (const value of around) this.#put(isThere(value - middle));
    this.#put(squashedOr0(middle));
  }

  #writeFigures(): void {
    let [lowest, highest, sum, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
    for (let at = 0; at < historyMax; at += 1) {
      const value = this.#scaled[at] as number;
      if (Number.isNaN(value)) continue;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
      sum += this.#clipped[at] as number;
      count += 1;
    }
    this.#put(squash(lowest));
    this.#put(squash(highest));
    this.#put(squash(sum / count));
    this.#put(Math.log(count) / 8);
    for (const length of [8, 32, scaleChanges]) this.#put(squash(this.#changesOf(length).mean));
    for (const length of [32, scaleChanges]) this.#put(this.#changesOf(length).restShare);
    const { smallest, sinceMove } = this.#changesOf(scaleChanges);
    this.#put(Number.isFinite(smallest) ? squash(smallest) : 0);
    this.#put(Math.log1p(sinceMove) / 8);
    this.#put(isThere(this.#scaled[historyMax - 1]));
  }

  /** Of the last `length` changes; `sinceMove` is how many of them lie after the last one that was not 0. */
  #changesOf(length: number): { mean: number; restShare: number; smallest: number; sinceMove: number } {
    let [sum, count, rests, smallest, sinceMove] = [0, 0, 0, Number.POSITIVE_INFINITY, length];
    for (let at = historyMax - length; at < historyMax; at += 1) {
      const change = this.#rough[at] as number;
      if (Number.isNaN(change)) continue;
      count += 1;
      sum += change;
      if (change === 0) rests += 1;
      else {
        smallest = Math.min(smallest, change);
        sinceMove = historyMax - 1 - at;
      }
    }
    return { mean: sum / Math.max(count, 1), restShare: rests / Math.max(count, 1), smallest, sinceMove };
  }

  /** How far the newest values, and their changes, were from those a season before. */
  #writeSeason(lag: number): void {
    let [level, levels, change, changes, before] = [0, 0, 0, 0, Number.NaN];
    for (let at = historyMax - rawCount - 1; at < historyMax; at += 1) {
      const isPair =
        lag > 0 && at >= lag && isThere(this.#scaled[at]) === 1 && isThere(this.#scaled[at - lag]) === 1;
      const apart = isPair ? (this.#clipped[at] as number) - (this.#clipped[at - lag] as number) : Number.NaN;
      const isFirst = at === historyMax - rawCount - 1;
      if (isPair && !isFirst) {
        level += Math.abs(apart);
        levels += 1;
      }
      if (!Number.isNaN(apart - before)) {
        change += Math.abs(apart - before);
        changes += 1;
      }
      before = apart;
    }
    this.#put(lag > 0 ? 1 : 0);
    this.#put(Math.log(Math.max(lag, 1)) / 8);
    this.#put(squash(level / Math.max(levels, 1)));
    this.#put(squash(change / Math.max(changes, 1)));
  }
}

/** The window of one history by itself; `ForecastWindowWriter` is for many. */
export function forecastWindow(
  history: Float64Array,
  seasons: readonly [first: number, second: number],
): { window: Float32Array; anchor: ForecastAnchor } | undefined {
  const window = new Float32Array(windowSize);
  const anchor = new ForecastWindowWriter().write(history, seasons, window);
  return anchor && { window, anchor };
}

function clip(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}

function isThere(value: number | undefined): 0 | 1 {
  return value === undefined || Number.isNaN(value) ? 0 : 1;
}

function squashedOr0(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? 0 : squash(value);
}
