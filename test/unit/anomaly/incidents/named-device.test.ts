import { describe, expect, it } from "vitest";
import { saysName } from "../../../../src/anomaly/incidents/named-device.ts";
import { startMs } from "../support.ts";
import { logAnomaly, setUpTracker } from "./tracker-setup.ts";

describe("a device named in a log line", () => {
  it("is found as a whole, however its words are joined", () => {
    expect(saysName("Failed to ping 'hall_lamp' (attempt 1/2)", "hall lamp")).toBe(true);
    expect(saysName("Pump-3 stalled", "pump 3")).toBe(true);
    expect(saysName("node sensor-17: no ack", "sensor-17")).toBe(true);
  });

  it("is not found in a part of another, nor where it is a common word or nothing", () => {
    expect(saysName("pump 31 stalled", "pump 3")).toBe(false);
    expect(saysName("the press stopped", "press")).toBe(false);
    expect(saysName("a1", "a1")).toBe(false);
    expect(saysName("anything", "")).toBe(false);
    expect(saysName("x".repeat(5000), "hall lamp")).toBe(false);
  });

  it("joins the line to the sensors of this device, and to no others", () => {
    const { tracker, add, families } = setUpTracker();
    for (let index = 0; index < 40; index += 1) families.add(`zigbee2mqtt/device_${index}`);
    add("zigbee2mqtt/hall_lamp", startMs, { place: { area: "hall" } });
    add("zigbee2mqtt/freezer_door", startMs, { place: { area: "kitchen" } });
    add("bridge/log", startMs + 1000, logAnomaly("bridge/log", 1, "Failed to ping 'hall_lamp'"));
    expect(tracker.openIncidents().map(({ evidence }) => evidence.length)).toEqual([2, 1]);
  });
});
