import { describe, expect, it } from "vitest";
import { readText } from "../../../../src/summaries/text/read-text.ts";

const read = (payload: string | Buffer, field?: string) => readText(Buffer.from(payload as string), field);

describe("the text of a payload", () => {
  it("is the payload itself, without terminal escapes and invisible characters", () => {
    expect(read("Frost \u001b[31mtonight\u001b[0m.\r\nCover\u202e plants.")).toEqual({
      text: "Frost tonight.\nCover plants.",
    });
  });

  it("is a usual field of a JSON object, or the one that is named", () => {
    expect(read('{"title":"x","text":"Frost tonight."}')).toEqual({ text: "Frost tonight." });
    expect(read('{"a":{"b":"Gale."},"text":"x"}', "a.b")).toEqual({ text: "Gale." });
    expect(read('"Hail."')).toEqual({ text: "Hail." });
  });

  it("may begin like JSON and be none", () => {
    expect(read('{ice} on the road "A1"')).toEqual({ text: '{ice} on the road "A1"' });
  });

  it("is read as Latin-1 where it is no UTF-8", () => {
    expect(readText(Buffer.from("Gr\u00fc\u00dfe", "latin1"), undefined)).toEqual({
      text: "Gr\u00fc\u00dfe",
    });
  });

  it.each([
    ["", undefined, "empty"],
    [" \n", undefined, "empty"],
    ['{"value":3}', undefined, "noText"],
    ['{"text":"x"}', "body", "noText"],
    ["plain", "body", "noText"],
    ['{"text":"x"}', "constructor.name", "noText"],
  ])("is none in %j with the field %s", (payload, field, refused) => {
    expect(read(payload, field)).toEqual({ refused });
  });
});
