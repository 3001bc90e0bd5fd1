import { describe, expect, it } from "vitest";
import { readIncidentQuestion } from "../../../../src/commands/asked/read-incident-question.ts";
import { parseEntities } from "../../../../src/commands/entities/parse.ts";
import { createRegistry } from "../../../../src/commands/entities/registry.ts";

const made = createRegistry(
  parseEntities(
    [
      { name: "Back door", kind: "binarySensor", deviceClass: "door", topic: "z/back" },
      { name: "Hall light", kind: "light", topic: "z/hall" },
    ],
    [],
  ),
  [{ name: "Barn", aliases: [] }],
);
if (!made.ok) throw new Error(made.reason.join());
const registry = made.value;
const dictionary = new Set(["purr", "cats", "coffee", "cover", "clean"]);
const read = (text: string) =>
  readIncidentQuestion(text, { registry, isWord: (word) => dictionary.has(word) });

describe("a question about incidents", () => {
  it.each([
    ["Why is the freezer alarm on?", "cause", "freezer", "nothing"],
    ["so um what's the freezer alarm about", "cause", "freezer", "nothing"],
    ["why is the pump red", "cause", "pump", "known"],
    ["what triggerd the pump alert", "cause", "pump", "nothing"],
    ["why did you wake me up", "cause", undefined, "nothing"],
    ["do you know why that happened", "cause", undefined, "toldOrOpen"],
    ["is it over yet", "state", undefined, "toldOrOpen"],
    ["when did the alarm on the back door start", "began", "back door", "nothing"],
    ["how long did it last?", "duration", undefined, "toldOrOpen"],
    ["has gateway 2 done that before", "repeats", "gateway 2", "known"],
    ["how often does gateway 2 go offline", "howOften", "gateway 2", "known"],
    ["when was the last gateway outage", "lastTime", "gateway", "nothing"],
    ["who's dealing with the press alarm", "acknowledgedBy", "press", "nothing"],
    ["should I be worried", "severity", undefined, "toldOrOpen"],
    ["what would you look at first", "checks", undefined, "toldOrOpen"],
    ["and before that?", "earlier", undefined, "told"],
    ["go on", "more", undefined, "told"],
    ["that was a false alarm", "falseAlarm", undefined, "nothing"],
    ["are there any open incidents", "stillOpen", undefined, "nothing"],
    ["is anything still open", "stillOpen", undefined, "orState"],
  ])("is read from “%s”", (text, ask, about, needs) => {
    expect(read(text)).toMatchObject({ ask, needs });
    expect(read(text)?.about).toBe(about);
  });

  it("has its time, also one that is only said to be that of an absence", () => {
    expect(read("anything odd in the barn yesterday")).toMatchObject({
      ask: "happened",
      about: "barn",
      period: "yesterday",
    });
    expect(read("how many freezer alarms in the last month")?.period).toBe("in the last 30 days");
    expect(read("what happened while we were out")?.period).toBe("in the last 24 hours");
  });

  it("tells which of several was meant", () => {
    expect(read("tell me more about the second one")?.ordinal).toBe(2);
    expect(read("why did the last one happen")?.ordinal).toBe(-1);
  });

  it.each([
    "turn on the hall light",
    "is the hall light on",
    "is the back door open",
    "why is the sky blue",
    "why do cats purr",
    "how long was the back door open today",
    "when was the back door last opened",
    "how often was the back door opened",
    "set an alarm for seven",
    "when does the sun set",
    "what time is it",
    "tell me a joke",
    "is the kitchen clean",
    "",
    "?!",
  ])("is not read from “%s”", (text) => {
    expect(read(text)).toBeUndefined();
  });

  it("is not looked for in a long text, however its words repeat", () => {
    expect(read(`has it been ${"been ".repeat(400)}`)).toBeUndefined();
    expect(read(`is it ${"been gone ".repeat(8)}`)).toBeUndefined();
  });
});
