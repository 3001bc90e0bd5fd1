import { describe, expect, it } from "vitest";
import { commandsConfig } from "../../../src/commands/config.ts";
import { EntitiesInvalidError } from "../../../src/commands/errors.ts";
import { EdgewiseError } from "../../../src/core/errors.ts";
import { startCommands, zigbeeEcho } from "../../support/commands-site.ts";
import { fewSentences } from "../../support/few-sentences.ts";
import { factory, farm, home, type Site } from "../../support/sites.ts";

const sentences = [fewSentences];
const start = (site: Site, rest: Partial<Parameters<typeof startCommands>[0]> = {}) =>
  startCommands({ site, sentences, ...rest });

describe("commanding things", () => {
  it("switches a lamp and says so once the lamp has said so", async () => {
    const { ask, sent, answerCommands } = await start(home);
    answerCommands(zigbeeEcho(["kitchen_lamp"]));
    const answer = await ask("turn on the kitchen lamp");
    expect(answer).toMatchObject({
      outcome: "done",
      reply: "Kitchen lamp is on.",
      tier: "grammar",
      parse: { intent: "turnOn", confidence: 1 },
      targets: [{ entityId: "kitchen_lamp", name: "Kitchen lamp" }],
      actions: [{ status: "confirmed", topic: "zigbee2mqtt/kitchen_lamp/set", payload: '{"state":"ON"}' }],
    });
    expect(sent()).toEqual(['zigbee2mqtt/kitchen_lamp/set {"state":"ON"}']);
  });

  it("answers when the record of the answer is kept, or after two seconds of a disk that does not take it", async () => {
    const { ask, answerCommands, service, replies, clock } = await start(home);
    answerCommands(zigbeeEcho(["kitchen_lamp"]));
    let keep = () => {};
    service.onAnswered(() => new Promise((resolve) => (keep = resolve)));
    const first = ask("turn on the kitchen lamp", {}, 100);
    await clock.advance(100);
    expect(replies()).toEqual([]);
    keep();
    expect((await first).reply).toBe("Kitchen lamp is on.");
    expect(replies()).toHaveLength(1);
    expect((await ask("turn off the kitchen lamp", {}, 2_500)).reply).toBe("Kitchen lamp is off.");
    expect(replies()).toHaveLength(2);
  });

  it("is honest about a pump that does not answer", async () => {
    const { ask } = await start(farm);
    expect(await ask("start the irrigation pump")).toMatchObject({
      outcome: "done",
      reply: "I sent it, but the irrigation pump did not answer within 3 seconds.",
      actions: [{ status: "unconfirmed" }],
    });
  });

  it("sends nothing while the broker is away and says so", async () => {
    const { ask, bus, sent } = await start(home);
    bus.setConnected(false);
    expect(await ask("turn on the kitchen lamp")).toMatchObject({
      outcome: "refused",
      reply: "I am not connected to the broker, so nothing was sent to the kitchen lamp.",
      actions: [{ status: "failed" }],
    });
    expect(sent()).toEqual([]);
  });

  it("says that it was on already", async () => {
    const { ask, bus } = await start(home);
    await bus.deliver("zigbee2mqtt/kitchen_lamp", '{"state":"ON"}');
    expect((await ask("turn on the kitchen lamp")).reply).toBe("Kitchen lamp was already on.");
  });

  it("sums up several things in one sentence and names the one that did not answer", async () => {
    const { ask, answerCommands } = await start(home);
    answerCommands(zigbeeEcho(["kitchen_lamp", "counter", "floor_lamp", "bedside"]));
    const answer = await ask("turn on all the lights");
    expect(answer.reply).toBe(
      "4 lights are on; I sent it, but the hall lamp did not answer within 3 seconds.",
    );
    expect(answer.actions).toHaveLength(5);
  });

  it("leaves out what is excepted, and does nothing at all when it does not know it", async () => {
    const { ask, sent } = await start(home);
    await ask("turn on all lights except the hall lamp");
    expect(sent()).toHaveLength(4);
    expect(sent().join()).not.toContain("hall");
    const before = sent().length;
    expect((await ask("turn on all lights except the disco ball")).outcome).not.toBe("done");
    expect(sent()).toHaveLength(before);
  });

  it("does not act on a dry run, but says what it would do", async () => {
    const { ask, sent } = await start(home);
    expect(await ask("set the kitchen lamp to 40 percent", { dryRun: true })).toMatchObject({
      reply: "I would set the kitchen lamp to 40%.",
      actions: [{ status: "planned", payload: '{"brightness":102}' }],
    });
    expect((await ask("unlock the front door", { dryRun: true })).actions).toMatchObject([
      { status: "planned" },
    ]);
    expect(sent()).toEqual([]);
  });

  it("says what a thing cannot do", async () => {
    const { ask, sent } = await start(home);
    expect(await ask("lock the kitchen lamp")).toMatchObject({
      outcome: "refused",
      reply: "The kitchen lamp cannot be locked.",
    });
    expect((await ask("set the kitchen lamp to 140")).reply).toBe(
      "The brightness of the kitchen lamp goes from 0 to 100%, so I did not set it to 140%.",
    );
    expect(sent()).toEqual([]);
  });

  it("never acts on a locked thing, alone or among others", async () => {
    const { ask, sent } = await start(factory);
    expect(await ask("start the furnace")).toMatchObject({
      outcome: "refused",
      reply: "The furnace is locked against commands, so I did nothing with it.",
    });
    await ask("turn off everything");
    await ask("yes");
    expect(sent().join()).not.toContain("furnace");
    expect(sent().length).toBeGreaterThan(0);
  });

  it("carries out several commands of one sentence in their order", async () => {
    const { ask, sent } = await start(home);
    await ask("turn on the kitchen lamp and lock the front door", {}, 6000);
    expect(sent()).toEqual([
      'zigbee2mqtt/kitchen_lamp/set {"state":"ON"}',
      'zigbee2mqtt/front_lock/set {"state":"LOCK"}',
    ]);
  });

  it("does nothing of a sentence of which it understands only half", async () => {
    const { ask, sent } = await start(home);
    expect((await ask("turn on the kitchen lamp and boil an egg")).outcome).not.toBe("done");
    expect(sent()).toEqual([]);
  });

  it("sets two values of one thing", async () => {
    const site: Site = {
      areas: [],
      entities: [
        {
          name: "Desk lamp",
          kind: "light",
          topic: "desk",
          schema: "json",
          attributes: { colourTemperature: { set: { payload: { color_temp: "{value}" } } } },
        },
      ],
    };
    const { ask, sent } = await start(site);
    await ask("set the desk lamp to 30 and 2700 kelvin");
    expect(sent()).toEqual(['desk/set {"brightness":30}', 'desk/set {"color_temp":2700}']);
  });
});

