import type { Series } from "../../domain/sample.ts";
import type { StateFamily } from "../entities/state-words.ts";
import type { Thing } from "../entities/thing.ts";

/** On/off and enumeration series as things that can be asked for, although nobody configured them. */
export function thingsFromSeries(series: readonly Series[]): Thing[] {
  return series
    .filter((one) => one.kind !== "numeric")
    .map((one) => ({
      id: one.id,
      name: one.name,
      aliases: [],
      areaAliases: [],
      spokenName: one.name,
      kind: "binarySensor",
      deviceClass: undefined,
      area: one.place.area,
      floor: undefined,
      safety: "locked",
      unit: one.unit,
      series: { "": one.id },
      family: familyOf(one),
      actions: {},
      availability: undefined,
      state: undefined,
      attributes: {},
      riskyDeeds: [],
      verifyTimeoutMs: undefined,
    }));
}

function familyOf({ states }: Series): StateFamily {
  const words = states.map((state) => state.toLowerCase());
  if (words.some((word) => word === "open" || word === "closed")) return "opening";
  return words.some((word) => word === "locked" || word === "unlocked") ? "lock" : "power";
}
