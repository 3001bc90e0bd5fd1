const partsPerDay = 8;
/** Ten days hold a weekend at any time, also of days on which there is work only. */
const daysKept = 10;

/**
 * When a line that came regularly is overdue. What is learnt are the longest gaps between two of it: of each part of the
 * day (by when the gap began) one for each of the last days on which one began there. So a line of working hours is
 * expected at ten in the morning but not at night, a nightly job every night, and a weekly one every week.
 *
 * A gap counts as a silence from the longest one on, with a margin that grows with how much the longest differ from each
 * other: next to none for a job at its hour, several times the usual for what comes by chance.
 *
 * Limits: `partsPerDay` x `daysKept` gaps. A silence that was alarmed is learnt as at most half as long again as the limit,
 * so that an outage does not blind it. After a restart nobody knows what came meanwhile: the line is overdue once it did
 * not come for its longest usual gap of all from then on, whatever the hour, and that gap is not learnt. Times are data
 * time of arrival.
 */
export class LineSilence {
  readonly #longest = new Float64Array(partsPerDay * daysKept);
  readonly #kept = new Uint8Array(partsPerDay);
  readonly #newestDay = new Float64Array(partsPerDay).fill(-1);
  /** The mean gap that began in each part. */
  readonly #mean = new Float64Array(partsPerDay);
  #count = 0;
  #firstAt = 0;
  #lastAt = 0;
  #meanMs = 0;
  #limitMs: number | undefined;
  #restartedAt: number | undefined;

  get lastAt(): number {
    return this.#lastAt;
  }

