import { describe, expect, it } from "vitest";
import { readSpelling } from "../../../../src/voice/pronounce/spelling.ts";

const known = new Set(["wifi", "led", "cafe", "living", "room", "kw", "iphone", "a"]);

/** Readings as text; what is spelled out is in capitals. */
function readings(written: string): string[] {
  return readSpelling(written, (word) => known.has(word)).map((atoms) =>
    atoms.map(({ kind, text }) => (kind === "letters" ? text.toUpperCase() : text)).join(" "),
  );
}

describe("readSpelling", () => {
  it("reads a word that is known as it is, however it is hyphenated or accented", () => {
    expect(readings("Wi-Fi")).toEqual(["wifi"]);
    expect(readings("café")).toEqual(["cafe"]);
    expect(readings("iPhone")).toEqual(["iphone"]);
  });

  it("takes words apart at hyphens, at capitals and at digits", () => {
    expect(readings("living-room")).toEqual(["living room"]);
    expect(readings("LivingRoom2")).toEqual(["living room two"]);
    expect(readings("HDMIInput")).toEqual(["HDMI input", "hdmi input"].slice(0, 1).concat("hdmi input"));
  });

  it("spells out what has no vowel, and offers it for capitals", () => {
    expect(readings("nvr")).toEqual(["NVR"]);
    expect(readings("LED")).toEqual(["led", "LED"]);
    expect(readings("A.C.")).toEqual(["AC", "ac"]);
    expect(readings("KITCHEN")).toEqual(["kitchen"]);
  });

  it("reads numbers as they are said, the likeliest first", () => {
    expect(readings("24/7")).toEqual(["twenty four seven"]);
    expect(readings("5th")).toEqual(["fifth"]);
    expect(readings("100th")).toEqual(["one hundredth"]);
    expect(readings("2.5kW")[0]).toBe("two point five kw");
    expect(readings("101")).toEqual(["one hundred one", "one hundred and one", "one oh one", "one zero one"]);
    expect(readings("1984").slice(0, 2)).toEqual([
      "nineteen eighty four",
      "one thousand nine hundred eighty four",
    ]);
    expect(readings("007")).toEqual(["zero zero seven", "oh oh seven"]);
  });

  it("reads signs and the units after numbers", () => {
    expect(readings("21°C")).toEqual(["twenty one degrees celsius"]);
    expect(readings("30%")).toEqual(["thirty percent"]);
    expect(readings("5m")).toEqual(["five M", "five meters"]);
  });

  it("keeps the other spelling of umlauts", () => {
    expect(readSpelling("Müller", () => false)).toEqual([
      [{ kind: "word", text: "muller", umlauts: "mueller" }],
    ]);
  });

  it("has no reading for signs, other scripts and what is too long", () => {
    for (const written of ["", "-", "日本", "…", "a".repeat(61), "1234567890123"]) {
      expect(readings(written)).toEqual([]);
    }
  });
});
