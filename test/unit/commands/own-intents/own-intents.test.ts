import { describe, expect, it } from "vitest";
import { commandsConfig } from "../../../../src/commands/config.ts";
import { createBagOfWordsModel } from "../../../support/bag-of-words-model.ts";
import { startCommands } from "../../../support/commands-site.ts";
import { fewSentences } from "../../../support/few-sentences.ts";
import { home } from "../../../support/sites.ts";

const order = {
  name: "orderBoxes",
  examples: [
    "order [two boxes](amount) of [labels](material)",
    "we need [three pallets](amount) of [film](material) from the store",
    "please get us [one roll](amount) of [tape](material)",
    "order [5](amount) of [cartons](material)",
    "we are short of [glue](material), order [ten](amount)",
  ],
  action: { topic: "store/orders", payload: { what: "{material}", count: "{amount}", by: "voice" } },
  reply: "I ordered {amount} of {material}.",
};
const visitor = {
  name: "visitorHere",
  examples: [
    "a visitor is at the reception",
    "somebody waits at the reception",
    "there is a guest at the front desk",
    "the guest for the tour has arrived",
  ],
  reply: "Thank you, I tell the office.",
};
const purge = {
  name: "purgeLine",
  examples: ["purge the dosing line", "flush the dosing line now", "rinse out the dosing system"],
  action: {
    topic: "line/dosing/set",
    payload: "PURGE",
    state: { topic: "line/dosing", field: "phase", expect: "purging" },
  },
  safety: "confirm",
};

