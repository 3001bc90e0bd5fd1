import { describe, expect, it } from "vitest";
import { describeAllowed } from "../../../src/config/allowed.ts";
import { edgewiseConfig } from "../../../src/config/schema.ts";
import { leaves } from "../../../src/config/schema-walk.ts";
import { z } from "../../../src/core/schema.ts";

describe("describeAllowed", () => {
  it.each([
    [z.int().min(1).max(65_535).default(1), "a whole number from 1 to 65535"],
    [z.int(), "a whole number"],
    [z.number().positive().max(5), "a number above 0 up to 5"],
    [z.number().min(0).optional(), "a number from 0 up"],
    [z.number().max(3), "a number up to 3"],
    [z.boolean(), "true or false"],
    [z.enum(["a", "b"]).default("a"), 'one of "a", "b"'],
    [z.literal("a"), '"a"'],
    [z.union([z.literal(0), z.literal(1)]), "one of 0, 1"],
    [z.string(), "a text"],
    [z.string().min(1).max(40), "a text of at most 40 characters"],
    [z.string().min(2).max(40), "a text of 2 to 40 characters"],
    [z.string().min(8), "a text of at least 8 characters"],
    [z.string().regex(/^x/, "expected an x first"), "a text (an x first)"],
    [z.string().refine(() => true, "expected a colour"), "a text (a colour)"],
    [z.string().regex(/^x/), "a text"],
    [z.url(), "a URL"],
    [z.array(z.string()).min(1).max(16), "a list of texts (1 to 16)"],
    [z.array(z.enum(["a", "b"])).max(2), 'a list of any of "a", "b" (at most 2)'],
    [z.array(z.int().min(1)), "a list of whole numbers from 1 up"],
    [z.array(z.strictObject({})), "a list of tables of settings"],
    [z.record(z.string(), z.string()), "a table of texts"],
    [z.partialRecord(z.enum(["x", "y"]), z.number()), "a table of numbers by x, y"],
    [z.record(z.string(), z.unknown()), "a table"],
    [z.strictObject({}), "a table of settings"],
    [z.union([z.string(), z.array(z.string())]), "a text, or a list of texts"],
    [
      z.union([z.literal("auto"), z.literal("off"), z.int().min(1)]),
      'one of "auto", "off", or a whole number from 1 up',
    ],
  ])("says what may be written (%#)", (schema, words) => {
    expect(describeAllowed(schema)).toBe(words);
  });

  it("has better words than any value for every setting there is", () => {
    const vague = leaves(edgewiseConfig).filter(({ schema }) => /any value|^$/.test(describeAllowed(schema)));
    expect(vague.map(({ path }) => path.join("."))).toEqual([]);
  });
});
