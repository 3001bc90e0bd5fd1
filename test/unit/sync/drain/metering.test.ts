import { expect, test } from "vitest";
import type { ClockQuality } from "../../../../src/domain/clock-quality.ts";
import type { SinkSettings } from "../../../../src/sync/config.ts";
import { syncConfig } from "../../../../src/sync/config.ts";
import { Metering } from "../../../../src/sync/drain/metering.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

const hour = 3_600_000;

function setUp(metered: object, quality: ClockQuality = "synced") {
  const clock = createVirtualClock(Date.UTC(2026, 0, 5, 12));
  const trust = { now: quality };
  const sinks = [{ type: "http", name: "far", url: "http://far/", classes: ["incident"], metered }];
  const [settings] = syncConfig.parse({ sinks }).sinks as [SinkSettings];
  const make = () =>
    new Metering({
      settings: settings.metered,
      clock,
      clockTrust: { quality: () => trust.now },
      timeZone: "Europe/Berlin",
    });
  return { clock, trust, make, metering: make() };
}

test("a link without a budget and windows is always open", () => {
  const { metering } = setUp({});
  metering.spend(1e12);
  expect(metering.isOpen).toBe(true);
  expect(metering.toKeep(true)).toBeUndefined();
});

test("a budget that is used up closes the link until midnight of the local clock", async () => {
  const { clock, metering } = setUp({ bytesPerDay: 10_000 });
  metering.spend(10_000);
  expect(metering.isOpen).toBe(false);
  expect(metering.figures()).toMatchObject({ bytesToday: 10_000, opensAt: Date.UTC(2026, 0, 5, 23) });
  await clock.advance(11 * hour - 1);
  expect(metering.isOpen).toBe(false);
  await clock.advance(1);
  expect(metering.isOpen).toBe(true);
  expect(metering.bytesLeft).toBe(10_000);
});

test("what is kept goes on counting after a restart, and a day that is over does not", async () => {
  const { clock, metering, make } = setUp({ bytesPerDay: 10_000 });
  metering.spend(50);
  expect(metering.toKeep(false)).toBeUndefined();
  metering.spend(6_000);
  const kept = metering.toKeep(false);
  expect(kept).toMatchObject({ bytes: 6_050 });
  const again = make();
  if (kept) again.restore(kept);
  expect(again.bytesLeft).toBe(3_950);
  await clock.advance(12 * hour);
  const nextDay = make();
  if (kept) nextDay.restore(kept);
  expect(nextDay.bytesLeft).toBe(10_000);
});

test("a clock that cannot be trusted ends no day, but 24 hours of running do", async () => {
  const { clock, metering } = setUp({ bytesPerDay: 10_000 }, "unsynced");
  metering.spend(10_000);
  clock.setWall(Date.UTC(2031, 0, 1));
  expect(metering.isOpen).toBe(false);
  await clock.advance(24 * hour);
  expect(metering.isOpen).toBe(true);
});

test("without a trusted clock a window counts as closed, and nobody says when it opens", async () => {
  const { clock, trust, metering } = setUp({ windows: [{ from: "00:00", to: "23:59" }] }, "unsynced");
  expect(metering.isOpen).toBe(false);
  expect(metering.figures().opensAt).toBeUndefined();
  trust.now = "synced";
  await clock.advance(1_000);
  expect(metering.isOpen).toBe(true);
});

test("with both the budget and the windows, the link opens when both allow it", () => {
  const { metering } = setUp({ bytesPerDay: 10_000, windows: [{ from: "12:00", to: "14:00" }] });
  metering.spend(10_000);
  expect(metering.figures().opensAt).toBe(Date.UTC(2026, 0, 6, 11));
});

test("a clock set back by days begins a new day", async () => {
  const { clock, metering } = setUp({ bytesPerDay: 10_000 });
  metering.spend(10_000);
  expect(metering.isOpen).toBe(false);
  clock.setWall(Date.UTC(2025, 0, 1));
  expect(metering.isOpen).toBe(true);
});

test("a board that never knows the time keeps its count and its hours over restarts", async () => {
  const { clock, metering, make } = setUp({ bytesPerDay: 10_000 }, "unsynced");
  metering.spend(10_000);
  await clock.advance(20 * hour);
  const kept = metering.toKeep(true);
  const next = make();
  if (kept) next.restore(kept);
  expect(next.bytesLeft).toBe(0);
  await clock.advance(4 * hour);
  expect(next.bytesLeft).toBe(10_000);
});
