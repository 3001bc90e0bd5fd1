import { describe, expect, it } from "vitest";
import { createEarcon } from "../../../../src/voice/speak/earcons.ts";
import { durationMs } from "../../../../src/voice/speak/sound-output.ts";

const kinds = ["listening", "done", "error"] as const;

describe("createEarcon", () => {
  it.each(kinds)("makes a short sound without clicks for %s", (kind) => {
    const sound = createEarcon(kind, -18);
    expect(durationMs(sound)).toBeLessThan(400);
    const peak = Math.max(...sound.samples.map(Math.abs));
    expect(20 * Math.log10(peak / 32_767)).toBeCloseTo(-18, 0);
    let leap = 0;
    for (let at = 1; at < sound.samples.length; at += 1) {
      leap = Math.max(leap, Math.abs((sound.samples[at] ?? 0) - (sound.samples[at - 1] ?? 0)));
    }
    // The steepest step of a tone of 880 Hz at 16 kHz is 0.35 of its peak.
    expect(leap).toBeLessThan(peak * 0.4);
    expect(Math.abs(sound.samples[0] ?? 1)).toBe(0);
    expect(Math.abs(sound.samples.at(-1) ?? 1)).toBe(0);
  });

  it("makes three that differ", () => {
    expect(new Set(kinds.map((kind) => createEarcon(kind, -18).samples.join())).size).toBe(3);
  });
});
