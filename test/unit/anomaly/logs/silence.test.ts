import { describe, expect, it } from "vitest";
import { LineSilence } from "../../../../src/anomaly/logs/silence.ts";
import { createRandom, dayMs, hourMs, minuteMs, startMs } from "../support.ts";

/** Says the line at each of the times. */
function heard(times: Iterable<number>): LineSilence {
  const silence = new LineSilence();
  for (const at of times) silence.observe(at);
  return silence;
}

function* everyDay(days: number, at: (day: number) => number): Generator<number> {
  for (let day = 0; day < days; day += 1) yield startMs + day * dayMs + at(day);
}

describe("silence of a line", () => {
  it("is noticed within hours after a nightly job was due, and not before", () => {
    const jitter = createRandom(1);
    const silence = heard(everyDay(14, () => jitter() * 5 * minuteMs));
    expect(silence.limitMs()).toBeGreaterThan(dayMs);
    expect(silence.limitMs()).toBeLessThan(dayMs + 4 * hourMs);
    expect(silence.usualMs).toBeCloseTo(dayMs, -7);
  });

  it("is noticed within a quarter of an hour of a heartbeat, as soon as it is known to be one", () => {
    const beats = (count: number) =>
      heard(Array.from({ length: count }, (_, beat) => startMs + beat * minuteMs));
    expect(beats(20).limitMs()).toBe(Number.POSITIVE_INFINITY);
    expect(beats(400).limitMs()).toBe(15 * minuteMs);
  });

  it("is expected by night of what is said by day, but not by day", () => {
    const said = everyDayAtWork(14);
    const evening = heard(said);
    expect(evening.limitMs()).toBeGreaterThan(15 * hourMs);
    const morning = heard([...said, startMs + 14 * dayMs, startMs + 14 * dayMs + 10 * minuteMs]);
    expect(morning.limitMs()).toBeLessThan(2 * hourMs);
  });

  it("is not known of what is rare or of less than a week", () => {
    const random = createRandom(7);
    let at = startMs;
    const rare = Array.from({ length: 12 }, () => (at += -Math.log(1 - random()) * 3 * dayMs));
    expect(heard(rare).limitMs()).toBe(Number.POSITIVE_INFINITY);
    expect(heard(everyDay(5, () => 0)).limitMs()).toBe(Number.POSITIVE_INFINITY);
  });

  it("is noticed again although it was longer before", () => {
    const before = heard(everyDay(14, () => 0)).limitMs();
    const silence = heard([...everyDay(14, () => 0), startMs + 40 * dayMs]);
    for (let day = 41; day < 52; day += 1) silence.observe(startMs + day * dayMs);
    expect(silence.limitMs()).toBeLessThan(1.2 * before);
  });

  it("goes on with what was learnt, from the moment it was restored", () => {
    const silence = heard(everyDay(14, () => 0));
    const restored = new LineSilence();
    const numbers = silence.learnt();
    expect(numbers).toHaveLength(LineSilence.fields);
    restored.restore(numbers);
    expect(restored.limitMs()).toBe(silence.limitMs());
    restored.restart(startMs + 20 * dayMs);
    expect(restored.silentSince).toBe(startMs + 20 * dayMs);
  });

  it("is expected after a restart for as long as it ever was, whatever the hour", () => {
    const job = heard(everyDay(14, () => 0));
    const usual = job.limitMs();
    job.restart(startMs + 13.4 * dayMs);
    expect(job.limitMs()).toBe(usual);
    const work = heard(everyDayAtWork(14));
    const evening = work.limitMs();
    work.observe(startMs + 14 * dayMs);
    work.observe(startMs + 14 * dayMs + 10 * minuteMs);
    work.restart(startMs + 14 * dayMs + hourMs);
    expect(work.limitMs()).toBeGreaterThanOrEqual(evening);
  });

  it("does not learn the gap in which nobody listened", () => {
    const job = heard(everyDay(14, () => 0));
    const usual = job.limitMs();
    job.restart(startMs + 40 * dayMs);
    job.observe(startMs + 40.9 * dayMs);
    job.observe(startMs + 41 * dayMs);
    expect(job.limitMs()).toBe(usual);
    expect(job.silentSince).toBe(startMs + 41 * dayMs);
  });
});

/** Every ten minutes from noon to 20:00. */
function everyDayAtWork(days: number): number[] {
  return Array.from({ length: days * 48 }, (_, index) => {
    const day = Math.floor(index / 48);
    return startMs + day * dayMs + (index % 48) * 10 * minuteMs;
  });
}
