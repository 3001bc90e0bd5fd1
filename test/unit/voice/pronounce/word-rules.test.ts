import { describe, expect, it } from "vitest";
import { writeSounds } from "../../../../src/voice/pronounce/sounds.ts";
import { deriveWays } from "../../../../src/voice/pronounce/word-rules.ts";
import { bundledDictionary } from "./support.ts";

function derived(word: string): string | undefined {
  const ways = deriveWays(word, {
    find: (one) => bundledDictionary().find(one)?.ways,
    isFamiliar: (one) => (bundledDictionary().find(one)?.commonness ?? 0) > 0,
  });
  return ways?.[0] && writeSounds(ways[0]);
}

describe("deriveWays", () => {
  it.each([
    ["granny's", "G R AE N IY Z"],
    ["hallway's", "HH AO L W EY Z"],
    ["toolboxes", "T UW L B AO K S AH Z"],
    ["emptiest", "EH M P T IY AH S T"],
    ["doesnt", "D AH Z AH N T"],
    ["preheated", "P R IY HH IY T IH D"],
  ])("says %s by the rules of endings", (word, sounds) => {
    expect(derived(word)).toBe(sounds);
  });

  it("says British spellings like American ones", () => {
    expect(derived("reorganised")).toBe("R IY AO R G AH N AY Z D");
    expect(derived("colourful")).toBe("K AH L ER F AH L");
  });

  it("puts compounds of everyday words together", () => {
    expect(derived("floodlights")).toBe("F L AH D L AY T S");
    expect(derived("washingmachine")).toBe("W AA SH IH NG M AH SH IY N");
  });

  it("derives nothing from letters that make no words", () => {
    for (const word of ["blorptastic", "aqzz", "x", "", "''"]) expect(derived(word)).toBeUndefined();
  });
});
