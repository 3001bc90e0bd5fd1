import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { runOutage } from "./outage/world.ts";

/** The long runs are `npm run bench -- outage`. */
test("a quarter of an hour of every kind of bad weather loses nothing and finds every lie", async () => {
  const result = await runOutage({ seed: 7, hours: 0.25, samplesPerSecond: 10, place: tmpdir() });
  const { audit } = result;
  // Each kind of weather, the fine times and the long outage among them.
  expect(Object.keys(result.afflictions)).toHaveLength(11);
  expect(result.acknowledged).toBe(audit.count);
  expect(result.missing).toEqual([]);
  expect(audit.storedCount).toBe(audit.count);
  expect(result).toMatchObject({ dropped: {}, deadLetters: 0 });
  expect(audit.outOfOrder).toBe(0);
  expect(audit.repeats).toBeGreaterThan(0);
  expect(result.liesTold).toBeGreaterThan(0);
  expect(result.liesFound).toBe(result.liesTold);
});
