import { describe, expect, it } from "vitest";
import { Succession } from "../../../../src/anomaly/logs/succession.ts";
import { dayMs, hourMs, minuteMs, startMs } from "../support.ts";

const [start, step, end, chatter] = [0, 1, 2, 3];

/** A daily job with two steps and a quarter of an hour in all, beside a line that comes every hour. */
function jobs(days: number, skipped: readonly number[] = []): Succession {
  const succession = new Succession();
  for (let day = 0; day < days; day += 1) {
    const at = startMs + day * dayMs;
    say(succession, start, at, [[chatter, 10 * minuteMs]]);
    say(succession, step, at + 5 * minuteMs, [[start, 5 * minuteMs]]);
    if (!skipped.includes(day))
      say(succession, end, at + 15 * minuteMs, [
        [step, 10 * minuteMs],
        [start, 15 * minuteMs],
      ]);
    for (let hour = 1; hour < 24; hour += 1) say(succession, chatter, at + hour * hourMs, []);
  }
  return succession;
}

function say(succession: Succession, slot: number, at: number, before: readonly [number, number][]): void {
  for (const [one, delayMs] of before) succession.follow(one, slot, { at, delayMs });
  succession.come(slot, at);
}

/** Three jobs on a day, at first without the line at their end. */
function job(succession: Succession, day: number, hasEnd: boolean): void {
  for (const hour of [0, 8, 16]) {
    const at = startMs + day * dayMs + hour * hourMs;
    say(succession, start, at, []);
    if (hasEnd) say(succession, end, at + 15 * minuteMs, [[start, 15 * minuteMs]]);
  }
}

function learntOf(succession: Succession, seenAt: number) {
  const slots = [start, step, end, chatter];
  return {
    counts: slots.map((slot) => succession.countOf(slot)),
    lately: slots.map((slot) => succession.latelyOf(slot)),
    pairs: succession.learnt(),
    seenAt,
  };
}

describe("succession of lines", () => {
  it("learns what ends a job, and what begins it", () => {
    const succession = jobs(12);
    expect(succession.endOf(start)?.pair.after).toBe(end);
    expect(succession.startsOf(end).map(({ pair }) => pair.before)).toEqual([start, step]);
    expect(succession.endOf(chatter)).toBeUndefined();
    expect(succession.endOf(end)).toBeUndefined();
  });

  it("makes no rule of a few days", () => {
    expect(jobs(4).endOf(start)).toBeUndefined();
    expect(jobs(7).endOf(start)).toBeUndefined();
  });

  it("makes no rule of what often does not come", () => {
    expect(jobs(12, [2, 5, 7, 9, 11]).endOf(start)?.pair.after).toBe(step);
  });

  it("takes a first miss after weeks for news, and one of many for chance", () => {
    const kept = jobs(21);
    const rule = kept.endOf(start);
    expect(rule && kept.broke(rule.pair, startMs + 21 * dayMs)).toBeGreaterThan(1);
    const loose = jobs(21, [3, 9]);
    const often = loose.endOf(start);
    expect(often && loose.broke(often.pair, startMs + 21 * dayMs)).toBeLessThan(1);
  });

  it("takes several misses within hours for news even where one is chance", () => {
    const succession = jobs(21, [3, 9]);
    const rule = succession.endOf(start);
    const at = startMs + 21 * dayMs;
    const strengths = [0, 1, 2].map((minute) => rule && succession.broke(rule.pair, at + minute * minuteMs));
    expect(strengths[0]).toBeLessThan(1);
    expect(strengths[2]).toBeGreaterThan(1);
  });

  it("forgets a line whose slot is given away", () => {
    const succession = jobs(12);
    succession.forget(end);
    expect(succession.endOf(start)?.pair.after).toBe(step);
    expect(succession.countOf(end)).toBe(0);
  });

  it("goes on with what was learnt", () => {
    const succession = jobs(12);
    const restored = new Succession();
    restored.restore(learntOf(succession, startMs + 12 * dayMs));
    expect(restored.endOf(start)?.pair.after).toBe(end);
    expect(restored.endOf(start)?.limitMs).toBe(succession.endOf(start)?.limitMs);
  });

  it("keeps a rule over a restart though one of its lines is much older than the other", () => {
    const before = new Succession();
    for (let day = 0; day < 120; day += 1) job(before, day, day >= 30);
    expect(before.endOf(start)?.pair.after).toBe(end);
    const restored = new Succession();
    restored.restore(learntOf(before, startMs + 120 * dayMs));
    for (let day = 120; day < 150; day += 1) job(restored, day, true);
    expect(restored.endOf(start)?.pair.after).toBe(end);
  });
});
