import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { featureCount, outputs } from "../../../../src/anomaly/unusual/features.ts";
import { PatternNetwork, type PatternWeights } from "../../../../src/anomaly/unusual/network.ts";

const file = new URL("../../../../models/anomaly/weights.json", import.meta.url);
const text = readFileSync(file, "utf8");
const network = PatternNetwork.parse(text, "weights.json");
const selfTest = JSON.parse(readFileSync(new URL("self-test.json", file), "utf8"));

function broken(change: Partial<PatternWeights>): () => PatternNetwork {
  return () => PatternNetwork.parse(JSON.stringify({ ...JSON.parse(text), ...change }), "weights.json");
}

describe("the pattern network", () => {
  it("gives what its training program measured", () => {
    const [{ inputs, expect: expected }] = selfTest;
    const width = inputs.features.dims[1];
    expect(width).toBe(featureCount);
    for (let row = 0; row < inputs.features.dims[0]; row += 1) {
      const features = Float32Array.from(inputs.features.data.slice(row * width, (row + 1) * width));
      expect(network.evidenceOf(features)).toBeCloseTo(expected.evidence.near[row], 2);
    }
  });

  it("never gives less evidence for a larger deviation", () => {
    const feature = fc.float({ min: 0, max: 4, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(feature, { minLength: featureCount, maxLength: featureCount }),
        fc.nat(4 * outputs.length - 1),
        feature,
        (given, index, more) => {
          const features = Float32Array.from(given);
          const before = network.evidenceOf(features);
          features[index] = (features[index] ?? 0) + more;
          expect(network.evidenceOf(features)).toBeGreaterThanOrEqual(before - 1e-3);
        },
      ),
    );
  });

  it("names the statistic without which there would be least evidence", () => {
    const features = new Float32Array(featureCount);
    const index = outputs.findIndex(({ name }) => name === "spread64");
    features[4 * index] = 3;
    features[4 * index + 2] = 4;
    expect(network.leadOf(features)).toEqual({ index, isHigh: true, reason: "restless" });
  });

  it("takes more evidence to be rarer, also beyond what was measured", () => {
    const rarities = [-6, -3, -1, 0, 2, 5, 10, 20].map((evidence) => network.logRarityOf(evidence));
    expect(rarities).toEqual([...rarities].sort((left, right) => right - left));
    expect(rarities.every((one) => one <= 0)).toBe(true);
  });

  it.each([
    ["half a file", () => PatternNetwork.parse(text.slice(0, 500), "weights.json"), /not whole JSON/],
    ["another format", broken({ format: 2 as 1 }), /format/],
    ["other statistics", broken({ statistics: ["value"] }), /other statistics/],
    ["too few numbers", broken({ output: [1] }), /output has 1 numbers instead of/],
    ["a negative weight", broken({ output: JSON.parse(text).output.map(() => -1) }), /negative weight/],
    [
      "rarities out of order",
      broken({
        rarity: [
          [1, 0.1],
          [0, 0.2],
        ],
      }),
      /not in order/,
    ],
  ])("refuses weights with %s, and says what to do", (_name, parse, message) => {
    expect(parse).toThrow(message);
    try {
      parse();
    } catch (error) {
      expect(error).toMatchObject({
        code: "anomaly.weights",
        hint: expect.stringContaining("models/anomaly"),
      });
    }
  });
});
