import { describe, expect, it } from "vitest";
import { possibleRule } from "../../../src/anomaly/possible-values.ts";
import { createTestService, makeSeries, startMs } from "./support.ts";

describe("values that are impossible for the kind of sensor", () => {
  it.each([
    ["room/temperature", "°C", -127],
    ["room/humidity", "%", 130],
    ["weather/pressure", "hPa", 0],
    ["hall/light", "lx", -1],
  ])("%s in %s is never %d", (id, unit, value) => {
    const rule = possibleRule(makeSeries(id, { unit }));
    const isBeyond = (rule?.above ?? Infinity) < value || (rule?.below ?? -Infinity) > value;
    expect(isBeyond).toBe(true);
  });

  it.each([
    ["oven/temperature", "°C", 1200],
    ["host/cpu", "%", 380],
    ["grid/power", "W", -4000],
    ["tank/pressure", "bar", 0],
  ])("%s in %s may well be %d", (id, unit, value) => {
    const rule = possibleRule(makeSeries(id, { unit }));
    const isBeyond = (rule?.above ?? Infinity) < value || (rule?.below ?? -Infinity) > value;
    expect(isBeyond).toBe(false);
  });

  it("has no limits for what has no unit or is no number", () => {
    expect(possibleRule(makeSeries("room/temperature"))).toBeUndefined();
    expect(possibleRule(makeSeries("door/contact", { kind: "binary", unit: "%" }))).toBeUndefined();
  });

  it("alarms on the first such value, without anything learnt", () => {
    const { service, anomalies } = createTestService();
    const series = makeSeries("cellar/temperature", { unit: "°C", name: "cellar temperature" });
    service.onSample({ series, at: startMs, value: -127, clock: "synced", isLate: false });
    expect(anomalies).toMatchObject([
      { kind: "threshold", limit: -100, direction: "low", severity: "warning" },
    ]);
  });
});
