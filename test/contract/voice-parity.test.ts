import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { spokenCommand } from "../support/spoken-command.ts";
import {
  type ChainFigures,
  measureChain,
  parityCommand,
  parityFixture,
  shippedModelHash,
} from "../support/voice-parity.ts";

/**
 * Where these figures shift and the model is the same, the runtime, the features or the decoder do something else than when they were
 * written. Kernels for whole numbers differ a little from processor to processor.
 */
describe("a spoken command, from its file through the model that ships to its text", () => {
  const expected = JSON.parse(readFileSync(parityFixture, "utf8")) as ChainFigures;
  let measured: ChainFigures;
  beforeAll(async () => {
    measured = await measureChain();
  });

  test("has figures of this model", () => {
    expect(expected.model, `another model ships; write its figures: ${parityCommand}`).toBe(
      shippedModelHash(),
    );
  });

  test("is the same sounds as before", () => {
    expect(measured.frames).toHaveLength(expected.frames.length);
    const same = measured.frames.filter(([label], frame) => label === expected.frames[frame]?.[0]);
    expect(same.length / expected.frames.length).toBeGreaterThanOrEqual(0.95);
    const differences = measured.frames.map(([, value], frame) =>
      Math.abs(Math.exp(value) - Math.exp(expected.frames[frame]?.[1] ?? 0)),
    );
    const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
    expect(mean).toBeLessThan(0.02);
  });

  test("is the same text as before, as surely, and as plain a wake phrase", () => {
    expect(expected.text).toBe(spokenCommand);
    expect(measured.text).toBe(spokenCommand);
    expect(measured.confidence).toBeCloseTo(expected.confidence, 1);
    expect(Math.abs(measured.wakeScore - expected.wakeScore)).toBeLessThan(0.1);
  });
});
