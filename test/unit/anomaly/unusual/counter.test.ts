import { describe, expect, it } from "vitest";
import { counterFields, isJudgedByIncrements, readCounter } from "../../../../src/anomaly/unusual/counter.ts";

function read(values: readonly number[]) {
  const memory = new Float64Array(counterFields);
  const readings = values.map((value) => readCounter(memory, 0, value));
  return { readings, isCounter: isJudgedByIncrements(memory, 0) };
}

describe("a series that may be a counter", () => {
  it("is judged by its increments while it only rises", () => {
    const { readings, isCounter: isOne } = read(Array.from({ length: 40 }, (_unused, index) => index * 0.5));
    expect(readings.slice(1).every((reading) => reading === "increment")).toBe(true);
    expect(isOne).toBe(true);
  });

  it("stays a counter over a reset to zero", () => {
    const rising = Array.from({ length: 40 }, (_unused, index) => index);
    const { readings, isCounter: isOne } = read([...rising, 0, 1, 2]);
    expect(readings.slice(-3)).toEqual(["skip", "increment", "increment"]);
    expect(isOne).toBe(true);
  });

  it("is no counter once it falls a little", () => {
    const { readings, isCounter: isOne } = read([1, 2, 3, 2.5, 4]);
    expect(readings).toEqual(["skip", "increment", "increment", "firstValue", "value"]);
    expect(isOne).toBe(false);
  });

  it("is no counter when it falls to zero before it has risen often", () => {
    expect(read([0, 0, 5, 0, 0, 7]).readings).toContain("firstValue");
  });
});
