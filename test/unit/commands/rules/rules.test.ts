import { describe, expect, it } from "vitest";
import type { CommandsConfig } from "../../../../src/commands/config.ts";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import type { StateStore } from "../../../../src/domain/ports.ts";
import { type KnownSeries, startCommands } from "../../../support/commands-site.ts";
import type { Site } from "../../../support/sites.ts";

const hourMs = 3_600_000;
const minuteMs = 60_000;

const place: Site = {
  areas: [
    { name: "Greenhouse", aliases: [] },
    { name: "Yard", aliases: [] },
  ],
  entities: [
    { name: "Heater", kind: "switch", area: "Greenhouse", schema: "plain", topic: "gh/heater" },
    { name: "Pump", kind: "pump", area: "Yard", schema: "plain", topic: "yard/pump" },
    {
      name: "Vents",
      kind: "cover",
      deviceClass: "vent",
      area: "Greenhouse",
      schema: "plain",
      topic: "gh/vents",
    },
    { name: "Lights", kind: "light", area: "Greenhouse", schema: "plain", topic: "gh/lights" },
    { name: "Gate", kind: "cover", deviceClass: "gate", area: "Yard", schema: "plain", topic: "yard/gate" },
    {
      name: "Furnace",
      kind: "machine",
      area: "Yard",
      schema: "plain",
      topic: "yard/furnace",
      safety: "locked",
    },
    { name: "Safe", kind: "lock", area: "Yard", schema: "plain", topic: "yard/safe", safety: "code" },
    {
      name: "Door",
      kind: "binarySensor",
      deviceClass: "door",
      area: "Yard",
      schema: "plain",
      topic: "yard/door",
    },
    {
      name: "Tank",
      kind: "sensor",
      deviceClass: "level",
      area: "Yard",
      unit: "%",
      schema: "plain",
      topic: "yard/tank",
    },
    {
      name: "Greenhouse temperature",
      kind: "sensor",
      deviceClass: "temperature",
      area: "Greenhouse",
      unit: "°C",
      schema: "plain",
      topic: "gh/temperature",
    },
  ],
};

function createStore(texts: Map<string, string> = new Map()) {
  const store: StateStore & { texts: Map<string, string>; isBroken: boolean } = {
    texts,
    isBroken: false,
    get: async (key) => texts.get(key),
    async put(key, value) {
      if (store.isBroken) throw new Error("disk full");
      texts.set(key, value);
    },
  };
  return store;
}

async function setUp(
  rest: {
    store?: StateStore;
    config?: Partial<CommandsConfig>;
    startMs?: number;
    timeZone?: string;
    series?: KnownSeries[];
    location?: { latitude: number; longitude: number };
    clock?: "synced" | "unsynced";
  } = {},
) {
  const { store: state = createStore(), config = {}, clock: quality = "synced", ...others } = rest;
  const started = await startCommands({
    site: place,
    sentences: [englishSentences],
    state,
    clock: quality,
    config: { verifyTimeoutMs: 0, code: "4711", ...config },
    ...others,
  });
  const { bus, clock } = started;
  const report = async (topic: string, payload: string | number) => {
    await bus.deliver(topic, String(payload));
    await clock.advance(1);
  };
  const rules = () => started.service.rules().map(({ sentence }) => sentence);
  const told = () => started.replies().map(({ reply }) => reply);
  return { ...started, report, rules, told, state };
}

