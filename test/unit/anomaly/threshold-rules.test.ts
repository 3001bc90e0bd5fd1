import { describe, expect, it } from "vitest";
import { anomalyConfig } from "../../../src/anomaly/config.ts";
import { matchesSeries, splitSeriesPattern } from "../../../src/anomaly/threshold-rules.ts";
import { makeSeries } from "./support.ts";

describe("series patterns", () => {
  it("match by topic filter and by field", () => {
    const soil = makeSeries("farm/3/soil:moisture");
    expect(matchesSeries("farm/+/soil:moisture", soil)).toBe(true);
    expect(matchesSeries("farm/{zone}/soil:moisture", soil)).toBe(true);
    expect(matchesSeries("farm/#", soil)).toBe(true);
    expect(matchesSeries("farm/3/soil:*", soil)).toBe(true);
    expect(matchesSeries("farm/+/soil:temperature", soil)).toBe(false);
    expect(matchesSeries("farm/+", soil)).toBe(false);
  });

  it("keep a colon inside an earlier topic level", () => {
    expect(splitSeriesPattern("zigbee/00:15:8d/temp")).toEqual({
      filter: "zigbee/00:15:8d/temp",
      field: undefined,
    });
    expect(splitSeriesPattern("zigbee/00:15:8d/t:value")).toEqual({
      filter: "zigbee/00:15:8d/t",
      field: "value",
    });
  });

  it("match the exact id of a series whose topic ends in a colon-separated address", () => {
    const series = makeSeries("x", { id: "tele/00:15:8d", topic: "tele/00:15:8d", field: "" });
    expect(matchesSeries("tele/00:15:8d", series)).toBe(true);
  });
});

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
