import { describe, expect, it } from "vitest";
import type { Permission } from "../../../../src/commands/safety/permissions.ts";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import { startCommands, zigbeeEcho } from "../../../support/commands-site.ts";
import { fewSentences } from "../../../support/few-sentences.ts";
import { home, type Site } from "../../../support/sites.ts";

const guarded: Site = {
  ...home,
  entities: [
    ...home.entities.filter(({ name }) => name !== "Front door"),
    { name: "Front door", kind: "lock", area: "Hall", topic: "zigbee2mqtt/front_lock", safety: "code" },
    { name: "Gun safe", kind: "lock", topic: "zigbee2mqtt/safe", safety: "code" },
  ],
};

async function setUp(
  config: Parameters<typeof startCommands>[0]["config"] = { code: "4711" },
  site = guarded,
) {
  const started = await startCommands({ site, sentences: [fewSentences], config });
  started.answerCommands(
    zigbeeEcho(["front_lock", "kitchen_lamp", "bedside", "hall", "floor_lamp", "counter"]),
  );
  /** All that leaves the program by MQTT or the log. */
  const told = () =>
    JSON.stringify([
      started.bus.published.filter(({ topic }) => topic.startsWith("edgewise/")),
      started.observability.records,
    ]);
  return { ...started, told };
}

const unlocking = 'zigbee2mqtt/front_lock/set {"state":"UNLOCK"}';

describe("things that ask for a code", () => {
  it("act once the code was said, in digits or words, and tell it to nobody", async () => {
    const { ask, sent, told } = await setUp();
    expect(await ask("unlock the front door")).toMatchObject({
      outcome: "asked",
      reply: "Say the code to unlock the front door.",
    });
    expect(sent()).toEqual([]);
    expect(await ask("four seven one one")).toMatchObject({
      outcome: "done",
      text: "(not shown: it may be a code)",
      reply: "Front door is unlocked.",
      parse: { intent: "unlock" },
    });
    expect(sent()).toEqual([unlocking]);
    expect(told()).not.toMatch(/four seven|4711/);
  });

  it("do nothing on yes, on no, and on a wrong code", async () => {
    const { ask, sent, told } = await setUp();
    await ask("unlock the front door");
    expect(await ask("yes")).toMatchObject({ outcome: "asked", reply: "Say the code, please." });
    expect(await ask("9999")).toMatchObject({
      outcome: "asked",
      reply: "That is not the code. Say it once more.",
    });
    expect((await ask("no")).reply).toBe("All right, I did nothing.");
    expect((await ask("4711")).outcome).toBe("notUnderstood");
    expect(sent()).toEqual([]);
    expect(told()).not.toMatch(/9999|4711/);
  });

  it("are closed to everyone after three wrong codes, and count them", async () => {
    const { ask, sent, observability } = await setUp();
    for (const session of ["a", "b", "c"]) {
      await ask("unlock the front door", { session, source: session });
      await ask("1111", { session, source: session });
    }
    expect(await ask("unlock the front door", { session: "d" })).toMatchObject({
      outcome: "refused",
      reply: "There were too many wrong codes, so I take none for 5 minutes.",
    });
    expect(sent()).toEqual([]);
    expect(observability.records.filter(({ event }) => event === "commands.codeWrong")).toHaveLength(3);
    expect(observability.records.filter(({ event }) => event === "commands.codeLocked")).toHaveLength(1);
  });

  it("take a new command for one, not for a wrong code", async () => {
    const { ask, sent, observability } = await setUp();
    await ask("unlock the front door");
    expect((await ask("turn on the kitchen lamp")).outcome).toBe("done");
    expect(sent()).toEqual(['zigbee2mqtt/kitchen_lamp/set {"state":"ON"}']);
    expect(observability.records.some(({ event }) => event === "commands.codeWrong")).toBe(false);
  });

  it("say in a dry run that they would ask, and do not", async () => {
    const { ask, sent } = await setUp();
    expect(await ask("unlock the front door", { dryRun: true })).toMatchObject({
      outcome: "done",
      reply: "I would unlock the front door. I would ask for the code first.",
    });
    expect((await ask("4711")).outcome).toBe("notUnderstood");
    expect(sent()).toEqual([]);
  });

  it("are refused by name while no code is configured", async () => {
    await expect(setUp({})).rejects.toThrow(
      'entity "Front door": safety is code, but commands.code is not set',
    );
  });

  it("hide a code that was said at the wrong moment", async () => {
    const { ask, told } = await setUp();
    await ask("unlock the front door 4711");
    await ask("4711");
    await ask("the code is 4711");
    expect(told()).not.toMatch(/4711/);
  });
});