describe("delays and times", () => {
  it("turns off the heater in ten minutes, and not before", async () => {
    const { ask, sent, clock, told, rules } = await setUp();
    expect(await ask("turn off the heater in ten minutes")).toMatchObject({
      outcome: "done",
      reply: "I will turn off the heater in ten minutes.",
      actions: [],
      targets: [{ entityId: "greenhouse_heater" }],
      rule: { id: 1, sentence: "I will turn off the heater in ten minutes" },
    });
    await clock.advance(10 * minuteMs - 1000);
    expect(sent()).toEqual([]);
    await clock.advance(1000);
    expect(sent()).toEqual(["gh/heater/set OFF"]);
    expect(told().at(-1)).toContain("the heater");
    expect(rules()).toEqual([]);
  });

  it.each([
    "give it two seconds and then turn on the lights",
    "wait 2 seconds, turn the lights on",
    "hang on for two seconds then switch the lights on",
    "just hold off two seconds and turn on the lights",
    "leave it two seconds before you turn the lights on",
    "can you give me two seconds and turn the lights on",
  ])("waits first where a wait is said first: %j", async (text) => {
    const { ask, sent, clock } = await setUp();
    await ask(text);
    expect(sent()).toEqual([]);
    await clock.advance(2000);
    expect(sent()).toEqual(["gh/lights/set ON"]);
  });

  it("starts the pump at six tomorrow, for the time that is said", async () => {
    const { ask, sent, clock } = await setUp();
    expect((await ask("start the pump at 6 am tomorrow for 20 minutes")).reply).toBe(
      "I will start the pump for 20 minutes tomorrow at 06:00.",
    );
    await clock.advance(18 * hourMs);
    expect(sent()).toEqual(["yard/pump/set ON"]);
    await clock.advance(20 * minuteMs);
    expect(sent()).toEqual(["yard/pump/set ON", "yard/pump/set OFF"]);
  });

  it("does each of several commands at the time that was said before them", async () => {
    const { ask, sent, clock } = await setUp();
    await ask("in ten minutes turn off the heater and close the vents");
    expect(sent()).toEqual([]);
    await clock.advance(10 * minuteMs);
    expect(sent()).toEqual(["gh/heater/set OFF", "gh/vents/set CLOSE"]);
  });

  it("acts at once on now", async () => {
    const { ask, sent } = await setUp();
    await ask("turn off the heater now");
    expect(sent()).toEqual(["gh/heater/set OFF"]);
  });

  it("keeps to the clock on the wall when the clocks change", async () => {
    // Berlin, 28 March 2026 12:00; the clocks go forward in the night.
    const { ask, sent, clock } = await setUp({
      startMs: Date.UTC(2026, 2, 28, 11),
      timeZone: "Europe/Berlin",
    });
    await ask("turn on the lights every day at 7 am");
    await clock.advance(Date.UTC(2026, 2, 29, 5) - clock.now() - 1000);
    expect(sent()).toEqual([]);
    await clock.advance(1000);
    expect(sent()).toEqual(["gh/lights/set ON"]);
    await clock.advance(24 * hourMs);
    expect(sent()).toHaveLength(2);
  });

  it("turns the lights on at sunset every day, once it knows where it is", async () => {
    const without = await setUp();
    expect((await without.ask("turn the lights on at sunset every day")).reply).toContain("daemon.location");
    const { ask, sent, clock, rules } = await setUp({ location: { latitude: 52.5, longitude: 13.4 } });
    await ask("turn the lights on at sunset every day");
    await clock.advance(3 * 24 * hourMs);
    expect(sent()).toHaveLength(3);
    expect(rules()).toHaveLength(1);
  });

  it("waits for its turn although the wall clock is set forward, as a delay", async () => {
    const { ask, sent, clock } = await setUp();
    await ask("turn off the heater in ten minutes");
    clock.setWall(clock.now() + 5 * hourMs);
    await clock.advance(9 * minuteMs);
    expect(sent()).toEqual([]);
    await clock.advance(minuteMs);
    expect(sent()).toEqual(["gh/heater/set OFF"]);
  });

  it("refuses times it cannot keep", async () => {
    const { ask, rules } = await setUp();
    expect((await ask("turn off the heater in 3 years")).outcome).toBe("refused");
    expect((await ask("turn off the heater every 5 seconds")).outcome).toBe("refused");
    expect(rules()).toEqual([]);
  });

  it("says that its clock is not synchronised", async () => {
    const { ask } = await setUp({ clock: "unsynced" });
    expect((await ask("start the pump at 6 am tomorrow")).reply).toContain("My clock is not synchronised");
    expect((await ask("turn off the heater in ten minutes")).reply).not.toContain("clock");
  });
});

