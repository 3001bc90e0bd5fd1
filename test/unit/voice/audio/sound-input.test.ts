import { describe, expect, it } from "vitest";
import { createSoundInput, toInt16 } from "../../../../src/voice/audio/sound-input.ts";
import { pcm16, sineInt16 } from "../../../support/wav-files.ts";

function worstDifference(first: Int16Array, second: Int16Array, edge = 200): number {
  let worst = 0;
  for (let at = edge; at < first.length - edge; at += 1) {
    worst = Math.max(worst, Math.abs((first[at] as number) - (second[at] as number)));
  }
  return worst;
}

describe("createSoundInput", () => {
  it("makes 16 kHz mono of 44.1 kHz stereo with an offset", () => {
    const input = createSoundInput({ encoding: "s16", rate: 44_100, channels: 2 });
    const tone = sineInt16(1_000, 44_100, 44_100);
    const stereo = Array.from(tone).flatMap((value) => [value + 3_000, value + 3_000]);
    const made = [...input.push(pcm16(stereo)), ...input.finish().samples];
    expect(made).toHaveLength(16_000);
    const wanted = sineInt16(1_000, 16_000, 16_000);
    // The high-pass that takes the offset away turns 1 kHz by about a degree (1.1 % of the amplitude).
    expect(worstDifference(Int16Array.from(made), wanted, 2_000)).toBeLessThan(400);
    expect(input.meter.levels().offset).toBeCloseTo(3_000 / 32_768, 3);
  });

  it("says how many bytes were half a frame", () => {
    const input = createSoundInput({ encoding: "s16", rate: 16_000, channels: 1 });
    expect(input.push(Buffer.from([1, 0, 2]))).toHaveLength(1);
    expect(input.finish().lostBytes).toBe(1);
  });
});

describe("toInt16", () => {
  it("holds what is too large at the limits", () => {
    expect([...toInt16(Float32Array.of(1, 2, -1, -2, 0.5))]).toEqual([
      32_767, 32_767, -32_768, -32_768, 16_384,
    ]);
  });
});