  /** From when on it counts as silent: the last of the line, or when it was listened for again. */
  get silentSince(): number {
    return Math.max(this.#lastAt, this.#restartedAt ?? this.#lastAt);
  }

  /** The mean time between two of the line, a flurry of them taken as one; milliseconds. */
  get usualMs(): number {
    return this.#meanMs;
  }

  observe(seenAt: number): void {
    this.#count += 1;
    if (this.#count === 1) {
      this.#firstAt = seenAt;
      this.#lastAt = seenAt;
      return;
    }
    if (this.#restartedAt !== undefined) {
      this.#restartedAt = undefined;
      this.#lastAt = Math.max(this.#lastAt, seenAt);
      this.#limitMs = undefined;
      return;
    }
    const gapMs = seenAt - this.#lastAt;
    if (gapMs > flurryMs || this.#meanMs === 0 || gapMs > this.#meanMs / 4) this.#learnMean(gapMs);
    const limitMs = this.limitMs();
    this.#learn(gapMs > limitMs ? 1.5 * limitMs : gapMs);
    this.#lastAt = Math.max(this.#lastAt, seenAt);
    this.#limitMs = undefined;
  }

  /** The clock jumped, or nobody listened: the running gap tells nothing. */
  restart(seenAt: number): void {
    if (this.#count > 0) this.#restartedAt = seenAt;
    this.#limitMs = undefined;
  }

  /** Whether its gaps hardly differ from each other, so that a missing one is sure to be missing. */
  get isRegular(): boolean {
    const part = this.#judgedPart();
    const kept = this.#kept[part] as number;
    const gaps = this.#longest.subarray(part * daysKept, part * daysKept + kept);
    return kept >= daysMinRegular && Math.min(...gaps) >= regularShare * Math.max(...gaps);
  }

  /** From which gap on the line is overdue; Infinity while that is not known. */
  limitMs(): number {
    this.#limitMs ??= this.#limit();
    return this.#limitMs;
  }

  /** All that is learnt, as `fields` numbers. */
  learnt(): number[] {
    return [
      this.#count,
      this.#firstAt,
      this.#lastAt,
      this.#meanMs,
      ...this.#kept,
      ...this.#newestDay,
      ...this.#mean,
      ...this.#longest,
    ];
  }

  static readonly fields = 4 + partsPerDay * (3 + daysKept);

  restore(numbers: ArrayLike<number>): void {
    const at = (index: number) => numbers[index] as number;
    this.#count = at(0);
    this.#firstAt = at(1);
    this.#lastAt = at(2);
    this.#meanMs = at(3);
    for (let part = 0; part < partsPerDay; part += 1) {
      this.#kept[part] = at(4 + part);
      this.#newestDay[part] = at(4 + partsPerDay + part);
      this.#mean[part] = at(4 + 2 * partsPerDay + part);
    }
    for (let index = 0; index < this.#longest.length; index += 1) {
      this.#longest[index] = at(4 + 3 * partsPerDay + index);
    }
    this.#limitMs = undefined;
  }

  #learnMean(gapMs: number): void {
    const weight = Math.max(1 / (this.#count - 1), 1 / 64);
    this.#meanMs += (gapMs - this.#meanMs) * weight;
  }

  #learn(gapMs: number): void {
    const part = partOf(this.#lastAt);
    const day = Math.floor(this.#lastAt / dayMs);
    const from = part * daysKept;
    const mean = this.#mean[part] as number;
    this.#mean[part] = mean === 0 ? gapMs : mean + (gapMs - mean) / meanGaps;
    if (day === this.#newestDay[part]) {
      this.#longest[from] = Math.max(this.#longest[from] as number, gapMs);
      return;
    }
    this.#longest.copyWithin(from + 1, from, from + daysKept - 1);
    this.#longest[from] = gapMs;
    this.#newestDay[part] = day;
    this.#kept[part] = Math.min(daysKept, (this.#kept[part] as number) + 1);
  }

  /** The part of the day by which the running gap is judged. */
  #judgedPart(): number {
    let found = partOf(this.#lastAt);
    if (this.#restartedAt === undefined) return found;
    for (let part = 0; part < partsPerDay; part += 1)
      if ((this.#kept[part] as number) >= daysMin && this.#longestIn(part) > this.#longestIn(found))
        found = part;
    return found;
  }

  #longestIn(part: number): number {
    return Math.max(...this.#longest.subarray(part * daysKept, (part + 1) * daysKept));
  }

  #limit(): number {
    const part = this.#judgedPart();
    const kept = this.#kept[part] as number;
    const ageMs = this.#lastAt - this.#firstAt;
    const isStrict =
      this.#count >= strictCount && ageMs >= strictAgeMs && this.#longestOfAll() <= 2 * this.#meanMs;
    // Before a week was watched nobody knows of weekends.
    const isKnown = kept >= daysMin && ageMs >= weekMs && this.#count >= countMin;
    if (!isKnown && !isStrict) return Number.POSITIVE_INFINITY;
    const sorted = [...this.#longest.subarray(part * daysKept, part * daysKept + kept)].sort((a, b) => b - a);
    const longest = isKnown ? (sorted[0] as number) : this.#longestOfAll();
    const margin = Math.max(0.1 * longest, 2 * Math.min(longest, hourMs));
    if (!isKnown) return Math.max(silentMsMin, longest + margin);
    const { isRegular } = this;
    if (!isRegular && kept < daysMinByChance) return Number.POSITIVE_INFINITY;
    const spread = longest - (sorted[Math.min(3, kept - 1)] as number);
    // What comes by chance is expected to stay away for so long once in thousands of times.
    const byChance = isRegular ? 0 : this.#expectedWithin(expectedMax);
    return Math.max(silentMsMin, byChance, longest + margin + spreads * spread);
  }

  /** How long it takes from the last one on until so many more of the line are expected. */
  #expectedWithin(count: number): number {
    const from = this.silentSince;
    let at = from;
    let expected = 0;
    while (at - from < horizonMs) {
      const part = partOf(at);
      const until = (Math.floor(at / partMs) + 1) * partMs;
      const mean = this.#mean[part] as number;
      const more = mean > 0 ? (until - at) / mean : 0;
      if (expected + more >= count) return at + (count - expected) * mean - from;
      expected += more;
      at = until;
    }
    return Number.POSITIVE_INFINITY;
  }

  #longestOfAll(): number {
    let longest = 0;
    for (const gapMs of this.#longest) longest = Math.max(longest, gapMs);
    return longest;
  }
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weekMs = 8 * dayMs;
/** Lines closer together than this are one visit. */
const flurryMs = 1000;
/** No line counts as missing before this. */
const silentMsMin = 15 * 60_000;
/** Of the part of the day: days on which a gap began in it. */
const daysMin = 3;
const countMin = 6;
/** Where the longest gaps differ by more than this share, the line comes by chance, and more days are needed. */
const regularShare = 0.8;
const daysMinRegular = 4;
const daysMinByChance = 6;
const expectedMax = 12;
const horizonMs = 60 * dayMs;
const partMs = dayMs / partsPerDay;
const meanGaps = 32;
/** What hardly ever differs from its interval is known sooner. */
const strictCount = 50;
const strictAgeMs = 6 * hourMs;
/** The margin in differences between the longest and the fourth longest gap: seven in a thousand for exponential tails. */
const spreads = 4;

function partOf(at: number): number {
  return Math.floor((((at % dayMs) + dayMs) % dayMs) / partMs);
}
