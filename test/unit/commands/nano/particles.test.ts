import { describe, expect, it } from "vitest";
import { startCommands } from "../../../support/commands-site.ts";
import { fewSentences } from "../../../support/few-sentences.ts";
import { createScriptedModel } from "../../../support/scripted-model.ts";
import type { Site } from "../../../support/sites.ts";

const site: Site = {
  areas: [],
  entities: [
    {
      name: "Awning",
      kind: "cover",
      deviceClass: "awning",
      area: "Terrace",
      schema: "json",
      topic: "awning",
    },
    {
      name: "Sun canopy",
      kind: "cover",
      deviceClass: "awning",
      area: "Yard",
      schema: "json",
      topic: "canopy",
    },
    {
      name: "Study blind",
      kind: "cover",
      deviceClass: "blind",
      area: "Study",
      schema: "json",
      topic: "blind",
    },
    { name: "Pen lights", kind: "light", area: "Feedlot", schema: "json", topic: "pens" },
    {
      name: "Cold store door",
      kind: "cover",
      deviceClass: "shutter",
      area: "Cold store",
      schema: "json",
      topic: "door",
    },
  ],
};

async function sentOn(annotated: string, intent: string) {
  const models = createScriptedModel({ [annotated]: { intent } });
  const { ask, sent } = await startCommands({ site, sentences: [fewSentences], models });
  await ask(annotated.replace(/\[([^\]]+)\]\(\w+\)/g, "$1"), {}, 10_000);
  return sent();
}

describe("a verb whose particle says the way", () => {
  it.each([
    ["wind the [awning](name) out", "close", ['awning/set {"state":"open"}']],
    ["bring the [canopy](name) in again", "open", ['canopy/set {"state":"close"}']],
    ["pull in the [sun canopy](name)", "open", ['canopy/set {"state":"close"}']],
    ["pull the [study blind](name) in the evening sun", "close", ['blind/set {"state":"close"}']],
    ["put the [lights](kind) on down at the [feedlot](area)", "close", ['pens/set {"state":"on"}']],
    ["get the [pen lights](name) off", "open", ['pens/set {"state":"off"}']],
    ["pull the [study blind](name) up", "close", ['blind/set {"state":"open"}']],
    ["slam the [door](kind) in the [cold store](area)", "close", ['door/set {"state":"close"}']],
  ])("goes that way in %j, whatever the model took it for", async (annotated, intent, expected) => {
    expect(await sentOn(annotated, intent)).toEqual(expected);
  });
});
