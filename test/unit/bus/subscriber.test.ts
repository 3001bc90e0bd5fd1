import { describe, expect, it } from "vitest";
import { busEvents } from "../../../src/bus/events.ts";
import { batchMax, createSubscriber, parkedMax } from "../../../src/bus/subscriber.ts";
import { createReporter } from "../../../src/core/events.ts";
import type { InboundMessage, Subscription } from "../../../src/domain/ports.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const message = (text: string): InboundMessage => ({
  topic: "t",
  payload: Buffer.from(text),
  qos: 1,
  isRetained: false,
  receivedAt: 0,
  receivedMonotonicMs: 0,
});

function setUp(queue: Subscription["queue"], handle: Subscription["handle"] = () => {}) {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const reporter = createReporter("bus", busEvents, observability);
  const batches: string[][] = [];
  const subscriber = createSubscriber({
    subscription: {
      name: "s",
      filters: ["#"],
      qos: 1,
      queue,
      handle(messages) {
        batches.push(messages.map(({ payload }) => payload.toString()));
        return handle(messages);
      },
    },
    clock,
    reporter,
  });
  const abort = new AbortController();
  return {
    subscriber,
    batches,
    clock,
    records: observability.records,
    abort,
    metrics: observability.metrics,
  };
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
};

describe("createSubscriber", () => {
  it("hands everything that came in one turn over as one batch, in order", async () => {
    const { subscriber, batches, abort } = setUp({ capacity: 10, whenFull: "dropOldest" });
    const done = subscriber.run(abort.signal);
    for (const text of ["a", "b", "c"]) subscriber.offer(message(text), undefined);
    expect(batches).toEqual([]);
    await subscriber.drained();
    expect(batches).toEqual([["a", "b", "c"]]);
    abort.abort();
    await done;
  });

  it("lets the event loop turn between batches of at most the maximum", async () => {
    const { subscriber, batches, abort } = setUp({ capacity: 1_000, whenFull: "dropOldest" });
    for (let count = 0; count < batchMax + 1; count += 1) subscriber.offer(message(`${count}`), undefined);
    const done = subscriber.run(abort.signal);
    await turns(1);
    expect(batches.map((batch) => batch.length)).toEqual([batchMax]);
    await turns(1);
    expect(batches.map((batch) => batch.length)).toEqual([batchMax, 1]);
    abort.abort();
    await done;
  });

  it("never runs two batches at once", async () => {
    let finish = () => {};
    const { subscriber, batches, abort } = setUp(
      { capacity: 10, whenFull: "dropOldest" },
      () => new Promise<void>((resolve) => (finish = resolve)),
    );
    const done = subscriber.run(abort.signal);
    subscriber.offer(message("a"), undefined);
    await turns(2);
    subscriber.offer(message("b"), undefined);
    await turns(3);
    expect(batches).toEqual([["a"]]);
    finish();
    await turns(3);
    expect(batches).toEqual([["a"], ["b"]]);
    finish();
    abort.abort();
    await done;
  });

  it.each([
    [
      "throws",
      () => {
        throw new TypeError("a bug");
      },
    ],
    ["rejects", () => Promise.reject(new TypeError("a bug"))],
  ] as const)("reports a handler that %s and goes on with the next batch", async (_, fail) => {
    let calls = 0;
    const { subscriber, records, abort, batches } = setUp({ capacity: 10, whenFull: "dropOldest" }, () => {
      calls += 1;
      if (calls === 1) return fail();
    });
    const done = subscriber.run(abort.signal);
    subscriber.offer(message("a"), undefined);
    await subscriber.drained();
    subscriber.offer(message("b"), undefined);
    await subscriber.drained();
    expect(batches).toEqual([["a"], ["b"]]);
    expect(records).toMatchObject([
      { level: "error", event: "bus.handlerFailed", fields: { subscription: "s", messages: 1 } },
    ]);
    expect(records[0]?.fields.error).toMatch(/a bug/);
    abort.abort();
    await done;
  });

  it("drops the oldest, counts it, and reports it once with the total", async () => {
    const { subscriber, batches, records, abort, clock, metrics } = setUp({
      capacity: 2,
      whenFull: "dropOldest",
    });
    for (const text of ["a", "b", "c", "d"]) expect(subscriber.offer(message(text), undefined)).toBe("taken");
    subscriber.tick();
    subscriber.offer(message("e"), undefined);
    subscriber.tick();
    expect(subscriber.dropped).toBe(3);
    expect(records).toMatchObject([{ event: "bus.messagesDropped", fields: { dropped: 2, times: 2 } }]);
    await clock.advance(60_000);
    subscriber.offer(message("f"), undefined);
    subscriber.tick();
    expect(records[1]).toMatchObject({ fields: { dropped: 4, times: 2 } });
    expect(await metrics.expose()).toContain('edgewise_bus_dropped_messages_total{subscription="s"} 4');
    const done = subscriber.run(abort.signal);
    await subscriber.drained();
    expect(batches).toEqual([["e", "f"]]);
    abort.abort();
    await done;
  });

  it("drops the newest when told so", async () => {
    const { subscriber, batches, abort } = setUp({ capacity: 2, whenFull: "dropNewest" });
    for (const text of ["a", "b", "c"]) subscriber.offer(message(text), undefined);
    const done = subscriber.run(abort.signal);
    await subscriber.drained();
    expect(batches).toEqual([["a", "b"]]);
    abort.abort();
    await done;
  });

  it("parks what a full blocking queue cannot take, keeps the order, and tells when each has entered", async () => {
    const { subscriber, batches, abort } = setUp({ capacity: 2, whenFull: "block" });
    const entered: string[] = [];
    const offer = (text: string) => subscriber.offer(message(text), () => entered.push(text));
    expect(["a", "b", "c", "d"].map(offer)).toEqual(["taken", "taken", "parked", "parked"]);
    expect(subscriber.isReady).toBe(false);
    expect(entered).toEqual([]);
    const done = subscriber.run(abort.signal);
    await turns(1);
    expect(entered).toEqual(["c", "d"]);
    await subscriber.drained();
    expect(batches.flat()).toEqual(["a", "b", "c", "d"]);
    expect(subscriber.isReady).toBe(true);
    expect(subscriber.dropped).toBe(0);
    abort.abort();
    await done;
  });

  it("answers full when the parking is full and calls back when there is room", async () => {
    const { subscriber, abort } = setUp({ capacity: 1, whenFull: "block" });
    for (let count = 0; count < 1 + parkedMax; count += 1) subscriber.offer(message("x"), undefined);
    expect(subscriber.offer(message("y"), undefined)).toBe("full");
    let rooms = 0;
    subscriber.onRoom(() => {
      rooms += 1;
    });
    expect(rooms).toBe(0);
    const done = subscriber.run(abort.signal);
    await turns(3);
    expect(rooms).toBe(1);
    abort.abort();
    await done;
  });

  it("forgets what the broker will deliver again and keeps the rest", async () => {
    const { subscriber, batches, abort } = setUp({ capacity: 1, whenFull: "block" });
    subscriber.offer(message("queued"), undefined);
    subscriber.offer(message("unacknowledged"), () => {});
    subscriber.offer(message("qos 0"), undefined);
    subscriber.forgetUnacknowledged();
    const done = subscriber.run(abort.signal);
    await subscriber.drained();
    expect(batches.flat()).toEqual(["queued", "qos 0"]);
    abort.abort();
    await done;
  });

  it("beats while idle and shows a handler that never returns as stuck", async () => {
    const { subscriber, clock, abort } = setUp(
      { capacity: 1, whenFull: "block" },
      () => new Promise<void>(() => {}),
    );
    void subscriber.run(abort.signal);
    for (let count = 0; count < 20; count += 1) {
      await clock.advance(60_000);
      subscriber.tick();
      await turns(2);
    }
    expect(subscriber.progress.isStuck).toBe(false);
    subscriber.offer(message("a"), undefined);
    await turns(2);
    await clock.advance(180_000);
    subscriber.tick();
    await turns(2);
    expect(subscriber.progress.isStuck).toBe(true);
  });

  it("waits for the batch in hand when asked to drain, and not beyond the end of the loop", async () => {
    let finish = () => {};
    const { subscriber, abort } = setUp(
      { capacity: 5, whenFull: "dropOldest" },
      () => new Promise<void>((resolve) => (finish = resolve)),
    );
    const done = subscriber.run(abort.signal);
    subscriber.offer(message("a"), undefined);
    await turns(2);
    let isDrained = false;
    const draining = subscriber.drained().then(() => {
      isDrained = true;
    });
    subscriber.offer(message("b"), undefined);
    await turns(2);
    expect(isDrained).toBe(false);
    abort.abort();
    finish();
    await draining;
    await done;
    expect(subscriber.queued).toBe(1);
  });
});
