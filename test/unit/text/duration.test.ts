import { describe, expect, it } from "vitest";
import { readDuration } from "../../../src/text/duration.ts";

describe("readDuration", () => {
  it.each([
    ["for twenty minutes", 1_200_000],
    ["For about an hour and a half, please", 5_400_000],
    ["1/2 hour", 1_800_000],
    ["half an hour", 1_800_000],
    ["at least 90 s", 90_000],
    ["for the next ten minutes", 600_000],
    ["ten", undefined],
    ["5 bar", undefined],
    ["minutes", undefined],
    ["🤖", undefined],
  ])("reads %j as %j milliseconds", (words, expected) => {
    const found = readDuration(words);
    expect(found.ok ? found.value : undefined).toBe(expected);
  });
});
