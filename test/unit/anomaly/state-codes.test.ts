import { describe, expect, it } from "vitest";
import { StateCodes } from "../../../src/anomaly/state-codes.ts";

describe("state codes", () => {
  it("translates states that are numbered in another order since the start", () => {
    const codes = new StateCodes({ states: ["running", "idle"] }, ["idle", "running", "fault"]);
    expect([codes.codeOf(0), codes.codeOf(1)]).toEqual([1, 0]);
    expect([codes.valueOf(0), codes.valueOf(1)]).toEqual([1, 0]);
    expect(codes.valueOf(2)).toBeUndefined();
  });

  it("gives a state that was never seen the next code, also when it appears later", () => {
    const states = ["idle"];
    const codes = new StateCodes({ states }, ["idle", "fault"]);
    states.push("washing");
    expect(codes.codeOf(1)).toBe(2);
    expect(codes.codeOf(1)).toBe(2);
    expect(codes.names).toEqual(["idle", "fault", "washing"]);
  });

  it("remembers 256 names, and tells the states beyond apart until the next start", () => {
    const old = Array.from({ length: 300 }, (_, at) => `old ${at}`);
    const codes = new StateCodes({ states: ["old 1", "new a", "new b"] }, old);
    expect([0, 1, 2].map((value) => codes.codeOf(value))).toEqual([1, 257, 258]);
    expect([1, 257, 258, 259, 2].map((code) => codes.valueOf(code))).toEqual([0, 1, 2, undefined, undefined]);
    expect(codes.names).toEqual(old.slice(0, 256));
  });

  it("leaves a number without a name as it is", () => {
    expect(new StateCodes({ states: [] }, ["idle"]).codeOf(5)).toBe(5);
    expect(new StateCodes({ states: [] }, []).valueOf(9)).toBeUndefined();
  });
});
