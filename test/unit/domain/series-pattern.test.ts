import { describe, expect, it } from "vitest";
import { matchesSeries, splitSeriesPattern } from "../../../src/domain/series-pattern.ts";
import { makeSeries } from "../anomaly/support.ts";

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
