import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createDispatcher } from "../../../src/bus/dispatcher.ts";
import { busEvents } from "../../../src/bus/events.ts";
import { batchMax, createSubscriber, parkedMax } from "../../../src/bus/subscriber.ts";
import { createReporter } from "../../../src/core/events.ts";
import type { Subscription } from "../../../src/domain/ports.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

function setUp() {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const reporter = createReporter("bus", busEvents, observability);
  const dispatcher = createDispatcher({ clock, reporter, payloadBytesMax: 100 });
  const add = (name: string, filters: string[], queue: Subscription["queue"] = roomy) => {
    const received: string[] = [];
    const subscriber = createSubscriber({
      subscription: {
        name,
        filters,
        qos: 1,
        queue,
        handle: (messages) => {
          received.push(...messages.map(({ topic, payload }) => `${topic}=${payload}`));
        },
      },
      clock,
      reporter,
    });
    dispatcher.add(subscriber);
    return { subscriber, received };
  };
  /** Sends one packet; the answers say what the client may do. */
  const send = (topic: string, payload: string | Buffer = "x", qos: 0 | 1 | 2 = 1) => {
    const answers = { mayGoOn: false, isKept: false, isAcknowledged: false };
    dispatcher.receive(
      { topic, payload, qos, retain: false },
      () => {
        answers.mayGoOn = true;
        if (!answers.isKept) answers.isAcknowledged = true;
      },
      () => {
        answers.isKept = true;
        return () => {
          answers.isAcknowledged = true;
        };
      },
    );
    return answers;
  };
  return { clock, dispatcher, add, send, records: observability.records };
}

const roomy = { capacity: 1_000, whenFull: "dropOldest" } as const;
const tight = { capacity: 1, whenFull: "block" } as const;
const atOnce = { mayGoOn: true, isKept: false, isAcknowledged: true };
const signal = new AbortController().signal;

