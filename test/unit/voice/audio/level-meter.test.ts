import { describe, expect, it } from "vitest";
import { createLevelMeter } from "../../../../src/voice/audio/level-meter.ts";

const rate = 1_600;
const meterOf = () => createLevelMeter(rate, 32_767 / 32_768);
const sine = (seconds: number, amplitude: number) =>
  Float32Array.from({ length: seconds * rate }, (_, at) => amplitude * Math.sin(at / 5));

describe("createLevelMeter", () => {
  it("tells the level of a sine as −3 dB below its peak", () => {
    const meter = meterOf();
    meter.push(sine(1, 0.1));
    const levels = meter.levels();
    expect(levels.rmsDb).toBeCloseTo(-23, 1);
    expect(levels.peakDb).toBeCloseTo(-20, 1);
    expect(levels.clippedShare).toBe(0);
    expect(levels.seconds).toBe(1);
  });

  it("does not take an offset for sound, and tells it", () => {
    const meter = meterOf();
    meter.push(sine(1, 0.1).map((value) => value + 0.3));
    expect(meter.levels().rmsDb).toBeCloseTo(-23, 1);
    expect(meter.levels().offset).toBeCloseTo(0.3, 2);
  });

  it("finds the noise between the words", () => {
    const meter = meterOf();
    for (let turn = 0; turn < 5; turn += 1) {
      meter.push(sine(1, 0.001));
      meter.push(sine(1, 0.3));
    }
    expect(meter.noiseFloorDb).toBeCloseTo(-63, -0.5);
    expect(meter.blockDb).toBeCloseTo(-13.5, 0);
  });

  it("follows a floor that rises, within a minute", () => {
    const meter = meterOf();
    meter.push(sine(30, 0.001));
    meter.push(sine(60, 0.03));
    expect(meter.noiseFloorDb).toBeGreaterThan(-36);
  });

  it("counts as clipped what stands at the limit, not a lone sample that touches it", () => {
    const meter = meterOf();
    meter.push(Float32Array.of(0, 1, 0, -1, 0));
    expect(meter.levels().clippedShare).toBe(0);
    meter.push(Float32Array.of(1, 1, 1, 0, -1));
    meter.push(Float32Array.of(-1, 0, 0, 0, 0));
    expect(meter.levels().clippedShare).toBeCloseTo(5 / 15);
  });

  it("tells how long nothing has changed, as of a microphone that is switched off", () => {
    const meter = meterOf();
    meter.push(sine(1, 0.01));
    expect(meter.levels().stillSeconds).toBe(0);
    meter.push(new Float32Array(2 * rate));
    expect(meter.levels().stillSeconds).toBeCloseTo(2, 2);
    expect(meter.blockDb).toBe(-120);
  });

  it("begins anew after a reset, but remembers the floor", () => {
    const meter = meterOf();
    meter.push(sine(2, 0.001));
    meter.reset();
    expect(meter.levels()).toMatchObject({
      seconds: 0,
      rmsDb: -120,
      peakDb: -120,
      clippedShare: 0,
      offset: 0,
    });
    expect(meter.noiseFloorDb).toBeLessThan(-60);
    expect(meter.noiseFloorDb).toBeGreaterThan(-66);
  });
});
