import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readDictionary, unpackDictionary } from "../../../../src/voice/pronounce/dictionary.ts";
import { writeSounds } from "../../../../src/voice/pronounce/sounds.ts";
import { bundledDictionary } from "./support.ts";

const file = fileURLToPath(new URL("../../../../models/voice-dictionary/dictionary.bin", import.meta.url));

function ways(word: string): string[] | undefined {
  return bundledDictionary().find(word)?.ways.map(writeSounds);
}

describe("Dictionary", () => {
  it("has the ways of a word in their order", () => {
    expect(ways("tomato")).toEqual(["T AH M EY T OW", "T AH M AA T OW"]);
    expect(ways("edgewise")).toEqual(["EH JH W AY Z"]);
  });

  it("finds the first and the last word and those at the edges of blocks", () => {
    expect(ways("'bout")).toEqual(["B AW T"]);
    expect(ways("zywicki")).toEqual(["Z IH W IH K IY"]);
    expect(ways("a")).toEqual(["AH", "EY"]);
  });

  it("does not have what begins like a word or stands before and after all", () => {
    for (const word of ["kitche", "kitchenz", "", "'", "zzzzzz", "KITCHEN", "é"]) {
      expect(ways(word)).toBeUndefined();
    }
  });

  it("knows which words are common", () => {
    const commonness = (word: string) => bundledDictionary().find(word)?.commonness;
    expect(commonness("the")).toBe(3);
    expect(commonness("zywicki")).toBe(0);
    expect(commonness("kitchen")).toBeGreaterThan(0);
  });

  it("gives its common words as it finds them one by one", () => {
    const common = [...bundledDictionary().words(2)];
    expect(common.length).toBeGreaterThan(1_000);
    expect(common.every(({ commonness }) => commonness >= 2)).toBe(true);
    for (const { word, ...rest } of common.filter((_, rank) => rank % 100 === 0)) {
      expect(bundledDictionary().find(word)).toEqual(rest);
    }
  });

  it("says that a damaged file is one", () => {
    const content = readFileSync(file);
    const changed = Buffer.from(content);
    changed[content.length - 100] = (changed[content.length - 100] ?? 0) ^ 255;
    expect(() => unpackDictionary(changed, "d.bin")).toThrow(/d\.bin cannot be used: its/);
    expect(() => unpackDictionary(content.subarray(0, 5_000), "d.bin")).toThrow("damaged");
    expect(() => unpackDictionary(Buffer.alloc(0), "d.bin")).toThrow("no JSON");
    expect(() => unpackDictionary(Buffer.from('{"format":2}\n'), "d.bin")).toThrow("format 2 instead of 1");
    expect(() => readDictionary("/nowhere/d.bin")).toThrow("/nowhere/d.bin cannot be used");
  });
});
