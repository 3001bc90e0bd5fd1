import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import { startCommands } from "../../../support/commands-site.ts";
import { fewSentences } from "../../../support/few-sentences.ts";
import { createScriptedModel, type ScriptedReading } from "../../../support/scripted-model.ts";
import { factory, farm, home, type Site } from "../../../support/sites.ts";

/** A site whose few sentences leave the rest to the model. */
async function start(site: Site, script: Readonly<Record<string, ScriptedReading>>) {
  return startCommands({ site, sentences: [fewSentences], models: createScriptedModel(script) });
}

const z = (thing: string, payload: string) => `zigbee2mqtt/${thing}/set ${payload}`;
const off = '{"state":"OFF"}';

describe("a text that speaks of a deed without asking for it", () => {
  it("is not acted on, however sure the model is and whatever a template says", async () => {
    const { ask, sent } = await start(home, {
      "please don't kill the [hall lamp](name)": { intent: "turnOff" },
      "Emma said she'd kill the [hall lamp](name)": { intent: "turnOff" },
    });
    expect(await ask("please don't kill the hall lamp")).toMatchObject({
      outcome: "refused",
      reply: "You said not to, so I did nothing.",
    });
    expect((await ask("Emma said she'd kill the hall lamp")).outcome).toBe("refused");
    expect(sent()).toEqual([]);
  });

  it("is not acted on with the bundled sentences either", async () => {
    const { ask, sent } = await startCommands({ site: home, sentences: [englishSentences] });
    await ask("don't turn on the hall lamp");
    await ask("we should turn on the hall lamp");
    await ask("I turned off the hall lamp");
    expect(sent()).toEqual([]);
  });
});

describe("a place without a kind", () => {
  it("means neither alarm nor robot there", async () => {
    const { ask, sent } = await start(factory, { "kill [line 1](area)": { intent: "turnOff" } });
    await ask("kill line 1");
    await ask("yes");
    expect(sent().filter((message) => message.includes("horn"))).toEqual([]);
  });

  it("takes the kind that was said but not marked", async () => {
    const { ask, sent } = await start(home, { "lights off [kitchen](area)": { intent: "turnOff" } });
    await ask("lights off kitchen");
    expect(sent().sort()).toEqual([z("counter", off), z("kitchen_lamp", off)]);
  });
});

describe("setting off an alarm", () => {
  it("is not turning it off, and asks first", async () => {
    const { ask, sent } = await startCommands({ site: factory, sentences: [englishSentences] });
    const { outcome, reply } = await ask("set off the warning horn");
    expect({ outcome, reply }).toMatchObject({ outcome: "asked", reply: expect.stringContaining("horn") });
    expect(reply).not.toContain("off");
    expect(sent()).toEqual([]);
  });
});

describe("amounts", () => {
  it("are not dropped when the model marked none", async () => {
    const { ask, sent } = await start(home, {
      "[bedside lamp](name) purple at 10 percent": { intent: "turnOn" },
    });
    expect((await ask("bedside lamp purple at 10 percent")).outcome).toBe("refused");
    expect(sent()).toEqual([]);
  });

  it("of a verb that says what changes are for that", async () => {
    const { ask, sent } = await start(home, {
      "cool the [living room](area) down to [20](value)": { intent: "set" },
    });
    await ask("cool the living room down to 20", {}, 10_000);
    expect(sent()).toEqual([z("trv", '{"occupied_heating_setpoint":20}')]);
  });
});

describe("noise and slips", () => {
  it("are left out before any tier reads the text", async () => {
    const { ask, sent } = await startCommands({ site: home, sentences: [englishSentences] });
    await ask("um can you uh turn the the hall lamp off");
    await ask("turn off the kitchen lamp no wait the bedside lamp");
    expect(sent()).toEqual([z("hall", off), z("bedside", off)]);
  });
});

describe("several things at once", () => {
  it("share the verb that was said once", async () => {
    const { ask, sent } = await startCommands({ site: farm, sentences: [englishSentences] });
    await ask("open the main valve and the drip valve");
    expect(sent().length).toBe(2);
    expect(new Set(sent().map((message) => message.split(" ").slice(1).join(" "))).size).toBe(1);
  });

  it("may be spoken of as it in the next part", async () => {
    const { ask, sent } = await startCommands({ site: home, sentences: [englishSentences] });
    await ask("turn on the hall lamp and set it to 50 percent", {}, 20_000);
    expect(sent()).toEqual([z("hall", '{"state":"ON"}'), z("hall", '{"brightness":127}')]);
  });
});
