/**
 * Which lines of a log follow which: of pairs of lines it counts how often the second came after the first, before the
 * first came again, and how much later. A pair in which hardly ever one comes without the other is a rule: a start and
 * its end. Lines are told apart by their slot, a small number given by the caller.
 *
 * Limits: `pairsPerLine` pairs end in one line; a new one takes the place of the least proven. Only lines that
 * come about equally often are paired. What a pair counts is halved from `ageMsMax` on, so that old habits fade.
 */
export class Succession {
  #came: number[] = [];
  /** The same, halved every two weeks. */
  #lately: number[] = [];
  #halvedAt = Number.NEGATIVE_INFINITY;
  #byAfter: (Pair[] | undefined)[] = [];
  #byBefore: (Pair[] | undefined)[] = [];

  /** A line came. To be called after `follow` and `missingBefore` for it. */
  come(slot: number, seenAt: number): void {
    this.#came[slot] = this.countOf(slot) + 1;
    this.#lately[slot] = (this.#lately[slot] ?? 0) + 1;
    if (seenAt - this.#halvedAt < halfLifeMs) return;
    if (this.#halvedAt !== Number.NEGATIVE_INFINITY) this.#lately = this.#lately.map((count) => count / 2);
    this.#halvedAt = seenAt;
  }

  countOf(slot: number): number {
    return this.#came[slot] ?? 0;
  }

  /** Lately, older ones counting less. */
  latelyOf(slot: number): number {
    return this.#lately[slot] ?? 0;
  }

  /** `after` came, for the first time since `before` did, `delayMs` later. */
  follow(before: number, after: number, seen: { at: number; delayMs: number }): void {
    const { delayMs } = seen;
    // The line itself is counted only afterwards.
    if (!isBalanced(this.#lately[before] ?? 0, (this.#lately[after] ?? 0) + 1)) return;
    const pair =
      this.#byAfter[after]?.find((one) => one.before === before) ?? this.#add(before, after, seen.at);
    if (pair === undefined) return;
    pair.count += 1;
    pair.ageMs = seen.at - pair.firstAt;
    pair.meanMs += (delayMs - pair.meanMs) * Math.max(1 / pair.count, 1 / 32);
    pair.longestMs = Math.max(pair.longestMs, delayMs);
    if (pair.ageMs >= ageMsMax) this.#halve(pair, seen.at);
  }

  /** The end of what begins with this line: of the lines that always follow it the last one; undefined if none does. */
  endOf(before: number): Rule | undefined {
    let end: Rule | undefined;
    for (const pair of this.#byBefore[before] ?? []) {
      const rule = this.#ruleOf(pair);
      if (rule !== undefined && (end === undefined || pair.meanMs > end.pair.meanMs)) end = rule;
    }
    return end;
  }

  /** What always comes before this line, the earliest first. */
  startsOf(after: number): Rule[] {
    const rules = (this.#byAfter[after] ?? []).flatMap((pair) => this.#ruleOf(pair) ?? []);
    return rules.sort((left, right) => right.pair.meanMs - left.pair.meanMs);
  }

  /**
   * A rule was broken. Answers how much less often than `perWeekMax` chance alone would break it as often as it was within
   * these hours: 1 and above is worth an alarm. Of many times within these hours three are learnt.
   */
  broke(pair: Pair, seenAt: number): number {
    if (seenAt - pair.brokenFrom >= sameEventMs) Object.assign(pair, { brokenFrom: seenAt, broken: 0 });
    const misses = this.#missesOf(pair);
    const weeks = (seenAt - pair.firstAt) / weekMs;
    const perWeek = (misses + 0.5) / Math.max(weeks, 0.01);
    const together = atLeast(pair.broken, (perWeek * sameEventMs) / weekMs);
    pair.broken += 1;
    if (pair.broken > learntTogether) {
      pair.baseBefore += 1;
      pair.baseAfter += 1;
    }
    return perWeekMax / (perWeek * together);
  }

  /** Gives a slot to another line. */
  forget(slot: number): void {
    this.#came[slot] = 0;
    this.#lately[slot] = 0;
    for (const pair of [...(this.#byAfter[slot] ?? []), ...(this.#byBefore[slot] ?? [])]) this.#drop(pair);
  }

  /**
   * All pairs that may be rules, as `fieldsPerPair` numbers each: before, after, count, misses, mean and
   * longest delay, age. */
  learnt(): number[][] {
    return this.#byAfter.flatMap((pairs = []) =>
      pairs
        .filter((pair) => pair.count >= 3 && this.#missesOf(pair) <= missesMax + shareMax * pair.count)
        .map((pair) => [
          pair.before,
          pair.after,
          pair.count,
          this.#missesOf(pair),
          pair.meanMs,
          pair.longestMs,
          pair.ageMs,
        ]),
    );
  }

  static readonly fieldsPerPair = 7;

  /** `counts` and `lately` as `countOf` and `latelyOf` gave them for each slot, `pairs` as `learnt` did. */
  restore({ counts, lately, pairs, seenAt }: LearntSuccession): void {
    this.#came = [...counts];
    this.#lately = [...lately];
    for (const [
      before = 0,
      after = 0,
      count = 0,
      misses = 0,
      meanMs = 0,
      longestMs = 0,
      ageMs = 0,
    ] of pairs) {
      const pair = this.#add(before, after, seenAt - ageMs);
      if (pair === undefined) continue;
      const base = (slot: number) => this.countOf(slot) - count - misses;
      Object.assign(pair, {
        count,
        meanMs,
        longestMs,
        ageMs,
        baseBefore: base(before),
        baseAfter: base(after),
      });
    }
  }

  #add(before: number, after: number, firstAt: number): Pair | undefined {
    const pairs = this.#byAfter[after] ?? [];
    this.#byAfter[after] = pairs;
    if (pairs.length >= pairsPerLine) {
      let least = pairs[0] as Pair;
      for (const pair of pairs) if (this.#worthOf(pair) < this.#worthOf(least)) least = pair;
      if (this.#worthOf(least) > 0) return undefined;
      this.#drop(least);
    }
    const pair: Pair = {
      before,
      after,
      count: 0,
      meanMs: 0,
      longestMs: 0,
      firstAt,
      ageMs: 0,
      baseBefore: Math.max(0, this.countOf(before) - 1),
      baseAfter: this.countOf(after),
      broken: 0,
      brokenFrom: Number.NEGATIVE_INFINITY,
    };
    this.#byAfter[after]?.push(pair);
    const others = this.#byBefore[before] ?? [];
    this.#byBefore[before] = others;
    others.push(pair);
    return pair;
  }

  #drop(pair: Pair): void {
    this.#byAfter[pair.after] = this.#byAfter[pair.after]?.filter((one) => one !== pair);
    this.#byBefore[pair.before] = this.#byBefore[pair.before]?.filter((one) => one !== pair);
  }

  /** Above 0 for what may become a rule. */
  #worthOf(pair: Pair): number {
    return this.#missesOf(pair) > missesMax + shareMax * pair.count ? 0 : pair.count;
  }

  /** How often one came without the other; the latest first may still be waiting. */
  #missesOf({ before, after, count, baseBefore, baseAfter }: Pair): number {
    return Math.max(
      0,
      this.countOf(before) - baseBefore - count - 1,
      this.countOf(after) - baseAfter - count,
    );
  }

  #ruleOf(pair: Pair): Rule | undefined {
    const { before, after, count, meanMs, longestMs } = pair;
    const misses = this.#missesOf(pair);
    const isKnown =
      (count >= countMin && pair.ageMs >= ageMsMin) || (count >= countMany && pair.ageMs >= hourMs);
    if (!isKnown || misses > missesMax + shareMax * count) return undefined;
    // Where they take turns, the end is the one that comes soon: the next start comes later, or by chance.
    const back = this.#byAfter[before]?.find((one) => one.before === after);
    const takesTurns = back !== undefined && 2 * back.count > count;
    if (takesTurns && 3 * meanMs > back.meanMs) return undefined;
    return { pair, limitMs: longestMs * (count < countFew ? 3 : 2) + slackMs };
  }

  #halve(pair: Pair, at: number): void {
    // The line that follows is not counted yet.
    const misses = Math.floor(this.#missesOf(pair) / 2);
    pair.count = Math.floor(pair.count / 2);
    pair.longestMs *= 0.9;
    pair.firstAt = (pair.firstAt + at) / 2;
    pair.baseBefore = this.countOf(pair.before) - pair.count - misses;
    pair.baseAfter = this.countOf(pair.after) + 1 - pair.count - misses;
  }
}

export interface LearntSuccession {
  readonly counts: readonly number[];
  readonly lately: readonly number[];
  readonly pairs: readonly (readonly number[])[];
  readonly seenAt: number;
}

export interface Pair {
  readonly before: number;
  readonly after: number;
  /** How often the second followed the first. */
  count: number;
  meanMs: number;
  longestMs: number;
  /** When it was first seen, and for how long. */
  firstAt: number;
  ageMs: number;
  /** Counts of the two lines when the pair was first seen. */
  baseBefore: number;
  baseAfter: number;
  /** How often it was broken within the hours from then on. */
  broken: number;
  brokenFrom: number;
}

export interface Rule {
  readonly pair: Pair;
  /** How long the end is waited for. */
  readonly limitMs: number;
}

const pairsPerLine = 12;
const hourMs = 3_600_000;
/** A pair is a rule once it held over days, or very often. */
const countMin = 8;
const ageMsMin = 4 * 24 * hourMs;
const countMany = 40;
/** Delays of fewer say little of the longest. */
const countFew = 30;
/** Older habits count half. */
const ageMsMax = 56 * 24 * hourMs;
/** What is broken more often is no rule. */
const missesMax = 2;
const shareMax = 0.02;
/** By chance alone a rule may be said to be broken once in two weeks. */
const perWeekMax = 0.5;
/** Times within these hours that are learnt as many. */
const learntTogether = 3;
const slackMs = 60_000;
const halfLifeMs = 14 * 24 * hourMs;
const sameEventMs = 4 * hourMs;
const weekMs = 7 * 24 * hourMs;

/** The chance of `times` or more where `mean` are expected (Poisson). */
function atLeast(times: number, mean: number): number {
  let below = 0;
  let term = Math.exp(-mean);
  for (let count = 0; count < times; count += 1) {
    below += term;
    term *= mean / (count + 1);
  }
  return Math.max(1e-12, 1 - below);
}

/** Whether two lines come about equally often. */
function isBalanced(one: number, other: number): boolean {
  return Math.abs(one - other) <= 3 + 0.1 * Math.max(one, other);
}
