import { expect, test } from "vitest";
import { initialTarget, nextTarget } from "../../../../src/sync/drain/batch-target.ts";

const limits = { targetMs: 2_000, bytesMax: 1_000_000 };

/** Full batches over a link with this round trip and throughput. */
function afterSends(count: number, link: { roundTripMs: number; bytesPerMs: number }): number {
  let target = initialTarget;
  for (let send = 0; send < count; send += 1) {
    const durationMs = link.roundTripMs + target.bytes / link.bytesPerMs;
    target = nextTarget(target, { bytes: target.bytes, durationMs }, limits);
  }
  return target.bytes;
}

test("over a quick link batches double up to the limit", () => {
  expect(afterSends(10, { roundTripMs: 20, bytesPerMs: 10_000 })).toBe(1_000_000);
});

test("over a slow link a batch takes about the time it should", () => {
  const bytes = afterSends(30, { roundTripMs: 100, bytesPerMs: 10 });
  expect(bytes / 10).toBeGreaterThan(1_000);
  expect(bytes / 10).toBeLessThan(9_000);
});

test("a round trip longer than the target does not make batches small", () => {
  expect(afterSends(20, { roundTripMs: 4_000, bytesPerMs: 1_000 })).toBeGreaterThan(65_536);
});

test("a small batch says nothing of the throughput", () => {
  const after = nextTarget(initialTarget, { bytes: 200, durationMs: 30_000 }, limits);
  expect(after.bytes).toBe(initialTarget.bytes);
});

test("a link that breaks down shrinks the batches to the least", () => {
  let target = nextTarget(initialTarget, { bytes: 60_000, durationMs: 10 }, limits);
  for (let send = 0; send < 40; send += 1) {
    target = nextTarget(target, { bytes: target.bytes, durationMs: 60_000 }, limits);
  }
  expect(target.bytes).toBeLessThan(2_100);
  expect(target.bytes).toBeGreaterThanOrEqual(1_024);
});
