import { describe, expect, it } from "vitest";
import { isNews, noveltyFields } from "../../../../src/anomaly/unusual/novelty.ts";

function newsOf(evidence: readonly number[]): boolean[] {
  const memory = new Float64Array(noveltyFields);
  return evidence.map((one) => isNews(memory, 0, one));
}

const quiet = (count: number) => Array.from({ length: count }, () => -4);

describe("what is news", () => {
  it("one fault is told once", () => {
    expect(newsOf([...quiet(50), 2, 2.5, 1]).slice(50)).toEqual([true, false, false]);
  });

  it("a clearly stronger sign is told again", () => {
    expect(newsOf([...quiet(50), 0, 1.5]).slice(50)).toEqual([true, true]);
  });

  it("after a rest the same is news again", () => {
    expect(newsOf([...quiet(50), 2, ...quiet(120), 2]).at(-1)).toBe(true);
  });

  it("the longer a series is known, the longer a report stands", () => {
    expect(newsOf([...quiet(6000), 2, ...quiet(120), 2]).at(-1)).toBe(false);
  });

  it("an ordinary reading is no report", () => {
    expect(newsOf([...quiet(50), -3.5, 0]).slice(50)).toEqual([true, true]);
  });
});
