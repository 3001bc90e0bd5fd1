/** How long after one alarm another began, over all times: count, mean and spread (Welford), in milliseconds. */
export class Delays {
  times = 0;
  mean = 0;
  #squares = 0;

  static from([times, mean, squares]: readonly [number, number, number]): Delays {
    const delays = new Delays();
    delays.times = times;
    delays.mean = mean;
    delays.#squares = squares;
    return delays;
  }

  add(delayMs: number): void {
    this.times += 1;
    const difference = delayMs - this.mean;
    this.mean += difference / this.times;
    this.#squares += difference * (delayMs - this.mean);
  }

  /** Adds what another one saw. */
  merge(other: Delays): void {
    const times = this.times + other.times;
    if (times === 0) return;
    const difference = other.mean - this.mean;
    this.#squares += other.#squares + (difference * difference * this.times * other.times) / times;
    this.mean += (difference * other.times) / times;
    this.times = times;
  }

  /** The longest that is usual: three spreads beyond the mean, and a little for those that are always alike. */
  usualMax(): number {
    const spread = this.times < 2 ? this.mean : Math.sqrt(this.#squares / (this.times - 1));
    return this.mean + 3 * spread + leastMs;
  }

  learnt(): [times: number, mean: number, squares: number] {
    return [this.times, Math.round(this.mean), Math.round(this.#squares)];
  }
}

const leastMs = 60_000;