describe("conditions", () => {
  it("stops the pump when the tank is empty, once", async () => {
    const { ask, sent, report, rules } = await setUp();
    await report("yard/tank", 60);
    expect((await ask("when the tank is empty stop the pump")).reply).toBe(
      "When the tank is empty, I will stop the pump.",
    );
    await report("yard/tank", 20);
    expect(sent()).toEqual([]);
    for (const level of [4, 6, 3, 60, 2]) await report("yard/tank", level);
    expect(sent()).toEqual(["yard/pump/set OFF"]);
    expect(rules()).toEqual([]);
  });

  it("takes it for what is around the things when it gets cold", async () => {
    const { ask, sent, report } = await setUp();
    await report("gh/temperature", 12);
    expect((await ask("if it gets below five degrees close the vents")).reply).toBe(
      "When the greenhouse temperature is below 5 °C, I will close the vents.",
    );
    await report("gh/temperature", 4.9);
    expect(sent()).toEqual(["gh/vents/set CLOSE"]);
  });

  it("waits for what it is on its way to, from above as from below", async () => {
    const { ask, report, sent } = await setUp();
    await report("gh/temperature", "8");
    expect((await ask("when the greenhouse hits 2 degrees turn the heater on")).outcome).toBe("done");
    expect(sent()).toEqual([]);
    await report("gh/temperature", "1.8");
    expect(sent()).toEqual(["gh/heater/set ON"]);
  });

  it("turns Fahrenheit into the unit of the sensor", async () => {
    const { ask, report } = await setUp();
    await report("gh/temperature", 12);
    expect(
      (await ask("when the greenhouse temperature is above 86 degrees fahrenheit open the vents")).reply,
    ).toBe("When the greenhouse temperature is above 30 °C, I will open the vents.");
  });

  it("acts at once on what is so already, but waits for the next time of what happens", async () => {
    const { ask, sent, report } = await setUp();
    await report("yard/tank", 2);
    expect((await ask("when the tank is empty stop the pump")).reply).toMatch(/^The tank is empty already\./);
    expect(sent()).toEqual(["yard/pump/set OFF"]);
    await report("yard/door", "open");
    await ask("when the door opens turn on the lights");
    expect(sent()).toHaveLength(1);
    await report("yard/door", "closed");
    await report("yard/door", "open");
    expect(sent()).toEqual(["yard/pump/set OFF", "gh/lights/set ON"]);
  });

  it("acts each time on whenever, with a margin and a rest between", async () => {
    const { ask, sent, report, clock } = await setUp();
    await report("gh/temperature", 20);
    await ask("whenever the greenhouse temperature is above 30 degrees open the vents");
    await report("gh/temperature", 30.1);
    // Jitter around the limit is one crossing.
    for (const value of [29.9, 30.1, 29.8, 30.2]) {
      await clock.advance(11_000);
      await report("gh/temperature", value);
    }
    expect(sent()).toHaveLength(1);
    await report("gh/temperature", 25);
    await clock.advance(11_000);
    await report("gh/temperature", 31);
    expect(sent()).toHaveLength(2);
    await clock.advance(48 * hourMs);
    expect((await ask("what rules are there")).reply).toContain("Whenever the greenhouse temperature");
  });

  it("waits until it has been so for the time that was said", async () => {
    const { ask, sent, report, clock } = await setUp();
    await report("yard/door", "closed");
    await ask("turn off the heater when the door is open for five minutes");
    await report("yard/door", "open");
    await clock.advance(4 * minuteMs);
    await report("yard/door", "closed");
    await report("yard/door", "open");
    await clock.advance(4 * minuteMs);
    expect(sent()).toEqual([]);
    await clock.advance(minuteMs + 2000);
    expect(sent()).toEqual(["gh/heater/set OFF"]);
  });

  it("gives up after its time, and says so", async () => {
    const { ask, sent, report, clock, told, rules } = await setUp();
    await report("yard/tank", 60);
    await ask("when the tank is empty stop the pump");
    await clock.advance(24 * hourMs + minuteMs);
    expect(rules()).toEqual([]);
    expect(told().at(-1)).toBe(
      "That did not happen in time, so I gave it up: When the tank is empty, I will stop the pump.",
    );
    await report("yard/tank", 1);
    expect(sent()).toEqual([]);
  });

  it("runs something until it is enough", async () => {
    const { ask, sent, report } = await setUp();
    await report("yard/tank", 10);
    expect((await ask("run the pump until the tank is full")).reply).toMatch(
      /I will turn off the pump when the tank is full\.$/,
    );
    expect(sent()).toEqual(["yard/pump/set ON"]);
    await report("yard/tank", 99);
    expect(sent()).toEqual(["yard/pump/set ON", "yard/pump/set OFF"]);
  });

  it("does nothing unless it is so, and stores nothing it cannot watch", async () => {
    const { ask, sent, report, rules } = await setUp();
    await report("yard/door", "open");
    expect((await ask("turn off the heater unless the door is open")).reply).toBe(
      "The door is open, so I did nothing.",
    );
    expect((await ask("when the unicorn is asleep turn off the heater")).outcome).not.toBe("done");
    expect((await ask("lock the safe while the door is open")).outcome).not.toBe("done");
    expect(sent()).toEqual([]);
    expect(rules()).toEqual([]);
  });

  it("does something as long as it is so, now or once it is", async () => {
    const { ask, sent, report, rules } = await setUp();
    await report("yard/door", "open");
    expect((await ask("turn the lights on while the door is open")).reply).toMatch(
      /I will turn off the lights when the door is no longer open\.$/,
    );
    expect(sent()).toEqual(["gh/lights/set ON"]);
    await report("yard/door", "closed");
    expect(sent().slice(1)).toEqual(["gh/lights/set OFF"]);
    await ask("keep the heater on as long as the door is open");
    expect(sent()).toHaveLength(2);
    await report("yard/door", "open");
    expect(sent().slice(2)).toEqual(["gh/heater/set ON"]);
    await report("yard/door", "closed");
    expect(sent().slice(3)).toEqual(["gh/heater/set OFF"]);
    expect(rules()).toEqual([]);
  });

  it("waits until several things are so together", async () => {
    const { ask, sent, report } = await setUp();
    await report("yard/door", "open");
    await report("yard/tank", 50);
    expect((await ask("if the tank is below 20 and the door is closed stop the pump")).reply).toBe(
      "When the tank is below 20% and the door is closed, I will stop the pump.",
    );
    await report("yard/tank", 10);
    expect(sent()).toEqual([]);
    await report("yard/door", "closed");
    expect(sent()).toEqual(["yard/pump/set OFF"]);
  });

  it("takes it and its for what the condition names", async () => {
    const { ask } = await setUp();
    expect((await ask("if the pump is off turn it on")).reply).toMatch(/pump/);
    expect((await ask("when the greenhouse gets over 30 degrees open its vents")).reply).toBe(
      "When the greenhouse temperature is above 30 °C, I will open the vents.",
    );
    expect((await ask("when the greenhouse drops under 5 degrees turn its heater on")).reply).toBe(
      "When the greenhouse temperature is below 5 °C, I will turn on the heater.",
    );
    expect((await ask("should the temperature in the greenhouse get past 30 open its vents")).reply).toBe(
      "When the greenhouse temperature is above 30 °C, I will open the vents.",
    );
  });

  it("does nothing where a thing is not as it would have to be", async () => {
    const { ask, sent, report, rules } = await setUp();
    await report("yard/pump", "OFF");
    expect((await ask("turn the pump off if it is on")).reply).toBe("The pump is not on, so I did nothing.");
    expect((await ask("when the door opens turn on the pump in ten minutes")).outcome).toBe("refused");
    expect(sent()).toEqual([]);
    expect(rules()).toEqual([]);
  });

  it("watches a sensor that nobody configured", async () => {
    const latest = { at: 0, value: 4 };
    const series: KnownSeries[] = [
      { id: "well:level", name: "Well level", unit: "m", kind: "numeric", latest },
    ];
    const { ask, sent, clock } = await setUp({ series, startMs: 1000 });
    await ask("when the well level drops below 2 metres stop the pump");
    Object.assign(latest, { at: clock.now(), value: 1.5 });
    await clock.advance(2000);
    expect(sent()).toEqual(["yard/pump/set OFF"]);
  });
});

