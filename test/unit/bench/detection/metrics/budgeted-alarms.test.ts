import { describe, expect, it } from "vitest";
import { alarmsAbove, alarmsAtBudget } from "../../../../bench/detection/metrics/budgeted-alarms.ts";
import { scored } from "./scored.ts";

/** Zeros, with the given rows set. */
function mostlyZero(rows: number, set: Readonly<Record<number, number>>): number[] {
  return Array.from({ length: rows }, (_, row) => set[row] ?? 0);
}

describe("alarms at a threshold", () => {
  it("count a window once, and say how much of it was left", () => {
    const result = alarmsAbove([scored(mostlyZero(300, { 105: 1, 107: 1 }), [[100, 110]])], 0.5);
    expect(result).toMatchObject({ found: 1, falseAlarms: 0, recall: 1, precision: 1, earliness: 0.5 });
  });

  it("count flags in the same hundred quiet rows as one alarm", () => {
    const result = alarmsAbove([scored(mostlyZero(300, { 0: 1, 1: 1, 99: 1, 100: 1 }), [])], 0.5);
    expect(result).toMatchObject({ falseAlarms: 2, precision: 0, recall: undefined, earliness: undefined });
  });

  it("take no notice of the probation and of the hundred rows after a window", () => {
    const scores = mostlyZero(400, { 5: 1, 110: 1, 209: 1, 210: 1 });
    const result = alarmsAbove([scored(scores, [[100, 110]], 10)], 0.5);
    expect(result).toMatchObject({ found: 0, falseAlarms: 1, quietRows: 90 + 190, earliness: 0 });
  });

  it("have no precision where nothing is flagged", () => {
    expect(alarmsAbove([scored([0, 0], [[1, 2]])], 0).precision).toBeUndefined();
  });

  it("make a detector that is always on pay for every hundred rows", () => {
    const result = alarmsAbove([scored(Array(2000).fill(1), [[1000, 1100]])], 0);
    expect(result).toMatchObject({ recall: 1, falseAlarms: 18 });
  });
});

describe("alarms at a budget", () => {
  it("take the lowest threshold that allows no more false alarms than the budget, over all series", () => {
    const noisy = scored(mostlyZero(2000, { 50: 0.9, 350: 0.8, 650: 0.7 }), []);
    const faulty = scored(mostlyZero(2100, { 1000: 0.75, 1500: 0.65 }), [[1000, 1010]]);
    // About 4,000 quiet rows, of which the budget is one alarm in 2,000 less the tail: one alarm, and that is 0.9.
    expect(alarmsAtBudget([noisy, faulty])).toMatchObject({ threshold: 0.8, falseAlarms: 1, found: 0 });
    // One in 1,000: three alarms, so that 0.65 is the first that is too much.
    expect(alarmsAtBudget([noisy, faulty], 1000)).toMatchObject({
      threshold: 0.65,
      falseAlarms: 3,
      found: 1,
      precision: 0.25,
    });
  });

  it("allow none of equal scores where not all of them fit", () => {
    const result = alarmsAtBudget([scored(mostlyZero(2000, { 0: 1, 500: 1 }), [])]);
    expect(result).toMatchObject({ threshold: 1, falseAlarms: 0 });
  });
});
