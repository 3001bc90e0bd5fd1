import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import { startCommands } from "../../../support/commands-site.ts";
import { fewSentences } from "../../../support/few-sentences.ts";
import { createScriptedModel } from "../../../support/scripted-model.ts";
import type { Site } from "../../../support/sites.ts";

const speed = { set: { payload: { speed: "{value}" } }, state: { field: "speed" }, min: 0, max: 1500 };
const plant: Site = {
  areas: [
    { name: "Line 1", aliases: [] },
    { name: "Line 2", aliases: [] },
  ],
  entities: [
    ...["Press 1", "Press 2", "Press 12"].map((name) => ({
      name,
      kind: "machine" as const,
      area: "Line 1",
      schema: "json" as const,
      topic: `f/${name.toLowerCase().replace(" ", "")}`,
    })),
    ...["Mixer 1", "Mixer 2"].map((name) => ({
      name,
      kind: "machine" as const,
      area: "Line 2",
      schema: "json" as const,
      topic: `f/${name.toLowerCase().replace(" ", "")}`,
      attributes: { speed },
    })),
    { name: "Otto", kind: "robot", schema: "json", topic: "f/otto" },
  ],
};

async function start() {
  return startCommands({ site: plant, sentences: [englishSentences] });
}

describe("names with a number, said in words as a recogniser of speech writes them", () => {
  it.each([
    ["stop the press", "press twelve"],
    ["stop the press", "the press twelve please"],
  ])("answer which one is meant: %s, %s", async (command, answer) => {
    const { ask, sent } = await start();
    expect((await ask(command)).outcome).toBe("asked");
    expect((await ask(answer)).outcome).toBe("done");
    expect(sent()).toEqual([expect.stringContaining("press12/set")]);
  });

  it("answer with a number that ends as an offer of one does", async () => {
    const { ask, sent } = await start();
    expect((await ask("turn the mixer up to nine hundred")).outcome).toBe("asked");
    expect((await ask("mixer one")).outcome).toBe("done");
    expect(sent()).toEqual([expect.stringContaining("mixer1/set")]);
  });

  it("are places, too", async () => {
    const { ask, sent } = await start();
    const written = await ask("Otto go to line 2");
    const said = await ask("otto go to line two");
    expect(said.outcome).toBe(written.outcome);
    expect(sent()[1]?.toLowerCase()).toBe(sent()[0]?.toLowerCase());
  });

  it("are read by the command model with digits", async () => {
    const models = createScriptedModel({ "get [press 2](name) going": { intent: "start" } });
    const { ask, sent } = await startCommands({ site: plant, sentences: [fewSentences], models });
    expect((await ask("get press two going")).outcome).toBe("done");
    expect(sent()).toEqual([expect.stringContaining("press2/set")]);
  });
});
