import { describe, expect, it } from "vitest";
import { createDataClock, createTimeline } from "../../../src/anomaly/data-clock.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { dayMs, hourMs, minuteMs, startMs } from "./support.ts";

function setUp(wallMs = startMs) {
  const clock = createVirtualClock(wallMs);
  return { clock, dataClock: createDataClock({ clock, jumpMsMax: 36 * hourMs }) };
}

describe("data clock", () => {
  it("advances with the monotonic clock when nothing comes", async () => {
    const { clock, dataClock } = setUp();
    dataClock.arrive(createTimeline(), startMs);
    await clock.advance(10_000);
    expect(dataClock.tick()).toBe(startMs + 10_000);
  });

  it("follows the samples of a replay that runs days in no time", () => {
    const { dataClock } = setUp();
    const from = startMs - 300 * dayMs;
    const timelines = [createTimeline(), createTimeline()];
    for (let minute = 0; minute < 3 * 1440; minute += 1) {
      for (const timeline of timelines) dataClock.arrive(timeline, from + minute * minuteMs);
    }
    expect(dataClock.now()).toBe(from + (3 * 1440 - 1) * minuteMs);
  });

  it("follows a replay into the future once most samples are ahead of the wall clock", () => {
    const { dataClock } = setUp();
    const timelines = [createTimeline(), createTimeline()];
    for (let minute = 0; minute < 3 * 1440; minute += 1) {
      for (const timeline of timelines) dataClock.arrive(timeline, startMs + minute * minuteMs);
    }
    expect(dataClock.now()).toBeGreaterThan(startMs + 2.8 * dayMs);
  });

  it("is not moved by one sensor whose clock is an hour ahead", async () => {
    const { clock, dataClock } = setUp();
    const good = createTimeline();
    const ahead = createTimeline();
    for (let minute = 0; minute < 60; minute += 1) {
      dataClock.arrive(good, clock.now());
      dataClock.arrive(ahead, clock.now() + hourMs);
      await clock.advance(minuteMs);
    }
    expect(dataClock.tick()).toBe(clock.now());
  });

  it("is not moved by one sensor whose clock is put ahead later", async () => {
    const { clock, dataClock } = setUp();
    const timelines = Array.from({ length: 10 }, createTimeline);
    for (let minute = 0; minute < 60; minute += 1) {
      for (const [index, timeline] of timelines.entries()) {
        dataClock.arrive(timeline, clock.now() + (index === 0 && minute > 30 ? 5 * hourMs : 0));
      }
      await clock.advance(minuteMs);
    }
    expect(dataClock.tick()).toBe(clock.now());
  });

  it("is not moved back or on by a backlog delivered late", () => {
    const { dataClock } = setUp();
    dataClock.arrive(createTimeline(), startMs);
    const late = createTimeline();
    for (let minute = -60; minute <= 0; minute += 1) dataClock.arrive(late, startMs + minute * minuteMs);
    expect(dataClock.now()).toBe(startMs);
  });

  it("takes the years between a wrong and a corrected wall clock for no time at all", async () => {
    const { clock, dataClock } = setUp(Date.UTC(1970, 0, 1));
    const timelines = Array.from({ length: 5 }, createTimeline);
    for (const timeline of timelines) dataClock.arrive(timeline, clock.now());
    await clock.advance(minuteMs);
    const before = dataClock.tick();
    clock.setWall(startMs);
    for (const timeline of timelines) dataClock.arrive(timeline, clock.now());
    expect(dataClock.now() - before).toBe(0);
    await clock.advance(minuteMs);
    for (const timeline of timelines) dataClock.arrive(timeline, clock.now());
    expect(dataClock.tick() - before).toBe(minuteMs);
  });

  it("takes a correction of a few hours for no time either", async () => {
    const { clock, dataClock } = setUp(startMs - 5 * hourMs);
    const timelines = Array.from({ length: 5 }, createTimeline);
    for (const timeline of timelines) dataClock.arrive(timeline, clock.now());
    await clock.advance(minuteMs);
    const before = dataClock.tick();
    clock.setWall(startMs);
    for (const timeline of timelines) dataClock.arrive(timeline, clock.now());
    expect(dataClock.now() - before).toBe(0);
  });

  it("stands still while not listening", async () => {
    const { clock, dataClock } = setUp();
    dataClock.arrive(createTimeline(), startMs);
    dataClock.setListening(false);
    await clock.advance(hourMs);
    dataClock.setListening(true);
    expect(dataClock.tick()).toBe(startMs);
    await clock.advance(minuteMs);
    expect(dataClock.tick()).toBe(startMs + minuteMs);
  });
});
