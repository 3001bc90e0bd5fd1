import { describe, expect, it, vi } from "vitest";
import { plainLine, plainName, saysName } from "../../../../src/anomaly/incidents/named-device.ts";
import { startMs } from "../support.ts";
import { logAnomaly, setUpTracker } from "./tracker-setup.ts";

const isNamed = (line: string, name: string) => saysName(plainLine(line), plainName(name));

describe("a device named in a log line", () => {
  it("is found as a whole, however its words are joined", () => {
    expect(isNamed("Failed to ping 'hall_lamp' (attempt 1/2)", "hall lamp")).toBe(true);
    expect(isNamed("Pump-3 stalled", "pump 3")).toBe(true);
    expect(isNamed("node sensor-17: no ack", "sensor-17")).toBe(true);
  });

  it("is not found in a part of another, nor where it is a common word or nothing", () => {
    expect(isNamed("pump 31 stalled", "pump 3")).toBe(false);
    expect(isNamed("the press stopped", "press")).toBe(false);
    expect(isNamed("a1", "a1")).toBe(false);
    expect(isNamed("anything", "")).toBe(false);
    expect(isNamed("x".repeat(5000), "hall lamp")).toBe(false);
  });

  it("joins the line to the sensors of this device, and to no others", () => {
    const { tracker, add, families } = setUpTracker();
    for (let index = 0; index < 40; index += 1) families.add(`zigbee2mqtt/device_${index}`);
    add("zigbee2mqtt/hall_lamp", startMs, { place: { area: "hall" } });
    add("zigbee2mqtt/freezer_door", startMs, { place: { area: "kitchen" } });
    add("bridge/log", startMs + 1000, logAnomaly("bridge/log", 1, "Failed to ping 'hall_lamp'"));
    expect(tracker.openIncidents().map(({ evidence }) => evidence.length)).toEqual([2, 1]);
  });

  it("is looked for in lines that were made plain once, not once for each sensor", () => {
    const { tracker, add } = setUpTracker({ openMax: 50, stormMin: 1000, evidenceMax: 24 });
    const text = "disk failed with a long text behind it";
    for (let log = 0; log < 10; log += 1) {
      for (let line = 0; line < 20; line += 1)
        add(`s${log}/log`, startMs, logAnomaly(`s${log}/log`, line, text));
    }
    const replace = vi.spyOn(String.prototype, "replace");
    try {
      for (let index = 0; index < 50; index += 1) add(`zigbee2mqtt/sensor_${index}`, startMs + 10);
      expect(replace.mock.calls.length).toBeLessThan(50 * 10);
    } finally {
      replace.mockRestore();
    }
    expect(tracker.openCount).toBeGreaterThan(10);
  });
});
