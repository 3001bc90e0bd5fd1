import { describe, expect, it } from "vitest";
import { compileGrammar } from "../../../../../src/commands/grammar/compile.ts";
import { intents, isIntentName } from "../../../../../src/commands/grammar/intents.ts";
import { readSentenceFiles } from "../../../../../src/commands/grammar/sentence-file.ts";
import { parseTemplate, type Template } from "../../../../../src/commands/grammar/template.ts";
import type { ListDefinition } from "../../../../../src/commands/grammar/types.ts";
import { englishSentences } from "../../../../../src/commands/sentences/en/sentences.ts";

const names = [
  ...["kitchen lamp", "desk lamp", "pump", "pump 2", "greenhouse pump", "front door", "garage door", "press"],
  ...[
    "conveyor 1",
    "water zone 3",
    "thermostat",
    "bedroom blind",
    "main valve",
    "movie night",
    "tv",
    "play corner",
  ],
];
const areas = ["kitchen", "living room", "greenhouse", "bedroom", "hall"];
const list = (values: readonly string[]): ListDefinition => ({
  type: "text",
  values: values.map((value) => ({ in: value, out: value })),
});
const emptyLists = { group: list([]), places: list([]), subject: list([]), compared: list([]) };
const source = readSentenceFiles(englishSentences);
const grammar = compileGrammar(source, {
  name: list(names),
  area: list(areas),
  floor: list(["upstairs", "first floor"]),
  ...emptyLists,
  subject: list(["milk", "zone 1", "diesel", "sink"]),
  compared: list(["tank", "tanks"]),
});

