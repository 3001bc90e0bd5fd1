import { describe, expect, it } from "vitest";
import { createQuestionWords } from "../../../../src/commands/asked/question-words.ts";
import { readQuestion } from "../../../../src/commands/asked/read-question.ts";
import { commandsConfig } from "../../../../src/commands/config.ts";
import { createRegistry } from "../../../../src/commands/entities/registry.ts";
import { englishQuestionWords } from "../../../../src/commands/sentences/en/question-words.ts";

const sensor = (name: string, deviceClass: string, area: string) =>
  ({ name, deviceClass, area, kind: "sensor", schema: "json", topic: `s/${name}` }) as const;
const contact = (name: string, deviceClass: string, area: string) =>
  ({ name, deviceClass, area, kind: "binarySensor", schema: "json", topic: `s/${name}` }) as const;

/** A boatyard. */
const { areas, entities } = commandsConfig.parse({
  areas: [
    { name: "Slipway", aliases: ["the ramp"] },
    { name: "Paint shop" },
    { name: "Sail loft", aliases: ["loft"] },
  ],
  entities: [
    { name: "Ramp winch", kind: "machine", schema: "json", topic: "b/winch", area: "Slipway" },
    { name: "Paint oven", kind: "climate", schema: "json", topic: "b/oven", area: "Paint shop" },
    {
      name: "Dock gate",
      kind: "cover",
      deviceClass: "gate",
      schema: "json",
      topic: "b/gate",
      area: "Slipway",
    },
    sensor("Harbour current clamp", "current", "Slipway"),
    sensor("Wind mast", "wind_speed", "Slipway"),
    sensor("Varnish tank", "level", "Paint shop"),
    sensor("Paint oven temperature", "temperature", "Paint shop"),
    sensor("Loft humidity", "humidity", "Sail loft"),
    sensor("Crane scale", "weight", "Slipway"),
    sensor("Hull counter", "count", "Paint shop"),
    contact("Loft door", "door", "Sail loft"),
    contact("Paint shop motion", "motion", "Paint shop"),
    contact("Sander jam", "problem", "Paint shop"),
  ],
});
const built = createRegistry(entities, areas);
if (!built.ok) throw new Error(built.reason.join(" "));
const registry = built.value;
const words = createQuestionWords(englishQuestionWords);
const read = (text: string, known: "every" | "most" = "every") => {
  const reading = readQuestion(text, { words, registry, known });
  return reading && { intent: reading.intent, ...reading.slots };
};

describe("a question read by its words", () => {
  it.each([
    // What is measured, in verbs, units and moods, and of what.
    ["how hard is it blowing", { measure: "wind" }],
    ["how many amps on the harbour clamp", { name: "harbour clamp", measure: "current" }],
    ["what does the crane scale weigh right now", { name: "crane scale", measure: "weight" }],
    ["how damp is it up in the loft", { area: "sail loft", measure: "dampness" }],
    ["how much varnish have we still got", { name: "varnish" }],
    ["is the varnish low", { name: "varnish", measure: "level" }],
    ["what's the paint oven's setpoint", { name: "paint oven" }],
    ["is it freezing on the ramp", { area: "slipway", measure: "temperature", limit: "below 0 °C" }],
    // States, whoever brought them about.
    ["did somebody leave the loft door open", { name: "loft door", state: "open" }],
    ["is the winch on the ramp running", { area: "slipway", name: "winch", state: "running" }],
    ["is anything moving in the paint shop", { area: "paint shop", state: "motion", quantifier: "any" }],
    ["has the ramp winch finished", { name: "ramp winch", state: "stopped" }],
  ])("is about now: %j", (text, slots) => {
    expect(read(text)).toEqual({ intent: "queryState", ...slots });
  });

  it.each([
    ["how strong did the wind get today", { measure: "wind", statistic: "highest" }],
    [
      "how high did the paint oven climb today",
      { name: "paint oven", measure: "temperature", statistic: "highest" },
    ],
    ["how low did the varnish sink today", { name: "varnish", measure: "level", statistic: "lowest" }],
    [
      "how chilly did it get on the ramp today",
      { area: "slipway", measure: "temperature", statistic: "lowest" },
    ],
    [
      "has the paint oven been over 180 degrees today",
      { name: "paint oven", measure: "temperature", statistic: "highest", limit: "above 180" },
    ],
    [
      "did the paint oven ever reach a hundred degrees today",
      { name: "paint oven", measure: "temperature", statistic: "highest", limit: "above 100" },
    ],
    ["how many hulls did we make today", { name: "hulls", measure: "count", statistic: "total" }],
    ["how much varnish did we use today", { name: "varnish", measure: "level", statistic: "change" }],
  ])("is about what was measured: %j", (text, slots) => {
    expect(read(text)).toEqual({ intent: "queryMeasure", period: "today", ...slots });
  });

  it.each([
    ["how many sander jams did we have today", "queryHowOften", "jammed"],
    ["has anybody been in the paint shop today", "queryHowOften", "motion"],
    ["when did the loft door open last", "queryLastTime", "open"],
    ["how long has the loft door been open", "queryHowLong", "open"],
  ])("is about what happened: %j", (text, intent, event) => {
    expect(read(text)).toMatchObject({ intent, event });
  });

  it("may hold one unknown word where a thing and what it measures are said", () => {
    expect(read("what does that ketch on the crane scale weigh")).toBeUndefined();
    expect(read("what does that ketch on the crane scale weigh", "most")).toEqual({
      intent: "queryState",
      name: "crane scale",
      measure: "weight",
    });
    expect(read("how heavy is the ketch", "most")).toBeUndefined();
    expect(read("is the crane scale weighing 300", "most")).toBeUndefined();
  });

  it.each([
    "open the dock gate",
    "can you open the dock gate",
    "do open the dock gate",
    "have the dock gate open",
    "how do i open the dock gate",
    "is the dock gate closed and if not close it",
    "what if i open the dock gate",
    "is it going to be cold on the ramp today",
    "how long until the paint oven is hot",
    "how are you",
    "is the boathouse open",
  ])("is none of these: %j", (text) => {
    expect(read(text, "most")).toBeUndefined();
  });
});
