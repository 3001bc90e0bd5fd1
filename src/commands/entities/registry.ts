import { failure, type Outcome, success } from "../../core/outcome.ts";
import { atOnce, type Steps } from "../../core/slices.ts";
import { singularOf } from "../../text/plural.ts";
import type { AreaDefinition, EntityDefinition } from "./definition.ts";
import { nameKey } from "./names.ts";
import type { Place } from "./place.ts";
import { type SharedName, sharedNames } from "./shared-names.ts";
import { withFloorsNamed, withStoreys } from "./spoken-places.ts";
import { buildThing, type Thing } from "./thing.ts";

/** A name people use, and the things it may mean. */
export interface NamedThings {
  /** As {@link nameKey} gives it. */
  readonly key: string;
  readonly things: readonly Thing[];
}

/** Places of one sort: "the bedrooms", "both fields", "the buildings". */
export interface PlaceGroup extends SharedName<Place> {
  readonly are: "areas" | "floors";
}

/** All things, looked up by id, name and place. Never changes: an upsert makes a new one. */
export interface EntityRegistry {
  readonly things: readonly Thing[];
  readonly names: readonly NamedThings[];
  /** What several things are called together, in the plural and in the singular. */
  readonly sharedNames: readonly string[];
  readonly areas: readonly Place[];
  readonly floors: readonly Place[];
  readonly placeGroups: readonly PlaceGroup[];
  byId(id: string): Thing | undefined;
  /** Things called exactly so, by name or alias, or all that share the name (see `sharedNames`). */
  byName(name: string): readonly Thing[];
  /** Whether a name means several things together: "the bedside lamps", "the coolant pumps". */
  isShared(name: string): boolean;
}

/** All problems at once, one sentence each, when the definitions do not fit together. */
export function createRegistry(
  definitions: readonly EntityDefinition[],
  areaDefinitions: readonly AreaDefinition[],
): Outcome<EntityRegistry, string[]> {
  return atOnce(registryInSteps(definitions, areaDefinitions));
}

/** The same; a step is about a thing. */
export function* registryInSteps(
  definitions: readonly EntityDefinition[],
  areaDefinitions: readonly AreaDefinition[],
): Steps<Outcome<EntityRegistry, string[]>> {
  const problems: string[] = [];
  const areasByKey = areaTable(areaDefinitions, problems);
  const built: Thing[] = [];
  for (const definition of definitions) {
    built.push(buildThing(definition, areasByKey, problems));
    yield;
  }
  const things = withSpokenNames(built);

  const byId = new Map<string, Thing>();
  for (const thing of things) {
    const other = byId.get(thing.id);
    if (other) {
      problems.push(
        `entities "${other.name}" and "${thing.name}" both have the id "${thing.id}"; give one another id`,
      );
    }
    byId.set(thing.id, thing);
  }
  const byName = new Map<string, Thing[]>();
  for (const thing of things) {
    for (const key of new Set([thing.name, ...thing.aliases].map(nameKey))) {
      const same = byName.get(key) ?? [];
      const rival = same.find((other) => nameKey(other.area ?? "") === nameKey(thing.area ?? ""));
      if (rival && rival.id !== thing.id) {
        const place = thing.area ? `in ${thing.area}` : "with no area";
        problems.push(
          `entities "${rival.name}" (${rival.id}) and "${thing.name}" (${thing.id}) ${place} are both called "${key}"; rename one`,
        );
      }
      byName.set(key, [...same, thing]);
    }
    yield;
  }
  if (problems.length > 0) return failure(problems);
  addPlacedNames(things, byName);
  yield;
  const shared = sharedThingNames(things, byName);
  const byShared = new Map(
    shared.flatMap(({ singular, plural, members }) =>
      [plural, singular ?? plural].map((key) => [key, members] as const),
    ),
  );
  const plurals = new Set(shared.map(({ plural }) => plural));
  yield;
  const floors = withStoreys(
    placesOf(things.flatMap((thing) => (thing.floor ? [{ name: thing.floor, aliases: [] }] : []))),
  );
  const areas = withFloorsNamed(
    placesOf(
      things.flatMap((thing) => (thing.area ? [{ name: thing.area, aliases: thing.areaAliases }] : [])),
    ),
    floors,
    things,
  );

  // A shared name is none of these: a slip of it must not mean several things.
  const names = [...byName].map(([key, named]) => ({ key, things: named }));
  return success({
    things,
    names,
    sharedNames: [...byShared.keys()],
    areas,
    floors,
    placeGroups: placeGroupsOf(areas, floors),
    byId: (id) => byId.get(id),
    byName: (name) => byName.get(nameKey(name)) ?? byShared.get(nameKey(name)) ?? [],
    isShared: (name) => plurals.has(nameKey(name)),
  });
}

