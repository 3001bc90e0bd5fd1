import type { FaultDefinition } from "../engine/fault-board.ts";
import { coordinatorLost } from "./zigbee.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export const homeFaults: readonly FaultDefinition[] = [
  {
    name: "freezerDoorOpen",
    describe: "The freezer door was left open: it warmed up although its compressor never rested.",
    affects: ["zigbee2mqtt/freezer", "zigbee2mqtt/freezer_plug"],
    cause: ["freezer"],
    lastsMs: { min: 40 * minuteMs, max: 2 * hourMs },
  },
  {
    name: "radiatorStuckOpen",
    describe:
      "The radiator valve of the bedroom stuck open: the room got hot though the valve asked for no heat.",
    affects: ["zigbee2mqtt/bedroom_climate", "zigbee2mqtt/bedroom_radiator"],
    cause: ["bedroom"],
    lastsMs: { min: 3 * hourMs, max: 5 * hourMs },
    isSlow: true,
  },
  {
    name: "sensorBatteryEmpty",
    describe: "The battery of the living room sensor ran empty: it fell silent.",
    affects: ["zigbee2mqtt/living_room_climate"],
    cause: ["living room"],
    lastsMs: { min: 2 * hourMs, max: 4 * hourMs },
  },
  {
    name: "waterLeak",
    describe: "The drain of the kitchen sink leaked onto the floor.",
    affects: ["zigbee2mqtt/kitchen_leak"],
    cause: ["kitchen floor"],
    lastsMs: { min: 20 * minuteMs, max: 2 * hourMs },
  },
  {
    name: coordinatorLost,
    describe:
      "The Zigbee coordinator lost its network cable: all its devices fell silent and Zigbee2MQTT logged errors.",
    affects: ["zigbee2mqtt/+", "zigbee2mqtt/bridge/logging"],
    cause: ["Zigbee2MQTT log"],
    lastsMs: { min: 20 * minuteMs, max: 90 * minuteMs },
  },
];
