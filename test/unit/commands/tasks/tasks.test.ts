import { describe, expect, it } from "vitest";
import type { EntityInput } from "../../../../src/commands/entities/definition.ts";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import type { Incident } from "../../../../src/domain/incident.ts";
import { startCommands, zigbeeEcho } from "../../../support/commands-site.ts";
import { createMemoryState } from "../../../support/memory-state.ts";
import { farm, home, type Site } from "../../../support/sites.ts";

const sentences = [englishSentences];
const noon = Date.UTC(2026, 0, 5, 12);
const start = (site: Site, rest: Partial<Parameters<typeof startCommands>[0]> = {}) =>
  startCommands({ site, sentences, startMs: noon, state: createMemoryState(), ...rest });

const incident = (id: string, summary: string, area: string): Incident => ({
  id,
  status: "open",
  severity: "warning",
  openedAt: noon - 600_000,
  updatedAt: noon - 600_000,
  closedAt: undefined,
  clock: "synced",
  place: { area },
  evidence: [],
  evidenceOmitted: 0,
  summary,
  revision: 1,
});

describe("announcements", () => {
  it("are published for the areas that were named", async () => {
    const { ask, notifications } = await start(home);
    expect((await ask("tell everyone in the kitchen that dinner is ready")).reply).toBe(
      "I announced “dinner is ready” in the kitchen.",
    );
    expect(notifications()).toMatchObject([
      {
        kind: "announcement",
        event: "said",
        text: "Dinner is ready",
        areas: ["kitchen"],
        person: "everyone",
      },
    ]);
    expect((await ask("broadcast that the bus is here")).reply).toBe(
      "I announced “the bus is here” everywhere.",
    );
  });

  it("are not said to be made when nobody could hear them, or on a dry run", async () => {
    const { ask, bus, notifications } = await start(home);
    await ask("announce that dinner is ready", { dryRun: true });
    bus.setConnected(false);
    expect(await ask("announce that dinner is ready")).toMatchObject({
      outcome: "refused",
      reply: "I am not connected to the broker, so nobody heard the announcement.",
    });
    expect(notifications()).toEqual([]);
  });
});

describe("acknowledging", () => {
  it("notes on the incidents of the place that they were seen, and by whom", async () => {
    const noted: unknown[] = [];
    const { ask } = await start(farm, {
      incidents: [
        incident("a", "The pump vibrates", "North field"),
        incident("b", "It is hot.", "Greenhouse"),
      ],
      desk: {
        acknowledge(ids, note) {
          noted.push({ ids, note });
          return ids;
        },
      },
    });
    expect((await ask("acknowledge the alarm in the greenhouse")).reply).toBe(
      "I noted that you have seen 1 incident: It is hot.",
    );
    expect(noted).toEqual([{ ids: ["b"], note: { by: "s", at: noon } }]);
    expect((await ask("I'm on it")).reply).toBe(
      "I noted that you have seen 2 incidents: The pump vibrates. It is hot.",
    );
  });

  it("says when nothing is open, and what was noted before", async () => {
    const { ask } = await start(farm);
    expect((await ask("acknowledge")).reply).toBe("No incident is open.");
    const seen = {
      ...incident("a", "It is hot.", "Greenhouse"),
      acknowledged: { by: "panel", at: noon - 60_000 },
    };
    const again = await start(farm, { incidents: [seen], desk: { acknowledge: () => [] } });
    expect((await again.ask("acknowledge")).reply).toBe("That was noted already at 11:59 by panel.");
  });

  it("stops what rings", async () => {
    const { ask, clock } = await start(farm);
    await ask("set a timer for 1 minute");
    await clock.advance(60_000);
    expect((await ask("acknowledge the alarm")).reply).toBe("I stopped the 1 minute timer.");
  });
});

describe("shifts", () => {
  it("are handed over with what happened, and with a note", async () => {
    const { ask, clock } = await start(farm, {
      incidents: [incident("a", "The pump vibrates.", "North field")],
    });
    expect((await ask("start my shift")).reply).toBe(
      "The shift begins at 12:00. 1 incident in the last 8 hours. The pump vibrates.",
    );
    await clock.advance(4 * 3_600_000);
    expect((await ask("end the shift with the note that the drip valve sticks")).reply).toBe(
      "The shift ends at 16:00. I keep the note for the next shift. 1 incident since 12:00. The pump vibrates.",
    );
    expect((await ask("my shift starts")).reply).toContain(
      "The last shift left a note: the drip valve sticks.",
    );
  });
});