describe("createDispatcher", () => {
  it("brings a message once to every subscription that matches, however many of its filters do", async () => {
    const { add, send } = setUp();
    const all = add("all", ["#", "a/+", "a/b"]);
    const some = add("some", ["a/b"]);
    const none = add("none", ["c/#"]);
    expect(send("a/b")).toEqual(atOnce);
    for (const { subscriber } of [all, some, none]) void subscriber.run(signal);
    await Promise.all([all, some].map(({ subscriber }) => subscriber.drained()));
    expect([all.received, some.received, none.received]).toEqual([["a/b=x"], ["a/b=x"], []]);
  });

  it("acknowledges a message nobody wants", () => {
    expect(setUp().send("nobody/home")).toEqual(atOnce);
  });

  it("notices subscriptions that come and go after a topic was seen", () => {
    const { add, send, dispatcher } = setUp();
    send("a");
    const late = add("late", ["a"]);
    send("a");
    expect(late.subscriber.queued).toBe(1);
    dispatcher.remove(late.subscriber);
    send("a");
    expect(late.subscriber.queued).toBe(1);
    expect(dispatcher.subscribers).toEqual([]);
  });

  it("drops, counts and acknowledges a payload above the maximum", () => {
    const { add, send, records } = setUp();
    const all = add("all", ["#"]);
    expect(send("a", Buffer.alloc(101))).toEqual(atOnce);
    expect(send("a", Buffer.alloc(100))).toEqual(atOnce);
    expect(all.subscriber.queued).toBe(1);
    expect(records).toMatchObject([{ event: "bus.messagesOversize", fields: { bytes: 101 } }]);
  });

  it("survives topics made to break it", () => {
    const { add, send } = setUp();
    const all = add("all", ["#", "+/x"]);
    for (const topic of [
      "",
      "/",
      "+",
      "#",
      "__proto__",
      "constructor",
      "a/\ufffd",
      "\u0000",
      "x".repeat(65_535),
      "/".repeat(65_535),
    ]) {
      expect(send(topic)).toEqual(atOnce);
    }
    expect(all.subscriber.queued).toBe(10);
  });

  it("stays correct under a flood of made-up topics", () => {
    const { add, send } = setUp();
    const door = add("door", ["door/+"], { capacity: 10, whenFull: "dropNewest" });
    for (let count = 0; count < 45_000; count += 1) send(`flood/${count}`, "", 0);
    send("door/1");
    expect(door.subscriber.queued).toBe(1);
  });

  it("holds back the acknowledgement of QoS 1 while a blocking queue is full, and reads on", async () => {
    const { add, send } = setUp();
    const slow = add("slow", ["#"], tight);
    const other = add("other", ["b"]);
    expect(send("a")).toEqual(atOnce);
    const kept = send("b");
    expect(kept).toEqual({ mayGoOn: true, isKept: true, isAcknowledged: false });
    expect(other.subscriber.queued).toBe(1);
    void slow.subscriber.run(signal);
    await slow.subscriber.drained();
    expect(kept.isAcknowledged).toBe(true);
    expect(slow.received).toEqual(["a=x", "b=x"]);
  });

  it("acknowledges a message that two subscriptions parked only when both have taken it", async () => {
    const { add, send } = setUp();
    const first = add("first", ["#"], tight);
    const second = add("second", ["#"], tight);
    send("a");
    const kept = send("b");
    void first.subscriber.run(signal);
    await first.subscriber.drained();
    expect(kept.isAcknowledged).toBe(false);
    void second.subscriber.run(signal);
    await second.subscriber.drained();
    expect(kept.isAcknowledged).toBe(true);
  });

  it("reads no further ahead than the handlers follow, however much the socket holds", async () => {
    const { add, dispatcher } = setUp();
    const { subscriber, received } = add("all", ["#"], { capacity: 3 * batchMax, whenFull: "dropOldest" });
    void subscriber.run(signal);
    const count = 10 * batchMax;
    await new Promise<void>((resolve) => {
      const read = (position: number) => {
        const packet = { topic: "a", payload: `${position}`, qos: 0, retain: false } as const;
        const next = () => (position + 1 < count ? read(position + 1) : resolve());
        dispatcher.receive(packet, next, () => () => {});
      };
      read(0);
    });
    await subscriber.drained();
    expect(subscriber.dropped).toBe(0);
    expect(received).toHaveLength(count);
    expect(received.at(-1)).toBe(`a=${count - 1}`);
  });

  it("stops reading when the parking is full too, and goes on as soon as there is room", async () => {
    const { add, send } = setUp();
    const slow = add("slow", ["#"], tight);
    const taken = Array.from({ length: 1 + parkedMax }, (_, count) => send("a", `${count}`));
    await nextTurn();
    expect(taken.every(({ mayGoOn }) => mayGoOn)).toBe(true);
    const held = send("a", "last");
    expect(held.mayGoOn).toBe(false);
    void slow.subscriber.run(signal);
    await slow.subscriber.drained();
    expect(held).toEqual({ mayGoOn: true, isKept: true, isAcknowledged: true });
    expect(slow.received.at(-1)).toBe("a=last");
    expect(slow.received).toHaveLength(2 + parkedMax);
    expect(slow.subscriber.dropped).toBe(0);
  });

  it.each([
    [0, true],
    [1, false],
  ] as const)(
    "does not stall for ever: QoS %i is dropped and counted once patience ends",
    async (qos, isAcknowledged) => {
      const { add, send, clock } = setUp();
      const stuck = add("stuck", ["#"], tight);
      const lively = add("lively", ["b"]);
      for (let count = 0; count < 1 + parkedMax; count += 1) send("a", "", qos);
      const held = send("b", "", qos);
      await clock.advance(999);
      expect(held.mayGoOn).toBe(false);
      await clock.advance(1);
      expect(held).toMatchObject({ mayGoOn: true, isAcknowledged });
      expect(lively.subscriber.queued).toBe(1);
      // From now on nothing waits for this subscription until it moves.
      expect(send("b", "", qos).mayGoOn).toBe(true);
      expect(stuck.subscriber.dropped).toBe(2);
      void stuck.subscriber.run(signal);
      await stuck.subscriber.drained();
      expect(send("b", "", qos)).toEqual(atOnce);
      expect(stuck.subscriber.dropped).toBe(2);
    },
  );
});
