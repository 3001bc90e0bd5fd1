import { describe, expect, it } from "vitest";
import { FeedbackTargetError } from "../../../src/anomaly/errors.ts";
import { FeedbackTopic } from "../../../src/app/feedback-topic.ts";
import type { FeedbackAnswer, FeedbackWish } from "../../../src/domain/feedback.ts";
import { createMemoryBus } from "../../support/memory-bus.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

function create(give?: (wish: FeedbackWish) => Promise<FeedbackAnswer>) {
  const clock = createVirtualClock(Date.UTC(2026, 0, 5, 12));
  const bus = createMemoryBus(clock);
  const wishes: FeedbackWish[] = [];
  const topic = new FeedbackTopic({
    bus,
    baseTopic: "edgewise/barn",
    clock,
    clockTrust: { quality: () => "synced" },
    desk: {
      give(wish) {
        wishes.push(wish);
        const { verdict, incident } = wish;
        return (
          give?.(wish) ??
          Promise.resolve({
            verdict,
            incidentId: incident,
            incident: "closed" as const,
            learnt: [],
            refused: [],
            text: "The incident is closed.",
          })
        );
      },
      entries: () => [],
      forget: async () => false,
    },
  });
  topic.start();
  const replies = () =>
    bus.published.map((message) => JSON.parse(message.payload) as Record<string, unknown>);
  const send = (payload: string | Buffer, isRetained = false) =>
    bus.deliver("edgewise/barn/feedback", payload, { isRetained });
  return { bus, topic, wishes, send, replies };
}

describe("feedback by MQTT", () => {
  it("is taken and answered, with the id it came with", async () => {
    const { bus, wishes, send, replies } = create();
    await send(JSON.stringify({ verdict: "falseAlarm", incident: "01K", id: "from-the-wall-panel" }));
    expect(wishes).toEqual([{ verdict: "falseAlarm", incident: "01K", id: "from-the-wall-panel" }]);
    expect(bus.published[0]).toMatchObject({ topic: "edgewise/barn/feedback/reply", options: { qos: 1 } });
    expect(replies()).toMatchObject([
      {
        schema: "edgewise.feedback.v1",
        id: "from-the-wall-panel",
        isTaken: true,
        incident: "closed",
        incidentId: "01K",
        at: "2026-01-05T12:00:00.000Z",
        clock: "synced",
      },
    ]);
  });

  it.each([
    ["no JSON", "false alarm", /not valid JSON/],
    ["nothing", "", /not valid JSON/],
    ["another JSON value", "[1]", /object/],
    ["an unknown verdict", '{"verdict":"ok","incident":"01K"}', /verdict/],
    ["no target", '{"verdict":"ack"}', /either incident or series/],
    ["too much", JSON.stringify({ verdict: "ack", incident: "x".repeat(20_000) }), /more than 16384 bytes/],
  ])("is refused with a reason: %s", async (_name, payload, reason) => {
    const { wishes, send, replies } = create();
    await send(payload);
    expect(wishes).toEqual([]);
    expect(replies()).toMatchObject([
      { isTaken: false, error: { code: "feedback.invalid", message: expect.stringMatching(reason) } },
    ]);
  });

  it("is refused with the id that it has, where it has a sensible one", async () => {
    const { send, replies } = create();
    await send('{"verdict":"maybe","id":7}');
    await send(JSON.stringify({ verdict: "maybe", id: "x".repeat(101) }));
    await send('{"verdict":"maybe","id":{}}');
    expect(replies().map(({ id }) => id)).toEqual([7, undefined, undefined]);
  });

  it("is answered with what the desk says against it", async () => {
    const { send, replies } = create(() => Promise.reject(new FeedbackTargetError("There is no incident.")));
    await send('{"verdict":"ack","incident":"nope","id":4}');
    expect(replies()).toMatchObject([
      { id: 4, isTaken: false, error: { code: "anomaly.feedbackTarget", message: "There is no incident." } },
    ]);
  });

  it("is never taken from a retained message, nor after the stop", async () => {
    const { bus, topic, wishes, send } = create();
    await send('{"verdict":"ack","incident":"01K"}', true);
    topic.stop();
    expect(bus.subscriptions.size).toBe(0);
    expect(wishes).toEqual([]);
    expect(bus.published).toEqual([]);
  });
});
