import { describe, expect, it } from "vitest";
import { createRetainedLimit } from "../../../src/bus/retained-limit.ts";

describe("createRetainedLimit", () => {
  it("admits new topics up to the maximum and known ones always", () => {
    const limit = createRetainedLimit({ topicsMax: 2, bytesMax: 1_000 });
    expect(limit.admits({ topic: "a", payload: "1" })).toBe(true);
    expect(limit.admits({ topic: "b", payload: "1" })).toBe(true);
    expect(limit.admits({ topic: "c", payload: "1" })).toBe(false);
    expect(limit.admits({ topic: "a", payload: "2" })).toBe(true);
  });

  it("makes room when a topic is cleared, and only once", () => {
    const limit = createRetainedLimit({ topicsMax: 1, bytesMax: 1_000 });
    limit.admits({ topic: "a", payload: "1" });
    expect(limit.admits({ topic: "a", payload: "" })).toBe(true);
    expect(limit.admits({ topic: "a", payload: "" })).toBe(true);
    expect(limit.bytes).toBe(0);
    expect(limit.admits({ topic: "c", payload: "1" })).toBe(true);
  });

  it("counts bytes of topic and payload, and gives back those of a replaced payload", () => {
    const limit = createRetainedLimit({ topicsMax: 10, bytesMax: 10 });
    expect(limit.admits({ topic: "a", payload: Buffer.alloc(9) })).toBe(true);
    expect(limit.admits({ topic: "a", payload: Buffer.alloc(9) })).toBe(true);
    expect(limit.admits({ topic: "a", payload: Buffer.alloc(10) })).toBe(false);
    expect(limit.admits({ topic: "b", payload: "" })).toBe(true);
    expect(limit.bytes).toBe(10);
    expect(limit.topics).toBe(1);
  });
});