describe("the time and the weather", () => {
  it("tells the time and the date of the site", async () => {
    const { ask } = await start(home, { timeZone: "Europe/Berlin" });
    expect((await ask("what time is it")).reply).toBe("It is 13:00.");
    expect((await ask("what's the date today")).reply).toBe("It is Monday, 5 January 2026.");
    expect((await ask("what day is it tomorrow")).reply).toBe("Tomorrow is Tuesday, 6 January 2026.");
  });

  it("says so when its clock is not to be trusted", async () => {
    const { ask } = await start(home, { clock: "unsynced" });
    expect((await ask("what time is it")).reply).toBe(
      "It is 12:00. My clock is not synchronised, so that may be off.",
    );
  });

  const station: EntityInput = {
    name: "Weather station",
    kind: "weather",
    schema: "json",
    topic: "roof/weather",
    state: { field: "condition" },
    attributes: {
      temperature: { state: { field: "temperature" } },
      humidity: { state: { field: "humidity" } },
    },
  };

  it("tells the weather as the station measures it, and that it has no forecast", async () => {
    const { ask, bus } = await start({ ...home, entities: [...home.entities, station] });
    await bus.deliver("roof/weather", '{"condition":"rainy","temperature":8.5,"humidity":81}');
    expect((await ask("what's the weather like")).reply).toBe(
      "The weather station: rainy, temperature 8.5 °C and humidity 81%.",
    );
    expect((await ask("what will the weather be tomorrow")).reply).toBe(
      "I have no forecast, only what is measured here. Now: The weather station: rainy, temperature 8.5 °C and humidity 81%.",
    );
  });

  it("takes sensors outside where there is no station, and refuses to guess", async () => {
    const { ask } = await start(home, {
      series: [
        {
          id: "garden/outdoor_temperature",
          name: "Outdoor temperature",
          unit: "°C",
          latest: { at: noon, value: 3.4 },
        },
      ],
    });
    expect((await ask("how is the weather")).reply).toBe("Outside: temperature 3.4 °C.");
    expect((await (await start(home)).ask("how is the weather")).outcome).toBe("refused");
  });
});

describe("second thoughts", () => {
  it("does the same for another room", async () => {
    const { ask, sent, answerCommands } = await start(home);
    answerCommands(zigbeeEcho(["kitchen_lamp", "counter", "bedside", "hall"]));
    await ask("turn on the kitchen lights");
    await ask("and the bedroom too");
    await ask("also the hall lamp");
    expect(sent().slice(2)).toEqual([
      'zigbee2mqtt/bedside/set {"state":"ON"}',
      'zigbee2mqtt/hall/set {"state":"ON"}',
    ]);
  });

  it("takes back what was commanded by mistake, and does it with the other one", async () => {
    const { ask, sent, bus, answerCommands } = await start(home);
    answerCommands(zigbeeEcho(["kitchen_lamp", "counter"]));
    await bus.deliver("zigbee2mqtt/kitchen_lamp", '{"state":"OFF"}');
    await ask("turn on the kitchen lamp");
    expect((await ask("no, the other one")).reply).toBe("Counter lamp is on. Kitchen lamp is off.");
    expect(sent().slice(1)).toEqual([
      'zigbee2mqtt/kitchen_lamp/set {"state":"OFF"}',
      'zigbee2mqtt/counter/set {"state":"ON"}',
    ]);
  });

  it("leaves alone what it does not know to have been otherwise", async () => {
    const { ask, sent } = await start(home);
    await ask("turn on the kitchen lamp");
    expect((await ask("I meant the hall")).reply).toContain("I left the kitchen lamp as it is.");
    expect(sent()).toEqual([
      'zigbee2mqtt/kitchen_lamp/set {"state":"ON"}',
      'zigbee2mqtt/hall/set {"state":"ON"}',
    ]);
  });

  it("never takes back a lock", async () => {
    const { ask, sent, bus } = await start(home);
    await bus.deliver("zigbee2mqtt/front_lock", '{"state":"UNLOCK"}');
    await ask("lock the front door");
    await ask("no, the kitchen lamp");
    expect(sent()).toEqual(['zigbee2mqtt/front_lock/set {"state":"LOCK"}']);
  });

  it("sets another value", async () => {
    const { ask, sent } = await start(home);
    await ask("set the kitchen lamp to 50 percent");
    await ask("no, 20 percent");
    expect(sent()).toEqual([
      'zigbee2mqtt/kitchen_lamp/set {"brightness":127}',
      'zigbee2mqtt/kitchen_lamp/set {"brightness":51}',
    ]);
  });

  it("does nothing when there was nothing before, or too long ago", async () => {
    const { ask, sent, clock } = await start(home);
    expect((await ask("and the bedroom too")).reply).toBe(
      "There was no command before that I could repeat for it.",
    );
    await ask("turn on the kitchen lamp");
    await clock.advance(301_000);
    expect((await ask("no, the other one")).outcome).toBe("refused");
    expect(sent()).toHaveLength(1);
  });
});

describe("what waits for its time", () => {
  it("is told and can be dropped", async () => {
    const { ask, sent, clock, answerCommands } = await start(farm);
    answerCommands({ "farm/north/pump/set": (payload) => ["farm/north/pump", payload] });
    await ask("run the irrigation pump for 10 minutes");
    expect((await ask("what is planned")).reply).toBe("In 10 minutes I will turn off the irrigation pump.");
    expect((await ask("cancel the rule for the irrigation pump")).reply).toBe(
      "I will leave the irrigation pump as it is.",
    );
    await clock.advance(3_600_000);
    expect(sent()).toHaveLength(1);
    expect((await ask("what is planned")).reply).toBe("No commands are stored for later.");
  });
});

describe("small talk", () => {
  it.each(["hello", "thank you", "tell me a joke", "how are you", "good night"])(
    "answers %j and does nothing",
    async (text) => {
      const { ask, sent } = await start(home);
      const answer = await ask(text);
      expect(answer).toMatchObject({ outcome: "answered", parse: { intent: "smallTalk" } });
      expect(answer.reply.length).toBeLessThan(80);
      expect(sent()).toEqual([]);
    },
  );
});
