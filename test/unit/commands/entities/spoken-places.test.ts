import { describe, expect, it } from "vitest";
import type { AreaDefinition } from "../../../../src/commands/entities/definition.ts";
import { parseEntities } from "../../../../src/commands/entities/parse.ts";
import { createRegistry } from "../../../../src/commands/entities/registry.ts";

/** The keys by which each place of a site with these areas, as `name: floor`, is known. */
function keysOf(places: Readonly<Record<string, string>>) {
  const areas = Object.entries(places).map(([name, floor]): AreaDefinition => ({ name, aliases: [], floor }));
  const entities = areas.map(({ name }, index) => ({
    name: `Lamp ${index}`,
    kind: "light" as const,
    area: name,
    topic: `z/${index}`,
  }));
  const made = createRegistry(parseEntities(entities, areas), areas);
  if (!made.ok) throw new Error(made.reason.join("\n"));
  const keys = (list: readonly { name: string; keys: readonly string[] }[]) =>
    Object.fromEntries(list.map((place) => [place.name, place.keys]));
  return { areas: keys(made.value.areas), floors: keys(made.value.floors) };
}

describe("words for places", () => {
  it("are the floor and what the area is there", () => {
    const { areas } = keysOf({
      "Gran\u2019s lounge": "Annexe",
      "Blue lounge": "Lodge",
      "Red lounge": "Lodge",
    });
    expect(areas["Gran\u2019s lounge"]).toContain("annexe lounge");
    expect(areas["Blue lounge"]).toContain("lodge blue lounge");
    expect(Object.values(areas).flat()).not.toContain("lodge lounge");
  });

  it("are downstairs and upstairs where there is one such floor", () => {
    expect(keysOf({ Hall: "Ground floor", Loft: "First floor" }).floors).toEqual({
      "Ground floor": ["ground floor", "downstairs"],
      "First floor": ["first floor", "upstairs"],
    });
    const three = keysOf({ Hall: "Ground floor", Study: "First floor", Loft: "Top floor" }).floors;
    expect(three["First floor"]).toEqual(["first floor"]);
    expect(keysOf({ Hall: "Ground floor" }).floors).toEqual({ "Ground floor": ["ground floor"] });
    expect(keysOf({ Hall: "Ground floor", Cellar: "Downstairs" }).floors["Ground floor"]).toEqual([
      "ground floor",
    ]);
  });
});
