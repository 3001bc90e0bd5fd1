import type { AreaDefinition, EntityInput } from "../../src/commands/entities/definition.ts";

/** Places as people configure them, for tests of commands and questions. */
export interface Site {
  entities: EntityInput[];
  areas: AreaDefinition[];
}

export const home: Site = {
  areas: [
    { name: "Living room", aliases: ["lounge"], floor: "Ground floor" },
    { name: "Kitchen", aliases: [], floor: "Ground floor" },
    { name: "Bedroom", aliases: [], floor: "Upstairs" },
    { name: "Hall", aliases: ["entrance"], floor: "Ground floor" },
    { name: "Garage", aliases: [], floor: "Ground floor" },
  ],
  entities: [
    { name: "Kitchen lamp", kind: "light", area: "Kitchen", topic: "zigbee2mqtt/kitchen_lamp" },
    {
      name: "Counter lamp",
      aliases: ["worktop light"],
      kind: "light",
      area: "Kitchen",
      topic: "zigbee2mqtt/counter",
    },
    { name: "Floor lamp", kind: "light", area: "Living room", topic: "zigbee2mqtt/floor_lamp" },
    { name: "Bedside lamp", kind: "light", area: "Bedroom", topic: "zigbee2mqtt/bedside" },
    { name: "Hall lamp", kind: "light", area: "Hall", topic: "zigbee2mqtt/hall" },
    { name: "Coffee machine", kind: "switch", area: "Kitchen", schema: "tasmota", topic: "coffee" },
    { name: "Fan", kind: "fan", area: "Bedroom", schema: "json", topic: "home/bedroom/fan" },
    { name: "Fan", kind: "fan", area: "Living room", schema: "json", topic: "home/lounge/fan" },
    {
      name: "Bedroom blind",
      kind: "cover",
      deviceClass: "blind",
      area: "Bedroom",
      topic: "zigbee2mqtt/blind",
    },
    {
      name: "Garage door",
      kind: "cover",
      deviceClass: "garage",
      area: "Garage",
      topic: "zigbee2mqtt/garage",
    },
    { name: "Front door", kind: "lock", area: "Hall", topic: "zigbee2mqtt/front_lock" },
    { name: "Thermostat", kind: "climate", area: "Living room", topic: "zigbee2mqtt/trv" },
    {
      name: "Kitchen window",
      kind: "binarySensor",
      deviceClass: "window",
      area: "Kitchen",
      topic: "zigbee2mqtt/kitchen_window",
    },
    {
      name: "Bedroom window",
      kind: "binarySensor",
      deviceClass: "window",
      area: "Bedroom",
      topic: "zigbee2mqtt/bedroom_window",
    },
    {
      name: "Bedroom temperature",
      kind: "sensor",
      deviceClass: "temperature",
      area: "Bedroom",
      unit: "°C",
      topic: "zigbee2mqtt/bedroom_climate",
    },
  ],
};

export const factory: Site = {
  areas: [
    { name: "Line 1", aliases: ["first line"] },
    { name: "Line 2", aliases: ["second line"] },
  ],
  entities: [
    {
      name: "Press",
      kind: "machine",
      area: "Line 1",
      safety: "confirm",
      schema: "json",
      topic: "plant/line1/press",
    },
    {
      name: "Conveyor",
      kind: "conveyor",
      area: "Line 1",
      topic: "plant/line1/conveyor",
      schema: "json",
      attributes: {
        speed: { set: { payload: { speed: "{value}" } }, state: { field: "speed" }, min: 10, max: 80 },
      },
    },
    { name: "Conveyor", kind: "conveyor", area: "Line 2", schema: "json", topic: "plant/line2/conveyor" },
    {
      name: "Cooling pump",
      kind: "pump",
      area: "Line 1",
      state: { topic: "plant/line1/pump/state", map: { RUN: "on", HALT: "off" } },
      actions: {
        turnOn: { topic: "plant/line1/pump/cmd", payload: "START" },
        turnOff: { topic: "plant/line1/pump/cmd", payload: "STOP" },
      },
    },
    {
      name: "Furnace",
      kind: "machine",
      area: "Line 2",
      safety: "locked",
      schema: "json",
      topic: "plant/line2/furnace",
    },
    { name: "Warning horn", kind: "siren", area: "Line 1", schema: "plain", topic: "plant/line1/horn" },
    { name: "Exhaust fan", kind: "fan", area: "Line 2", schema: "plain", topic: "plant/line2/exhaust" },
  ],
};

export const farm: Site = {
  areas: [
    { name: "Greenhouse", aliases: ["glasshouse"] },
    { name: "North field", aliases: [] },
  ],
  entities: [
    {
      name: "Irrigation pump",
      aliases: ["water pump"],
      kind: "pump",
      area: "North field",
      schema: "plain",
      topic: "farm/north/pump",
    },
    { name: "Main valve", kind: "valve", area: "North field", topic: "zigbee2mqtt/main_valve" },
    { name: "Drip valve", kind: "valve", area: "Greenhouse", topic: "zigbee2mqtt/drip_valve" },
    {
      name: "Roof vent",
      kind: "cover",
      deviceClass: "vent",
      area: "Greenhouse",
      schema: "json",
      topic: "farm/gh/vent",
    },
    { name: "Grow lights", kind: "light", area: "Greenhouse", schema: "json", topic: "farm/gh/lights" },
    {
      name: "Greenhouse temperature",
      kind: "sensor",
      deviceClass: "temperature",
      area: "Greenhouse",
      unit: "°C",
      schema: "json",
      topic: "farm/gh/temperature",
    },
    {
      name: "Soil moisture",
      kind: "sensor",
      deviceClass: "moisture",
      area: "North field",
      unit: "%",
      schema: "plain",
      topic: "farm/north/moisture",
    },
    {
      name: "Barn door",
      kind: "binarySensor",
      deviceClass: "door",
      schema: "plain",
      topic: "farm/barn/door",
    },
  ],
};
