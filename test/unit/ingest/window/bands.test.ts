import { describe, expect, it } from "vitest";
import { bandField, bandName, bandsBetween, defaultBands } from "../../../../src/ingest/window/bands.ts";

describe("frequency bands", () => {
  it.each([
    [25_600, 3.125, ["10–50 Hz band", "50–500 Hz band", "500 Hz–2 kHz band", "band above 2 kHz"]],
    [8_000, 1, ["5–20 Hz band", "20–200 Hz band", "200 Hz–1 kHz band", "band above 1 kHz"]],
    [100, 0.1, ["0.2–1 Hz band", "1–5 Hz band", "5–10 Hz band", "band above 10 Hz"]],
  ])("of a rate of %d Hz are up to four that a person can read", (rateHz, binHz, names) => {
    expect(defaultBands(rateHz, binHz).map(bandName)).toEqual(names);
  });

  it("stay the same when the rate is measured a little differently", () => {
    for (const rateHz of [25_500, 25_580, 25_612, 25_640]) {
      expect(defaultBands(rateHz, rateHz / 8_192)).toEqual(defaultBands(25_600, 3.125));
    }
  });

  it("of a short window are fewer, each with two frequencies or more", () => {
    for (const binHz of [10, 50, 125, 400, 1_000]) {
      const bands = defaultBands(25_600, binHz);
      expect(bands.length).toBeGreaterThan(0);
      for (const { fromHz, toHz } of bands)
        expect(Math.min(toHz, 12_800) - fromHz).toBeGreaterThanOrEqual(2 * binHz);
    }
  });

  it("have ids that tell them apart", () => {
    expect(bandsBetween([0.5, 10, 2_000]).map(bandField)).toEqual(["band_0p5_10_hz", "band_10_2000_hz"]);
    expect(bandField({ fromHz: 2_000, toHz: Number.POSITIVE_INFINITY })).toBe("band_above_2000_hz");
  });
});
