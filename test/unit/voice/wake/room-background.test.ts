import { expect, test } from "vitest";
import { createRoomBackground, windowSeconds } from "../../../../src/voice/wake/room-background.ts";

const prior = { quantile: -1.5, excess: 0.2 };

/** Scores of an exponential tail, the same each time. */
function scores(count: number, start: number, mean: number): number[] {
  let seed = 7;
  return Array.from({ length: count }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return start - mean * Math.log((seed + 1) / 2 ** 31);
  });
}

test("fewer false alarms ask for a higher threshold, and a threshold says how many it lets pass", () => {
  const room = createRoomBackground(prior);
  expect(room.threshold(0.1)).toBeGreaterThan(room.threshold(1));
  expect(room.falseAlarmsPerDay(room.threshold(0.5))).toBeCloseTo(0.5, 6);
});

test("it comes to what the room's own speech needs", () => {
  const room = createRoomBackground(prior);
  for (const score of scores(20_000, -3, 0.5)) room.observe(score);
  const windowsPerDay = 86_400 / windowSeconds;
  const wanted = -3 + 0.5 * Math.log(windowsPerDay / 1);
  expect(room.threshold(1)).toBeGreaterThan(wanted - 0.7);
  expect(room.threshold(1)).toBeLessThan(wanted + 0.7);
});

test("a room in which nobody speaks lets a phrase be heard more easily than one with a television", () => {
  const quiet = createRoomBackground(prior);
  const loud = createRoomBackground(prior);
  for (const score of scores(5000, -2, 0.2)) {
    quiet.observe(undefined);
    loud.observe(score);
  }
  expect(quiet.threshold(1)).toBeLessThan(loud.threshold(1));
  expect(quiet.threshold(1)).toBeGreaterThanOrEqual(prior.quantile);
});

test("a single score far out moves the threshold little", () => {
  const room = createRoomBackground(prior);
  const before = room.threshold(1);
  room.observe(50);
  expect(room.threshold(1) - before).toBeLessThan(0.5);
});
