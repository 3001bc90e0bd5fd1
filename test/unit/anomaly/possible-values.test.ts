import { describe, expect, it } from "vitest";
import { possibleRule } from "../../../src/anomaly/possible-values.ts";
import { createTestService, makeSeries, startMs } from "./support.ts";

describe("values that are impossible for the kind of sensor", () => {
  it.each([
    ["room/temperature", "°C", -127],
    ["room/humidity", "%", 130],
    ["weather/pressure", "hPa", 0],
    ["hall/light", "lx", -1],
    ["hall/airPressure", "hPa", 0],
    ["hall/air:CO2Level", "ppm", -999],
    ["hall/soil_moisture2", "%", -4],
    ["garden/rain", "mm", -1],
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
    ["openhab/host/cpu", "%", 380],
    ["lab/level3/cpu", "%", 380],
    ["lab/level 3/cpu", "%", 380],
    ["pump/discharge", "%", 120],
    ["desk/socket", "%", 120],
    ["greenhouse/air:vapour_pressure_deficit", "hPa", 11],
    ["air/filter:pressure_diff", "hPa", 2],
    ["pump/pressure", "hPa", 5],
    ["weather/barometer:tendency", "hPa", -2],
    ["heating/spread", "K", -3],
    ["host/clock:drift", "ppm", -20],
    ["lab/cryostat:temperature", "°C", -196],
    ["lab/liquid_nitrogen", "°F", -320],
    ["yard/drain", "mm", -3],
  ])("%s in %s may well be %d", (id, unit, value) => {
    const rule = possibleRule(makeSeries(id, { unit }));
    const isBeyond = (rule?.above ?? Infinity) < value || (rule?.below ?? -Infinity) > value;
    expect(isBeyond).toBe(false);
  });

  it("takes its words from name and field, for topics hold names of hosts and programs", () => {
    const named = (name: string) => possibleRule(makeSeries("battery/open/level", { unit: "%", name }));
    expect(named("load")).toBeUndefined();
    expect(named("relHumidity")?.above).toBe(101);
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
