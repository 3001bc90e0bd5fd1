import { nameKey } from "../entities/names.ts";
import type { Place } from "../entities/place.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import type { ListDefinition, ListValue } from "../grammar/types.ts";
import { groupsOf, subjectsOf } from "../questions/subjects.ts";

/**
 * The lists `name`, `area` and `floor` of the grammar for the things there are, `group` and `places` for what several
 * of them are called together, and `subject` and `compared` for what sensors are about. `out` is the name's key.
 */
export function dynamicLists(registry: EntityRegistry): Record<string, ListDefinition> {
  const names: ListValue[] = [];
  for (const { key, things } of registry.names) {
    // One value for each kind a name stands for, since sentences may ask for a kind.
    for (const kind of new Set(things.map((thing) => thing.kind))) {
      const [first, ...others] = things.filter((thing) => thing.kind === kind);
      const context: Record<string, unknown> = { domain: kind };
      if (first && others.length === 0) {
        if (first.area) context.area = nameKey(first.area);
        if (first.deviceClass) context.deviceClass = first.deviceClass;
      }
      names.push({ in: key, out: key, context });
    }
  }
  const places = new Set(registry.areas.flatMap(({ keys }) => keys));
  const notPlaces = (words: readonly string[]) => [...new Set(words)].filter((word) => !places.has(word));
  return {
    name: { type: "text", values: names, isPlain: true },
    area: { type: "text", values: placeValues(registry.areas), isPlain: true },
    floor: { type: "text", values: placeValues(registry.floors), isPlain: true },
    group: { type: "text", values: registry.sharedNames.map(plainValue), isPlain: true },
    places: {
      type: "text",
      values: registry.placeGroups
        .flatMap(({ singular, plural }) => [plural, ...(singular === undefined ? [] : [singular])])
        .map(plainValue),
      isPlain: true,
    },
    subject: {
      type: "text",
      values: notPlaces(registry.things.flatMap(subjectsOf)).map(plainValue),
      isPlain: true,
    },
    compared: {
      type: "text",
      values: notPlaces(registry.things.flatMap(groupsOf)).map(plainValue),
      isPlain: true,
    },
  };
}

function plainValue(key: string): ListValue {
  return { in: key, out: key };
}

/** Lists that take any words, to hear a name nobody configured and say so. */
export const wildcardLists: Readonly<Record<string, ListDefinition>> = {
  name: { type: "wildcard" },
  area: { type: "wildcard" },
  // Any words for floors too would make floors of everything.
  floor: { type: "text", values: [] },
  group: { type: "text", values: [] },
  places: { type: "text", values: [] },
  // A name may be any words already.
  subject: { type: "text", values: [] },
  compared: { type: "text", values: [] },
};

function placeValues(places: readonly Place[]): ListValue[] {
  return places.flatMap(({ keys: [first, ...aliases] }) =>
    [first, ...aliases].flatMap((key) => (key === undefined ? [] : [{ in: key, out: first ?? key }])),
  );
}
