import { LruMap } from "../../core/lru-map.ts";
import type { AnomalyKind } from "../../domain/anomaly.ts";
import type { Following } from "../../domain/incident.ts";
import { Delays } from "./delays.ts";

/** An alarm that began: its line of evidence, by what people call it. */
export interface Alarm {
  key: string;
  subjectId: string;
  type: "series" | "log";
  name: string;
  kind: AnomalyKind;
}

interface Known extends Alarm {
  onsets: number;
  lastAt: number;
}

interface Pair {
  earlier: string;
  later: string;
  delays: Delays;
}

/**
 * Learns which alarms come together, in which order and how long after each other, over months and restarts.
 *
 * Limits and invariants:
 * 1. At most `alarmsMax` alarms and `pairsMax` ordered pairs are known; those seen longest ago are forgotten first. Of
 *    alarms whose key or name has more than `charactersMax` characters nothing is learnt.
 * 2. An alarm that comes again within `horizonMs` is the same onset. A pair is counted once for each onset of its second.
 * 3. Of more than `recentMax` alarms within `horizonMs` only the first are learnt from: a storm teaches nothing, and must
 *    not make all else forgotten.
 * 4. Nothing is said of a pair before it came `timesMin` times and far more often than by chance.
 */
export class AlarmHabits {
  #alarms = new LruMap<string, Known>(alarmsMax);
  #pairs = new LruMap<string, Pair>(pairsMax);
  #recent: { key: string; at: number }[] = [];
  /** Data time for which alarms were watched, over restarts. */
  #watchedMs = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  isChanged = false;

  get pairCount(): number {
    return this.#pairs.size;
  }

