import type { FaultDefinition } from "../engine/fault-board.ts";
import { hourOf } from "../engine/outside.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export const farmFaults: readonly FaultDefinition[] = [
  {
    name: "pumpRunsDry",
    describe:
      "The intake of the irrigation pump was blocked: it ran without flow, stopped itself, the valves waited open and the soil dried.",
    affects: ["farm/pump", "farm/zone/+/soil", "farm/zone/+/valve", "farm/gateway/log"],
    cause: ["pump"],
    lastsMs: { min: 3 * hourMs, max: 5 * hourMs },
    // By day, when the soil dries and is watered every few hours.
    showsAt: (at) => hourOf(at) >= 8 && hourOf(at) < 14,
  },
  {
    name: "valveStuckOpen",
    describe:
      "The irrigation valve of zone 2 stuck open: water ran into the soil from the tank though nobody asked for it.",
    affects: ["farm/zone/2/valve", "farm/zone/2/soil", "farm/pump", "farm/tank"],
    cause: ["zone 2"],
    lastsMs: { min: 2 * hourMs, max: 4 * hourMs },
    isSlow: true,
  },
  {
    name: "heaterFailsInFrost",
    describe: "The heater of the greenhouse failed in a night of frost.",
    affects: ["farm/greenhouse/climate", "farm/greenhouse/heater"],
    cause: ["greenhouse heater"],
    lastsMs: { min: 3 * hourMs, max: 5 * hourMs },
    showsAt: (at) => hourOf(at) >= 20 || hourOf(at) < 1,
  },
  {
    name: "gatewayBrownout",
    describe: "The supply of the field gateway browned out: everything fell silent until it started again.",
    affects: ["farm/#"],
    cause: ["field gateway"],
    lastsMs: { min: 15 * minuteMs, max: 50 * minuteMs },
  },
];