const table: readonly (readonly [string, string, Record<string, string | number>])[] = [
  ["turn on the kitchen lamp", "turnOn", { name: "kitchen lamp" }],
  ["Could you turn the kitchen lamp off, please?", "turnOff", { name: "kitchen lamp" }],
  ["turn on all the lights in the kitchen", "turnOn", { all: "all", domain: "light", area: "kitchen" }],
  [
    "turn off everything in the kitchen except the desk lamp",
    "turnOff",
    { all: "all", area: "kitchen", except: "desk lamp" },
  ],
  [
    "turn off all lights except the desk lamp and the kitchen lamp",
    "turnOff",
    { all: "all", domain: "light", except: "desk lamp", except2: "kitchen lamp" },
  ],
  ["turn off everything except the kitchen", "turnOff", { all: "all", exceptArea: "kitchen" }],
  ["turn on the pump, the desk lamp and the tv", "turnOn", { name: "pump", name2: "desk lamp", name3: "tv" }],
  [
    "turn on the lights in the kitchen and the bedroom",
    "turnOn",
    { domain: "light", area: "kitchen", area2: "bedroom" },
  ],
  ["turn off the lights upstairs", "turnOff", { domain: "light", floor: "upstairs" }],
  ["turn on the play corner lights", "turnOn", { name: "play corner", domain: "light" }],
  ["turn it off", "turnOff", { name: "it" }],
  ["lights off in here", "turnOff", { domain: "light", here: "here" }],
  ["turn on the pump for 90 seconds", "turnOn", { name: "pump", duration: 90 }],
  ["toggle the desk lamp", "toggle", { name: "desk lamp" }],
  ["start pump two for ten minutes", "start", { name: "pump 2", duration: 600 }],
  ["water zone three for half an hour", "start", { name: "water zone 3", duration: 1800 }],
  ["activate the movie night scene", "start", { name: "movie night" }],
  ["stop conveyor 1", "stop", { name: "conveyor 1" }],
  ["open the garage door", "open", { name: "garage door" }],
  ["close the blinds in the bedroom", "close", { deviceClass: "blind", area: "bedroom" }],
  ["lock the front door", "lock", { name: "front door" }],
  ["unlock the front door", "unlock", { name: "front door" }],
  ["set the kitchen lamp to 50 percent", "set", { name: "kitchen lamp", value: "50 percent" }],
  ["dim the kitchen lamp to 20%", "set", { name: "kitchen lamp", brightness: 20 }],
  [
    "set the brightness of the desk lamp to seventy-five percent",
    "set",
    { name: "desk lamp", brightness: 75 },
  ],
  ["make the desk lamp blue", "set", { name: "desk lamp", colour: "blue" }],
  ["make the desk lamp warm red", "set", { name: "desk lamp", colour: "orange red" }],
  ["set the kitchen lamp to two thirds", "set", { name: "kitchen lamp", value: "two thirds" }],
  ["set the thermostat to 70 fahrenheit", "set", { name: "thermostat", value: "70 fahrenheit" }],
  ["set the desk lamp to warm white", "set", { name: "desk lamp", colourTemperature: 2700 }],
  [
    "set the temperature in the kitchen to twenty one and a half degrees",
    "set",
    { domain: "climate", area: "kitchen", temperature: 21.5 },
  ],
  ["set the thermostat to 21 °C", "set", { name: "thermostat", temperature: 21 }],
  ["open the bedroom blind to 30%", "set", { name: "bedroom blind", position: 30 }],
  ["set the volume of the tv to 30", "set", { name: "tv", volume: 30 }],
  ["set the thermostat to eco mode", "set", { name: "thermostat", mode: "eco" }],
  [
    "increase the brightness of the desk lamp by 10 percent",
    "increase",
    { attribute: "brightness", name: "desk lamp", step: "10 percent" },
  ],
  ["turn the desk lamp down", "decrease", { name: "desk lamp" }],
  [
    "it's too cold in the bedroom",
    "increase",
    { attribute: "temperature", domain: "climate", area: "bedroom" },
  ],
  ["is the pump running", "queryState", { name: "pump", state: "running" }],
  ["are any windows open", "queryState", { quantifier: "any", deviceClass: "window", state: "open" }],
  [
    "which lights are on in the kitchen",
    "queryState",
    { quantifier: "which", domain: "light", state: "on", area: "kitchen" },
  ],
  ["what is the temperature in the greenhouse", "queryState", { measure: "temperature", area: "greenhouse" }],
  ["how warm is it in the greenhouse?", "queryState", { measure: "temperature", area: "greenhouse" }],
  ["what's the status of the press", "queryState", { name: "press" }],
  [
    "what was the highest temperature in the greenhouse today",
    "queryMeasure",
    { statistic: "highest", measure: "temperature", area: "greenhouse", period: "today" },
  ],
  [
    "average humidity in the kitchen in the last 24 hours",
    "queryMeasure",
    { statistic: "average", measure: "humidity", area: "kitchen", period: "in the last 24 hours" },
  ],
  [
    "how cold did it get in the greenhouse last night",
    "queryMeasure",
    { statistic: "lowest", measure: "temperature", area: "greenhouse", period: "last night" },
  ],
  ["when did the pump last run", "queryLastTime", { name: "pump", event: "running" }],
  ["when was the front door last opened", "queryLastTime", { name: "front door", event: "open" }],
  [
    "how long was the front door open yesterday",
    "queryHowLong",
    { name: "front door", event: "open", period: "yesterday" },
  ],
  [
    "how many times did the pump run today",
    "queryHowOften",
    { name: "pump", event: "running", period: "today" },
  ],
  ["what happened last night", "queryIncidents", { period: "last night" }],
  ["is anything wrong in the greenhouse", "queryIncidents", { area: "greenhouse" }],
  ["summarise today", "queryIncidents", { period: "today" }],
  ["yes please", "confirm", {}],
  ["no", "deny", {}],
  ["never mind", "cancel", {}],
  ["say that again", "repeat", {}],
  ["what can you do", "help", {}],
  ["pause the music in the kitchen", "pause", { domain: "media", area: "kitchen" }],
  ["resume the tv", "resume", { name: "tv" }],
  ["skip this song", "next", { domain: "media" }],
  ["go back to the last track on the tv", "previous", { domain: "media", name: "tv" }],
  ["mute the tv", "mute", { name: "tv" }],
  ["stop mowing the lawn", "dock", { domain: "mower" }],
  ["vacuum the kitchen", "start", { domain: "vacuum", area: "kitchen" }],
  ["what's the weather like", "queryWeather", {}],
  ["what time is it", "queryTime", {}],
  ["what day is it tomorrow", "queryDate", { time: "tomorrow" }],
  ["set a 5 minute timer", "timerStart", { duration: 300 }],
  ["cancel the kitchen timer", "timerCancel", { area: "kitchen" }],
  ["add 5 minutes to the 1 hour timer", "timerChange", { direction: "more", duration: 300, length: 3600 }],
  ["how long is left on the second timer", "timerQuery", { ordinal: 2 }],
  ["wake me up at quarter past six tomorrow", "alarmSet", { time: "at quarter past six tomorrow" }],
  ["cancel all my alarms", "alarmCancel", { all: "all" }],
  ["which reminders are there", "reminderQuery", {}],
  ["what's on the shopping list", "listQuery", { list: "shopping" }],
  ["acknowledge the alarm in the greenhouse", "acknowledge", { area: "greenhouse" }],
  ["my shift starts", "shiftStart", {}],
  ["the night shift in the greenhouse is over", "shiftEnd", { area: "greenhouse" }],
  ["robot go to the kitchen", "robotGo", { domain: "robot", area: "kitchen" }],
  ["follow me", "robotFollow", { domain: "robot", person: "me" }],
  ["what is planned", "ruleQuery", {}],
  ["and the bedroom too", "also", { area: "bedroom" }],
  ["no, the other one", "correct", { other: "other" }],
  ["I meant the desk lamp", "correct", { name: "desk lamp" }],
  ["thank you very much", "smallTalk", { topic: "thanks" }],
];