describe("permissions", () => {
  const permissions: Permission[] = [
    { source: "kids-*", kinds: ["light"], areas: ["Bedroom"] },
    { area: "Garage", safety: ["normal"] },
    { source: "wallboard", intents: ["query*"] },
  ];
  const config = { code: "4711", permissions };

  it("keep a child's satellite to the lights of its room, and say so", async () => {
    const { ask, sent, observability } = await setUp(config);
    const source = "kids-room";
    expect((await ask("turn on the bedside lamp", { source })).outcome).toBe("done");
    expect(await ask("turn on the hall lamp", { source })).toMatchObject({
      outcome: "refused",
      reply: "The hall lamp may not be turned on from here, so I did nothing with it.",
    });
    expect((await ask("unlock the front door", { source })).outcome).toBe("refused");
    expect(sent()).toEqual(['zigbee2mqtt/bedside/set {"state":"ON"}']);
    const forbidden = observability.records.filter(({ event }) => event === "commands.forbidden");
    expect(forbidden.length).toBeGreaterThan(0);
  });

  it("let through what is allowed of a group", async () => {
    const { ask, sent } = await setUp(config);
    await ask("turn on all the lights", { source: "kids-room" });
    expect(sent()).toEqual(['zigbee2mqtt/bedside/set {"state":"ON"}']);
  });

  it("look at who says yes, not only at who asked", async () => {
    const { ask, sent } = await setUp({ permissions }, home);
    await ask("unlock the front door", { source: "panel" });
    expect((await ask("yes", { source: "kids-room" })).outcome).toBe("refused");
    expect(sent()).toEqual([]);
  });

  it("keep an area from all that is asked first", async () => {
    const { ask } = await setUp({ permissions }, home);
    expect((await ask("unlock the front door", { area: "garage" })).reply).toBe(
      "The front door may not be unlocked from here, so I did nothing with it.",
    );
  });

  it("keep a source to questions", async () => {
    const { ask, sent } = await setUp(config);
    expect((await ask("is the kitchen window open", { source: "wallboard" })).outcome).toBe("answered");
    expect((await ask("turn on the kitchen lamp", { source: "wallboard" })).reply).toBe(
      "That may not be asked for from here, so I did nothing.",
    );
    expect(sent()).toEqual([]);
  });

  it("allow everything to those that no entry is about", async () => {
    const { ask } = await setUp(config);
    expect((await ask("turn on the hall lamp", { source: "panel" })).outcome).toBe("done");
  });
});

describe("devices that are away", () => {
  it("are told nothing, and the reply says that they are offline", async () => {
    const { ask, bus, sent } = await setUp({}, home);
    await bus.deliver("zigbee2mqtt/kitchen_lamp/availability", '{"state":"offline"}', { isRetained: true });
    expect(await ask("turn on the kitchen lamp")).toMatchObject({
      outcome: "refused",
      reply: "The kitchen lamp is offline, so I sent nothing to it.",
    });
    expect((await ask("turn on the kitchen lamp", { dryRun: true })).reply).toContain("offline");
    expect(sent()).toEqual([]);
  });

  it("are told again once they are back, or once something is heard of them", async () => {
    const { ask, bus, sent } = await setUp({}, home);
    const topic = "zigbee2mqtt/kitchen_lamp";
    await bus.deliver(`${topic}/availability`, "offline");
    await bus.deliver(`${topic}/availability`, "online");
    expect((await ask("turn on the kitchen lamp")).outcome).toBe("done");
    await bus.deliver(`${topic}/availability`, "offline");
    await bus.deliver(topic, '{"state":"OFF"}');
    expect((await ask("turn on the kitchen lamp")).outcome).toBe("done");
    expect(sent()).toHaveLength(2);
  });

  it("do not keep the others of a group waiting, and a Tasmota device says so by its will", async () => {
    const { ask, bus, sent } = await setUp({}, home);
    await bus.deliver("tele/coffee/LWT", "Offline", { isRetained: true });
    expect((await ask("turn on the coffee machine")).reply).toBe(
      "The coffee machine is offline, so I sent nothing to it.",
    );
    await bus.deliver("zigbee2mqtt/hall/availability", "offline");
    expect((await ask("turn on all the lights")).reply).toBe(
      "4 lights are on. The hall lamp is offline, so I sent nothing to it.",
    );
    expect(sent()).toHaveLength(4);
  });
});

