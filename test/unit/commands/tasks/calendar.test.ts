import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import type { StateStore } from "../../../../src/domain/ports.ts";
import { startCommands } from "../../../support/commands-site.ts";
import { createMemoryState } from "../../../support/memory-state.ts";
import { home } from "../../../support/sites.ts";

const sentences = [englishSentences];
const hour = 3_600_000;
/** A Monday. */
const noon = Date.UTC(2026, 0, 5, 12);

const start = (
  state: StateStore = createMemoryState(),
  rest: Partial<Parameters<typeof startCommands>[0]> = {},
) => startCommands({ site: home, sentences, startMs: noon, state, ...rest });

describe("alarms", () => {
  it("wakes in the morning, until somebody stops it", async () => {
    const { ask, clock, notifications } = await start();
    expect((await ask("wake me up at seven", { area: "Bedroom" })).reply).toBe(
      "The alarm is set: tomorrow at 07:00.",
    );
    await clock.advance(19 * hour - 1);
    expect(notifications()).toEqual([]);
    await clock.advance(1);
    expect(notifications()).toMatchObject([
      { kind: "alarm", event: "ringing", text: "Alarm: it is 07:00.", areas: ["Bedroom"] },
    ]);
    expect((await ask("stop")).reply).toBe("I stopped the 07:00 alarm.");
    await clock.advance(24 * hour);
    expect(notifications().map(({ event }) => event)).toEqual(["ringing", "stopped"]);
  });

  it("comes again on its days", async () => {
    const { ask, clock, notifications } = await start();
    expect((await ask("set an alarm for half past six every weekday")).reply).toBe(
      "The alarm is set: every weekday, next tomorrow at 06:30.",
    );
    await clock.advance(7 * 24 * hour);
    const rung = notifications().filter(({ event }) => event === "stopped");
    expect(rung.map(({ dueAt }) => String(dueAt).slice(5, 16))).toEqual([
      "01-06T06:30",
      "01-07T06:30",
      "01-08T06:30",
      "01-09T06:30",
      "01-12T06:30",
    ]);
    expect((await ask("which alarms are set")).reply).toBe("Alarm: every weekday, next tomorrow at 06:30.");
  });

  it("are told, and cancelled by their time", async () => {
    const { ask } = await start();
    await ask("set an alarm for 7 am");
    await ask("set an alarm for 9:30 tomorrow");
    expect((await ask("what alarms do I have")).reply).toBe(
      "2 alarms: tomorrow at 07:00 and tomorrow at 09:30.",
    );
    expect((await ask("cancel the alarm")).outcome).toBe("refused");
    expect((await ask("cancel the alarm at 7 am")).reply).toBe("The 07:00 alarm is cancelled.");
    expect((await ask("cancel the alarm at 8 am")).reply).toBe(
      "There is no such alarm; there is tomorrow at 09:30.",
    );
    expect((await ask("delete all alarms")).reply).toBe("The 09:30 alarm is cancelled.");
    expect((await ask("when is my next alarm")).reply).toBe("No alarm is set.");
  });

  it("says honestly what was due while it was off", async () => {
    const state = createMemoryState();
    const before = await start(state);
    await before.ask("set an alarm for 7 am");
    const after = await start(state, { startMs: noon + 24 * hour });
    await after.clock.advance(0);
    expect(after.notifications()).toMatchObject([
      { event: "said", text: "Alarm: it is 12:00. It was due at 07:00, while I was off." },
    ]);
  });

  it("follows a clock that is set, and warns while it cannot be trusted", async () => {
    const { ask, clock, notifications } = await start(undefined, { clock: "unsynced" });
    expect((await ask("wake me at 7 am")).reply).toBe(
      "The alarm is set: tomorrow at 07:00. My clock is not synchronised, so that may be off.",
    );
    clock.setWall(noon + 18.99 * hour);
    await clock.advance(40_000);
    expect(notifications()).toHaveLength(1);
  });

  it("refuses what is no time", async () => {
    const { ask } = await start();
    expect(await ask("wake me at sunset")).toMatchObject({ outcome: "refused" });
    expect(await ask("wake me yesterday at seven")).toMatchObject({
      outcome: expect.not.stringMatching("done"),
    });
  });
});

describe("reminders", () => {
  it("are said once when they are due", async () => {
    const { ask, clock, notifications } = await start();
    expect((await ask("remind me to call Anna in 20 minutes")).reply).toBe(
      "I will remind you to call Anna: at 12:20.",
    );
    expect((await ask("remind me at 5 pm to feed the cat")).reply).toBe(
      "I will remind you to feed the cat: at 17:00.",
    );
    await clock.advance(6 * hour);
    expect(notifications().map(({ event, text }) => [event, text])).toEqual([
      ["said", "Reminder to call Anna."],
      ["said", "Reminder to feed the cat."],
    ]);
  });

  it("are told and dropped by their words", async () => {
    const { ask } = await start();
    await ask("remind me to call Anna tomorrow at nine");
    await ask("remind me to water the plants every sunday at 10 am");
    expect((await ask("which reminders are there")).reply).toBe(
      "2 reminders: to call Anna tomorrow at 09:00 and to water the plants every Sunday, next on Sunday at 10:00.",
    );
    expect((await ask("cancel the reminder to call Anna")).reply).toBe(
      "The reminder to call Anna is cancelled.",
    );
    expect((await ask("cancel the reminder to buy milk")).reply).toBe(
      "There is no such reminder; there is to water the plants every Sunday, next on Sunday at 10:00.",
    );
  });

  it("asks for a time, and keeps nothing without one", async () => {
    const state = createMemoryState();
    const { ask } = await start(state);
    expect((await ask("remind me to call Anna")).reply).toBe("When shall I remind you?");
    expect(state.values.size).toBe(0);
  });
});
