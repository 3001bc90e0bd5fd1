import { expect, test } from "vitest";
import { createSecondLook } from "../../../../src/voice/wake/second-look.ts";
import { letterCount, letterFrames, lettersOf } from "../../../support/spoken-letters.ts";

function lookAt(said: string, { word = "hey", sure = 0.9, before = "" } = {}) {
  const look = createSecondLook({ labelCount: letterCount, frameMs: 40, framesMax: 40 });
  const frames = letterFrames(`${before}${said}`, sure);
  for (let at = 0; at < frames.length; at += letterCount) look.add(frames.subarray(at, at + letterCount));
  const way = { sounds: lettersOf(word), logWeight: 0 };
  return look.at(way, before.length, before.length + said.length - 1);
}

test("all ways to divide the frames among the sounds count", () => {
  // One frame each: there is one way. A fourth may belong to any of three sounds or a blank between two.
  expect(lookAt("hey").heard).toBeCloseTo(Math.log(0.9), 6);
  const uniform = lookAt("heyy", { sure: 1 / letterCount }).heard;
  expect(uniform).toBeCloseTo((Math.log(5) - 4 * Math.log(letterCount)) / 3, 5);
});

test("a model that is sure counts for more than one that guesses right", () => {
  expect(lookAt("h_ee_y", { sure: 0.95 }).heard).toBeGreaterThan(lookAt("h_ee_y", { sure: 0.4 }).heard + 1);
});

test("equal sounds in a row need a blank between them, and too few frames are the worst there is, not a fault", () => {
  expect(lookAt("o_o", { word: "oo" }).heard).toBeGreaterThan(-0.3);
  expect(lookAt("oo", { word: "oo" }).heard).toBe(-7);
  expect(lookAt("h", { word: "hello" }).heard).toBe(-7);
});

test("a single lost sound is not the end", () => {
  expect(lookAt("hxy", { sure: 0.999_999 }).heard).toBeCloseTo(-7 / 3, 2);
});

test("the pause is the silence of the half second before; what is not known counts as silence", () => {
  expect(lookAt("hey").pause).toBe(1);
  expect(lookAt("hey", { before: "_".repeat(20) }).pause).toBeCloseTo(0.9, 5);
  expect(lookAt("hey", { before: "x".repeat(20) }).pause).toBeLessThan(0.01);
  expect(lookAt("hey", { before: `${"_".repeat(14)}xxxxxx` }).pause).toBeCloseTo(0.45, 2);
});

test("what was before a new beginning is not what came before", () => {
  const look = createSecondLook({ labelCount: letterCount, frameMs: 40, framesMax: 40 });
  const frame = letterFrames("x");
  for (let at = 0; at < 100; at += 1) look.add(frame);
  look.forget();
  expect(look.at({ sounds: lettersOf("x"), logWeight: 0 }, 100, 100).pause).toBe(1);
});