/** "Bedroom fan" where several are just called "Fan". */
function withSpokenNames(things: readonly Thing[]): Thing[] {
  const counts = new Map<string, number>();
  for (const thing of things) counts.set(nameKey(thing.name), (counts.get(nameKey(thing.name)) ?? 0) + 1);
  return things.map((thing) =>
    thing.area && (counts.get(nameKey(thing.name)) ?? 0) > 1
      ? { ...thing, spokenName: `${thing.area} ${thing.name.charAt(0).toLowerCase()}${thing.name.slice(1)}` }
      : thing,
  );
}

/** "Kitchen lamp" also means the `Lamp` in the kitchen, unless something is really called so. */
function addPlacedNames(things: readonly Thing[], byName: Map<string, Thing[]>): void {
  const real = new Set(byName.keys());
  for (const thing of things) {
    if (!thing.area) continue;
    for (const name of [thing.name, ...thing.aliases].map(nameKey)) {
      for (const place of [thing.area, ...thing.areaAliases].map((word) => nameKey(word))) {
        const key: string = `${place} ${name}`;
        if (place === "" || ` ${name} `.includes(` ${place} `) || real.has(key)) continue;
        const same: Thing[] = byName.get(key) ?? [];
        if (!same.includes(thing)) byName.set(key, [...same, thing]);
      }
    }
  }
}

/**
 * What several things of one kind are called together, and in the singular; a class says as much as a kind ("vents").
 */
function sharedThingNames(
  things: readonly Thing[],
  taken: ReadonlyMap<string, Thing[]>,
): SharedName<Thing>[] {
  const classes = new Set(things.map(({ deviceClass }) => nameKey(deviceClass ?? "")));
  const named = things.flatMap((owner) =>
    [...new Set([owner.name, ...owner.aliases].map(nameKey))].map((key) => ({ key, owner })),
  );
  return sharedNames(
    named,
    (key) => taken.has(key) || classes.has(key) || classes.has(singularOf(key)),
  ).filter(({ members }) => new Set(members.map(({ kind }) => kind)).size === 1);
}

/** "The bedrooms", "both fields". */
function placeGroupsOf(areas: readonly Place[], floors: readonly Place[]): PlaceGroup[] {
  const taken = new Set([...areas, ...floors].flatMap(({ keys }) => keys));
  const groupsOf = (places: readonly Place[], are: PlaceGroup["are"]) =>
    sharedNames(
      places.flatMap((owner) => owner.keys.map((key) => ({ key, owner }))),
      (key) => taken.has(key),
    ).map((group): PlaceGroup => ({ ...group, are }));
  return [...groupsOf(areas, "areas"), ...groupsOf(floors, "floors")];
}

function areaTable(definitions: readonly AreaDefinition[], problems: string[]): Map<string, AreaDefinition> {
  const table = new Map<string, AreaDefinition>();
  for (const area of definitions) {
    for (const name of [area.name, ...area.aliases]) {
      const key = nameKey(name);
      const other = table.get(key);
      if (key === "") problems.push(`area "${area.name}": "${name}" has no letter or digit to say`);
      else if (other && other !== area) {
        problems.push(`areas "${other.name}" and "${area.name}" are both called "${name}"`);
      }
      table.set(key, area);
    }
  }
  return table;
}

function placesOf(named: readonly { name: string; aliases: readonly string[] }[]): Place[] {
  const places = new Map<string, Place>();
  for (const { name, aliases } of named) {
    const key = nameKey(name);
    if (key === "" || places.has(key)) continue;
    places.set(key, { name, keys: [...new Set([key, ...aliases.map(nameKey)])] });
  }
  return [...places.values()];
}
