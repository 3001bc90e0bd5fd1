import { describe, expect, it } from "vitest";
import { ProblemTrend } from "../../../../src/anomaly/logs/trend.ts";
import { createRandom, dayMs, minuteMs, startMs } from "../support.ts";

/** A log of a line every ten minutes, of which a share are problems; answers the highest ratio of the last two days. */
function highest(
  days: number,
  shareOf: (day: number) => number,
  linesOf: (day: number) => number = () => 144,
) {
  const random = createRandom(3);
  const trend = new ProblemTrend();
  let ratio = 0;
  for (let day = 0; day < days; day += 1) {
    const lines = linesOf(day);
    for (let line = 0; line < lines; line += 1) {
      const at = startMs + day * dayMs + (line * dayMs) / lines;
      trend.observe(at, random() < shareOf(day));
      const rise = trend.judge(at);
      if (rise && day >= days - 2) ratio = Math.max(ratio, rise.ratio);
    }
  }
  return ratio;
}

describe("trend of problems", () => {
  it("is a rise where problems grow over days", () => {
    expect(highest(20, (day) => (day < 16 ? 0.1 : 0.1 + (day - 15) * 0.12))).toBeGreaterThan(1);
  });

  it("is none where they come by chance as ever", () => {
    expect(highest(25, () => 0.1)).toBeLessThan(1);
    expect(highest(25, () => 0.01)).toBeLessThan(1);
  });

  it("is none where a log says more of everything", () => {
    expect(
      highest(
        20,
        () => 0.1,
        (day) => (day < 17 ? 144 : 600),
      ),
    ).toBeLessThan(1);
  });

  it("is not known before a week", () => {
    expect(highest(6, (day) => (day < 5 ? 0.05 : 0.9))).toBe(0);
  });

  it("counts a burst little", () => {
    const trend = new ProblemTrend();
    let ratio = 0;
    for (let line = 0; line < 20 * 144; line += 1) {
      const at = startMs + line * 10 * minuteMs;
      trend.observe(at, line % 12 === 0);
      if (line === 18 * 144) for (let one = 0; one < 1000; one += 1) trend.observe(at + one * 60, true);
      ratio = Math.max(ratio, trend.judge(at)?.ratio ?? 0);
    }
    expect(ratio).toBeLessThan(1);
  });

  it("is none after weeks in which nobody listened", () => {
    const trend = new ProblemTrend();
    for (const [from, to] of [
      [0, 20],
      [49, 55],
    ] as const) {
      for (let line = from * 144; line < to * 144; line += 1) {
        const at = startMs + line * 10 * minuteMs;
        trend.observe(at, line % 6 === 0);
        expect(trend.judge(at)?.ratio ?? 0).toBeLessThan(1);
      }
    }
  });
});
