import { describe, expect, it } from "vitest";
import { createFarm } from "../../../../src/simulate/farm/farm.ts";
import { recorder } from "../readings.ts";

const startAt = Date.UTC(2026, 2, 2, 6);

const start = (seed = 1) => recorder(createFarm({ seed, startAt }), startAt);

describe("farm", () => {
  it("waters what falls dry and stays plausible over days", () => {
    const farm = start();
    farm.runHours(72);
    for (const zone of [1, 2, 3]) {
      const moisture = farm.values(`farm/zone/${zone}/soil`, "moisture");
      expect(Math.min(...moisture)).toBeGreaterThan(29);
      expect(Math.max(...moisture)).toBeLessThan(38);
    }
    const temperature = farm.values("farm/greenhouse/climate", "temperature");
    expect(Math.min(...temperature)).toBeGreaterThan(11);
    expect(Math.max(...temperature)).toBeLessThan(32);
    const co2 = farm.values("farm/greenhouse/climate", "co2");
    expect(Math.min(...co2)).toBeGreaterThan(350);
    expect(Math.max(...co2)).toBeLessThan(900);
    const level = farm.values("farm/tank", "level");
    expect(Math.min(...level)).toBeGreaterThan(50);
    expect(Math.max(...level)).toBeLessThan(90);
    const flow = farm.values("farm/pump", "flow");
    expect(flow.some((litres) => litres > 35)).toBe(true);
    expect(flow.filter((litres) => litres === 0).length / flow.length).toBeGreaterThan(0.6);
  });

  it("obeys what its things are told", () => {
    const farm = start();
    farm.runHours(3);
    expect(farm.tell("farm/pump/set", { state: "on" })).toMatchObject({ state: "on" });
    farm.runHours(0.1);
    expect(farm.last("farm/pump")?.flow).toBeGreaterThan(30);
    expect(farm.tell("farm/pump/set", { state: "off" })).toMatchObject({ state: "off", flow: 0, power: 0 });
    expect(farm.tell("farm/zone/3/valve/set", { state: "open" })).toMatchObject({ state: "open" });
    expect(farm.tell("farm/zone/3/valve/set", { state: "close" })).toMatchObject({ state: "closed" });
    expect(farm.tell("farm/greenhouse/vent/set", { position: 30 })).toMatchObject({
      state: "open",
      position: 30,
    });
    expect(farm.tell("farm/greenhouse/lights/set", { brightness: 60 })).toMatchObject({
      state: "on",
      brightness: 60,
    });
    expect(farm.tell("farm/zone/3/valve/set", { state: "ajar" })).toBeUndefined();
  });

  it("runs the pump dry when its intake is blocked, which protects itself and says so", () => {
    const farm = start();
    farm.runHours(4);
    const at = farm.now;
    farm.inject("pumpRunsDry");
    farm.runHours(5);
    expect(Math.max(...farm.values("farm/pump", "flow", at + 900_000))).toBe(0);
    expect(farm.texts("farm/gateway/log").filter((line) => line.includes("dry run")).length).toBeGreaterThan(
      2,
    );
    const lowest = [1, 2, 3].map((zone) =>
      Math.min(...farm.values(`farm/zone/${zone}/soil`, "moisture", at)),
    );
    expect(Math.min(...lowest)).toBeLessThan(30);
  });

  it("drowns zone 2 through a stuck valve", () => {
    const farm = start();
    farm.runHours(10);
    farm.inject("valveStuckOpen");
    farm.runHours(2);
    expect(farm.last("farm/zone/2/valve")?.state).toBe("open");
    expect(farm.last("farm/zone/2/soil")?.moisture).toBeGreaterThan(45);
  });

  it("freezes the greenhouse when its heater fails in a night of frost", () => {
    const farm = start();
    farm.runHours(15);
    farm.inject("heaterFailsInFrost");
    farm.runHours(5);
    expect(farm.last("farm/greenhouse/climate")?.temperature).toBeLessThan(8);
    expect(farm.last("farm/greenhouse/heater")).toMatchObject({ state: "on", power: 0 });
    farm.clear("heaterFailsInFrost");
    farm.runHours(3);
    expect(farm.last("farm/greenhouse/climate")?.temperature).toBeGreaterThan(12);
  });

  it("falls silent with its gateway, whose last word and first words tell why", () => {
    const farm = start();
    farm.runHours(3);
    farm.inject("gatewayBrownout");
    farm.runHours(0.05);
    const counts = () =>
      ["farm/pump", "farm/weather", "farm/tank", "farm/gateway/log"].map((topic) => farm.count(topic));
    const before = counts();
    expect(farm.tell("farm/pump/set", { state: "on" })).toBeUndefined();
    farm.runHours(0.5);
    expect(counts()).toEqual(before);
    farm.clear("gatewayBrownout");
    farm.runHours(0.1);
    expect(farm.texts("farm/gateway/log").join("\n")).toMatch(/Undervoltage detected.*Booting Linux/s);
    expect(farm.count("farm/pump")).toBeGreaterThan(before[0] ?? 0);
  });
});
