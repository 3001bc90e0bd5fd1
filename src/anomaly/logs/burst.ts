/**
 * Whether events come far more often than usual. The number of the last window (a leaking count; a minute if nothing else
 * is said) is compared with the usual number per window and its spread, learnt from whole windows with quiet ones
 * counted; a window over the limit counts as the limit, so that a burst does not make itself usual.
 *
 * Some logs have such a wave every day (a scan, a nightly job) and quiet in between, which a mean cannot tell: once
 * `wavesUsual` waves came within two weeks, or two at about this time of day, one has to be clearly higher than the
 * lowest of these to be a burst.
 */
export class BurstMeter {
  /** Changed in place on reload. */
  readonly #limits: BurstLimits;
  #leaking = 0;
  #leakedAt = Number.NEGATIVE_INFINITY;
  #windowAt = Number.NEGATIVE_INFINITY;
  #windowCount = 0;
  #windows = 0;
  #mean = 0;
  #variance = 0;
  /** Waves of the last two weeks, the highest first; at most `wavesMax`. */
  #waves: Wave[] = [];
  #wave: Wave | undefined;

  readonly #windowMs: number;

  constructor(limits: BurstLimits, windowMs: number = minuteMs) {
    this.#limits = limits;
    this.#windowMs = windowMs;
  }

  get windowMs(): number {
    return this.#windowMs;
  }

  get usualPerWindow(): number {
    return this.#mean;
  }

  /** Events that count as the last window's. */
  countAt(at: number): number {
    return this.#leaking * Math.exp(-Math.max(0, at - this.#leakedAt) / this.#windowMs);
  }

  /** Counts one event and answers how many times the limit the last window is. */
  observe(at: number): number {
    this.#learnTo(at);
    this.#windowCount += 1;
    this.#leaking = this.countAt(at) + 1;
    this.#leakedAt = Math.max(at, this.#leakedAt);
    if (this.#leaking >= this.#limits.countMin) this.#raiseWave(at);
    return this.#leaking / this.limit(at);
  }

  /** How many times the limit the last window is, with no event now. */
  ratioAt(at: number): number {
    this.#learnTo(at);
    return this.countAt(at) / this.limit(at);
  }

  /** Events per window from which on it is a burst. */
  limit(at: number): number {
    const spread = Math.sqrt(this.#variance + this.#mean);
    return Math.max(
      this.#limits.countMin,
      this.#limits.times * this.#mean,
      this.#mean + spreads * spread,
      waveTimes * (this.#waves[wavesUsual - 1]?.peak ?? 0),
      waveTimes * this.#dailyPeak(at),
    );
  }

  /** The most events in a usual window, for words; undefined while too few windows are known to say. */
  usualMax(): number | undefined {
    if (this.#windows < windowsToTell) return undefined;
    const spread = Math.sqrt(this.#variance + this.#mean);
    return Math.max(1, Math.ceil(Math.max(this.#mean + spreads * spread, this.#waves[0]?.peak ?? 0)));
  }

  /** What is learnt, as `fields` numbers. */
  learnt(): number[] {
    const waves = this.#waves.flatMap(({ peak, endedAt }) => [peak, endedAt]);
    const rest = new Array<number>(2 * wavesMax - waves.length).fill(0);
    return [this.#windowAt, this.#windows, this.#mean, this.#variance, ...waves, ...rest];
  }

  static readonly fields = 4 + 2 * 16;

  /** Nobody counted for a while: what came meanwhile is not known, rather than nothing. */
  restart(): void {
    this.#windowAt = Number.NEGATIVE_INFINITY;
    this.#windowCount = 0;
  }

  restore(numbers: ArrayLike<number>): void {
    const at = (index: number) => numbers[index] as number;
    this.restart();
    this.#windows = at(1);
    this.#mean = at(2);
    this.#variance = at(3);
    this.#waves = Array.from({ length: wavesMax }, (_, index) => ({
      peak: at(4 + 2 * index),
      endedAt: at(5 + 2 * index),
    })).filter(({ peak }) => peak > 0);
  }

  /** The lower of the two highest waves at about this time of day. */
  #dailyPeak(at: number): number {
    let isSecond = false;
    // Most events have no waves before them.
    for (const { peak, endedAt } of this.#waves) {
      const apartMs = (at - endedAt + dayMs / 2) % dayMs;
      if (at - endedAt < dayMs / 2 || Math.abs(apartMs - dayMs / 2) > sameTimeMs) continue;
      if (isSecond) return peak;
      isSecond = true;
    }
    return 0;
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
    if (this.#windowAt === Number.NEGATIVE_INFINITY) {
      this.#windowAt = at;
      return;
    }
    let passed = Math.floor((at - this.#windowAt) / this.#windowMs);
    if (passed <= 0) return;
    this.#windowAt += passed * this.#windowMs;
    this.#learnWindow(Math.min(this.#windowCount, this.limit(at)));
    this.#windowCount = 0;
    // Quiet windows in between; beyond a few memory spans more of them change nothing.
    passed = Math.min(passed - 1, 4 * windowsOfMemory);
    for (let window = 0; window < passed; window += 1) this.#learnWindow(0);
  }

  #learnWindow(count: number): void {
    this.#windows += 1;
    const weight = Math.max(1 / this.#windows, 1 / windowsOfMemory);
    const difference = count - this.#mean;
    this.#mean += difference * weight;
    this.#variance = (1 - weight) * (this.#variance + weight * difference * difference);
  }
}

/** Windows of a log watched before anything is said of what is usual. */
const windowsToTell = 10;

/** Never a burst below `countMin` in a window, nor below `times` the usual. */
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
const dayMs = 86_400_000;
const sameTimeMs = 90 * minuteMs;
const windowsOfMemory = 360;
const spreads = 8;
