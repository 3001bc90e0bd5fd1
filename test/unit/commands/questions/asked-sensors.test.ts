import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import { startCommands } from "../../../support/commands-site.ts";
import type { Site } from "../../../support/sites.ts";

const at = (hour: number) => Date.UTC(2026, 0, 5, hour);

/** A brewery: sensors, and machines that are called like them. */
const brewery: Site = {
  areas: [
    { name: "Brewhouse", aliases: [] },
    { name: "Cellar", aliases: ["vault"] },
    { name: "Line 4", aliases: [] },
  ],
  entities: [
    { name: "Vat 1", kind: "valve", schema: "json", topic: "b/vat1", area: "Brewhouse" },
    { name: "Boiler", kind: "climate", schema: "json", topic: "b/boiler", area: "Brewhouse" },
    { name: "Chest", kind: "climate", schema: "json", topic: "b/chest", area: "Cellar" },
    { name: "Cellar door", kind: "lock", schema: "json", topic: "b/door_lock", area: "Cellar" },
    {
      name: "Jukebox",
      kind: "media",
      schema: "json",
      topic: "b/juke",
      area: "Cellar",
      attributes: { volume: { state: { field: "volume" } } },
    },
    ...(
      [
        ["Vat 1 temperature", "temperature", "Brewhouse", "°C"],
        ["Boiler temperature", "temperature", "Brewhouse", "°C"],
        ["Cellar temperature", "temperature", "Cellar", "°C"],
        ["Fridge temperature", "temperature", "Cellar", "°C"],
        ["Malt silo", "level", "Brewhouse", "t"],
        ["Water tank", "level", "Brewhouse", "%"],
        ["Syrup tank", "level", "Cellar", "%"],
        ["Bottle counter", "count", "Line 4", "bottles"],
        ["Gas pressure", "pressure", "Cellar", "bar"],
      ] as const
    ).map(([name, deviceClass, area, unit]) => ({
      ...{ name, deviceClass, area, unit },
      kind: "sensor" as const,
      schema: "json" as const,
      topic: `s/${name.toLowerCase().replaceAll(" ", "_")}`,
    })),
    {
      name: "Cellar door contact",
      kind: "binarySensor",
      deviceClass: "door",
      area: "Cellar",
      schema: "json",
      topic: "s/door",
    },
    {
      name: "Line 4 jam detector",
      kind: "binarySensor",
      deviceClass: "problem",
      area: "Line 4",
      schema: "json",
      topic: "s/jam",
    },
    {
      name: "Mash leak sensor",
      kind: "binarySensor",
      deviceClass: "leak",
      area: "Brewhouse",
      schema: "json",
      topic: "s/leak",
    },
    {
      name: "Cellar motion",
      kind: "binarySensor",
      deviceClass: "motion",
      area: "Cellar",
      schema: "json",
      topic: "s/motion",
    },
  ],
};

const states: Readonly<Record<string, object>> = {
  "b/boiler": { state: "on", temperature: 95 },
  "b/chest": { state: "on", temperature: 6 },
  "b/juke": { state: "playing", volume: 35 },
  "b/door_lock": { state: "unlocked" },
  "s/vat_1_temperature": { value: 64.25 },
  "s/boiler_temperature": { value: 131.4 },
  "s/cellar_temperature": { value: 11 },
  "s/fridge_temperature": { value: 4 },
  "s/malt_silo": { value: 2.6 },
  "s/water_tank": { value: 48 },
  "s/syrup_tank": { value: 71 },
  "s/bottle_counter": { value: 12_434 },
  "s/gas_pressure": { value: 3.1 },
  "s/door": { state: "closed" },
  "s/jam": { state: "on" },
  "s/leak": { state: "off" },
  "s/motion": { state: "off" },
};

async function start() {
  const site = await startCommands({
    site: brewery,
    sentences: [englishSentences],
    series: [
      { id: "s/door:state", name: "s door state", kind: "enum", states: ["closed", "open"] },
      { id: "s/jam:state", name: "s jam state", kind: "binary", states: ["off", "on"] },
      { id: "s/motion:state", name: "s motion state", kind: "binary", states: ["off", "on"] },
    ],
    changes: {
      "s/door:state": [
        { at: at(1), value: 0 },
        { at: at(8), value: 1 },
        { at: at(9), value: 0 },
      ],
      "s/jam:state": [
        { at: at(1), value: 0 },
        { at: at(7), value: 1 },
        { at: at(8), value: 0 },
        { at: at(11), value: 1 },
      ],
      "s/motion:state": [{ at: at(1), value: 0 }],
    },
  });
  for (const [topic, state] of Object.entries(states)) await site.bus.deliver(topic, JSON.stringify(state));
  return site;
}

