import { nameKey } from "./names.ts";
import type { Place } from "./place.ts";
import type { Thing } from "./thing.ts";

/** Other words that people have for places than those that are configured. */

/** "Downstairs" for the ground floor and "upstairs" for the one above, unless a place is really called so. */
export function withStoreys(floors: readonly Place[]): Place[] {
  const taken = new Set(floors.flatMap(({ keys }) => keys));
  return storeys.reduce<Place[]>(
    (places, { word, pattern }) => {
      const meant = places.filter(({ keys }) => keys.some((key) => pattern.test(key)));
      const [only] = meant;
      if (taken.has(word) || meant.length !== 1 || !only || places.length < 2) return places;
      return places.map((place) => (place === only ? { ...place, keys: [...place.keys, word] } : place));
    },
    [...floors],
  );
}

const storeys = [
  { word: "downstairs", pattern: /^(?:ground|lower|bottom|main)(?: floor| level| storey)?$/ },
  { word: "upstairs", pattern: /^(?:first|upper|top)(?: floor| level| storey)?$/ },
] as const;

/** "The annexe lounge" for Granny's lounge in the annexe, where that has no other lounge. */
export function withFloorsNamed(
  areas: readonly Place[],
  floors: readonly Place[],
  things: readonly Thing[],
): Place[] {
  const taken = new Set([...areas, ...floors].flatMap(({ keys }) => keys));
  for (const { name, aliases } of things) for (const one of [name, ...aliases]) taken.add(nameKey(one));
  const spoken = areas.map((area) => ({ area, keys: keysByFloor(area, floors, things) }));
  return spoken.map(({ area, keys }) => {
    const own = keys.filter(
      (key) => !taken.has(key) && !spoken.some((other) => other.area !== area && other.keys.includes(key)),
    );
    return own.length === 0 ? area : { ...area, keys: [...area.keys, ...own] };
  });
}

/** Floor and area, and floor and noun of the area: "annexe lounge". */
function keysByFloor(area: Place, floors: readonly Place[], things: readonly Thing[]): string[] {
  const inside = things.find((thing) => nameKey(thing.area ?? "") === nameKey(area.name));
  const floor = floors.find(({ name }) => nameKey(name) === nameKey(inside?.floor ?? ""));
  if (!floor) return [];
  const nouns = area.keys
    .flatMap((key) => [key, key.split(" ").at(-1) ?? key])
    .filter((noun) => !/^\d+$/.test(noun));
  return [
    ...new Set(
      floor.keys.flatMap((own) =>
        nouns.filter((noun) => !noun.includes(own)).map((noun) => `${own} ${noun}`),
      ),
    ),
  ];
}
