import { describe, expect, it } from "vitest";
import { anomalyConfig } from "../../../src/anomaly/config.ts";

describe("threshold settings", () => {
  const parse = (rule: Record<string, unknown>) => anomalyConfig.safeParse({ thresholds: [rule] });

  it("refuse a rule without a limit, with crossed limits, or with a bad filter", () => {
    expect(parse({ name: "a", series: "farm/#" }).success).toBe(false);
    expect(parse({ name: "a", series: "farm/#", above: 1, below: 2 }).success).toBe(false);
    expect(parse({ name: "a", series: "farm/#/x", above: 1 }).success).toBe(false);
    expect(parse({ name: "a", series: "farm/#", above: 1, hysteresis: -1 }).success).toBe(false);
    expect(parse({ name: "a", series: "farm/#", above: 1, abov: 2 }).success).toBe(false);
  });

  it("take a rule with defaults", () => {
    expect(
      anomalyConfig.parse({ thresholds: [{ name: "a", series: "farm/#", above: 1 }] }).thresholds[0],
    ).toEqual({
      name: "a",
      series: "farm/#",
      above: 1,
      hysteresis: 0,
      forMs: 0,
      severity: "warning",
    });
  });
});
