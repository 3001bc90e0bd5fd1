import { describe, expect, it } from "vitest";
import { Activity } from "../../../src/app/activity.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { createMemoryState } from "./support.ts";

const hourMs = 3_600_000;

async function create(state = createMemoryState(), startMs?: number) {
  const clock = createVirtualClock(startMs);
  const activity = new Activity({ clock, state });
  await activity.start();
  return { clock, state, activity, total: () => activity.between(0, Number.MAX_SAFE_INTEGER) };
}

describe("Activity", () => {
  it("counts samples, log lines and commands by the hour of their arrival", async () => {
    const { activity, clock } = await create();
    const noon = clock.now();
    activity.onSample();
    activity.onLogLine();
    await clock.advance(hourMs);
    activity.onSample();
    activity.onSample();
    activity.countCommand();
    expect(activity.between(noon, noon + hourMs)).toEqual({ samples: 1, logLines: 1, commands: 0 });
    expect(activity.between(noon + hourMs, noon + 2 * hourMs)).toEqual({
      samples: 2,
      logLines: 0,
      commands: 1,
    });
    expect(activity.between(noon + 2 * hourMs, noon + 9 * hourMs)).toEqual({
      samples: 0,
      logLines: 0,
      commands: 0,
    });
  });

  it("sees a new hour within a minute, however few samples come", async () => {
    const { activity, clock } = await create();
    const noon = clock.now();
    for (let count = 0; count < 5; count += 1) {
      activity.onSample();
      await clock.advance(hourMs);
    }
    for (let hour = 0; hour < 5; hour += 1) {
      expect(activity.between(noon + hour * hourMs, noon + (hour + 1) * hourMs).samples).toBe(1);
    }
  });

  it("goes on after a restart within the hour where it was", async () => {
    const { activity, state, clock, total } = await create();
    activity.onSample();
    await activity.stop();
    const again = await create(state, clock.now());
    again.activity.onSample();
    expect(again.total().samples).toBe(2);
    expect(total().samples).toBe(1);
  });

  it("keeps its counts every ten minutes: a power cut costs no more", async () => {
    const { activity, state, clock } = await create();
    activity.onSample();
    await clock.advance(600_000);
    activity.onSample();
    expect((await create(state, clock.now())).total().samples).toBe(1);
  });

  it("keeps three weeks and a day and forgets what is older", async () => {
    const { activity, clock, total } = await create();
    for (let hour = 0; hour < 600; hour += 1) {
      activity.onSample();
      await clock.advance(hourMs);
    }
    expect(total().samples).toBe(22 * 24 - 1);
  });

  it("keeps the present when the clock was years wrong in between", async () => {
    const { activity, clock } = await create();
    activity.onSample();
    const now = clock.now();
    clock.setWall(0);
    await clock.advance(60_000);
    activity.onSample();
    clock.setWall(now + 60_000);
    await clock.advance(60_000);
    activity.onSample();
    expect(activity.between(now, now + hourMs).samples).toBe(2);
  });

  it.each([
    "not JSON",
    "5",
    "null",
    '[["a", 1]]',
    "[[1, null]]",
    '[[1, {"samples": "many"}]]',
    "[[1e99, {}]]",
  ])("starts from nothing when what was kept is damaged (%s)", async (text) => {
    const state = createMemoryState();
    state.values.set("app/activity", text);
    expect((await create(state)).total()).toEqual({ samples: 0, logLines: 0, commands: 0 });
  });

  it("goes on counting when the disk does not take its counts", async () => {
    const { activity, state, clock, total } = await create();
    activity.onSample();
    state.failWith(new Error("disk full"));
    await clock.advance(600_000);
    activity.onSample();
    expect(total().samples).toBe(2);
    state.failWith(undefined);
    await clock.advance(600_000);
    expect((await create(state, clock.now())).total().samples).toBe(2);
    state.failWith(new Error("disk full"));
    await expect(activity.stop()).resolves.toBeUndefined();
  });

  it("starts counting from nothing when the disk cannot be read", async () => {
    const state = createMemoryState();
    state.failWith(new Error("the database is not open"));
    const { activity, total } = await create(state);
    activity.onSample();
    expect(total()).toEqual({ samples: 1, logLines: 0, commands: 0 });
  });
});
