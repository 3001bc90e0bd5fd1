import { expect, test } from "vitest";
import { createRateLimit } from "../../../src/http/rate-limit.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

function setUp(perMinute: number) {
  const clock = createVirtualClock();
  const limit = createRateLimit({ perMinute: () => perMinute, monotonicMs: () => clock.monotonicMs() });
  return { clock, limit };
}

test("a minute's worth may come at once, and then one each share of a minute", async () => {
  const { clock, limit } = setUp(60);
  for (let times = 0; times < 60; times += 1) expect(limit.take("a")).toBeUndefined();
  expect(limit.take("a")).toBe(1);
  await clock.advance(1_000);
  expect(limit.take("a")).toBeUndefined();
  expect(limit.take("a")).toBe(1);
});

test("a refused client is told how long it has to wait, and its trying does not make it longer", async () => {
  const { clock, limit } = setUp(1);
  limit.take("a");
  for (let times = 0; times < 10; times += 1) expect(limit.take("a")).toBe(60);
  await clock.advance(60_000);
  expect(limit.take("a")).toBeUndefined();
});

test("one client's surplus costs another nothing", () => {
  const { limit } = setUp(1);
  limit.take("a");
  expect(limit.take("a")).toBeDefined();
  expect(limit.take("b")).toBeUndefined();
});

test("a wall clock set back or forth changes nothing", () => {
  const { clock, limit } = setUp(1);
  limit.take("a");
  clock.setWall(0);
  expect(limit.take("a")).toBe(60);
});
