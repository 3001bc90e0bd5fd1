import { describe, expect, it } from "vitest";
import { section } from "../../../../src/core/schema.ts";
import { pronounceSettings } from "../../../../src/voice/pronounce/config.ts";

const schema = section(pronounceSettings, "The voice.");

describe("voice.pronunciations", () => {
  it("takes words with their ways", () => {
    const value = { pronunciations: { edgewise: ["EH JH W AY Z", "EH1 JH W AY2 S"] } };
    expect(schema.parse(value)).toEqual(value);
    expect(schema.parse(undefined)).toEqual({ pronunciations: {} });
  });

  it("says which sound of which word is none", () => {
    const { error } = schema.safeParse({ pronunciations: { aoife: ["IY F AH", "IY QQ"] } });
    expect(error?.issues[0]?.path).toEqual(["pronunciations", "aoife", 1]);
    expect(error?.issues[0]?.message).toContain('"QQ" is no sound; the sounds are AA AE');
  });

  it("refuses a name of several words, signs alone and a word without ways", () => {
    for (const pronunciations of [{ "living room": ["L"] }, { "-": ["L"] }, { lamp: [] }]) {
      expect(schema.safeParse({ pronunciations }).success).toBe(false);
    }
  });
});