describe("finding what is meant", () => {
  it("takes the thing in the room where it was said", async () => {
    const { ask, sent } = await start(home);
    await ask("turn on the fan", { area: "bedroom" });
    await ask("turn on the fan", { area: "lounge" });
    expect(sent()).toEqual(['home/bedroom/fan/set {"state":"on"}', 'home/lounge/fan/set {"state":"on"}']);
  });

  it("takes the lights of the room where it was said", async () => {
    const { ask, sent } = await start(home);
    await ask("turn on the lights", { area: "Kitchen" });
    expect(sent()).toHaveLength(2);
  });

  it("asks which one, and acts on the answer", async () => {
    const { ask, sent } = await start(home);
    expect(await ask("turn on the fan")).toMatchObject({
      outcome: "asked",
      reply: "Which one do you mean: the bedroom fan or the living room fan?",
    });
    expect(sent()).toEqual([]);
    await ask("the living room one");
    expect(sent()).toEqual(['home/lounge/fan/set {"state":"on"}']);
  });

  it.each([
    ["the second one", ["lounge"]],
    ["bedroom", ["bedroom"]],
    ["both", ["bedroom", "lounge"]],
    ["the purple one", []],
    ["no", []],
  ])("understands %j as a choice", async (choice, rooms) => {
    const { ask, sent } = await start(home);
    await ask("turn on the fan");
    await ask(choice);
    expect(sent()).toEqual(rooms.map((room) => `home/${room}/fan/set {"state":"on"}`));
  });

  it("takes a new command for a new command while a question is open", async () => {
    const { ask, sent } = await start(home);
    await ask("turn on the fan");
    await ask("turn on the kitchen lamp");
    expect(sent()).toEqual(['zigbee2mqtt/kitchen_lamp/set {"state":"ON"}']);
    await ask("the second one");
    expect(sent()).toHaveLength(1);
  });

  it("forgives a slip in a name and says the name it took", async () => {
    const { ask, sent } = await start(home);
    const answer = await ask("turn on the kichen lamp");
    expect(answer.parse?.confidence).toBeLessThan(1);
    expect(answer.reply).toContain("kitchen lamp");
    expect(sent()).toHaveLength(1);
  });

  it("names what it heard when nothing is called so, and does nothing", async () => {
    const { ask, sent } = await start(home);
    const answer = await ask("turn on the flux capacitor");
    expect(answer.outcome).toBe("refused");
    expect(answer.reply).toMatch(/^I know nothing called "flux capacitor"/);
    expect(sent()).toEqual([]);
  });

  it("offers the likeliest name and acts on yes", async () => {
    const { ask, sent } = await start(home);
    const answer = await ask("turn on the bed side lampe light");
    expect(sent()).toEqual([]);
    if (answer.outcome === "asked") {
      await ask("yes");
      expect(sent()).toEqual(['zigbee2mqtt/bedside/set {"state":"ON"}']);
    }
  });

  it("does not act on a thing of another room than the one named", async () => {
    const { ask, sent } = await start(home);
    expect(await ask("turn on the kitchen lamp in the hall")).toMatchObject({
      outcome: "refused",
      reply: "The kitchen lamp is in the kitchen, not in the hall, so I did nothing.",
    });
    expect(sent()).toEqual([]);
  });

  it("says that a room has none of them", async () => {
    const { ask } = await start(home);
    expect((await ask("turn on the lights in the garage")).reply).toBe(
      "I know of no lights in the garage that can be turned on.",
    );
  });

  it("knows 'it' from the sentence before, for a while", async () => {
    const { ask, sent, clock } = await start(home);
    await ask("turn on the kitchen lamp");
    await ask("turn off it");
    expect(sent()).toHaveLength(2);
    await clock.advance(301_000);
    await ask("turn off it");
    expect(sent()).toHaveLength(2);
  });
});

