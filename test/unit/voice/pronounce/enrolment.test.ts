import { describe, expect, it } from "vitest";
import { enrolmentJson, enrolmentText } from "../../../../src/cli/voice/enrolment-text.ts";
import { enrol, type NameToCheck } from "../../../../src/voice/pronounce/enrolment.ts";
import { createPronouncer } from "../../../../src/voice/pronounce/pronouncer.ts";
import { soundNames } from "../../../../src/voice/pronounce/sounds.ts";
import { createWordReader } from "../../../../src/voice/pronounce/word-reader.ts";
import { bundledDictionary, letterModel } from "./support.ts";

function enrolling(phrases: string[], names: (string | NameToCheck)[] = []) {
  const models = letterModel({ z: "Z", o: "OW", r: "R", b: "B" });
  const pronouncer = createPronouncer({
    labels: soundNames,
    own: {},
    openDictionary: bundledDictionary,
    reader: createWordReader({ models, priority: "command", withinMs: 100 }),
    reporter: { report: () => {} },
  });
  return enrol({
    phrases,
    names: names.map((name) => (typeof name === "string" ? { name, of: name, kind: "thing" } : name)),
    pronouncer,
    dictionary: bundledDictionary(),
  });
}

const kindsOf = async (phrase: string, names: string[] = []) =>
  (await enrolling([phrase], names)).phrases[0]?.problems.map(({ kind }) => kind);

describe("enrol", () => {
  it("has nothing against a rare phrase of three syllables", async () => {
    expect(await kindsOf("hey edgewise")).toEqual([]);
  });

  it("says which phrases are short, ordinary, or cannot be said", async () => {
    expect(await kindsOf("jarvis")).toEqual(["short"]);
    expect(await kindsOf("turn on")).toEqual(["short", "ordinary"]);
    expect(await kindsOf("hey 日本")).toEqual(["unsaid"]);
    expect(await kindsOf("…")).toEqual(["unsaid"]);
  });

  it("says which words and names wake a phrase that is within them", async () => {
    expect(await kindsOf("computer")).toEqual([]);
    expect(await kindsOf("light")).toContain("inWords");
    const { phrases } = await enrolling(["edgewise"], ["Edgewise lamp", "Kitchen lamp"]);
    expect(phrases[0]?.problems).toContainEqual({ kind: "inNames", names: ["Edgewise lamp"] });
  });

  it("finds names of different things that sound alike, the most alike first", async () => {
    const names = [
      "Reading lamp",
      "Reading ramp",
      "Right pump",
      "Write pump",
      "Zone fifty",
      "Zone fifteen",
      "Door",
    ];
    const { alike } = await enrolling([], names);
    expect(alike.map(({ one, other }) => [one.name, other.name])).toEqual([
      ["Right pump", "Write pump"],
      ["Reading lamp", "Reading ramp"],
      ["Zone fifty", "Zone fifteen"],
    ]);
    expect(alike[0]?.distance).toBe(0);
  });

  it("lets names of one thing, equal names, and an area beside a thing sound alike", async () => {
    const { alike } = await enrolling(
      [],
      [
        { name: "lamp", of: "1", kind: "thing" },
        { name: "lamps", of: "1", kind: "thing" },
        { name: "lamp", of: "2", kind: "thing" },
        { name: "ramp", of: "area", kind: "area" },
      ],
    );
    expect(alike.map(({ one, other }) => [one.name, other.name])).toEqual([["lamps", "lamp"]]);
  });

  it("lists the words of names that nothing can say, and those that only the model has read", async () => {
    const { unsaid, guessed } = await enrolling([], ["Zorb lamp", "Zorb fan", "日本 fan"]);
    expect(unsaid).toEqual([
      { word: "日本", names: ["日本 fan"], problem: "has no letters or digits that can be read" },
    ]);
    expect(guessed.map(({ word, names }) => [word, names])).toEqual([["Zorb", ["Zorb lamp", "Zorb fan"]]]);
  });
});

describe("edgewise voice enroll", () => {
  const style = {
    bold: (text: string) => text,
    dim: (text: string) => text,
    red: (text: string) => text,
    yellow: (text: string) => text,
    green: (text: string) => text,
  };

  const nothingMore = { problem: undefined, standings: [], falseAlarmsPerDay: 1 };

  it("says how the phrase is pronounced, what is wrong, and what to do", async () => {
    const enrolment = await enrolling(["jarvis"], ["Lamp", "Ramp", "Zorb", "日本"]);
    const text = enrolmentText(enrolment, { style, ...nothingMore });
    expect(text).toContain("jarvis: JH AA R V AH S or JH AA R V IH S (dictionary)");
    expect(text).toContain("It is short (6 sounds, 2 syllables)");
    expect(text).toContain("“Lamp” and “Ramp” are hard to tell apart (L AE M P / R AE M P)");
    expect(text).toContain("“Zorb” (in “Zorb”) is read as Z OW R B");
    expect(text).toContain(
      "“日本” (in “日本”) has no letters or digits that can be read: it cannot be understood",
    );
    expect(enrolmentJson(enrolment, nothingMore)).toMatchObject({
      isClear: false,
      namesChecked: 4,
      alike: [{ names: ["Lamp", "Ramp"], distance: 0.35 }],
    });
  });

  it("says which phrase has more false alarms than were asked for", async () => {
    const enrolment = await enrolling(["jarvis", "hey edgewise"]);
    const standings = [
      { phrase: "jarvis", threshold: -0.3, falseAlarmsPerDay: 2.34, heldAt: "highest" as const },
      { phrase: "hey edgewise", threshold: -0.4, falseAlarmsPerDay: 1, heldAt: undefined },
    ];
    const facts = { ...nothingMore, standings };
    const text = enrolmentText(enrolment, { style, ...facts });
    expect(text.match(/expect about 2\.3 in a day/g)).toHaveLength(1);
    expect(enrolmentJson(enrolment, facts)).toMatchObject({
      thresholds: [
        { phrase: "jarvis", heldAt: "highest", falseAlarmsPerDay: 2.3 },
        { phrase: "hey edgewise", advice: undefined },
      ],
    });
  });

  it("says that all is well, and that the model was missing", async () => {
    const enrolment = await enrolling(["hey edgewise"], ["Lamp", "Door"]);
    const text = enrolmentText(enrolment, { style, ...nothingMore, problem: "there is no model" });
    expect(text).toContain("Easy to say and to tell apart.");
    expect(text).toContain("All can be said and told apart.");
    expect(text).toContain("Words that no dictionary has were not read: there is no model.");
    expect(enrolmentJson(enrolment, { ...nothingMore, problem: "there is no model" })).toMatchObject({
      isClear: true,
      readerProblem: "there is no model",
    });
  });
});
