import { expect, it } from "vitest";
import { pieceEnd } from "../../../../src/voice/mqtt-audio/sound-pieces.ts";

const rate = 1_000;
const loud = (count: number) => new Int16Array(count).fill(1_000);

it("leaves a short sound whole", () => {
  expect(pieceEnd(loud(2_500), rate, 0)).toBe(2_500);
  expect(pieceEnd(loud(9_000), rate, 6_500)).toBe(9_000);
  expect(pieceEnd(new Int16Array(0), rate, 0)).toBe(0);
});

it("ends a piece in the pause between two words", () => {
  const sound = loud(9_000).fill(0, 1_500, 1_600);
  const end = pieceEnd(sound, rate, 0);
  expect(end).toBeGreaterThan(1_500);
  expect(end).toBeLessThan(1_600);
  // Also where it does not begin at the beginning, and not in a pause that comes too soon.
  expect(pieceEnd(sound, rate, 200)).toBe(end);
  expect(pieceEnd(sound, rate, 1_400)).toBeGreaterThanOrEqual(1_400 + 800);
});

it("ends a piece in time though there is no pause", () => {
  const end = pieceEnd(loud(9_000), rate, 0);
  expect(end).toBeGreaterThanOrEqual(800);
  expect(end).toBeLessThanOrEqual(2_500);
});
