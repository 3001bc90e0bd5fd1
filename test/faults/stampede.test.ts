import { expect, test } from "vitest";
import { runStampede } from "./outage/stampede.ts";

/** An hour of one sample a second each would be the same backlog; its length counts only as a bound of the jitter. */
const village = { seed: 3, gateways: 100, backlog: 3_600, outageMs: 300_000, limitPerSecond: 60 };

test("a hundred gateways that return together stay within what the far side takes", async () => {
  const polite = await runStampede({ ...village, settings: {} });
  const rude = await runStampede({ ...village, settings: { reconnectJitterMs: 0 } });
  expect(polite.missing).toBe(0);
  expect(polite.refused).toBe(0);
  expect(polite.peakPerSecond).toBeLessThanOrEqual(village.limitPerSecond);
  expect(polite.peakPerSecond).toBeLessThan(rude.peakPerSecond);
});
