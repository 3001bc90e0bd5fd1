import { describe, expect, it } from "vitest";
import { type EntityInput, entityDefinition } from "../../../../src/commands/entities/definition.ts";
import { parseEntities } from "../../../../src/commands/entities/parse.ts";
import { createRegistry } from "../../../../src/commands/entities/registry.ts";
import { factory, farm, home, type Site } from "../../../support/sites.ts";

function registryOf(site: Site) {
  const made = createRegistry(parseEntities(site.entities, site.areas), site.areas);
  if (!made.ok) throw new Error(made.reason.join("\n"));
  return made.value;
}

function problemsOf(entities: EntityInput[], areas: Site["areas"] = []): string[] {
  const made = createRegistry(
    entities.map((one) => entityDefinition.parse(one)),
    areas,
  );
  return made.ok ? [] : made.reason;
}

describe("the entity registry", () => {
  it("takes whole sites from a few words per thing", () => {
    for (const site of [home, factory, farm])
      expect(registryOf(site).things).toHaveLength(site.entities.length);
  });

  it("fills in topics, payloads and ids by the profile of the device", () => {
    const registry = registryOf(home);
    const lamp = registry.byId("kitchen_lamp");
    expect(lamp?.actions.turnOn).toEqual({ topic: "zigbee2mqtt/kitchen_lamp/set", payload: { state: "ON" } });
    expect(lamp?.series).toEqual({
      "": "zigbee2mqtt/kitchen_lamp:state",
      brightness: "zigbee2mqtt/kitchen_lamp:brightness",
    });
    expect(lamp?.floor).toBe("Ground floor");
    expect(registry.byId("kitchen_coffee_machine")?.actions.turnOff).toEqual({
      topic: "cmnd/coffee/POWER",
      payload: "OFF",
    });
    expect(registry.byId("living_room_fan")?.actions.turnOn).toEqual({
      topic: "home/lounge/fan/set",
      payload: { state: "on" },
    });
  });

  it("lets an entity's own messages win over its profile", () => {
    const pump = registryOf(factory).byName("cooling pump")[0];
    expect(pump?.actions).toEqual({
      turnOn: { topic: "plant/line1/pump/cmd", payload: "START" },
      turnOff: { topic: "plant/line1/pump/cmd", payload: "STOP" },
    });
  });

  it("finds things by name, alias, and area with name, whatever the spelling", () => {
    const registry = registryOf(home);
    expect(registry.byName("WORKTOP  light!").map((thing) => thing.name)).toEqual(["Counter lamp"]);
    expect(registry.byName("fan")).toHaveLength(2);
    expect(registry.byName("bedroom fan").map((thing) => thing.area)).toEqual(["Bedroom"]);
    expect(registry.byName("lounge fan").map((thing) => thing.area)).toEqual(["Living room"]);
  });

  it("prefers a thing that is really called so to one of that name in that area", () => {
    const registry = registryOf({
      areas: [],
      entities: [
        { name: "Lamp", kind: "light", area: "Hall", topic: "a" },
        { name: "Hall lamp", kind: "light", area: "Garden", topic: "b" },
      ],
    });
    expect(registry.byName("hall lamp").map((thing) => thing.area)).toEqual(["Garden"]);
  });

  it("says all that does not fit at once, and which entity it is", () => {
    const problems = problemsOf([
      { name: "Lamp", kind: "light", area: "Hall", topic: "a" },
      { name: "lamp!", kind: "switch", area: "hall", topic: "b" },
      { name: "Gate", kind: "cover", actions: { open: { payload: "UP" } } },
      { name: "Ghost", kind: "light" },
      { name: "Wild", kind: "light", topic: "a/+/b" },
      { name: "…", kind: "light", topic: "c" },
    ]);
    expect(problems.join("\n")).toContain('both have the id "hall_lamp"');
    expect(problems.join("\n")).toContain("action open has no topic");
    expect(problems.join("\n")).toContain('entity "Ghost": it has no topic, actions, state or series');
    expect(problems.join("\n")).toContain('the topic contains a wildcard (+ or #): "a/+/b/set"');
    expect(problems.join("\n")).toContain('entity "…": the name has no letter or digit to say');
  });

  it("refuses two things that one area calls the same, by alias too", () => {
    const [problem] = problemsOf([
      { name: "Main light", kind: "light", area: "Hall", topic: "a" },
      { name: "Lantern", aliases: ["main light"], kind: "light", area: "Hall", topic: "b" },
    ]);
    expect(problem).toContain('in Hall are both called "main light"');
  });

  it("allows the same name in two areas", () => {
    expect(
      problemsOf([
        { name: "Light", kind: "light", area: "Hall", topic: "a" },
        { name: "Light", kind: "light", area: "Attic", topic: "b" },
      ]),
    ).toEqual([]);
  });

  it("names the nearest kind for one it does not know", () => {
    expect(() => parseEntities([{ name: "Lamp", kind: "ligth", topic: "a" } as never], [])).toThrow(
      /entity "Lamp": unknown kind "ligth"; did you mean "light"\?/,
    );
  });

  it("refuses unknown keys instead of leaving them out", () => {
    expect(() => parseEntities([{ name: "Lamp", kind: "light", topik: "a" } as never], [])).toThrow(/topik/);
  });

  it.each(["__proto__", "constructor", "toString"])("takes the name %s for a name", (name) => {
    const registry = registryOf({ areas: [], entities: [{ name, kind: "light", area: name, topic: "a" }] });
    expect(registry.byName(name)).toHaveLength(1);
    expect(registry.byName("hasOwnProperty")).toEqual([]);
  });
});
