import { createFactory } from "./factory/factory.ts";
import { createFarm } from "./farm/farm.ts";
import { createHome } from "./home/home.ts";
import type { Scenario, ScenarioName, ScenarioOptions } from "./scenario.ts";

const scenarios: Readonly<Record<ScenarioName, (options: ScenarioOptions) => Scenario>> = {
  home: createHome,
  factory: createFactory,
  farm: createFarm,
};

/** A simulated place that starts at `startAt` and says nothing until it is stepped. */
export function createScenario(name: ScenarioName, options: ScenarioOptions): Scenario {
  return scenarios[name](options);
}