describe("things that want a yes", () => {
  it("asks before it unlocks and acts on yes", async () => {
    const { ask, sent } = await start(home);
    expect(await ask("unlock the front door")).toMatchObject({
      outcome: "asked",
      reply: "Shall I unlock the front door? Say yes or no.",
      actions: [],
    });
    expect(sent()).toEqual([]);
    expect((await ask("yes")).actions).toMatchObject([{ status: "unconfirmed" }]);
    expect(sent()).toEqual(['zigbee2mqtt/front_lock/set {"state":"UNLOCK"}']);
  });

  it("locks without asking", async () => {
    const { ask, sent } = await start(home);
    await ask("lock the front door");
    expect(sent()).toHaveLength(1);
  });

  it("does nothing on no, on silence, on a later yes, or on a yes from elsewhere", async () => {
    const { ask, sent, clock } = await start(home);
    await ask("unlock the front door");
    expect((await ask("no")).reply).toBe("All right, I did nothing.");
    await ask("unlock the front door");
    expect((await ask("yes", { session: "someone else" })).outcome).toBe("refused");
    await clock.advance(30_001);
    expect((await ask("yes")).outcome).toBe("refused");
    await ask("unlock the front door");
    await ask("help");
    await ask("yes");
    expect(sent()).toEqual([]);
  });

  it("asks for a misheard name too, and a yes acts once", async () => {
    const { ask, sent } = await start(factory);
    expect((await ask("start the pres")).outcome).toBe("asked");
    await ask("yes");
    await ask("yes");
    expect(sent()).toEqual(['plant/line1/press/set {"state":"on"}']);
  });

  it("does not act when the thing is gone by the time of the yes", async () => {
    const { ask, sent, service } = await start(home);
    await ask("unlock the front door");
    await service.reconfigure(commandsConfig.parse({ ...home, entities: home.entities.slice(0, 1) }));
    await ask("yes");
    expect(sent()).toEqual([]);
  });
});

