import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import type { StateStore } from "../../../../src/domain/ports.ts";
import { startCommands } from "../../../support/commands-site.ts";
import { createMemoryState } from "../../../support/memory-state.ts";
import { factory, farm } from "../../../support/sites.ts";

const sentences = [englishSentences];

async function startFarm(state: StateStore | undefined, startMs?: number) {
  const site = await startCommands({
    site: farm,
    sentences,
    ...(state ? { state } : {}),
    ...(startMs === undefined ? {} : { startMs }),
  });
  site.answerCommands({ "farm/north/pump/set": (payload) => ["farm/north/pump", payload] });
  return site;
}

const minute = 60_000;

describe("switching for a set time", () => {
  it("says what it will do, and does it when the time is over", async () => {
    const state = createMemoryState();
    const { ask, sent, clock } = await startFarm(state);
    expect((await ask("run the irrigation pump for 10 minutes")).reply).toBe(
      "Irrigation pump is running. I will turn it off again in 10 minutes.",
    );
    await clock.advance(10 * minute - 1);
    expect(sent()).toEqual(["farm/north/pump/set ON"]);
    await clock.advance(1);
    expect(sent()).toEqual(["farm/north/pump/set ON", "farm/north/pump/set OFF"]);
    expect(state.values.get("commands/timers")).toBe("[]");
  });

  it("notes the time on the disk before it switches, and sends nothing when it cannot", async () => {
    const state = createMemoryState();
    const { ask, sent, bus } = await startFarm(state);
    bus.onPublish(({ topic }) => {
      if (topic === "farm/north/pump/set") expect(state.values.get("commands/timers")).toContain("turnOff");
    });
    await ask("run the irrigation pump for 10 minutes");
    expect(sent()).toHaveLength(1);
    state.fail(true);
    expect((await ask("open the main valve for 5 minutes")).outcome).toBe("refused");
    expect(sent()).toHaveLength(1);
  });

  it("stops the pump after a power cut, at once when the time is over already", async () => {
    const state = createMemoryState();
    const before = await startFarm(state);
    await before.ask("run the irrigation pump for 10 minutes");
    const start = before.clock.now();
    const early = await startFarm(state, start + 4 * minute);
    await early.clock.advance(6 * minute);
    expect(early.sent()).toEqual(["farm/north/pump/set OFF"]);
    state.values.set(
      "commands/timers",
      JSON.stringify([
        { entityId: "north_field_irrigation_pump", intent: "turnOff", dueAt: start, lengthMs: 10 * minute },
      ]),
    );
    const late = await startFarm(state, start + 60 * minute);
    await late.clock.advance(0);
    expect(late.sent()).toEqual(["farm/north/pump/set OFF"]);
  });

  it("waits no longer than the whole time when the clock came back in the past", async () => {
    const state = createMemoryState();
    const before = await startFarm(state);
    await before.ask("run the irrigation pump for 10 minutes");
    const after = await startFarm(state, Date.UTC(2020, 0, 1));
    await after.clock.advance(10 * minute);
    expect(after.sent()).toEqual(["farm/north/pump/set OFF"]);
  });

  it("insists while the broker is away", async () => {
    const { ask, sent, clock, bus } = await startFarm(createMemoryState());
    await ask("run the irrigation pump for 10 minutes");
    bus.setConnected(false);
    await clock.advance(30 * minute);
    bus.setConnected(true);
    await clock.advance(5_000);
    expect(sent().at(-1)).toBe("farm/north/pump/set OFF");
  });

  it("tells a silent thing three times and then reports an error", async () => {
    const site = await startCommands({ site: farm, sentences, state: createMemoryState() });
    await site.ask("run the irrigation pump for 10 minutes");
    await site.clock.advance(11 * minute);
    expect(site.sent()).toEqual(["ON", "OFF", "OFF", "OFF"].map((word) => `farm/north/pump/set ${word}`));
    const [failed] = site.observability.records.filter(({ event }) => event === "commands.timerFailed");
    expect(failed?.level).toBe("error");
  });

  it("forgets the time when the thing is commanded otherwise", async () => {
    const { ask, sent, clock } = await startFarm(createMemoryState());
    await ask("run the irrigation pump for 10 minutes");
    await ask("stop the irrigation pump");
    await ask("start the irrigation pump");
    await clock.advance(20 * minute);
    expect(sent().at(-1)).toBe("farm/north/pump/set ON");
  });

  it("forgets the time when nothing could be sent", async () => {
    const { ask, sent, clock, bus } = await startFarm(createMemoryState());
    bus.setConnected(false);
    await ask("run the irrigation pump for 10 minutes");
    bus.setConnected(true);
    await clock.advance(20 * minute);
    expect(sent()).toEqual([]);
  });

  it("refuses what it could not undo, too long a time, and any time when there is nowhere to note it", async () => {
    const { ask, sent } = await startFarm(createMemoryState());
    expect((await ask("run the irrigation pump for 30 hours")).outcome).toBe("refused");
    const forgetful = await startFarm(undefined);
    expect((await forgetful.ask("run the irrigation pump for 10 minutes")).reply).toContain(
      "nowhere to note",
    );
    expect([...sent(), ...forgetful.sent()]).toEqual([]);
  });

  it("asks first where a yes is wanted, and keeps the time for then", async () => {
    const site = await startCommands({ site: factory, sentences, state: createMemoryState() });
    expect((await site.ask("run the press for 2 minutes")).outcome).toBe("asked");
    expect((await site.ask("yes")).reply).toContain("I will turn it off again in 2 minutes.");
  });

  it("starts all the same when what was stored cannot be read", async () => {
    const state = createMemoryState();
    for (const text of [
      "{",
      "null",
      '[{"entityId":1}]',
      '[{"entityId":"x","intent":"unlock","dueAt":0,"lengthMs":1}]',
    ]) {
      state.values.set("commands/timers", text);
      const { ask, sent } = await startFarm(state);
      await ask("start the irrigation pump");
      expect(sent()).toEqual(["farm/north/pump/set ON"]);
    }
  });
});