async function start(ownIntents: unknown[] = [order, visitor, purge], rest: Record<string, unknown> = {}) {
  const models = createBagOfWordsModel();
  const { ownIntents: read, ...config } = commandsConfig.parse({ ownIntents, ...rest });
  const site = await startCommands({
    site: home,
    sentences: [fewSentences],
    models,
    config: { ...config, entities: commandsConfig.parse(home).entities, ownIntents: read },
  });
  const trained = async () => {
    while (site.service.health().figures?.ownTrainingMs === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { models, ...site, trained };
}

describe("own intents in the assistant", () => {
  it("does an intent that is said in other words than its examples, with what was said for its slots", async () => {
    const { ask, sent, replies, trained } = await start();
    await trained();
    const answer = await ask("please order four boxes of labels from the store");
    expect(answer).toMatchObject({
      outcome: "done",
      tier: "nano",
      reply: "I ordered four boxes of labels.",
      parse: { intent: "orderBoxes", slots: { amount: "four boxes", material: "labels" } },
    });
    expect(sent()).toEqual(['store/orders {"what":"labels","count":"four boxes","by":"voice"}']);
    expect(replies().at(-1)).toMatchObject({ tier: "nano", outcome: "done" });
  });

  it("knows an example word for word, even before it has learnt anything", async () => {
    const { ask, models, sent } = await start();
    models.failWith(new Error("the host is starting"));
    const answer = await ask("Order 5 of cartons!");
    expect(answer).toMatchObject({ outcome: "done", tier: "grammar", parse: { confidence: 1 } });
    expect(sent()).toEqual(['store/orders {"what":"cartons","count":5,"by":"voice"}']);
  });

  it("publishes an intent without an action, and answers it", async () => {
    const { ask, bus, trained, sent } = await start();
    await trained();
    const answer = await ask("there is a visitor at the reception");
    expect(answer).toMatchObject({ outcome: "answered", reply: "Thank you, I tell the office." });
    expect(sent()).toEqual([]);
    const intents = bus.published.filter(({ topic }) => topic === "edgewise/test/intent");
    expect(JSON.parse(intents.at(-1)?.payload ?? "")).toMatchObject({ intent: "visitorHere" });
  });

  it("does nothing on what belongs to none of them", async () => {
    const { ask, sent, trained } = await start();
    await trained();
    for (const text of ["my sister plays the violin", "why is the sky blue", "he never came back"]) {
      expect((await ask(text)).parse?.intent ?? "outOfScope").toBe("outOfScope");
    }
    expect(sent()).toEqual([]);
  });

  it("asks before an intent of safety class confirm, and tells whether the device did it", async () => {
    const { ask, sent, answerCommands, trained } = await start();
    await trained();
    answerCommands({ "line/dosing/set": () => ["line/dosing", '{"phase":"purging"}'] });
    expect(await ask("flush the dosing line")).toMatchObject({
      outcome: "asked",
      reply: "Shall I do purgeLine? Say yes or no.",
    });
    expect(sent()).toEqual([]);
    const answer = await ask("yes");
    expect(answer).toMatchObject({
      outcome: "done",
      actions: [{ status: "confirmed", entityId: "own.purgeLine" }],
    });
    expect(sent()).toEqual(["line/dosing/set PURGE"]);
    expect(await ask("yes")).toMatchObject({ outcome: "refused" });
  });

  it("says so when nothing confirms it, and does nothing after a no", async () => {
    const { ask, sent, trained } = await start();
    await trained();
    await ask("flush the dosing line");
    expect((await ask("no")).reply).toBe("All right, I did nothing.");
    expect(sent()).toEqual([]);
    await ask("flush the dosing line");
    expect((await ask("yes")).reply).toBe("I sent the message for purgeLine, but nothing confirmed it.");
  });

  it("plans only on a dry run", async () => {
    const { ask, sent, trained } = await start();
    await trained();
    const answer = await ask("rinse out the dosing line", { dryRun: true });
    expect(answer.actions).toMatchObject([{ status: "planned", payload: "PURGE" }]);
    expect(answer.reply).toBe("I would do purgeLine. I would ask first.");
    expect(sent()).toEqual([]);
  });

  it("asks for the code where the class is code, and keeps what is locked", async () => {
    const guarded = [
      { ...purge, safety: "code" },
      { ...order, safety: "locked" },
    ];
    const { ask, sent, trained } = await start(guarded, { code: "2468" });
    await trained();
    expect((await ask("purge the dosing line")).reply).toBe("Say the code to do purgeLine.");
    expect((await ask("1111")).outcome).toBe("asked");
    expect((await ask("2468")).outcome).toBe("done");
    expect((await ask("order 5 of cartons")).reply).toContain("locked");
    expect(sent()).toEqual(["line/dosing/set PURGE"]);
  });

  it("keeps to the rate limits", async () => {
    const { ask } = await start([order], { actionsPerEntityPerMinute: 1 });
    await ask("order 5 of cartons");
    expect((await ask("order 6 of cartons")).outcome).not.toBe("done");
    expect((await ask("order 5 of cartons")).reply).toContain("too often");
  });

  it("does not let those who may not, and those who may by name", async () => {
    const permissions = [
      { source: "kiosk", intents: ["query*"] },
      { source: "desk", kinds: ["light"] },
      { source: "store", intents: ["own.order*"] },
    ];
    const { ask, sent } = await start([order], { permissions });
    for (const source of ["kiosk", "desk"]) {
      expect(await ask("order 5 of cartons", { source })).toMatchObject({ outcome: "refused" });
    }
    expect(sent()).toEqual([]);
    expect((await ask("order 5 of cartons", { source: "store" })).outcome).toBe("done");
  });

  it("refuses what lacks a slot that every example has", async () => {
    const { ask, sent, trained } = await start([order, visitor]);
    await trained();
    const answer = await ask("order please from the store");
    expect(answer.outcome).not.toBe("done");
    expect(sent()).toEqual([]);
  });

  it("lets templates and things of the home go first", async () => {
    const { ask, sent, trained } = await start();
    await trained();
    expect((await ask("turn on the kitchen lamp")).parse?.intent).toBe("turnOn");
    expect(sent()).toEqual(['zigbee2mqtt/kitchen_lamp/set {"state":"ON"}']);
  });

  it("takes other intents at a reload, keeps the old ones when they are bad, and shows figures", async () => {
    const { service, ask, trained, observability } = await start([visitor]);
    await trained();
    const base = commandsConfig.parse(home);
    const reload = (ownIntents: unknown[]) =>
      service.reconfigure({ ...base, ownIntents: commandsConfig.parse({ ownIntents }).ownIntents });
    await expect(reload([{ ...order, examples: ["order [two boxes of labels"] }])).rejects.toThrow(
      'orderBoxes: example 1 "order [two boxes of labels": "[" is not part of a mark',
    );
    expect((await ask("somebody waits at the reception")).outcome).toBe("answered");
    await reload([order]);
    expect((await ask("order 5 of cartons")).outcome).toBe("done");
    expect((await ask("somebody waits at the reception")).parse?.intent).not.toBe("visitorHere");
    expect(service.health().figures).toMatchObject({ ownIntents: 1, ownExamples: 5 });
    const metrics = await observability.metrics.expose();
    expect(metrics).toContain("edgewise_commands_own_intents_count 1");
    expect(metrics).toContain("edgewise_commands_own_examples_count 5");
  });

  it("learns again when another model becomes active, and after one that failed", async () => {
    const { models, ask, clock, trained, service } = await start([visitor]);
    await trained();
    const before = models.embedded;
    models.failWith(new Error("not now"));
    models.activate("2.0.0");
    await new Promise((resolve) => setImmediate(resolve));
    expect(service.health()).toMatchObject({ status: "degraded" });
    models.failWith(undefined);
    await clock.advance(10_000);
    while (service.health().status !== "ok") await new Promise((resolve) => setImmediate(resolve));
    expect(models.embedded).toBeGreaterThan(before);
    expect((await ask("a guest waits at the reception")).parse?.intent).toBe("visitorHere");
  });
});
