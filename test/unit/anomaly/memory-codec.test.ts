import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeMemory, encodeMemory } from "../../../src/anomaly/memory-codec.ts";

const learnt = {
  memory: Float64Array.of(0, 1 / 3, 1_789_012_345_678, Number.POSITIVE_INFINITY, -1e-150, 101_325.12, -7),
  learntMs: 2_592_000_000,
  states: ["idle", "läuft"],
};

describe("the memory codec", () => {
  it("keeps times, counts, zeros and infinities exactly, and fractions to ten digits", () => {
    const found = decodeMemory(encodeMemory(learnt), learnt.memory.length);
    expect(found?.states).toEqual(learnt.states);
    expect(found?.learntMs).toBe(learnt.learntMs);
    for (const [index, value] of learnt.memory.entries()) {
      const read = found?.memory[index] as number;
      if (Number.isInteger(value) || !Number.isFinite(value)) expect(read).toBe(value);
      else expect(Math.abs(read / value - 1)).toBeLessThan(2e-11);
    }
  });

  it("leaves names empty for which there is no room, and can be read all the same", () => {
    const states = Array.from({ length: 256 }, (_, at) =>
      at === 3 ? "ü".repeat(40_000) : `${at}${"x".repeat(400)}`,
    );
    const found = decodeMemory(encodeMemory({ ...learnt, states }), learnt.memory.length);
    const kept = found?.states ?? [];
    expect(kept).toHaveLength(256);
    expect(kept[3]).toBe("");
    expect(kept.slice(0, 3)).toEqual(states.slice(0, 3));
    expect(kept.filter((name) => name !== "").length).toBeGreaterThan(150);
    expect(kept.every((name, at) => name === "" || name === states[at])).toBe(true);
  });

  it("takes little for a memory that is mostly empty", () => {
    const memory = new Float64Array(1000);
    memory[500] = 12.5;
    expect(encodeMemory({ memory, learntMs: 1, states: [] }).byteLength).toBeLessThan(100);
  });

  it("answers nothing for damaged bytes, another size, or what is no memory", () => {
    const body = encodeMemory(learnt);
    const whole = decodeMemory(body, learnt.memory.length);
    for (let index = 0; index < body.length; index += 1) {
      const damaged = body.slice();
      damaged[index] = (damaged[index] as number) ^ 0x20;
      // A flipped bit that only pads the end of a block changes nothing.
      const read = decodeMemory(damaged, learnt.memory.length);
      if (read !== undefined) expect(read).toEqual(whole);
    }
    expect(decodeMemory(body.subarray(0, body.length - 3), learnt.memory.length)).toBeUndefined();
    expect(decodeMemory(body, learnt.memory.length + 40)).toBeUndefined();
    expect(decodeMemory(new Uint8Array(), 3)).toBeUndefined();
    expect(decodeMemory(deflateSync("whole, but no memory of three numbers, nor names"), 3)).toBeUndefined();
    const negative = encodeMemory({ ...learnt, learntMs: Number.NaN });
    expect(decodeMemory(negative, learnt.memory.length)).toBeUndefined();
  });

  it("does not unpack a bomb", () => {
    expect(decodeMemory(deflateSync(Buffer.alloc(50_000_000)), 3)).toBeUndefined();
  });
});
