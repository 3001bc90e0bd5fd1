import type { ForecastAnchor } from "./anchor.ts";
import { forecastLevels } from "./layout.ts";

/**
 * What the model said of one coming value: its quantiles at `forecastLevels`, ascending, in the space of the window.
 * Tail probabilities are taken there, since that is where the model's quantiles lie evenly.
 */
export class ForecastQuantiles {
  readonly #quantiles: ArrayLike<number>;
  readonly #anchor: ForecastAnchor;

  constructor(quantiles: ArrayLike<number>, anchor: ForecastAnchor) {
    this.#quantiles = quantiles;
    this.#anchor = anchor;
  }

  /** The value that is not exceeded with probability `level`, in the unit of the series; linear between levels. */
  quantile(level: number): number {
    const levels = forecastLevels;
    const above = levels.findIndex((one) => one >= level);
    if (above <= 0) return this.#restored(this.#at(above < 0 ? levels.length - 1 : 0));
    const [low, high] = [levels[above - 1] as number, levels[above] as number];
    const share = (level - low) / (high - low);
    return this.#restored(this.#at(above - 1) + share * (this.#at(above) - this.#at(above - 1)));
  }

  /**
   * How rare a value at least this low, or at least this high, was said to be: the smaller of both probabilities,
   * 0.5 in the middle. Beyond the outermost levels the tail is taken as exponential (in the squashed space, so a power
   * law in the unit of the series), as steep as between the two outermost levels.
   */
  tailProbability(value: number): number {
    const place = Math.asinh((value - this.#anchor.centre) / this.#anchor.scale);
    return Math.min(this.#below(place), this.#above(place));
  }

  /** Which way `value` departs from the median. */
  direction(value: number): -1 | 0 | 1 {
    const middle = this.quantile(0.5);
    return value < middle ? -1 : value > middle ? 1 : 0;
  }

  #at(level: number): number {
    return this.#quantiles[level] as number;
  }

  #restored(place: number): number {
    return this.#anchor.centre + this.#anchor.scale * Math.sinh(place);
  }

  /** Probability of a value that is not above `place`. */
  #below(place: number): number {
    return tail(forecastLevels, (level) => this.#at(level), place);
  }

  /** Probability of a value that is not below `place`: the same seen in a mirror. */
  #above(place: number): number {
    const last = forecastLevels.length - 1;
    return tail(mirroredLevels, (level) => -this.#at(last - level), -place);
  }
}

const mirroredLevels = forecastLevels.map((level) => 1 - level).reverse();
/** Least distance of the outermost levels, or a value a hair outside of a series at rest would count as impossible. */
const gapMin = 0.02;

function tail(levels: readonly number[], quantile: (level: number) => number, place: number): number {
  const first = quantile(0);
  const [outer, inner] = [levels[0] as number, levels[1] as number];
  if (place < first) {
    const gap = Math.max(gapMin, quantile(1) - first);
    return outer * Math.exp((Math.log(inner / outer) * (place - first)) / gap);
  }
  for (let level = 1; level < levels.length; level += 1) {
    const [low, high] = [quantile(level - 1), quantile(level)];
    if (place >= high) continue;
    const [from, to] = [levels[level - 1] as number, levels[level] as number];
    return from + ((to - from) * (place - low)) / (high - low);
  }
  return 1;
}
