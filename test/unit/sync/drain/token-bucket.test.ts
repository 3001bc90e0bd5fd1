import { expect, test } from "vitest";
import { TokenBucket } from "../../../../src/sync/drain/token-bucket.ts";

test("a burst of one second goes at once, and what goes beyond is waited for", () => {
  const bucket = new TokenBucket(1_000, 0);
  bucket.spend(500, 0);
  expect(bucket.waitMs(0)).toBe(0);
  bucket.spend(2_500, 0);
  expect(bucket.waitMs(0)).toBeGreaterThan(2_000);
  expect(bucket.waitMs(2_002)).toBe(0);
});

test("what was not used is not saved up beyond a second", () => {
  const bucket = new TokenBucket(1_000, 0);
  bucket.spend(3_000, 3_600_000);
  expect(bucket.waitMs(3_600_000)).toBeGreaterThanOrEqual(2_000);
});

test("over an hour the mean is the limit", () => {
  const bucket = new TokenBucket(1_000, 0);
  let sent = 0;
  for (let nowMs = 0; nowMs < 3_600_000; nowMs += Math.max(1, bucket.waitMs(nowMs))) {
    if (bucket.waitMs(nowMs) > 0) continue;
    bucket.spend(700, nowMs);
    sent += 700;
  }
  expect(sent / 3_600).toBeGreaterThan(950);
  expect(sent / 3_600).toBeLessThan(1_005);
});
