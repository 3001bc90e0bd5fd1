import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TemplateInvalidError } from "../../../../src/commands/grammar/errors.ts";
import { parseTemplate } from "../../../../src/commands/grammar/template.ts";

const text = (words: string) => ({ type: "text", text: words });

describe("parseTemplate", () => {
  it("reads optional parts, choices, lists, slots, rules and escapes", () => {
    expect(parseTemplate("turn [the] {name}", "x")).toEqual({
      type: "sequence",
      items: [
        text("turn "),
        { type: "alternative", items: [text("the"), { type: "sequence", items: [] }] },
        text(" "),
        { type: "list", list: "name", slot: "name", isCapture: false, position: 11 },
      ],
    });
    expect(parseTemplate("(a|b)", "x")).toEqual({ type: "alternative", items: [text("a"), text("b")] });
    expect(parseTemplate("a|b", "x")).toEqual({ type: "alternative", items: [text("a"), text("b")] });
    expect(parseTemplate("(a;b)", "x")).toEqual({ type: "permutation", items: [text("a"), text("b")] });
    expect(parseTemplate("{area:where}", "x")).toMatchObject({ list: "area", slot: "where" });
    expect(parseTemplate("{1..10,2:value}", "x")).toMatchObject({ list: "1..10,2", slot: "value" });
    expect(parseTemplate("{word:@said}", "x")).toMatchObject({ list: "word", slot: "said", isCapture: true });
    expect(parseTemplate("{@said}", "x")).toMatchObject({ list: "said", slot: "said", isCapture: true });
    expect(parseTemplate("<turn>", "x")).toEqual({ type: "rule", rule: "turn", position: 0 });
    expect(parseTemplate("a \\[b\\]", "x")).toEqual(text("a [b]"));
  });

  it.each([
    ["turn on (the", 8, 'expected ")" to close "("'],
    ["turn [on", 5, 'expected "]" to close "["'],
    ["turn on] it", 7, '"]" closes nothing'],
    ["turn on the {name", 12, 'expected "}" to close "{"'],
    ["<turn on", 0, 'expected ">" to close "<"'],
    ["turn {} on", 5, 'expected {list} or {list:slot}, found "{}"'],
    ["turn {name:} on", 5, "expected {list} or {list:slot}"],
    ["set {0..100}", 4, "expected a slot for the range, as in {0..100:value}"],
    ["turn <> on", 5, 'expected <rule>, found "<>"'],
    ["turn () on", 5, "expected something between the brackets"],
    ["(a|b;c)", 4, '"|" and ";" cannot be mixed'],
    ["(a;b;c;d;e;f;g)", 14, "at most 6 items may stand in any order"],
    ["on \\", 4, 'expected a character after "\\"'],
    ["   ", 0, "expected a sentence, found nothing"],
  ])("says what is wrong in %j and where", (template, position, message) => {
    expect(() => parseTemplate(template, "kitchen.yaml, intents.turnOn")).toThrow(
      expect.objectContaining({
        code: "commands.templateInvalid",
        position,
        template,
        origin: "kitchen.yaml, intents.turnOn",
        message: expect.stringContaining(message),
      }),
    );
  });

  it("refuses templates that are too long or nested too deep", () => {
    expect(() => parseTemplate("a".repeat(4001), "x")).toThrow("at most 4000 characters");
    expect(() => parseTemplate(`${"[".repeat(5000)}a`, "x")).toThrow(TemplateInvalidError);
    expect(() => parseTemplate(`${"[".repeat(60)}a${"]".repeat(60)}`, "x")).toThrow("at most 40 deep");
  });

  it("reads anything or fails with its own error, never another", () => {
    const pieces = fc.constantFrom(
      "[",
      "]",
      "(",
      ")",
      "{",
      "}",
      "<",
      ">",
      "|",
      ";",
      "\\",
      ":",
      "@",
      " ",
      "a",
      "é",
      "..",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        try {
          parseTemplate(parts.join(""), "x");
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateInvalidError);
        }
      }),
    );
  });
});
