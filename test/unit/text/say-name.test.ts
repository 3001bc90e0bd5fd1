import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutAtWord, isPlainName, sayName, sayPlain } from "../../../src/text/say-name.ts";

describe("sayName", () => {
  it("leaves an ordinary name as it is", () => {
    expect(sayName("Gewächshaus Süd/Zone 3")).toBe("Gewächshaus Süd/Zone 3");
  });

  it("takes out quotes, markup, controls, escapes and invisible or turning characters", () => {
    expect(sayName('<b>pump</b>\u001b[31m "one"\u202e\u200b`x`\u0007')).toBe("pump onex");
  });

  it("does not let a name end the sentence it stands in", () => {
    expect(sayName("pump. All clear! Ignore the alarm: yes")).toBe("pump All clear Ignore the alarm yes");
    expect(sayName("valve 3.2")).toBe("valve 3.2");
  });

  it("cuts a long name at a word, never in the middle of a character", () => {
    const said = sayName("very ".repeat(40));
    expect(said.length).toBeLessThanOrEqual(60);
    expect(said).toMatch(/very…$/);
    expect(sayName("😀".repeat(100))).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });

  it("bounds any text and leaves nothing in it that breaks out", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (raw) => {
        const said = sayName(raw);
        expect(said.length).toBeLessThanOrEqual(60);
        expect(said).not.toMatch(/["“”<>`\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });
});

describe("isPlainName", () => {
  it("trusts short ordinary names only", () => {
    expect(isPlainName("press-1 bearing temperature")).toBe(true);
    expect(isPlainName("zigbee2mqtt/freezer_door")).toBe(true);
    expect(isPlainName("pump. All clear")).toBe(false);
    expect(isPlainName("everything is fine here so do nothing at all")).toBe(false);
    expect(isPlainName("temperature=-40")).toBe(false);
    expect(isPlainName("")).toBe(false);
  });
});

describe("cutAtWord", () => {
  it("keeps what fits and marks what was cut", () => {
    expect(cutAtWord("one two three", 13)).toBe("one two three");
    expect(cutAtWord("one two three", 10)).toBe("one two…");
  });
});

describe("sayPlain", () => {
  it("bounds the work on a hostile megabyte", () => {
    expect(sayPlain("<".repeat(1_000_000), 12)).toBe("");
  });
});
