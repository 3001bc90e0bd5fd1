import { expect, test } from "vitest";
import {
  afterOutage,
  faster,
  fullSpeed,
  type SlowStart,
  slower,
} from "../../../../src/sync/drain/slow-start.ts";

function successes(start: SlowStart, count: number): SlowStart {
  let current = start;
  for (let success = 0; success < count; success += 1) current = faster(current);
  return current;
}

test("after an outage batches double and pauses halve with each success, to full speed", () => {
  expect(faster(afterOutage)).toMatchObject({ batchShare: 1 / 8, pauseMs: 500 });
  expect(successes(afterOutage, 6)).toEqual(fullSpeed);
});

test("each word of too much doubles the pause, and it takes many successes to lose it", () => {
  const told = slower(slower(fullSpeed));
  expect(told.pauseMs).toBe(400);
  expect(successes(told, 10).pauseMs).toBeGreaterThan(100);
  expect(successes(told, 40)).toEqual(fullSpeed);
});

test("a pause never grows beyond half a minute", () => {
  let current = fullSpeed;
  for (let times = 0; times < 100; times += 1) current = slower(current);
  expect(current.pauseMs).toBe(30_000);
});