describe("an utterance heard twice", () => {
  it("acts once when two satellites hear it, and both get the answer", async () => {
    const { ask, sent, replies, observability } = await setUp({}, home);
    const first = await ask("Turn on the kitchen lamp!", { source: "sat-kitchen", area: "Kitchen" });
    const second = await ask("turn on the kitchen lamp", { source: "sat-hall", area: "Hall" });
    expect(sent()).toHaveLength(1);
    expect(second.reply).toBe(first.reply);
    expect(replies().map(({ source }) => source)).toEqual(["sat-kitchen", "sat-hall"]);
    expect(observability.records.filter(({ event }) => event === "commands.heardTwice")).toHaveLength(1);
  });

  it("acts twice later, from one source, with ids of their own, and from programs", async () => {
    const { ask, sent, clock } = await setUp({}, home);
    const text = "turn on the kitchen lamp";
    await ask(text, { source: "sat-kitchen" });
    await ask(text, { source: "sat-kitchen" });
    await ask(text, { source: "sat-hall", hasOwnId: true });
    await ask(text, { source: "cli" });
    expect(sent()).toHaveLength(4);
    await clock.advance(2001);
    await ask(text, { source: "sat-hall" });
    expect(sent()).toHaveLength(5);
  });

  it("is done for the second one when the first one might not", async () => {
    const permissions = [{ source: "kids-room", kinds: [] }];
    const { ask, sent } = await setUp({ permissions }, home);
    await ask("turn on the kitchen lamp", { source: "kids-room" });
    await ask("turn on the kitchen lamp", { source: "sat-hall" });
    expect(sent()).toHaveLength(1);
  });

  it("acts once when the broker delivers it again without an id", async () => {
    const { bus, clock, sent } = await setUp({}, home);
    for (const isRedelivered of [false, true]) {
      await bus.deliver("edgewise/test/command", "turn on the kitchen lamp", { isRedelivered });
      await clock.advance(3000);
    }
    expect(sent()).toHaveLength(1);
  });

  it("acts once when it says when it was said", async () => {
    const { bus, clock, sent } = await setUp({}, home);
    const payload = JSON.stringify({ text: "turn on the kitchen lamp", at: clock.now() });
    for (let copy = 0; copy < 2; copy += 1) {
      await bus.deliver("edgewise/test/command", payload);
      await clock.advance(3000);
    }
    expect(sent()).toHaveLength(1);
  });
});

describe("limits of one source", () => {
  it("hold back a source that floods, and not the others", async () => {
    const { ask, sent } = await setUp({ actionsPerSourcePerMinute: 2 }, home);
    for (const lamp of ["kitchen lamp", "hall lamp"]) await ask(`turn on the ${lamp}`, { source: "stuck" });
    expect((await ask("turn on the bedside lamp", { source: "stuck" })).reply).toMatch(
      /^There were too many commands from here in the last minute; nothing was sent to the bedside lamp/,
    );
    expect((await ask("turn on the bedside lamp", { source: "panel" })).outcome).toBe("done");
    expect(sent()).toHaveLength(3);
  });
});

describe("risky ways around a question", () => {
  it("asks before a garage door is set to a position", async () => {
    const { ask, sent } = await setUp({}, home);
    expect(await ask("set the garage door to 100 percent")).toMatchObject({ outcome: "asked" });
    expect(sent()).toEqual([]);
  });
});

describe("an answer to whether it shall be done", () => {
  const siteWithGate: Site = {
    ...home,
    entities: [...home.entities, { name: "Tanker gate", kind: "cover", topic: "z/gate", safety: "confirm" }],
  };
  const answered = async (answer: string) => {
    const { ask, sent } = await startCommands({ site: siteWithGate, sentences: [englishSentences] });
    expect((await ask("open the tanker gate")).outcome).toBe("asked");
    await ask(answer, {}, 60_000);
    return sent();
  };

  it.each(["yes do", "yes please do it", "yes I'm right beside it", "yes the way is clear", "aye go ahead"])(
    "is a yes in %j",
    async (answer) => expect(await answered(answer)).toEqual(['z/gate/set {"state":"OPEN"}']),
  );

  it.each([
    "yes but wait",
    "yes I'm not sure",
    "yes the way isn't clear",
    "yes when the way is clear",
    "yes the truck is still there",
    "yes I hear you",
    "the way is clear",
  ])("is none in %j", async (answer) => expect(await answered(answer)).toEqual([]));
});
