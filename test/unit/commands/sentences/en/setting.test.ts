import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../../../src/commands/sentences/en/sentences.ts";
import { startCommands } from "../../../../support/commands-site.ts";
import type { Site } from "../../../../support/sites.ts";

const speed = { set: { payload: { speed: "{value}" } }, state: { field: "speed" } };
const site: Site = {
  areas: [
    { name: "Snug", aliases: [], floor: "Downstairs" },
    { name: "Workshop", aliases: [] },
    { name: "Conservatory", aliases: [] },
  ],
  entities: [
    {
      name: "Globe lamp",
      kind: "light",
      area: "Snug",
      schema: "json",
      topic: "globe",
      attributes: {
        colour: { set: { payload: { colour: "{value}" } } },
        colourTemperature: { set: { payload: { kelvin: "{value}" } } },
      },
    },
    { name: "Stove", kind: "climate", area: "Snug", schema: "json", topic: "stove" },
    {
      name: "Hi-fi",
      aliases: ["hifi"],
      kind: "media",
      area: "Snug",
      schema: "json",
      topic: "hifi",
      attributes: { volume: { set: { payload: { volume: "{value}" } }, state: { field: "volume" } } },
    },
    {
      name: "Stirrer",
      kind: "machine",
      area: "Workshop",
      schema: "json",
      topic: "stirrer",
      attributes: { speed: { ...speed, max: 2000, step: 100, unit: "rpm" } },
    },
    { name: "Blower", kind: "fan", area: "Workshop", schema: "json", topic: "blower", attributes: { speed } },
    {
      name: "Skylight",
      kind: "cover",
      deviceClass: "window",
      area: "Conservatory",
      schema: "json",
      topic: "sky",
    },
    {
      name: "Tarpaulin",
      kind: "cover",
      deviceClass: "shade",
      area: "Conservatory",
      schema: "json",
      topic: "tarp",
    },
    { name: "Mister", kind: "humidifier", area: "Conservatory", schema: "json", topic: "mister" },
    {
      name: "Side door",
      kind: "cover",
      deviceClass: "door",
      area: "Workshop",
      schema: "json",
      topic: "side",
    },
    { name: "Klaxon", kind: "siren", area: "Workshop", schema: "json", topic: "klaxon" },
  ],
};

const states: Readonly<Record<string, unknown>> = {
  globe: { state: "off", brightness: 40 },
  stove: { state: "on", temperature: 19 },
  hifi: { state: "on", volume: 30 },
  stirrer: { state: "on", speed: 600 },
  blower: { state: "off", speed: 50 },
  sky: { state: "closed", position: 0 },
  tarp: { state: "open", position: 80 },
  mister: { state: "off", humidity: 60 },
  klaxon: { state: "on" },
};

async function sentOn(text: string): Promise<string[]> {
  const { ask, sent, bus } = await startCommands({ site, sentences: [englishSentences] });
  for (const [topic, state] of Object.entries(states)) await bus.deliver(topic, JSON.stringify(state));
  await ask(text, {}, 20_000);
  return sent();
}

describe("settings of things, as they are said", () => {
  it.each<[string, string, ...string[]]>([
    // Factors of the value there is.
    ["make the stirrer twice as fast", 'stirrer/set {"speed":1200}'],
    ["double the volume of the hifi", 'hifi/set {"volume":60}'],
    ["halve the stirrer speed", 'stirrer/set {"speed":300}'],
    ["globe lamp half as bright", 'globe/set {"brightness":20}'],
    ["run the stirrer ten percent faster", 'stirrer/set {"speed":660}'],
    ["stirrer a third slower", 'stirrer/set {"speed":400}'],
    // Positions.
    ["half close the tarpaulin", 'tarp/set {"position":50}'],
    ["open the skylight just a crack", 'sky/set {"position":10}'],
    ["leave the skylight ajar", 'sky/set {"position":10}'],
    ["tarpaulin three quarters shut", 'tarp/set {"position":25}'],
    ["close the tarpaulin a little", 'tarp/set {"position":70}'],
    ["close the tarpaulin all the way", 'tarp/set {"state":"close"}'],
    ["blower flat out", 'blower/set {"speed":100}'],
    ["hifi as low as it goes", 'hifi/set {"volume":1}'],
    // Steps.
    ["knock the stove up two degrees", 'stove/set {"temperature":21}'],
    ["turn the hifi way down", 'hifi/set {"volume":5}'],
    ["stove down a touch", 'stove/set {"temperature":18.5}'],
    ["take 100 rpm off the stirrer", 'stirrer/set {"speed":500}'],
    ["increase stirrer speed by 200 rpm", 'stirrer/set {"speed":800}'],
    // Shares of what is not in percent, and verbs of amounts.
    ["stirrer at half speed", 'stirrer/set {"speed":1000}'],
    ["slow the stirrer to 20 percent", 'stirrer/set {"speed":400}'],
    ["ease the stirrer down to 250", 'stirrer/set {"speed":250}'],
    ["crank the hifi up to 60", 'hifi/set {"volume":60}'],
    // Several at once.
    ["globe lamp purple at ten percent", 'globe/set {"brightness":10}', 'globe/set {"colour":"purple"}'],
    ["make the globe lamp warm white and dim", 'globe/set {"brightness":20}', 'globe/set {"kelvin":2700}'],
    ["turn the blower on at 60 percent", 'blower/set {"speed":60}', 'blower/set {"state":"on"}'],
    ["turn the stirrer on at 900 rpm", 'stirrer/set {"speed":900}'],
    ["turn the globe lamp on at 30 percent", 'globe/set {"brightness":30}'],
    ["globe lamp to amber", 'globe/set {"colour":"orange"}'],
    ["set the humidity in the conservatory to 70 percent", 'mister/set {"humidity":70}'],
    ["silence the klaxon", 'klaxon/set {"state":"off"}'],
  ])("%s", async (text, ...expected) => {
    expect(await sentOn(text)).toEqual(expected);
  });

  it.each<[string, string, ...string[]]>([
    ["a temperature in any unit", "snug to seventy fahrenheit", 'stove/set {"temperature":21.11}'],
    ["degrees", "set the snug to 20 degrees", 'stove/set {"temperature":20}'],
    ["a number that is a room temperature", "snug to 21", 'stove/set {"temperature":21}'],
    ["percent", "set the snug to 60 percent", 'globe/set {"brightness":60}'],
  ])("means of a place what takes %s", async (_, text, ...expected) => {
    expect(await sentOn(text)).toEqual(expected);
  });

  it.each([
    ["a number that several kinds there take", "set the conservatory to 50"],
    ["a number that is neither clearly warm nor bright", "snug to 33"],
    ["more than there is", "set the stove to 80 degrees"],
    ["a door that is opened a little", "open the side door a crack"],
    ["a time of day after a verb of moving", "raise the tarpaulin at 7"],
    ["a time of day after a verb of switching", "turn the blower on at 7"],
    ["a delay", "cut the blower in two minutes"],
    ["a multiple of a thing without numbers", "double the klaxon"],
  ])("sends nothing at once for %s", async (_, text) => {
    expect(await sentOn(text)).toEqual([]);
  });
});