describe("safety of what is stored", () => {
  it("asks when it is stored, and then does it without asking", async () => {
    const { ask, sent, clock } = await setUp();
    expect(await ask("open the gate in ten minutes")).toMatchObject({
      outcome: "asked",
      reply: "Shall I open the gate in ten minutes? Say yes or no.",
    });
    await ask("yes");
    expect(sent()).toEqual([]);
    await clock.advance(10 * minuteMs);
    expect(sent()).toEqual(["yard/gate/set OPEN"]);
  });

  it("takes the code when it is stored, and tells it to nobody", async () => {
    const { ask, sent, clock, bus, state } = await setUp();
    await ask("unlock the safe in ten minutes");
    expect((await ask("4711")).reply).toBe("I will unlock the safe in ten minutes.");
    await clock.advance(10 * minuteMs);
    expect(sent()).toEqual(["yard/safe/set UNLOCK"]);
    expect(JSON.stringify(bus.published)).not.toContain("4711");
    expect(JSON.stringify([...(state as ReturnType<typeof createStore>).texts])).not.toContain("4711");
  });

  it("stores nothing for a locked thing, nor for one that the source may not command", async () => {
    const permissions = [{ source: "kids", kinds: ["light" as const] }];
    const { ask, rules } = await setUp({ config: { permissions } });
    expect((await ask("turn on the furnace in ten minutes")).reply).toContain("locked");
    expect((await ask("turn off the heater in ten minutes", { source: "kids" })).outcome).toBe("refused");
    expect(rules()).toEqual([]);
  });

  it("looks again when its time has come", async () => {
    const { ask, sent, clock, service, told } = await setUp();
    await ask("turn off the heater in ten minutes");
    await service.upsertEntities([
      {
        name: "Heater",
        kind: "switch",
        area: "Greenhouse",
        schema: "plain",
        topic: "gh/heater",
        safety: "locked",
      },
    ]);
    await clock.advance(10 * minuteMs);
    expect(sent()).toEqual([]);
    expect(told().at(-1)).toMatch(/^I could not do what I was to do: I will turn off the heater/);
  });

  it("does and stores nothing in a dry run, and says what it would store", async () => {
    const { ask, sent, clock, rules } = await setUp();
    expect(await ask("open the gate in ten minutes", { dryRun: true })).toMatchObject({
      outcome: "done",
      reply: "I would open the gate in ten minutes. I would ask first.",
      actions: [{ status: "planned", topic: "yard/gate/set" }],
    });
    expect(rules()).toEqual([]);
    await clock.advance(hourMs);
    expect(sent()).toEqual([]);
  });

  it("takes no more than it may keep", async () => {
    const { ask } = await setUp({ config: { rulesMax: 1 } });
    await ask("turn off the heater in ten minutes");
    expect((await ask("stop the pump in ten minutes")).reply).toBe(
      "There are too many commands for later already, so I stored nothing.",
    );
  });

  it("acknowledges nothing that it could not write down", async () => {
    const store = createStore();
    const { ask, sent, clock, rules } = await setUp({ store });
    store.isBroken = true;
    expect((await ask("turn off the heater in ten minutes")).outcome).toBe("refused");
    expect(rules()).toEqual([]);
    await clock.advance(hourMs);
    expect(sent()).toEqual([]);
  });
});