  observe(alarm: Alarm, seenAt: number): void {
    const { key } = alarm;
    this.watch(seenAt);
    if (Math.max(key.length, alarm.name.length) > charactersMax) return;
    this.#recent = this.#recent.filter(({ at }) => seenAt - at <= horizonMs);
    if (this.#recent.some((one) => one.key === key) || this.#recent.length >= recentMax) return;
    const known = this.#alarms.get(key);
    this.#alarms.set(key, { ...alarm, onsets: (known?.onsets ?? 0) + 1, lastAt: seenAt });
    for (const { key: earlier, at } of this.#recent) {
      const pair = this.#pairs.get(pairKey(earlier, key)) ?? { earlier, later: key, delays: new Delays() };
      pair.delays.add(seenAt - at);
      this.#pairs.set(pairKey(earlier, key), pair);
    }
    this.#recent.push({ key, at: seenAt });
    this.isChanged = true;
  }

  /** Lets the time pass for which alarms are watched; what is not heard for a day was not watched. */
  watch(seenAt: number): void {
    const passedMs = seenAt - this.#lastAt;
    if (passedMs > 0 && passedMs < 86_400_000) this.#watchedMs += passedMs;
    this.#lastAt = Math.max(this.#lastAt, seenAt);
  }

  /** Whether `later`, `afterMs` after `earlier`, is what mostly comes along with it. */
  belongs(earlier: string, later: string, afterMs: number): boolean {
    const forth = this.#pairs.get(pairKey(earlier, later))?.delays;
    const back = this.#pairs.get(pairKey(later, earlier))?.delays;
    const times = (forth?.times ?? 0) + (back?.times ?? 0);
    const [a, b] = [this.#alarms.get(earlier), this.#alarms.get(later)];
    if (a === undefined || b === undefined || !this.#isHabit(times, a, b)) return false;
    if (times < shareTogether * Math.min(a.onsets, b.onsets)) return false;
    return afterMs <= Math.max(forth?.usualMax() ?? 0, back?.usualMax() ?? 0);
  }

  /** How often `a` began before `b`, of how many times; undefined when it is not nearly always. */
  order(a: string, b: string): { times: number; of: number } | undefined {
    const times = this.#pairs.get(pairKey(a, b))?.delays.times ?? 0;
    const of = times + (this.#pairs.get(pairKey(b, a))?.delays.times ?? 0);
    return times >= timesMin && times >= shareFirst * of ? { times, of } : undefined;
  }

  /** What usually follows the alarms of an incident and is neither among them nor overdue, the likeliest first. */
  following(onsets: ReadonlyMap<string, number>, known: ReadonlySet<string>, seenAt: number): Following[] {
    const found = new Map<string, Following>();
    for (const [afterKey, at] of onsets) {
      const after = this.#alarms.get(afterKey);
      if (after === undefined) continue;
      for (const later of this.#alarms.values()) {
        const delays = known.has(later.key)
          ? undefined
          : this.#pairs.get(pairKey(afterKey, later.key))?.delays;
        if (delays === undefined || !this.#isHabit(delays.times, after, later)) continue;
        if (delays.times < shareFollows * after.onsets || seenAt - at > delays.usualMax()) continue;
        const told = found.get(later.key);
        if (told !== undefined && told.times / told.of >= delays.times / after.onsets) continue;
        found.set(later.key, {
          afterSubjectId: after.subjectId,
          afterKind: after.kind,
          subjectId: later.subjectId,
          type: later.type,
          name: later.name,
          kind: later.kind,
          delayMs: Math.round(delays.mean),
          times: delays.times,
          of: after.onsets,
        });
      }
    }
    return [...found.values()]
      .sort((left, right) => right.times / right.of - left.times / left.of)
      .slice(0, followingMax);
  }

  /** Plain values, so that they can be stored. */
  learnt(): LearntHabits {
    const alarms = [...this.#alarms.values()];
    const index = new Map(alarms.map(({ key }, position) => [key, position]));
    const pairs = [...this.#pairs.values()].flatMap(({ earlier, later, delays }): LearntPair[] => {
      const [from, to] = [index.get(earlier), index.get(later)];
      return from === undefined || to === undefined ? [] : [[from, to, ...delays.learnt()]];
    });
    return { version: 1, watchedMs: this.#watchedMs, alarms, pairs };
  }

  /** Takes up what was learnt before a restart; what was seen since counts on top of it. */
  restore({ watchedMs, alarms, pairs }: LearntHabits): void {
    this.#watchedMs += watchedMs;
    for (const alarm of alarms) {
      const own = this.#alarms.get(alarm.key);
      this.#alarms.set(alarm.key, { ...alarm, onsets: alarm.onsets + (own?.onsets ?? 0) });
    }
    for (const [from, to, ...delays] of pairs) {
      const [earlier, later] = [alarms[from]?.key, alarms[to]?.key];
      if (earlier === undefined || later === undefined) continue;
      const before = Delays.from(delays);
      const own = this.#pairs.get(pairKey(earlier, later));
      if (own) before.merge(own.delays);
      this.#pairs.set(pairKey(earlier, later), { earlier, later, delays: before });
    }
  }

  /** Often enough, and far more often than two alarms that know nothing of each other would meet. */
  #isHabit(times: number, a: Known, b: Known): boolean {
    if (times < timesMin) return false;
    const byChance = (a.onsets * b.onsets * 2 * horizonMs) / Math.max(this.#watchedMs, 2 * horizonMs);
    return times >= chanceTimes * byChance || this.#watchedMs < 2 * horizonMs;
  }
}

export type LearntPair = [from: number, to: number, times: number, mean: number, squares: number];

export interface LearntHabits {
  version: 1;
  watchedMs: number;
  alarms: readonly Known[];
  pairs: readonly LearntPair[];
}

const horizonMs = 45 * 60_000;
const alarmsMax = 500;
/** Topics have 512 at most. */
const charactersMax = 600;
const pairsMax = 2000;
const recentMax = 32;
const timesMin = 3;
const chanceTimes = 3;
const shareTogether = 0.5;
const shareFirst = 0.8;
const shareFollows = 0.6;
const followingMax = 3;

function pairKey(earlier: string, later: string): string {
  return `${earlier}\u0000${later}`;
}
