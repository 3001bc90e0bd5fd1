import { expect, test } from "vitest";
import { reconnectDelayMs } from "../../../../src/sync/drain/reconnect-delay.ts";

const hour = 3_600_000;
const nodes = Array.from({ length: 1_000 }, (_, number) => `gateway-${number}`);

function delays(more: { outageMs?: number; random?: () => number }): number[] {
  return nodes.map((node) =>
    reconnectDelayMs({ node, outageMs: hour, jitterMs: 60_000, random: () => 0, ...more }),
  );
}

test("a thousand nodes are spread evenly even when all draw the same random number", () => {
  const perSecond = new Map<number, number>();
  for (const delay of delays({})) {
    const second = Math.floor(delay / 1_000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  expect(perSecond.size).toBe(60);
  expect(Math.max(...perSecond.values())).toBeLessThan(40);
});

test("the same node waits another time with another random number", () => {
  const [first] = delays({});
  const [second] = delays({ random: () => 0.5 });
  expect(Math.abs((first ?? 0) - (second ?? 0))).toBeCloseTo(30_000, 0);
});

test("after a short outage nobody waits longer than half of it", () => {
  expect(Math.max(...delays({ outageMs: 2_000 }))).toBeLessThanOrEqual(1_000);
  expect(delays({ outageMs: -5 }).every((delay) => delay === 0)).toBe(true);
});
