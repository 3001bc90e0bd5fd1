import { describe, expect, it } from "vitest";
import { readSounds, soundNames, soundsOf, writeSounds } from "../../../../src/voice/pronounce/sounds.ts";

describe("readSounds", () => {
  it("reads ARPAbet in any case, with stress or without", () => {
    expect(writeSounds(soundsOf("EH1 JH w ay2 Z"))).toBe("EH JH W AY Z");
  });

  it("names the sound that is none, and those that are", () => {
    const problem = readSounds("EH JJ W");
    expect(problem).toContain('"JJ" is no sound');
    expect(problem).toContain(soundNames.join(" "));
  });

  it("takes no stress by itself and no fourth stress", () => {
    expect(readSounds("EH 1")).toContain('"1" is no sound');
    expect(readSounds("EH3")).toContain('"EH3" is no sound');
  });

  it("refuses nothing, and more than a word can have", () => {
    expect(readSounds("  ")).toContain("no sounds");
    expect(readSounds("AH ".repeat(65))).toContain("65 sounds");
  });
});
