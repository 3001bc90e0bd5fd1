import { Outside } from "../engine/outside.ts";
import { createPlace, type Part, type World } from "../engine/place.ts";
import type { Scenario, ScenarioOptions } from "../scenario.ts";
import { factoryCommands, factoryConfig } from "./config.ts";
import { factoryFaults } from "./faults.ts";
import { Compressor, Conveyor, Hall } from "./line-parts.ts";
import { factoryLogs } from "./logs.ts";
import { Press } from "./press.ts";
import { Shift } from "./shift.ts";

/** A hall with one press line: press, conveyor, compressor, and the logs of controller, line PC and gateway. */
export function createFactory(options: ScenarioOptions): Scenario {
  return createPlace(
    {
      name: "factory",
      config: factoryConfig,
      commandTopics: [
        "factory/line1/press/set",
        "factory/line1/conveyor/set",
        "factory/utilities/compressor/set",
        "factory/hall/exhaust_fan/set",
      ],
      suggestedCommands: factoryCommands,
      faults: factoryFaults,
      parts: factoryParts,
    },
    options,
  );
}

function factoryParts(world: World): Part[] {
  const { faults, startAt } = world;
  const outside = new Outside({ mean: 9, swing: 5, startAt, random: world.fork("weather") });
  const shift = new Shift(world);
  const hall = new Hall({ world, outside, shift });
  const press = new Press({
    world,
    shift,
    faults: {
      bearingWornMs: () => faults.since("bearingWear"),
      oilLeakMs: () => faults.since("hydraulicLeak"),
      isLinkBad: () => faults.isOn("plcLinkErrors"),
    },
    hallTemperature: () => hall.temperature,
  });
  return [
    outside,
    { tick: (at, dtMs) => shift.step(at, dtMs) },
    hall,
    press,
    new Conveyor({ world, shift }),
    new Compressor({ world, shift, isTripped: () => faults.isOn("compressorTrip") }),
    ...factoryLogs(world, press),
  ];
}