describe("talk", () => {
  it("helps with names of things that are there", async () => {
    const { ask } = await start(farm);
    expect((await ask("help")).reply).toContain("open the roof vent");
    const empty = await start({ areas: [], entities: [] });
    expect((await empty.ask("help")).reply).toContain("No things are configured");
  });

  it("repeats what it said", async () => {
    const { ask } = await start(home);
    const { reply } = await ask("lock the kitchen lamp");
    expect((await ask("say that again")).reply).toBe(reply);
  });

  it("says when it did not understand, with an example", async () => {
    const { ask } = await start(home);
    const answer = await ask("sing me a song of the sea");
    expect(answer).toMatchObject({ outcome: "notUnderstood", tier: "none", parse: undefined });
    expect(answer.reply).toBe(
      'I did not understand "sing me a song of the sea". Try, for example, “turn on the kitchen lamp”.',
    );
  });

  it("says that it cannot do what only a user's sentences know", async () => {
    const { ask } = await start(home);
    expect(await ask("add milk to the list")).toMatchObject({
      outcome: "refused",
      reply: 'I understood that as "HassShoppingListAddItem", which I cannot do.',
    });
  });
});

describe("limits", () => {
  it("acts once on an id that comes twice, even at the same time, and gives the same answer", async () => {
    const { ask, sent, observability } = await start(home);
    const [first, second] = await Promise.all([
      ask("turn on the kitchen lamp", { id: "same" }),
      ask("turn on the kitchen lamp", { id: "same" }, 0),
    ]);
    expect(second).toEqual(first);
    expect(await ask("turn on the kitchen lamp", { id: "same" })).toEqual(first);
    expect(sent()).toHaveLength(1);
    expect(await observability.metrics.expose()).toContain("edgewise_commands_repeated_total 2");
  });

  it("acts again on an old id, and on another text by the same id", async () => {
    const { ask, sent, clock } = await start(home);
    await ask("turn on the kitchen lamp", { id: "1" });
    await ask("turn off the kitchen lamp", { id: "1" });
    await clock.advance(600_001);
    await ask("turn on the kitchen lamp", { id: "1" });
    expect(sent()).toHaveLength(3);
  });

  it("holds back a flood to one thing and says when to try again", async () => {
    const { ask, sent, bus } = await start(home, { config: { actionsPerEntityPerMinute: 2 } });
    await bus.deliver("zigbee2mqtt/kitchen_lamp", '{"state":"ON"}');
    await ask("turn on the kitchen lamp");
    await ask("turn on the kitchen lamp");
    expect(await ask("turn on the kitchen lamp")).toMatchObject({
      outcome: "refused",
      reply: "There were too many commands for the kitchen lamp; nothing was sent, try again in 30 seconds.",
    });
    expect(sent()).toHaveLength(2);
  });

  it("refuses a command to more things than are allowed at once", async () => {
    const { ask, sent } = await start(home, { config: { targetsMax: 3 } });
    expect((await ask("turn on all lights")).reply).toContain("at most 3 may be commanded at once");
    expect(sent()).toEqual([]);
  });

  it.each([
    ["nothing", ""],
    ["white space", " \n\t "],
    ["100 kB", "turn on the kitchen lamp ".repeat(4000)],
    ["emoji", "💡💡💡"],
    ["wildcards", "turn on the +/#"],
    ["a prototype key", "turn on the __proto__"],
    ["another one", "is the constructor on"],
    ["control characters", "turn\u0000 on\u0007 \u202e"],
    ["a regular expression", "(a+)+$".repeat(40)],
    ["template signs", "turn on [the] {name} <rule>"],
    ["many ands", "turn on ".concat("lamp and ".repeat(30))],
  ])("answers %s without acting", async (_, text) => {
    const { ask, sent } = await start(home);
    const answer = await ask(text);
    expect(["refused", "notUnderstood", "asked"]).toContain(answer.outcome);
    expect(answer.reply.length).toBeLessThan(400);
    expect(sent()).toEqual([]);
  });

  it("answers honestly when the past cannot be read, and counts it", async () => {
    const unreadable = () =>
      Promise.reject(new EdgewiseError("store.unreadable", "the database cannot be read"));
    const { ask, observability } = await start(farm, {
      history: { rollups: unreadable, stateChanges: unreadable },
    });
    expect(await ask("what was the highest temperature in the greenhouse")).toMatchObject({
      outcome: "refused",
      reply: "Something failed inside edgewise, so I could not do that (the database cannot be read).",
    });
    expect(await observability.metrics.expose()).toContain("edgewise_commands_failed_total 1");
    expect(observability.records.some(({ level }) => level === "error")).toBe(true);
  });
});