describe("a question about what sensors measure", () => {
  it.each([
    // The sensor of a thing rather than the thing that is called so.
    ["how hot is vat 1", "The Vat 1 temperature is 64.3 °C."],
    ["what's the temperature of vat 1", "The Vat 1 temperature is 64.3 °C."],
    ["is vat 1 hot", "The Vat 1 temperature is 64.3 °C."],
    // What is measured rather than what is set, and what is set rather than nothing.
    ["how hot is the boiler", "The boiler temperature is 131.4 °C."],
    [
      "how cold is the chest",
      "The chest is set to 6 °C. I have no readings of the temperature of the chest.",
    ],
    ["what is the chest set to", "Chest is on, set to 6 °C."],
    // The air of a place rather than something that stands there.
    ["how cold is it in the vault", "The cellar temperature is 11 °C."],
    ["how cold is the fridge", "The fridge temperature is 4 °C."],
    // In other words for what is measured.
    ["how much malt have we got left", "The malt silo is at 2.6 t."],
    ["how many tonnes are in the silo", "The malt silo is at 2.6 t."],
    ["are we running low on syrup", "The syrup tank is at 71%."],
    ["how much water is left in the tank", "The water tank is at 48%."],
    ["is the water tank full", "The water tank is at 48%."],
    ["how many bar is the gas at", "The gas pressure is 3.1 bar."],
    ["how many bottles has line 4 made", "The bottle counter reads 12,434 bottles."],
    ["how loud is the jukebox", "The jukebox volume is 35%."],
    // The likest or the least of several.
    ["which tank is the fullest", "The highest is the syrup tank, 71%; next comes the water tank, 48%."],
    ["what's the coldest room", "The cellar temperature is 11 °C."],
    ["how hot is the fridge in the cellar", "The fridge temperature is 4 °C."],
    ["how full are the tanks", "The water tank is at 48% and the syrup tank is at 71%."],
    // In any order of words.
    ["how many tonnes of malt are there in the silo", "The malt silo is at 2.6 t."],
    ["what have we got the chest set to", "Chest is on, set to 6 °C."],
    // Against a limit and against another.
    ["is the cellar above 10 degrees", "Yes, the cellar temperature is 11 °C."],
    ["is it freezing in the cellar", "No, the cellar temperature is 11 °C."],
    [
      "how much warmer is the cellar than the fridge",
      "The cellar temperature is 7 °C higher than the fridge temperature: 11 °C and 4 °C.",
    ],
    // Nothing measures it.
    ["how hot is line 4", "I have no readings of the temperature in Line 4."],
    ["how loud is the boiler", "I have no readings of the loudness of the boiler."],
  ])("is asked %j", async (question, reply) => {
    const { ask, sent } = await start();
    expect((await ask(question)).reply).toBe(reply);
    expect(sent()).toEqual([]);
  });
});

describe("a question about what sensors notice", () => {
  it.each([
    ["is the cellar door open", "No, the cellar door contact is closed."],
    ["did somebody leave the cellar door open", "No, the cellar door contact is closed."],
    ["is anything moving in the cellar", "No, the cellar motion is clear."],
    ["is the cellar door locked", "No, the cellar door is unlocked."],
    ["how many times was the cellar door opened today", "Cellar door contact was opened once today."],
    ["was the cellar door opened today", "Yes, the cellar door contact was opened once today, at 08:00."],
    ["is line 4 jammed", "Yes, the Line 4 jam detector is reporting a problem."],
    ["has line 4 jammed today", "Yes, the Line 4 jam detector was triggered twice today, last at 11:00."],
    ["how often did line 4 jam today", "Line 4 jam detector was triggered twice today."],
    ["is the mash leaking", "No, the mash leak sensor is dry."],
    ["is there a leak in the brewhouse", "No, the mash leak sensor is dry."],
    ["is anything leaking", "No, the mash leak sensor is dry."],
    // Only a sensor notices that: a machine that is on is not jammed.
    ["are any machines jammed", "Yes, the Line 4 jam detector is reporting a problem."],
    ["is the mash dry", "Mash leak sensor is dry."],
    ["is the cellar empty", "Yes, the cellar motion is clear."],
    ["has anyone been in the cellar today", "No, the cellar motion has not been triggered today."],
  ])("is asked %j", async (question, reply) => {
    const { ask, sent } = await start();
    expect((await ask(question)).reply).toBe(reply);
    expect(sent()).toEqual([]);
  });
});
