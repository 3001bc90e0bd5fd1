import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import { startCommands } from "../../../support/commands-site.ts";
import type { Site } from "../../../support/sites.ts";

const vent = { kind: "cover", deviceClass: "vent" } as const;
const site: Site = {
  areas: [
    { name: "Barn 1", aliases: [], floor: "east wing" },
    { name: "Barn 2", aliases: [], floor: "west wing" },
    { name: "Barn 3", aliases: [], floor: "west wing" },
    { name: "North paddock", aliases: [] },
    { name: "South paddock", aliases: [] },
    { name: "Dairy", aliases: [] },
  ],
  entities: [
    { name: "Barn 1 ridge vent", ...vent, area: "Barn 1", topic: "z/ridge1" },
    { name: "Barn 2 ridge vent", ...vent, area: "Barn 2", topic: "z/ridge2" },
    { name: "Barn 3 ridge vent", ...vent, area: "Barn 3", topic: "z/ridge3" },
    { name: "Barn 1 wall vent", ...vent, area: "Barn 1", topic: "z/wall1" },
    { name: "Barn 1 heater", kind: "climate", area: "Barn 1", topic: "z/heat1" },
    { name: "Brooder heater", kind: "climate", area: "Barn 2", topic: "z/heat2" },
    { name: "Dairy heater", kind: "climate", area: "Dairy", topic: "z/heat3" },
    { name: "Milk tank", kind: "climate", area: "Dairy", topic: "z/tank" },
    {
      name: "Trough north",
      kind: "valve",
      deviceClass: "sprinkler",
      area: "North paddock",
      topic: "z/north",
    },
    {
      name: "Trough south",
      kind: "valve",
      deviceClass: "sprinkler",
      area: "South paddock",
      topic: "z/south",
    },
    { name: "Press 1", kind: "machine", area: "Dairy", topic: "z/press1" },
    { name: "Press 2", kind: "machine", area: "Dairy", topic: "z/press2" },
    { name: "Separator", kind: "machine", area: "Dairy", topic: "z/separator" },
  ],
};

async function sentOn(text: string, area?: string) {
  const { ask, sent } = await startCommands({ site, sentences: [englishSentences] });
  const { outcome, reply } = await ask(text, area === undefined ? {} : { area }, 60_000);
  const things = sent().map((message) => /z\/(\w+)\/set/.exec(message)?.[1]);
  return { outcome, reply, things: [...new Set(things)].sort() };
}

describe("what several things or places are called together", () => {
  it.each([
    ["open all the ridge vents", ["ridge1", "ridge2", "ridge3"]],
    ["open the ridge vents in barn 2 and barn 3", ["ridge2", "ridge3"]],
    ["close every vent", ["ridge1", "ridge2", "ridge3", "wall1"]],
    ["turn all the heaters off", ["heat1", "heat2", "heat3"]],
    ["set all the barn heaters to 15 degrees", ["heat1", "heat2"]],
    ["open the vents in the barns", ["ridge1", "ridge2", "ridge3", "wall1"]],
    ["water both paddocks", ["north", "south"]],
    ["open the ridge vents in barns 1 and 3", ["ridge1", "ridge3"]],
    ["stop all the presses", ["press1", "press2"]],
    ["close the vents in both wings", ["ridge1", "ridge2", "ridge3", "wall1"]],
  ])("takes %j for all of them and only them", async (text, things) => {
    expect(await sentOn(text)).toMatchObject({ outcome: "done", things });
  });

  it.each(["open the ridge vent", "turn on the barn heater", "open both ridge vents", "stop the press"])(
    "asks which of several %j means",
    async (text) => {
      expect(await sentOn(text)).toMatchObject({ outcome: "asked", things: [] });
    },
  );

  it("takes the one of the room", async () => {
    expect((await sentOn("open the ridge vent", "Barn 2")).things).toEqual(["ridge2"]);
  });

  it.each(["start press 7", "press 7"])("takes the number after it in %j for no value", async (text) => {
    const { outcome, things } = await sentOn(text);
    expect(things).toEqual([]);
    expect(outcome).toBe("refused");
  });
});

describe("one of several", () => {
  it.each([
    "stop the press in the dairy",
    "start the machine in the dairy",
    "turn the heater on in the dairy",
  ])("asks which for %j unless there is one", async (text) => {
    const { outcome, things } = await sentOn(text);
    const isOne = text.includes("heater");
    expect({ outcome, things }).toMatchObject(
      isOne ? { things: ["heat3"] } : { outcome: "asked", things: [] },
    );
  });

  it("takes all where all are said, and of vents what hangs there", async () => {
    expect((await sentOn("stop the machines in the dairy")).things).toEqual([
      "press1",
      "press2",
      "separator",
    ]);
    expect((await sentOn("open the vent in barn 1")).things).toEqual(["ridge1", "wall1"]);
  });
});
