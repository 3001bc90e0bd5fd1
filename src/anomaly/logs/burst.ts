/**
 * Whether events come far more often than usual. The number of the last minute (a leaking count) is compared
 * with the usual number per minute and its spread, learnt from whole minutes with quiet ones counted; a
 * minute over the limit counts as the limit, so that a burst does not make itself usual.
 *
 * Some logs have such a minute every day (a scan, a nightly job) and quiet in between, which a mean cannot tell: once
 * `wavesUsual` waves came within two weeks, one has to be clearly higher than the lowest of these to be a burst.
 */
export class BurstMeter {
  /** Changed in place on reload. */
  readonly #limits: BurstLimits;
  #leaking = 0;
  #leakedAt = Number.NEGATIVE_INFINITY;
  #minuteAt = Number.NEGATIVE_INFINITY;
  #minuteCount = 0;
  #minutes = 0;
  #mean = 0;
  #variance = 0;
  /** Waves of the last two weeks, the highest first; at most `wavesMax`. */
  #waves: Wave[] = [];
  #wave: Wave | undefined;

  constructor(limits: BurstLimits) {
    this.#limits = limits;
  }

  get usualPerMinute(): number {
    return this.#mean;
  }

  /** Events that count as the last minute's. */
  countAt(at: number): number {
    return this.#leaking * Math.exp(-Math.max(0, at - this.#leakedAt) / minuteMs);
  }

  /** Counts one event and answers how many times the limit the last minute is. */
  observe(at: number): number {
    this.#learnTo(at);
    this.#minuteCount += 1;
    this.#leaking = this.countAt(at) + 1;
    this.#leakedAt = Math.max(at, this.#leakedAt);
    if (this.#leaking >= this.#limits.countMin) this.#raiseWave(at);
    return this.#leaking / this.limit();
  }

  /** How many times the limit the last minute is, with no event now. */
  ratioAt(at: number): number {
    this.#learnTo(at);
    return this.countAt(at) / this.limit();
  }

  /** Events per minute from which on it is a burst. */
  limit(): number {
    const spread = Math.sqrt(this.#variance + this.#mean);
    return Math.max(
      this.#limits.countMin,
      this.#limits.times * this.#mean,
      this.#mean + spreads * spread,
      waveTimes * (this.#waves[wavesUsual - 1]?.peak ?? 0),
    );
  }

  /** The most events in a usual minute, for words; undefined while too few minutes are known to say. */
  usualMax(): number | undefined {
    if (this.#minutes < minutesToTell) return undefined;
    const spread = Math.sqrt(this.#variance + this.#mean);
    return Math.max(1, Math.ceil(Math.max(this.#mean + spreads * spread, this.#waves[0]?.peak ?? 0)));
  }

  /** Waves that follow each other within the hour are one, so that a fault is not usual before it is over. */
  #raiseWave(at: number): void {
    if (this.#wave === undefined) {
      this.#wave = { peak: 0, endedAt: at };
      this.#waves = this.#waves.filter(({ endedAt }) => at - endedAt < waveMemoryMs);
    }
    this.#wave.peak = Math.max(this.#wave.peak, this.#leaking);
    this.#wave.endedAt = Math.max(this.#wave.endedAt, at);
  }

  #endWave(at: number): void {
    if (this.#wave === undefined || at - this.#wave.endedAt < waveRestMs) return;
    this.#waves = [...this.#waves, this.#wave]
      .sort((left, right) => right.peak - left.peak)
      .slice(0, wavesMax);
    this.#wave = undefined;
  }

  #learnTo(at: number): void {
    this.#endWave(at);
    if (this.#minuteAt === Number.NEGATIVE_INFINITY) {
      this.#minuteAt = at;
      return;
    }
    let passed = Math.floor((at - this.#minuteAt) / minuteMs);
    if (passed <= 0) return;
    this.#minuteAt += passed * minuteMs;
    this.#learnMinute(Math.min(this.#minuteCount, this.limit()));
    this.#minuteCount = 0;
    // Quiet minutes in between; beyond a few memory spans more of them change nothing.
    passed = Math.min(passed - 1, 4 * minutesOfMemory);
    for (let minute = 0; minute < passed; minute += 1) this.#learnMinute(0);
  }

  #learnMinute(count: number): void {
    this.#minutes += 1;
    const weight = Math.max(1 / this.#minutes, 1 / minutesOfMemory);
    const difference = count - this.#mean;
    this.#mean += difference * weight;
    this.#variance = (1 - weight) * (this.#variance + weight * difference * difference);
  }
}

/** Minutes of a log watched before anything is said of what is usual. */
const minutesToTell = 10;

/** Never a burst below `countMin` in a minute, nor below `times` the usual. */
export interface BurstLimits {
  countMin: number;
  times: number;
}

interface Wave {
  peak: number;
  endedAt: number;
}

/** The third highest wave is one that came at least three times. */
const wavesUsual = 3;
const wavesMax = 16;
const waveTimes = 1.5;
const waveRestMs = 3_600_000;
const waveMemoryMs = 14 * 86_400_000;

const minuteMs = 60_000;
const minutesOfMemory = 360;
const spreads = 8;