describe("over a restart", () => {
  it("does what is due afterwards, and honestly leaves what it is too late for", async () => {
    const store = createStore();
    const before = await setUp({ store });
    await before.ask("turn off the heater in ten minutes");
    await before.ask("start the pump at 12:20");
    await before.service.stop({ signal: new AbortController().signal } as never);
    const startMs = before.clock.now() + 22 * minuteMs;
    const after = await setUp({ store, startMs });
    await after.clock.advance(1000);
    expect(after.sent()).toEqual(["yard/pump/set ON"]);
    expect(after.told().join(" ")).toContain(
      "It was too late for this, which was due at 12:10, so I did not do it: I will turn off the heater in ten minutes.",
    );
    expect(store.texts.get("commands/rules")).toBe("[]");
  });

  it("waits no longer than a delay when the clock came back in the past", async () => {
    const store = createStore();
    const before = await setUp({ store });
    await before.ask("turn off the heater in ten minutes");
    const after = await setUp({ store, startMs: before.clock.now() - 365 * 24 * hourMs });
    await after.clock.advance(10 * minuteMs);
    expect(after.sent()).toEqual(["gh/heater/set OFF"]);
  });

  it("goes on with those that come again, and skips what it missed", async () => {
    const store = createStore();
    const before = await setUp({ store });
    await before.ask("turn on the lights every day at 7 am");
    const after = await setUp({ store, startMs: before.clock.now() + 3 * 24 * hourMs });
    await after.clock.advance(1000);
    expect(after.sent()).toEqual([]);
    await after.clock.advance(24 * hourMs);
    expect(after.sent()).toEqual(["gh/lights/set ON"]);
  });

  it("starts all the same when what was stored cannot be read", async () => {
    const store = createStore(new Map([["commands/rules", '[{"id":1},']]));
    const { ask, observability } = await setUp({ store });
    expect(observability.records.some(({ event }) => event === "commands.rulesLost")).toBe(true);
    expect((await ask("turn off the heater in ten minutes")).outcome).toBe("done");
  });
});

