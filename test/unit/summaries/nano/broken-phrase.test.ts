import { describe, expect, it } from "vitest";
import { brokenPhrase } from "../../../../src/summaries/nano/broken-phrase.ts";
import type { Unit, WrittenToken } from "../../../../src/summaries/nano/units.ts";

const oven: Unit = { field: "name", line: 1, surface: "oven" };
const low: Unit = { field: "direction:low", line: 1 };
const lasting: Unit = { field: "for", line: 1, surface: "5 minutes" };
const at: Unit = { field: "at", line: 1, surface: "14:05" };
const now: Unit = { field: "now", line: 0, surface: "14:10" };
const omitted: Unit = { field: "omitted", line: 0, surface: "4" };

function broken(...parts: (string | Unit)[]): string | undefined {
  const sentence = parts.map(
    (part): WrittenToken => (typeof part === "string" ? { word: part } : { unit: part }),
  );
  return brokenPhrase(sentence, [low, oven, lasting, at, now, omitted]);
}

describe("brokenPhrase", () => {
  it("lets whole phrases pass", () => {
    expect(broken(oven, "was", "low", "for", lasting, "from", at, ",", "still", "at", now)).toBeUndefined();
    expect(broken(oven, "is", "back", "above", "its", "limit")).toBeUndefined();
    expect(broken("then", oven, "fell", ";", omitted, "more", "findings")).toBeUndefined();
  });

  it.each([
    [["stuck", "at", "unusually", "long"], /"stuck at" without a value/],
    [["low", "at", lasting], /as a moment/],
    [["silent", "from", at, "followed", "by", now], /"14:10" followed/],
    [["from", at, "to", at], /"14:05" twice/],
    [["of", { field: "state", line: 1, surface: "alarm" }], /"of alarm"/],
    [["is", "back", "below", "its", "limit"], /back below/],
  ])("refuses %j", (words, problem) => {
    expect(broken(oven, ...words)).toMatch(problem);
  });

  it("refuses an order of findings that nobody lists", () => {
    expect(broken("then", omitted, "findings", "are", "not", "listed")).toMatch(/an order/);
  });
});
