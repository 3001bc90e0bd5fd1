import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import type { StateStore } from "../../../../src/domain/ports.ts";
import { startCommands } from "../../../support/commands-site.ts";
import { createMemoryState } from "../../../support/memory-state.ts";
import { home } from "../../../support/sites.ts";

const sentences = [englishSentences];
const minute = 60_000;
const noon = Date.UTC(2026, 0, 5, 12);

const start = (state?: StateStore, startMs = noon) =>
  startCommands({ site: home, sentences, startMs, ...(state ? { state } : {}) });

describe("countdown timers", () => {
  it("rings when it is over, until somebody stops it", async () => {
    const { ask, clock, notifications } = await start(createMemoryState());
    expect((await ask("set a pizza timer for 10 minutes", { area: "Kitchen" })).reply).toBe(
      "The timer for pizza is set: 10 minutes.",
    );
    await clock.advance(10 * minute - 1);
    expect(notifications()).toEqual([]);
    await clock.advance(1);
    expect(notifications()).toMatchObject([
      {
        kind: "timer",
        event: "ringing",
        text: "Pizza timer is over.",
        label: "pizza",
        areas: ["Kitchen"],
        dueAt: "2026-01-05T12:10:00.000Z",
        clock: "synced",
      },
    ]);
    await clock.advance(20_000);
    expect(notifications()).toHaveLength(3);
    await ask("stop", { dryRun: true });
    expect(notifications()).toHaveLength(3);
    expect(await ask("stop")).toMatchObject({ outcome: "done", reply: "I stopped the pizza timer." });
    await clock.advance(minute);
    expect(notifications().map(({ event }) => event)).toEqual(["ringing", "ringing", "ringing", "stopped"]);
  });

  it("stops ringing by itself after its longest time", async () => {
    const { ask, clock, notifications } = await start(createMemoryState());
    await ask("set a timer for 1 minute");
    await clock.advance(20 * minute);
    expect(notifications().at(-1)).toMatchObject({ event: "stopped" });
    expect(notifications()).toHaveLength(32);
    expect((await ask("how long is left on the timer")).reply).toBe("No timer is set.");
  });

  it("runs several at once and tells them apart by name, length and place", async () => {
    const { ask, clock } = await start(createMemoryState());
    await ask("set a pizza timer for 10 minutes");
    await ask("set a timer for 1 hour", { area: "Kitchen" });
    await ask("set a 5 minute timer");
    await clock.advance(minute);
    expect((await ask("how long is left on the pizza timer")).reply).toBe(
      "9 minutes left on the pizza timer.",
    );
    expect((await ask("how much time is left on the 1 hour timer")).reply).toBe(
      "59 minutes left on the 1 hour timer.",
    );
    expect((await ask("timer status")).reply).toBe(
      "4 minutes left on the 5 minute timer, 9 minutes left on the pizza timer and 59 minutes left on the 1 hour timer.",
    );
    expect(await ask("cancel the timer")).toMatchObject({
      outcome: "refused",
      reply: "There are 3 timers: the 5 minute timer, the pizza timer and the 1 hour timer. Say which one.",
    });
    expect((await ask("cancel the kitchen timer")).reply).toBe("The 1 hour timer is cancelled.");
    expect((await ask("cancel the egg timer")).reply).toBe(
      "There is no such timer; there are the 5 minute timer and the pizza timer.",
    );
    expect((await ask("cancel all timers")).reply).toBe("2 timers are cancelled.");
  });

  it("adds and takes away time, and holds a timer", async () => {
    const { ask, clock, notifications } = await start(createMemoryState());
    await ask("set a timer for 10 minutes");
    expect((await ask("add five minutes to the timer")).reply).toBe(
      "The 10 minute timer has 15 minutes left now.",
    );
    expect((await ask("take 14 minutes off the timer")).reply).toBe(
      "The 15 minute timer has 1 minute left now.",
    );
    expect((await ask("remove an hour from the timer")).outcome).toBe("refused");
    expect((await ask("pause the timer")).reply).toMatch(/^The .* timer is held with 1 minute left\.$/);
    await clock.advance(10 * minute);
    expect(notifications()).toEqual([]);
    expect((await ask("resume the timer")).reply).toMatch(/goes on: 1 minute left\.$/);
    await clock.advance(minute);
    expect(notifications()).toHaveLength(1);
  });

  it("is on the disk before it is acknowledged, and not set when it cannot be", async () => {
    const state = createMemoryState();
    const { ask, clock, notifications } = await start(state);
    await ask("set a timer for 1 minute");
    expect(state.values.get("commands/agenda")).toContain('"lengthMs":60000');
    state.fail(true);
    expect((await ask("set a timer for 2 minutes")).outcome).toBe("refused");
    await clock.advance(90_000);
    await ask("stop");
    await clock.advance(2 * minute);
    expect(new Set(notifications().map(({ text }) => text))).toEqual(
      new Set(["1 minute timer is over.", "Timer stopped."]),
    );
  });

  it("goes on after a power cut, and says honestly what fell due meanwhile", async () => {
    const state = createMemoryState();
    const before = await start(state);
    await before.ask("set a pizza timer for 10 minutes");
    await before.ask("set a tea timer for 3 hours");
    const after = await start(state, noon + 60 * minute);
    await after.clock.advance(0);
    expect(after.notifications()).toMatchObject([
      { event: "said", text: "Pizza timer is over. It was due at 12:10, while I was off." },
    ]);
    expect((await after.ask("how long is left on the tea timer")).reply).toBe(
      "2 hours left on the tea timer.",
    );
  });

  it("rings again and again until the broker has heard it", async () => {
    const state = createMemoryState();
    const { ask, bus, clock, notifications } = await start(state);
    await ask("set a timer for 1 minute");
    bus.setConnected(false);
    await clock.advance(30 * minute);
    expect(notifications()).toEqual([]);
    expect(state.values.get("commands/agenda")).toContain("timer");
    bus.setConnected(true);
    await clock.advance(10_000);
    expect(notifications()[0]).toMatchObject({ event: "ringing" });
    expect(state.values.get("commands/agenda")).toBe("[]");
  });

  it("never waits longer than its length, whatever the clock said before", async () => {
    const state = createMemoryState();
    const before = await start(state);
    await before.ask("set a timer for 1 minute");
    const after = await start(state, Date.UTC(2020, 0, 1));
    await after.clock.advance(minute);
    expect(after.notifications()).toHaveLength(1);
  });

  it("sets nothing on a dry run, or where nothing can be kept", async () => {
    const state = createMemoryState();
    const dry = await start(state);
    expect((await dry.ask("set a timer for 10 minutes", { dryRun: true })).reply).toBe(
      "I would set a timer: 10 minutes.",
    );
    expect(state.values.size).toBe(0);
    const { ask } = await start();
    expect((await ask("set a timer for 10 minutes")).reply).toBe(
      "I have nowhere to keep that, so I did nothing.",
    );
    expect((await dry.ask("set a timer for 90 days")).outcome).toBe("refused");
  });
});
