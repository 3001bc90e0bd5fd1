import { approach } from "../engine/drift.ts";
import { Outside } from "../engine/outside.ts";
import { createPlace, type Part, type World } from "../engine/place.ts";
import type { Scenario, ScenarioOptions } from "../scenario.ts";
import { farmCommands, farmConfig } from "./config.ts";
import { farmFaults } from "./faults.ts";
import { createGatewayLog } from "./gateway-log.ts";
import { Greenhouse } from "./greenhouse.ts";
import { Irrigation } from "./irrigation.ts";
import { WeatherStation } from "./weather-station.ts";

/** A small farm: a greenhouse, three irrigated zones with pump and tank, a weather station, a field gateway. */
export function createFarm(options: ScenarioOptions): Scenario {
  return createPlace(
    {
      name: "farm",
      config: farmConfig,
      commandTopics: [
        "farm/pump/set",
        "farm/zone/+/valve/set",
        "farm/greenhouse/vent/set",
        "farm/greenhouse/lights/set",
      ],
      suggestedCommands: farmCommands,
      faults: farmFaults,
      parts: farmParts,
    },
    options,
  );
}

function farmParts(world: World): Part[] {
  const { faults, startAt } = world;
  const outside = new Outside({ mean: 9, swing: 6, startAt, random: world.fork("weather") });
  const isHeaterBroken = () => faults.isOn("heaterFailsInFrost");
  const irrigation = new Irrigation({
    world,
    outside,
    isBlocked: () => faults.isOn("pumpRunsDry"),
    isValveStuck: () => faults.isOn("valveStuckOpen"),
  });
  return [
    // Frost comes slowly with the failure of the heater, and goes as slowly.
    {
      tick: (_at, dtMs) => {
        outside.chill = approach(outside.chill, isHeaterBroken() ? 8 : 0, dtMs, 2_400_000);
      },
    },
    outside,
    irrigation,
    new Greenhouse({ world, outside, isHeaterBroken }),
    new WeatherStation(world, outside),
    createGatewayLog(world, irrigation),
  ];
}
