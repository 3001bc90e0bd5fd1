import { describe, expect, it } from "vitest";
import { createDcBlocker } from "../../../../src/voice/audio/dc-blocker.ts";

describe("createDcBlocker", () => {
  it("removes an offset from the first sample on", () => {
    const samples = new Float32Array(1_000).fill(0.4);
    createDcBlocker(16_000).push(samples);
    expect(Math.max(...samples.map(Math.abs))).toBe(0);
  });

  it("forgets an offset that comes later within a tenth of a second", () => {
    const samples = Float32Array.from({ length: 16_000 }, (_, at) => (at < 100 ? 0 : 0.4));
    createDcBlocker(16_000).push(samples);
    expect(Math.abs(samples[100 + 1_600] as number)).toBeLessThan(1e-5);
  });

  it("leaves the voice as it is: 100 Hz within a fifth of a decibel", () => {
    const sine = (at: number) => Math.sin((2 * Math.PI * 100 * at) / 16_000);
    const samples = Float32Array.from({ length: 16_000 }, (_, at) => sine(at) + 0.2);
    createDcBlocker(16_000).push(samples);
    const power = samples.subarray(8_000).reduce((sum, value) => sum + value * value, 0) / 8_000;
    expect(Math.abs(10 * Math.log10(2 * power))).toBeLessThan(0.2);
  });

  it("goes on over pieces as over the whole", () => {
    const input = Float32Array.from({ length: 500 }, (_, at) => Math.cos(at / 3) + 0.1);
    const whole = input.slice();
    createDcBlocker(16_000).push(whole);
    const pieces = createDcBlocker(16_000);
    pieces.push(input.subarray(0, 7));
    pieces.push(input.subarray(7, 7));
    pieces.push(input.subarray(7));
    expect(input).toEqual(whole);
  });
});
