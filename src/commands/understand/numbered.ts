import { normalise } from "../../text/normalise.ts";
import { nameKey } from "../entities/names.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import { textSlot } from "./phrase.ts";
import { placeNamed } from "./places.ts";
import type { Reading } from "./understand.ts";

const numbers =
  /((?:[\p{L}\d'’]+ ){0,3}[\p{L}'’]+)s (\d+(?:(?:, ?| )\d+)*,? (?:and|&|plus) \d+)(?![\p{L}\d.:%])/giu;

/** "Zones 1 and 4" as "zone 1 and zone 4", where things or places are called so; the same text where none are. */
export function withNumbersNamed(text: string, registry: EntityRegistry): string {
  return text.replace(numbers, (whole: string, before: string, list: string) => {
    const words = before.split(" ");
    const counts = list.match(/\d+/g) ?? [];
    for (let from = 0; from < words.length; from += 1) {
      const noun = words.slice(from).join(" ");
      const names = counts.map((count) => `${noun} ${count}`);
      if (!names.every((name) => isCalled(name, registry))) continue;
      const joined = `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
      return [...words.slice(0, from), joined].join(" ");
    }
    return whole;
  });
}

function isCalled(name: string, registry: EntityRegistry): boolean {
  return registry.byName(nameKey(name)).length > 0 || placeNamed(name, registry.areas) !== undefined;
}

/**
 * Whether a number right after what several numbered things are called is taken for a value: "open dock door 9" where
 * there are three is the ninth of them, not 9 percent of one.
 */
export function isMissingNumber(
  text: string,
  { slots, slotTexts }: Pick<Reading, "slots" | "slotTexts">,
  registry: EntityRegistry,
): boolean {
  const name = textSlot({ slots }, "name");
  if (name === undefined || !registry.sharedNames.includes(name)) return false;
  const said = normalise(text);
  return Object.entries(slotTexts).some(
    ([slot, heard]) => slot !== "name" && /^\d+$/.test(heard) && ` ${said} `.includes(` ${name} ${heard} `),
  );
}
