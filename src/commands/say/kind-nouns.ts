import type { EntityKind } from "../../domain/entity.ts";

/** What things of a kind are called when they have no name of their own. */
export const kindNouns: Readonly<Record<EntityKind, readonly [singular: string, plural: string]>> = {
  light: ["light", "lights"],
  switch: ["switch", "switches"],
  cover: ["cover", "covers"],
  lock: ["lock", "locks"],
  climate: ["heater", "heaters"],
  fan: ["fan", "fans"],
  valve: ["valve", "valves"],
  pump: ["pump", "pumps"],
  machine: ["machine", "machines"],
  conveyor: ["conveyor", "conveyors"],
  media: ["player", "players"],
  vacuum: ["vacuum cleaner", "vacuum cleaners"],
  mower: ["mower", "mowers"],
  robot: ["robot", "robots"],
  humidifier: ["humidifier", "humidifiers"],
  sensor: ["sensor", "sensors"],
  binarySensor: ["sensor", "sensors"],
  scene: ["scene", "scenes"],
  siren: ["siren", "sirens"],
  weather: ["weather station", "weather stations"],
};

/** The noun for a narrower class (`window`, `garage_door`) or, without one, for the kind. */
export function groupNoun(group: {
  kind: EntityKind | undefined;
  deviceClass: string | undefined;
}): readonly [singular: string, plural: string] {
  if (group.deviceClass) {
    const noun = group.deviceClass.replace(/[_-]+/g, " ");
    return [noun, /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`];
  }
  return group.kind ? kindNouns[group.kind] : ["thing", "things"];
}