describe("changing the things while running", () => {
  it("keeps everything as it was when the new things are bad", async () => {
    const { ask, service } = await start(home);
    const bad = commandsConfig.parse({
      entities: [...home.entities, ...home.entities.slice(0, 1)],
      areas: home.areas,
    });
    await expect(service.reconfigure(bad)).rejects.toBeInstanceOf(EntitiesInvalidError);
    expect((await ask("lock the front door")).outcome).toBe("done");
    expect(service.entities()).toHaveLength(home.entities.length);
  });

  it("keeps everything as it was when the new sentences are bad", async () => {
    const { ask, service } = await start(home);
    const config = commandsConfig.parse(home);
    const broken = [
      { file: "own.yaml", content: { intents: { turnOn: { data: [{ sentences: ["(turn on {name}"] }] } } } },
    ];
    await expect(service.reconfigure(config, [fewSentences, broken])).rejects.toThrow(/own\.yaml/);
    expect((await ask("lock the front door")).outcome).toBe("done");
  });

  it("adds and replaces things at run time and listens to their states", async () => {
    const { ask, service, bus, sent } = await start(home);
    const taken = await service.upsertEntities([
      { name: "Disco ball", kind: "switch", topic: "party/ball", schema: "plain" },
      {
        id: "kitchen_lamp",
        name: "Kitchen lamp",
        kind: "light",
        area: "Kitchen",
        topic: "new/lamp",
        schema: "json",
      },
    ]);
    expect(taken.map(({ id }) => id)).toEqual(["disco_ball", "kitchen_lamp"]);
    await bus.deliver("party/ball", "ON");
    expect(service.entityState("disco_ball")).toEqual({ "": { value: "on", at: expect.any(Number) } });
    await ask("turn off the disco ball");
    await ask("turn on the kitchen lamp");
    expect(sent()).toEqual(["party/ball/set OFF", 'new/lamp/set {"state":"on"}']);
    await expect(
      service.upsertEntities([{ name: "Disco ball", kind: "light", id: "other", topic: "x" }]),
    ).rejects.toBeInstanceOf(EntitiesInvalidError);
    expect(bus.subscriptions.size).toBe(2);
  });

  it("makes changes that come at once one after the other, and goes on after one that is bad", async () => {
    const { service } = await start(home);
    const ball = (name: string, topic: string) =>
      service.upsertEntities([{ name, kind: "switch", topic, schema: "plain" }]);
    const [first, bad, last] = await Promise.allSettled([
      ball("Disco ball", "party/ball"),
      service.upsertEntities([{ name: "Disco ball", kind: "light", id: "other", topic: "x" }]),
      ball("Mirror", "party/mirror"),
    ]);
    expect([first.status, bad.status, last.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    const ids = service.entities().map(({ id }) => id);
    expect(ids.slice(home.entities.length)).toEqual(["disco_ball", "mirror"]);
  });

  it("understands sentences of the user's own", async () => {
    const { ask, service, sent } = await start(home);
    const own = [
      {
        file: "own.yaml",
        content: { intents: { turnOn: { data: [{ sentences: ["light up [the] {name}"] }] } } },
      },
    ];
    await service.reconfigure(commandsConfig.parse(home), [fewSentences, own]);
    await ask("light up the hall lamp");
    expect(sent()).toEqual(['zigbee2mqtt/hall/set {"state":"ON"}']);
  });

  it("takes new limits at once", async () => {
    const { ask, service } = await start(home);
    await service.reconfigure(commandsConfig.parse({ ...home, verifyTimeoutMs: 1000 }));
    expect((await ask("turn on the kitchen lamp", {}, 1000)).reply).toContain("within 1 second");
  });
});

describe("the list of things", () => {
  it("says what there is, without how it is spoken to", async () => {
    const { service } = await start(home);
    expect(JSON.parse(JSON.stringify(service.entities()))[0]).toEqual({
      id: "kitchen_lamp",
      name: "Kitchen lamp",
      aliases: [],
      kind: "light",
      area: "Kitchen",
      floor: "Ground floor",
      safety: "normal",
      series: { "": "zigbee2mqtt/kitchen_lamp:state", brightness: "zigbee2mqtt/kitchen_lamp:brightness" },
    });
  });
});

describe("health", () => {
  it("says that nothing can be switched while the broker is away", async () => {
    const { service, bus } = await start(home);
    expect(service.health()).toMatchObject({ status: "ok", figures: { entities: home.entities.length } });
    bus.setConnected(false);
    expect(service.health()).toMatchObject({ status: "degraded" });
  });
});