/** Sentences with free words in them. */
const free: typeof table = [
  ["play some jazz in the kitchen", "play", { domain: "media", item: "jazz", area: "kitchen" }],
  ["play the album Thriller on the TV", "play", { mediaClass: "album", item: "Thriller", name: "tv" }],
  ["set a pizza timer for 10 minutes", "timerStart", { label: "pizza", duration: 600 }],
  [
    "remind me to call Anna in 20 minutes",
    "reminderSet",
    { person: "me", message: "call Anna", time: "in 20 minutes" },
  ],
  ["add oat milk to my shopping list", "listAdd", { item: "oat milk", list: "shopping" }],
  [
    "tell everyone in the hall that dinner is ready",
    "announce",
    { person: "everyone", area: "hall", message: "dinner is ready" },
  ],
  [
    "bring me the red cup from the kitchen",
    "robotBring",
    { domain: "robot", person: "me", item: "red cup", area: "kitchen" },
  ],
  ["find my keys", "robotFind", { domain: "robot", item: "keys" }],
];

describe("bundled English", () => {
  it.each(table)("reads %j as %s", (text, intent, slots) => {
    const [match] = grammar.match(text);
    expect(match).toMatchObject({ intent, similarity: 1, wildcardCount: 0 });
    expect(match?.slots).toEqual(slots);
  });

  it.each(free)("reads %j as %s, with its free words", (text, intent, slots) => {
    const [match] = grammar.match(text);
    expect(match).toMatchObject({ intent, similarity: 1 });
    expect(match?.slots).toEqual(slots);
  });

  it.each([
    "turn of the kitchen lamp",
    "don't turn on the kitchen lamp",
    "do not open the garage door",
    "never unlock the front door",
    "make me a sandwich",
    "the",
    "on",
    "please",
    "turn on the light bulb moment in physics",
  ])("reads nothing that acts out of %j", (text) => {
    const acting = new Set([
      "turnOn",
      "turnOff",
      "toggle",
      "open",
      "close",
      "lock",
      "unlock",
      "start",
      "stop",
      "set",
    ]);
    expect(grammar.match(text).filter(({ intent }) => acting.has(intent))).toEqual([]);
  });

  it("knows only the intents and slots of the table", () => {
    for (const block of source.blocks) {
      expect(isIntentName(block.intent), block.origin).toBe(true);
      if (!isIntentName(block.intent)) continue;
      const allowed: readonly string[] = intents[block.intent].slots;
      const templates = block.sentences.map((sentence) => parseTemplate(sentence, block.origin));
      for (const slot of [...templates.flatMap(directSlots), ...Object.keys(block.slots)]) {
        expect(allowed, `${block.origin} ${slot}`).toContain(slot);
      }
    }
  });

  it("answers every sentence of the table in few steps", () => {
    const strict = compileGrammar(
      source,
      { name: list(names), area: list(areas), floor: list(["upstairs"]), ...emptyLists },
      { limits: { stepsMax: 5000 } },
    );
    for (const [text] of table) strict.match(text);
    expect(strict.counters).toEqual({ tooLong: 0, outOfSteps: 0, tooManyReadings: 0 });
  });
});

function directSlots(template: Template): string[] {
  if (template.type === "list") return [template.slot];
  return "items" in template ? template.items.flatMap(directSlots) : [];
}
