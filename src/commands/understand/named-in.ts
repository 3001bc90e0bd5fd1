import { nameKey } from "../entities/names.ts";
import type { Place } from "../entities/place.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import type { Thing } from "../entities/thing.ts";
import { placeNamed } from "./places.ts";

/** What is named somewhere in a text: each name and the things it stands for, the longest names first. */
export interface NamedIn {
  names: readonly { key: string; things: readonly Thing[] }[];
  areas: readonly Place[];
}

/** Words looked at; what is said of a condition is shorter. */
const wordsMax = 20;

/** "Press 2 vibration" names a sensor, and in it the press. */
export function namedIn(text: string, registry: EntityRegistry): NamedIn {
  const words = nameKey(text).split(" ").slice(0, wordsMax);
  const names: NamedIn["names"][number][] = [];
  const areas: Place[] = [];
  for (let length = words.length; length > 0; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      const key = words.slice(start, start + length).join(" ");
      const things = registry.byName(key);
      if (things.length > 0) names.push({ key, things });
      const area = placeNamed(key, registry.areas);
      if (area && !areas.includes(area)) areas.push(area);
    }
  }
  return { names, areas };
}
