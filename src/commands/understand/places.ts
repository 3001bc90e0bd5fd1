import { nameKey } from "../entities/names.ts";
import type { Place } from "../entities/place.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import type { Thing } from "../entities/thing.ts";
import type { Phrase } from "./phrase.ts";

/** Where the things of a request are. */
export interface Places {
  status: "ok";
  /** The place as it was said, for replies; undefined when none was. */
  said: string | undefined;
  /** One of several places, and it was not said which: "the greenhouse" where there are three. */
  isOneOfSeveral: boolean;
  holds(thing: Thing): boolean;
  /** In how many of several places named together the things are; undefined: none were named so. */
  countOf(things: readonly Thing[]): number | undefined;
}

export interface UnknownPlace {
  status: "unknownPlace";
  heard: string;
  known: readonly string[];
}

export function resolvePlaces(
  phrase: Phrase,
  { registry, area }: { registry: EntityRegistry; area: string | undefined },
): Places | UnknownPlace {
  const asked: PlacesNamed[] = [];
  for (const heard of phrase.areas) {
    // "The lounge in the annexe".
    const named = placesNamed(heard, registry) ?? placesNamed(`${phrase.floor ?? ""} ${heard}`, registry);
    if (!named) return unknownPlace(heard, registry.areas);
    asked.push(named);
  }
  if (phrase.isHere) {
    const here = area ? placeNamed(area, registry.areas) : undefined;
    if (!here) return unknownPlace("here", registry.areas);
    asked.push({ places: [here], are: "areas", isOneOfSeveral: false });
  }
  const floor = phrase.floor ? placeNamed(phrase.floor, registry.floors) : undefined;
  if (phrase.floor && !floor) return unknownPlace(phrase.floor, registry.floors);
  const names = [...asked.flatMap(({ places }) => places), ...(floor ? [floor] : [])].map(({ name }) => name);
  return {
    status: "ok",
    said: names.length > 0 ? names.join(" and ") : undefined,
    isOneOfSeveral: asked.some((one) => one.isOneOfSeveral),
    holds: (thing) =>
      (asked.length === 0 || asked.some((one) => isIn(thing, one))) &&
      (!floor || nameKey(thing.floor ?? "") === nameKey(floor.name)),
    countOf(things) {
      const group = asked.find(({ places }) => places.length > 1);
      return group?.places.filter((place) =>
        things.some((thing) => isIn(thing, { places: [place], are: group.are })),
      ).length;
    },
  };
}

interface PlacesNamed {
  places: readonly Place[];
  are: "areas" | "floors";
  isOneOfSeveral: boolean;
}

/** The area that is called so, or all places that are called so together ("the greenhouses"). */
export function placesNamed(heard: string, registry: EntityRegistry): PlacesNamed | undefined {
  const key = nameKey(heard);
  const area = placeNamed(key, registry.areas);
  if (area) return { places: [area], are: "areas", isOneOfSeveral: false };
  const group = registry.placeGroups.find(({ singular, plural }) => plural === key || singular === key);
  return group && { places: group.members, are: group.are, isOneOfSeveral: group.singular === key };
}

export function placeNamed(heard: string, places: readonly Place[]): Place | undefined {
  const key = nameKey(heard);
  return places.find((place) => place.keys.includes(key));
}

/** Whether a thing is in one of the places. */
export function isIn(thing: Thing, { places, are }: Pick<PlacesNamed, "places" | "are">): boolean {
  const own = nameKey((are === "areas" ? thing.area : thing.floor) ?? "");
  return places.some(({ name }) => nameKey(name) === own);
}

export function unknownPlace(heard: string, known: readonly Place[]): UnknownPlace {
  return { status: "unknownPlace", heard, known: known.map(({ name }) => name) };
}
