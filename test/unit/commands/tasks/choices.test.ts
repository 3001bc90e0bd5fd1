import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import { startCommands } from "../../../support/commands-site.ts";
import type { Site } from "../../../support/sites.ts";

const site: Site = {
  areas: [
    { name: "Top floor flat", aliases: ["the attic"] },
    { name: "North shed", aliases: ["the potatoes", "the bins"] },
    { name: "South shed", aliases: [] },
  ],
  entities: [
    { name: "Attic heater", kind: "climate", area: "Top floor flat", topic: "z/attic_heater" },
    { name: "Attic fan", kind: "fan", area: "Top floor flat", topic: "z/attic_fan" },
    { name: "Shed heater", kind: "climate", area: "South shed", topic: "z/shed_heater" },
    { name: "North lift", kind: "machine", area: "North shed", schema: "json", topic: "z/north_lift" },
    { name: "Bin 1 fan", kind: "fan", area: "North shed", topic: "z/bin1" },
    { name: "Bin 2 fan", kind: "fan", area: "North shed", topic: "z/bin2" },
    {
      name: "Silo 1",
      kind: "sensor",
      deviceClass: "level",
      area: "South shed",
      topic: "z/silo1",
      schema: "plain",
      unit: "t",
    },
    {
      name: "Silo 2",
      kind: "sensor",
      deviceClass: "level",
      area: "South shed",
      topic: "z/silo2",
      schema: "plain",
      unit: "t",
    },
    { name: "South lift", kind: "machine", area: "South shed", schema: "json", topic: "z/south_lift" },
  ],
};
const start = () => startCommands({ site, sentences: [englishSentences] });

describe("an answer to which one is meant", () => {
  it.each([
    "the northern one",
    "North I think",
    "on the potatoes",
    "over in the north shed",
    "number north please",
    "probably the north lift",
    "whichever one is running",
    "the one that's on",
    "the running one",
  ])("may be hedged, or name a place or a state: %j", async (answer) => {
    const { ask, sent, bus } = await start();
    await bus.deliver("z/north_lift", '{"state":"on"}');
    await bus.deliver("z/south_lift", '{"state":"off"}');
    expect((await ask("stop the lift")).outcome).toBe("asked");
    await ask(answer);
    expect(sent()).toEqual(['z/north_lift/set {"state":"off"}']);
  });

  it.each(["up in the attic", "up there in the attic", "the attic I guess"])(
    "is no command for all that is in the place: %j",
    async (answer) => {
      const { ask, sent } = await start();
      expect((await ask("set the heater to 18 degrees")).outcome).toBe("asked");
      await ask(answer);
      expect(sent()).toEqual(['z/attic_heater/set {"occupied_heating_setpoint":18}']);
    },
  );

  it("asks again where a place tells none from the others", async () => {
    const { ask, sent } = await start();
    await ask("set the heater to 18 degrees");
    expect((await ask("over in the north shed")).outcome).toBe("asked");
    await ask("the attic one");
    expect(sent()).toHaveLength(1);
  });

  it("takes no state for an answer that several or none have", async () => {
    const { ask, sent, bus } = await start();
    await bus.deliver("z/north_lift", '{"state":"on"}');
    await bus.deliver("z/south_lift", '{"state":"on"}');
    await ask("stop the lift");
    await ask("the running one");
    expect(sent()).toEqual([]);
  });

  it("leaves a new command alone", async () => {
    const { ask, sent } = await start();
    await ask("stop the lift");
    await ask("turn on the attic fan");
    expect(sent()).toEqual(['z/attic_fan/set {"state":"ON"}']);
  });
});

describe("one of several that only a number tells apart", () => {
  it.each(["turn on the bin fan", "turn on the fan in the north shed"])("is asked for: %j", async (text) => {
    const { ask, sent } = await start();
    expect((await ask(text)).outcome).toBe("asked");
    await ask("the second");
    expect(sent()).toEqual(['z/bin2/set {"state":"ON"}']);
  });

  it("may be told by its number, which is not both", async () => {
    const { ask, sent } = await start();
    await ask("turn on the bin fan");
    await ask("number two");
    expect(sent()).toEqual(['z/bin2/set {"state":"ON"}']);
  });

  it("is none where all are meant", async () => {
    const { ask, sent } = await start();
    await ask("turn on the fans in the north shed");
    expect(sent()).toHaveLength(2);
  });
});

describe("a question that goes on from the one before", () => {
  it.each(["and the other one", "silo 2?", "and silo 2"])("%j", async (text) => {
    const { ask, bus } = await start();
    await bus.deliver("z/silo1", "18.5");
    await bus.deliver("z/silo2", "6.2");
    expect((await ask("what is the level of silo 1")).reply).toContain("18.5");
    const { reply } = await ask(text);
    expect(reply).toContain("6.2");
    expect(reply).not.toContain("18.5");
  });
});
