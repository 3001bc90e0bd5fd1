import { describe, expect, it } from "vitest";
import { startCommands, zigbeeEcho } from "../../support/commands-site.ts";
import { fewSentences } from "../../support/few-sentences.ts";
import { home } from "../../support/sites.ts";

const topic = "edgewise/test/command";

async function setUp(config = {}) {
  const site = await startCommands({ site: home, sentences: [fewSentences], config });
  const say = async (payload: string | Buffer, options = {}) => {
    await site.bus.deliver(topic, payload, options);
    await site.clock.advance(3000);
  };
  return { ...site, say };
}

describe("commands by MQTT", () => {
  it("takes plain text and publishes what it understood and what it answered", async () => {
    const { say, bus, answerCommands } = await setUp();
    answerCommands(zigbeeEcho(["kitchen_lamp"]));
    await say("turn on the kitchen lamp");
    const published = bus.published.filter((one) => one.topic.startsWith("edgewise/"));
    expect(published.map((one) => [one.topic, one.options.qos, one.options.retain ?? false])).toEqual([
      ["edgewise/test/intent", 1, false],
      ["edgewise/test/reply", 1, false],
    ]);
    const [intent, reply] = published.map((one) => JSON.parse(one.payload));
    expect(intent).toMatchObject({
      id: "id-1",
      intent: "turnOn",
      slots: { name: "kitchen lamp" },
      confidence: 1,
      targets: [{ entityId: "kitchen_lamp" }],
    });
    expect(reply).toMatchObject({
      id: "id-1",
      text: "turn on the kitchen lamp",
      reply: "Kitchen lamp is on.",
      outcome: "done",
      source: "mqtt",
      at: "2026-01-05T12:00:00.000Z",
      clock: "synced",
    });
  });

  it("takes JSON with id, area, source and session", async () => {
    const { say, replies, sent } = await setUp();
    await say(
      JSON.stringify({
        id: 7,
        text: "turn on the fan",
        area: "bedroom",
        source: "panel",
        session: "p1",
        extra: [1],
      }),
    );
    expect(sent()).toEqual(['home/bedroom/fan/set {"state":"on"}']);
    expect(replies()[0]).toMatchObject({ id: "7", source: "panel", session: "p1", area: "bedroom" });
  });

  it("refuses one that claims to be a signed order", async () => {
    const { say, replies, sent } = await setUp();
    await say(JSON.stringify({ text: "turn on the fan", area: "bedroom", source: "cloud" }));
    expect(sent()).toEqual([]);
    expect(replies()[0]).toMatchObject({ outcome: "refused", source: "mqtt" });
  });

  it("keeps a conversation going over several messages", async () => {
    const { say, sent } = await setUp();
    await say("unlock the front door");
    await say("yes");
    expect(sent()).toEqual(['zigbee2mqtt/front_lock/set {"state":"UNLOCK"}']);
  });

  it("never acts on a retained command, and says so once", async () => {
    const { say, sent, replies, observability } = await setUp();
    await say("turn on the kitchen lamp", { isRetained: true });
    await say("", { isRetained: true });
    expect(sent()).toEqual([]);
    expect(replies()).toEqual([]);
    expect(observability.records.filter(({ event }) => event === "commands.retainedIgnored")).toHaveLength(1);
  });

  it("refuses a command that is too old, with a reply, and takes one that is not", async () => {
    const { say, sent, replies, clock } = await setUp();
    await say(
      JSON.stringify({ text: "turn on the kitchen lamp", at: new Date(clock.now() - 31_000).toISOString() }),
    );
    expect(sent()).toEqual([]);
    expect(replies()[0]).toMatchObject({
      outcome: "refused",
      reply: "That command is 31 seconds old, so I did not act on it.",
    });
    await say(JSON.stringify({ text: "turn on the kitchen lamp", at: clock.now() - 29_000 }));
    // A sender whose clock runs ahead is not old.
    await say(JSON.stringify({ text: "turn off the kitchen lamp", at: clock.now() + 3_600_000 }));
    expect(sent()).toHaveLength(2);
  });

  it.each([
    ["broken JSON", '{"text": "turn on', "it is not valid JSON"],
    ["JSON without a text", '{"tekst":"turn on the kitchen lamp"}', '"text" is missing or of the wrong type'],
    ["a text that is none", '{"text":{"a":1}}', '"text" is missing'],
    [
      "a wrong dryRun",
      '{"text":"turn on the kitchen lamp","dryRun":"false"}',
      '"dryRun" is missing or of the wrong type',
    ],
    [
      "a huge id",
      `{"text":"turn on the kitchen lamp","id":"${"x".repeat(200)}"}`,
      '"id" is missing or of the wrong type',
    ],
    [
      "a wrong time",
      '{"text":"turn on the kitchen lamp","at":"yesterday"}',
      '"at" is missing or of the wrong type',
    ],
    ["deep JSON", `${'{"text":'.repeat(2000)}1`, "not valid JSON"],
    ["no UTF-8", Buffer.from([0x74, 0xff, 0xfe]), "not UTF-8"],
    ["100 kB", "turn on the kitchen lamp ".repeat(4000), "too large"],
  ])("refuses %s and says why", async (_, payload, why) => {
    const { say, sent, replies } = await setUp();
    await say(payload);
    expect(sent()).toEqual([]);
    expect(replies()).toHaveLength(1);
    expect(replies()[0]).toMatchObject({ outcome: "refused", actions: [] });
    expect(replies()[0]?.reply).toContain(why);
  });

  it("takes nothing from the prototype of a message", async () => {
    const { say, sent, replies } = await setUp();
    await say('{"__proto__":{"dryRun":true,"area":"bedroom"},"text":"turn on the fan"}');
    expect(replies()[0]).toMatchObject({ outcome: "asked" });
    expect(replies()[0]).not.toHaveProperty("area");
    expect(sent()).toEqual([]);
    expect(({} as Record<string, unknown>).dryRun).toBeUndefined();
  });

  it("does not let a silent device hold up the next command", async () => {
    const { bus, clock, sent, replies } = await setUp();
    await bus.deliver(topic, "turn on the kitchen lamp");
    await bus.deliver(topic, "turn on the hall lamp");
    await clock.advance(0);
    expect(sent()).toHaveLength(2);
    expect(replies()).toEqual([]);
    await clock.advance(3000);
    expect(replies()).toHaveLength(2);
  });

  it("works on a few at a time and leaves the rest in the queue", async () => {
    const { bus, clock, sent } = await setUp();
    const waiting = (async () => {
      for (let index = 0; index < 20; index += 1)
        await bus.deliver(topic, `{"id":"${index}","text":"turn on the kitchen lamp"}`);
    })();
    await clock.advance(0);
    expect(sent()).toHaveLength(16);
    await clock.advance(3000);
    await waiting;
    expect(sent()).toHaveLength(20);
  });

  it("acts once on a command that the broker delivers twice, and answers it once", async () => {
    const { say, sent, replies } = await setUp();
    const command = JSON.stringify({ id: "a", text: "turn on the kitchen lamp" });
    await say(command);
    await say(command);
    expect(sent()).toHaveLength(1);
    expect(replies()).toHaveLength(2);
  });

  it("counts a reply that could not be published", async () => {
    const { ask, bus, observability } = await setUp();
    bus.setConnected(false);
    await ask("help");
    expect(observability.records.map(({ event }) => event)).toContain("commands.replyLost");
  });

  it("finishes what it is working on when it stops, and no longer than the deadline", async () => {
    const { bus, service, clock, replies } = await setUp();
    await bus.deliver(topic, "turn on the kitchen lamp");
    const forced = new AbortController();
    const stopping = service.stop({ remainingMs: () => 1000, signal: forced.signal });
    await clock.advance(1000);
    expect(replies()).toEqual([]);
    forced.abort();
    await stopping;
    await clock.advance(0);
    expect(replies()[0]).toMatchObject({ actions: [{ status: "unconfirmed" }] });
    expect(bus.subscriptions.size).toBe(0);
  });
});
