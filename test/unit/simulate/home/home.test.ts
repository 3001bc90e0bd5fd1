import { describe, expect, it } from "vitest";
import { createHome } from "../../../../src/simulate/home/home.ts";
import { recorder } from "../readings.ts";

const startAt = Date.UTC(2026, 2, 2, 6);

const start = (seed = 1) => recorder(createHome({ seed, startAt }), startAt);

describe("home", () => {
  it("stays plausible over days without a fault", () => {
    const home = start();
    home.runHours(60);
    for (const room of ["living_room", "kitchen", "bedroom"]) {
      const temperatures = home.values(`zigbee2mqtt/${room}_climate`, "temperature");
      expect(Math.min(...temperatures)).toBeGreaterThan(14);
      expect(Math.max(...temperatures)).toBeLessThan(25);
      const humidities = home.values(`zigbee2mqtt/${room}_climate`, "humidity");
      expect(Math.min(...humidities)).toBeGreaterThan(20);
      expect(Math.max(...humidities)).toBeLessThan(80);
    }
    const freezer = home.values("zigbee2mqtt/freezer", "temperature");
    expect(Math.min(...freezer)).toBeGreaterThan(-20.5);
    expect(Math.max(...freezer)).toBeLessThan(-15);
    const power = home.values("zigbee2mqtt/freezer_plug", "power");
    const share = power.filter((watts) => watts > 50).length / power.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.6);
    expect(Math.max(...home.values("zigbee2mqtt/washing_machine", "power"))).toBeGreaterThan(1_900);
    expect(home.last("zigbee2mqtt/kitchen_leak")?.water_leak).toBe(false);
  });

  it("has lamps that obey as Zigbee2MQTT's do", () => {
    const home = start();
    home.runHours(1);
    const topic = "zigbee2mqtt/kitchen_lamp/set";
    expect(home.tell(topic, { state: "ON" })).toMatchObject({ state: "ON", brightness: 254 });
    expect(home.tell(topic, "OFF")).toMatchObject({ state: "OFF" });
    expect(home.tell(topic, { state: "TOGGLE" })).toMatchObject({ state: "ON" });
    expect(home.tell(topic, { brightness: 102 })).toMatchObject({ state: "ON", brightness: 102 });
    expect(home.tell(topic, { brightness_step: -51 })).toMatchObject({ brightness: 51 });
    expect(home.tell(topic, { brightness: 9_999 })).toMatchObject({ brightness: 254 });
    expect(home.tell(topic, { brightness: 0 })).toMatchObject({ state: "OFF" });
    expect(home.tell(topic, { colour: "red" })).toBeUndefined();
  });

  it("keeps what it was told", () => {
    const home = start();
    home.runHours(4);
    home.tell("zigbee2mqtt/hall_lamp/set", { state: "ON" });
    home.runHours(1);
    expect(home.last("zigbee2mqtt/hall_lamp")).toMatchObject({ state: "ON" });
  });

  it("heats a room to what its radiator is set to, until the programme changes", () => {
    const home = start();
    home.runHours(2);
    const topic = "zigbee2mqtt/bedroom_radiator";
    expect(home.tell(`${topic}/set`, { occupied_heating_setpoint: 22 })).toMatchObject({
      occupied_heating_setpoint: 22,
    });
    home.runHours(6);
    expect(home.last("zigbee2mqtt/bedroom_climate")?.temperature).toBeGreaterThan(21);
    home.runHours(10);
    expect(home.last(topic)?.occupied_heating_setpoint).toBe(18);
    expect(home.tell(`${topic}/set`, { system_mode: "off" })).toMatchObject({ system_mode: "off" });
  });

  it("thaws the freezer while its door is open and its compressor never rests, then recovers", () => {
    const home = start();
    home.runHours(8);
    const at = home.now;
    home.inject("freezerDoorOpen");
    home.runHours(1);
    expect(home.last("zigbee2mqtt/freezer")?.temperature).toBeGreaterThan(-10);
    expect(Math.min(...home.values("zigbee2mqtt/freezer_plug", "power", at + 600_000))).toBeGreaterThan(60);
    home.clear("freezerDoorOpen");
    home.runHours(4);
    expect(home.last("zigbee2mqtt/freezer")?.temperature).toBeLessThan(-16);
  });

  it("overheats the bedroom when its valve sticks, while the valve itself means to rest", () => {
    const home = start();
    home.runHours(8);
    home.inject("radiatorStuckOpen");
    home.runHours(4);
    expect(home.last("zigbee2mqtt/bedroom_climate")?.temperature).toBeGreaterThan(22);
    expect(home.last("zigbee2mqtt/bedroom_radiator")?.running_state).toBe("idle");
  });

  it("lets a sensor tell of its empty battery once or twice and then fall silent", () => {
    const home = start();
    home.runHours(3);
    home.inject("sensorBatteryEmpty");
    home.runHours(0.2);
    const count = home.values("zigbee2mqtt/living_room_climate", "battery").length;
    expect(home.last("zigbee2mqtt/living_room_climate")?.battery).toBe(1);
    home.runHours(2);
    expect(home.values("zigbee2mqtt/living_room_climate", "battery").length).toBe(count);
  });

  it("reports a leak at once", () => {
    const home = start();
    home.runHours(3);
    home.inject("waterLeak");
    home.runHours(1 / 60);
    expect(home.last("zigbee2mqtt/kitchen_leak")?.water_leak).toBe(true);
  });

  it("silences every device and makes the bridge complain when the coordinator is lost, deaf to commands", () => {
    const home = start();
    home.runHours(3);
    home.inject("coordinatorLost");
    home.runHours(0.1);
    const logged = home.count("zigbee2mqtt/bridge/logging");
    const spoke = home.count("zigbee2mqtt/freezer");
    expect(home.tell("zigbee2mqtt/kitchen_lamp/set", { state: "ON" })).toBeUndefined();
    home.runHours(1);
    expect(home.count("zigbee2mqtt/freezer")).toBe(spoke);
    const lines = home.texts("zigbee2mqtt/bridge/logging").slice(logged);
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.every((line) => line.includes('"level":"error"'))).toBe(true);
    home.clear("coordinatorLost");
    home.runHours(0.5);
    expect(home.last("zigbee2mqtt/kitchen_lamp")?.state).toBe("OFF");
  });
});
