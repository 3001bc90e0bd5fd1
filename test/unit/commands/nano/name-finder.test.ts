import { describe, expect, it } from "vitest";
import { type EntityInput, entityDefinition } from "../../../../src/commands/entities/definition.ts";
import { createRegistry } from "../../../../src/commands/entities/registry.ts";
import { createNameFinder } from "../../../../src/commands/nano/name-finder.ts";
import { createSpanWords } from "../../../../src/commands/nano/span-words.ts";
import { englishSpans } from "../../../../src/commands/sentences/en/spans.ts";
import { factory, farm, home, type Site } from "../../../support/sites.ts";

const words = createSpanWords(englishSpans);

function registryOf(site: Site) {
  const registry = createRegistry(
    site.entities.map((entity) => entityDefinition.parse(entity)),
    site.areas,
  );
  if (!registry.ok) throw new Error(registry.reason.join("; "));
  return registry.value;
}

function finderOf(site: Site) {
  return createNameFinder(registryOf(site), (word) => {
    const kind = words.read("kind", word);
    return kind && String(kind.domain ?? kind.deviceClass);
  });
}

const site = (...names: string[]): Site => ({
  areas: [],
  entities: names.map(
    (name, index): EntityInput => ({ name, kind: "machine", topic: `m/${index}`, schema: "json" }),
  ),
});

const first = (from: Site, heard: string, places: string[] = []) =>
  finderOf(from).names(heard, places)[0]?.key;

describe("finding the thing a name means", () => {
  it.each([
    ["Kitchen Lamp", "kitchen lamp"],
    ["the kitchen lamp", "kitchen lamp"],
    ["kichen lite", "kitchen lamp"],
    ["kitchen light", "kitchen lamp"],
    ["lamp kitchen", "kitchen lamp"],
    ["kitchenlamp", "kitchen lamp"],
    ["worktop lamp", "worktop light"],
    ["bed side lamp", "bedside lamp"],
    ["coffee", "coffee machine"],
    ["the bedside", "bedside lamp"],
    ["hall light", "hall lamp"],
  ])("takes %j in the home for the %s", (heard, key) => {
    expect(first(home, heard)).toBe(key);
  });

  it("reads numbers in words and in digits alike", () => {
    const presses = site("Press 1", "Press 2", "Press 12");
    expect(first(presses, "press two")).toBe("press 2");
    expect(first(presses, "the press twelve")).toBe("press 12");
    expect(first(site("Press two"), "press 2")).toBe("press two");
    expect(finderOf(presses).names("press three", [])).toEqual([]);
  });

  it("finds what several things are called together, and in the singular", () => {
    const presses = site("Press 1", "Press 2", "Coolant pump 1", "Coolant pump 2");
    expect(finderOf(presses).names("presses", [])).toEqual([{ key: "presses", similarity: 1 }]);
    expect(finderOf(presses).names("press", [])).toEqual([{ key: "press", similarity: 1 }]);
    expect(finderOf(presses).names("coolant pumps", [])).toEqual([{ key: "coolant pumps", similarity: 1 }]);
  });

  it("is less sure the more a name differs, and sure of the very words", () => {
    const finder = finderOf(home);
    const similarity = (heard: string) => finder.names(heard, [])[0]?.similarity ?? 0;
    expect(similarity("kitchen lamp")).toBe(1);
    expect(similarity("kitchen light")).toBeLessThan(1);
    expect(similarity("kichen light")).toBeLessThan(similarity("kitchen light"));
    expect(similarity("kichen lite")).toBeGreaterThanOrEqual(0.75);
  });

  it("finds a thing by its name within the place it is said to be in", () => {
    expect(first(home, "counter light", ["kitchen"])).toBe("kitchen counter lamp");
    expect(first(factory, "press", ["line 1"])).toBe("press");
    expect(first(home, "blind", ["bedroom"])).toBe("bedroom blind");
  });

  it("gives every thing a part of a name may mean", () => {
    const lamps = site("Reading corner left", "Reading corner right", "Desk");
    expect(
      finderOf(lamps)
        .names("reading", [])
        .map(({ key }) => key)
        .sort(),
    ).toEqual(["reading corner left", "reading corner right"]);
  });

  it.each(["disco ball", "light", "kitchen", "upstairs fan", "", "the", "💡", "x".repeat(5000)])(
    "finds nothing for %j",
    (heard) => {
      expect(finderOf(home).names(heard, [])).toEqual([]);
    },
  );

  it("never takes one side, number or direction for another", () => {
    const valves = site("Left valve", "Right valve", "Inside light", "Outside light", "Pump 1", "Pump 2");
    expect(first(valves, "left valve")).toBe("left valve");
    expect(finderOf(valves).names("rear valve", [])).toEqual([]);
    expect(first(valves, "outside light")).toBe("outside light");
    expect(finderOf(valves).names("pump 3", [])).toEqual([]);
  });

  it("finds places by spelling, sound and alias, and no place for a word that is none", () => {
    const finder = finderOf(home);
    const { areas } = registryOf(home);
    expect(finder.place("livingroom", areas)?.key).toBe("living room");
    expect(finder.place("the kichen", areas)?.key).toBe("kitchen");
    expect(finder.place("lounge", areas)?.key).toBe("living room");
    expect(finder.place("cellar", areas)).toBeUndefined();
    const fields = registryOf(farm);
    expect(finderOf(farm).place("south field", fields.areas)).toBeUndefined();
    expect(finderOf(factory).place("line two", registryOf(factory).areas)?.key).toBe("line 2");
    expect(finderOf(factory).place("1st line", registryOf(factory).areas)?.key).toBe("line 1");
  });
});