describe("while the way is closed", () => {
  it("tries again until the device is back, or it is too late", async () => {
    const { ask, sent, clock, bus, told } = await setUp();
    await ask("turn off the heater in ten minutes");
    bus.setConnected(false);
    await clock.advance(12 * minuteMs);
    bus.setConnected(true);
    await clock.advance(10_000);
    expect(sent()).toEqual(["gh/heater/set OFF"]);
    await ask("stop the pump in ten minutes");
    bus.setConnected(false);
    await clock.advance(16 * minuteMs);
    bus.setConnected(true);
    await clock.advance(minuteMs);
    expect(sent()).toHaveLength(1);
    expect(told().length).toBeGreaterThan(0);
  });
});

describe("talking about what is stored", () => {
  it("tells and cancels", async () => {
    const { ask, sent, clock, rules } = await setUp();
    expect((await ask("what rules are there")).reply).toBe("No commands are stored for later.");
    await ask("turn off the heater in ten minutes");
    await ask("start the pump at 6 am tomorrow");
    expect((await ask("what rules are there")).reply).toBe(
      "I will turn off the heater in ten minutes, that is at 12:10; I will start the pump tomorrow at 06:00.",
    );
    expect((await ask("cancel the pump rule")).reply).toBe(
      "I dropped “I will start the pump tomorrow at 06:00”.",
    );
    expect(rules()).toHaveLength(1);
    await ask("stop the pump in five minutes");
    expect((await ask("never mind")).reply).toBe("I dropped “I will stop the pump in five minutes”.");
    expect((await ask("cancel all rules")).outcome).toBe("done");
    await clock.advance(24 * hourMs);
    expect(sent()).toEqual([]);
  });

  it("asks which of several, and drops none", async () => {
    const { ask, rules } = await setUp();
    await ask("turn off the heater in ten minutes");
    await ask("stop the pump in ten minutes");
    expect((await ask("cancel the rule")).reply).toMatch(/^There are 2: /);
    expect(rules()).toHaveLength(2);
  });
});
