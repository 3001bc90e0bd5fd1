import { describe, expect, it } from "vitest";
import { RetainedTopics } from "../../../src/app/retained-topics.ts";
import { createMemoryBus } from "../../support/memory-bus.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { patient } from "./support.ts";

function create(topicsMax = 100) {
  const clock = createVirtualClock();
  const bus = createMemoryBus(clock);
  const retained = new RetainedTopics({ bus, clock, filter: "base/incident/+", topicsMax });
  const settle = () => clock.advance(0);
  const sent = () => bus.published.splice(0).map(({ topic, payload }) => `${topic}=${payload}`);
  return { clock, bus, retained, settle, sent };
}

describe("RetainedTopics", () => {
  it("publishes what is set, retained and acknowledged", async () => {
    const { retained, bus, settle } = create();
    retained.set("base/incident/a", "1");
    await settle();
    expect(bus.published).toEqual([
      { topic: "base/incident/a", payload: "1", options: { qos: 1, retain: true } },
    ]);
  });

  it("publishes only the newest payload of what was set while the broker was away", async () => {
    const { retained, bus, settle, sent } = create();
    bus.setConnected(false);
    retained.set("a", "1");
    retained.set("b", "1");
    retained.set("a", "2");
    await settle();
    expect(sent()).toEqual([]);
    bus.setConnected(true);
    await settle();
    expect(sent().sort()).toEqual(["a=2", "b=1"]);
  });

  it("publishes everything again after each connect: a broker without persistence forgets", async () => {
    const { retained, bus, settle, sent } = create();
    retained.set("a", "1");
    retained.set("b", "1");
    await settle();
    sent();
    bus.setConnected(false);
    bus.setConnected(true);
    await settle();
    expect(sent()).toEqual(["a=1", "b=1"]);
  });

  it("clears a topic at the broker, and forgets it when the broker has taken that", async () => {
    const { retained, bus, settle, sent } = create();
    retained.set("a", "1");
    await settle();
    retained.clear("a");
    await settle();
    expect(sent()).toEqual(["a=1", "a="]);
    bus.setConnected(false);
    bus.setConnected(true);
    await settle();
    expect(sent()).toEqual([]);
  });

  it("remembers to clear a topic until the broker is back", async () => {
    const { retained, bus, settle, sent } = create();
    retained.set("a", "1");
    await settle();
    bus.setConnected(false);
    retained.clear("a");
    await settle();
    sent();
    bus.setConnected(true);
    await settle();
    expect(sent()).toEqual(["a="]);
  });

  it("sets a topic again that was to be cleared", async () => {
    const { retained, bus, settle, sent } = create();
    bus.setConnected(false);
    retained.set("a", "1");
    retained.clear("a");
    retained.set("a", "2");
    bus.setConnected(true);
    await settle();
    expect(sent()).toEqual(["a=2"]);
  });

  it("publishes a change that comes while the one before is on its way after it", async () => {
    const { retained, bus, settle, sent } = create();
    bus.onPublish(({ payload }) => {
      if (payload === "1") retained.set("a", "2");
    });
    retained.set("a", "1");
    await settle();
    expect(sent()).toEqual(["a=1", "a=2"]);
  });

  it("clears the topic set longest ago to make room, and goes on within its limit", async () => {
    const { retained, settle, sent, bus } = create(2);
    for (const topic of ["a", "b", "c"]) retained.set(topic, "1");
    retained.set("b", "2");
    retained.set("d", "1");
    await settle();
    sent();
    bus.setConnected(false);
    bus.setConnected(true);
    await settle();
    expect(sent()).toEqual(["b=2", "d=1"]);
  });

  it("clears topics beyond its limit that the broker has already", async () => {
    const { retained, settle, sent } = create(1);
    retained.set("a", "1");
    await settle();
    retained.set("b", "1");
    await settle();
    expect(sent().sort()).toEqual(["a=", "a=1", "b=1"]);
  });

  it("tries a refused topic again later, and does not let it hold up the others", async () => {
    const { retained, bus, clock, settle, sent } = create();
    bus.answerWith({ status: "failed", reason: "not authorised" });
    retained.set("a", "1");
    await settle();
    bus.answerWith(undefined);
    retained.set("b", "1");
    await settle();
    expect(sent()).toEqual(["a=1", "b=1"]);
    await clock.advance(4_999);
    expect(sent()).toEqual([]);
    await clock.advance(1);
    expect(sent()).toEqual(["a=1"]);
    await clock.advance(60_000);
    expect(sent()).toEqual([]);
  });

  it("does not spin when the broker is there but says it is not", async () => {
    const { retained, bus, clock, settle, sent } = create();
    bus.answerWith({ status: "offline" });
    retained.set("a", "1");
    await settle();
    expect(sent()).toHaveLength(1);
    bus.answerWith(undefined);
    await clock.advance(5_000);
    expect(sent()).toEqual(["a=1"]);
  });

  it("clears what the broker kept from before a kill, and leaves what is wanted", async () => {
    const { retained, bus, settle, sent } = create();
    retained.set("base/incident/open", "1");
    await settle();
    sent();
    retained.start();
    await bus.deliver("base/incident/old", "{}", { isRetained: true });
    await bus.deliver("base/incident/open", "1", { isRetained: true });
    await settle();
    expect(sent()).toEqual(["base/incident/old="]);
  });

  it("does not take its own messages, or cleared topics, for something the broker kept", async () => {
    const { retained, bus, settle, sent } = create();
    retained.start();
    await bus.deliver("base/incident/live", "{}");
    await bus.deliver("base/incident/gone", "", { isRetained: true });
    await settle();
    expect(sent()).toEqual([]);
  });

  it("does not forget what is wanted in a flood of strange retained messages", async () => {
    const { retained, bus, settle, sent } = create(3);
    bus.setConnected(false);
    retained.set("base/incident/open", "1");
    retained.start();
    for (let count = 0; count < 50; count += 1) {
      await bus.deliver(`base/incident/${count}`, "x", { isRetained: true });
    }
    bus.setConnected(true);
    await settle();
    expect(sent().sort()).toEqual([
      "base/incident/0=",
      "base/incident/1=",
      "base/incident/2=",
      "base/incident/open=1",
    ]);
  });

  it("lets what is on its way finish at a stop, and publishes nothing afterwards", async () => {
    const { retained, settle, sent, bus } = create();
    retained.set("a", "1");
    await retained.stop(patient());
    retained.set("b", "1");
    bus.setConnected(true);
    await settle();
    expect(sent()).toEqual(["a=1"]);
    expect(bus.subscriptions.size).toBe(0);
  });

  it("stops at once when the broker is away", async () => {
    const { retained, bus } = create();
    bus.setConnected(false);
    retained.set("a", "1");
    await expect(retained.stop(patient())).resolves.toBeUndefined();
  });

  it("stops when its time is up though the broker does not answer", async () => {
    const { retained, bus } = create();
    bus.publish = () => new Promise(() => {});
    retained.set("a", "1");
    const deadline = new AbortController();
    const stopped = retained.stop(deadline.signal);
    deadline.abort();
    await expect(stopped).resolves.toBeUndefined();
  });
});
