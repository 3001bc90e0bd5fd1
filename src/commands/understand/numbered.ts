import { nameKey } from "../entities/names.ts";
import type { EntityRegistry } from "../entities/registry.ts";

const numbers =
  /((?:[\p{L}\d'’]+ ){0,3}[\p{L}'’]+)s (\d+(?:(?:, ?| )\d+)*,? (?:and|&|plus) \d+)(?![\p{L}\d.:%])/giu;

/** "Zones 1 and 4" as "zone 1 and zone 4", where things are called so; the same text where none are. */
export function withNumbersNamed(text: string, registry: EntityRegistry): string {
  return text.replace(numbers, (whole: string, before: string, list: string) => {
    const words = before.split(" ");
    const counts = list.match(/\d+/g) ?? [];
    for (let from = 0; from < words.length; from += 1) {
      const noun = words.slice(from).join(" ");
      const names = counts.map((count) => `${noun} ${count}`);
      if (!names.every((name) => registry.byName(nameKey(name)).length > 0)) continue;
      const joined = `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
      return [...words.slice(0, from), joined].join(" ");
    }
    return whole;
  });
}
