import { describe, expect, it } from "vitest";
import { createFactory } from "../../../../src/simulate/factory/factory.ts";
import { recorder } from "../readings.ts";

const startAt = Date.UTC(2026, 2, 2, 5);
const press = "factory/line1/press";

const start = (seed = 1) => recorder(createFactory({ seed, startAt }), startAt);

describe("factory", () => {
  it("works two shifts and rests at night", () => {
    const factory = start();
    factory.runHours(43);
    const at = startAt + 18 * 3_600_000;
    expect(new Set(factory.values(press, "cycles", at).slice(0, 1_000)).size).toBe(1);
    expect(Math.max(...factory.values(press, "vibration", at).slice(0, 1_000))).toBeLessThan(0.5);
    const vibration = factory.values(press, "vibration");
    expect(Math.max(...vibration)).toBeLessThan(4);
    expect(vibration.filter((value) => value > 1.5).length / vibration.length).toBeGreaterThan(0.4);
    expect(Math.max(...factory.values(press, "bearing_temperature"))).toBeLessThan(55);
    const pressure = factory.values("factory/utilities/compressor", "pressure");
    expect(Math.min(...pressure)).toBeGreaterThan(6.2);
    expect(Math.max(...pressure)).toBeLessThan(8.3);
    const cycles = factory.values(press, "cycles");
    expect(cycles.every((value, index) => value >= (cycles[index - 1] ?? 0))).toBe(true);
  });

  it("obeys what its things are told", () => {
    const factory = start();
    factory.runHours(4);
    expect(factory.tell("factory/line1/conveyor/set", { speed: 60 })).toMatchObject({ speed: 60 });
    expect(factory.tell("factory/line1/conveyor/set", { speed: 500 })).toMatchObject({ speed: 80 });
    expect(factory.tell("factory/line1/conveyor/set", { state: "off" })).toMatchObject({ state: "off" });
    expect(factory.tell("factory/hall/exhaust_fan/set", { state: "on" })).toMatchObject({ state: "on" });
    expect(factory.tell("factory/utilities/compressor/set", { state: "off" })).toMatchObject({
      state: "off",
    });
    expect(factory.tell(`${press}/set`, { state: "off" })).toMatchObject({ state: "idle" });
    factory.runHours(1);
    expect(factory.last(press)).toMatchObject({ state: "idle" });
    expect(factory.tell("factory/line1/conveyor/set", { state: "sideways" })).toBeUndefined();
  });

  it("starts by hand at night for a while", () => {
    const factory = start();
    factory.runHours(20);
    expect(factory.tell("factory/line1/conveyor/set", { state: "on" })).toMatchObject({ state: "on" });
    factory.runHours(0.5);
    expect(factory.last("factory/line1/conveyor")).toMatchObject({ state: "off" });
  });

  it("shakes and heats a worn bearing, and its controller warns", () => {
    const factory = start();
    factory.runHours(4);
    factory.inject("bearingWear");
    factory.runHours(2.5);
    expect(Math.max(...factory.values(press, "vibration"))).toBeGreaterThan(7.1);
    expect(Math.max(...factory.values(press, "bearing_temperature"))).toBeGreaterThan(50);
    expect(factory.texts(`factory/line1/plc/log`).some((line) => line.includes("prewarning"))).toBe(true);
  });

  it("loses hydraulic pressure through a leak and slows down", () => {
    const factory = start();
    factory.runHours(4);
    factory.inject("hydraulicLeak");
    factory.runHours(2.2);
    const running = factory
      .values(press, "hydraulic_pressure", factory.now - 1_800_000)
      .filter((bar) => bar > 20);
    expect(Math.max(...running)).toBeLessThan(110);
    expect(factory.texts("factory/line1/plc/log").some((line) => line.includes("Oil level low"))).toBe(true);
  });

  it("loses most reports of the press while its network fails, with errors on the line PC", () => {
    const factory = start();
    factory.runHours(4);
    const before = factory.count(press);
    factory.inject("plcLinkErrors");
    factory.runHours(0.5);
    expect(factory.count(press) - before).toBeLessThan(60);
    const errors = factory.texts("factory/line1/pc/log").filter((line) => line.includes('"level":50'));
    expect(errors.length).toBeGreaterThan(100);
  });

  it("runs out of air when the compressor trips, and pumps up again after the reset", () => {
    const factory = start();
    factory.runHours(4);
    factory.inject("compressorTrip");
    factory.runHours(0.5);
    expect(factory.last("factory/utilities/compressor")).toMatchObject({ state: "off", motor_current: 0 });
    expect(factory.last("factory/utilities/compressor")?.pressure).toBeLessThan(4);
    factory.clear("compressorTrip");
    factory.runHours(1);
    expect(factory.last("factory/utilities/compressor")?.pressure).toBeGreaterThan(6.2);
    const lines = factory.texts("factory/utilities/compressor/log").join("\n");
    expect(lines).toMatch(/ERROR \[K1\] Motor overload.*Overload relay reset/s);
  });
});
