import { describe, expect, test } from "vitest";
import { createCallQueue } from "../../../src/store/call-queue.ts";
import type { StoreCall } from "../../../src/store/calls.ts";
import { StoreCrashedError, StoreFullError, StoreUnavailableError } from "../../../src/store/errors.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

function createQueue() {
  const clock = createVirtualClock();
  const batches: StoreCall[][] = [];
  const queue = createCallQueue({
    clock,
    limits: () => ({ groupCommitMs: 250, callQueueBytesMax: 1_000_000 }),
    send: (calls) => void batches.push(calls),
    onRefused: () => {},
  });
  queue.open();
  const put = (key: string) => queue.call("putState", [key, ""]);
  const answer = (count: number) =>
    queue.receive(Array.from({ length: count }, () => ({ ok: true, value: undefined })));
  return { clock, queue, batches, put, answer };
}

describe("the queue of calls", () => {
  test("keeps one batch out at a time, and the calls of meanwhile make the next", async () => {
    const { clock, batches, put, answer } = createQueue();
    const calls = [put("1"), put("2")];
    await clock.advance(0);
    calls.push(put("3"), put("4"), put("5"));
    await clock.advance(0);
    expect(batches.map(({ length }) => length)).toEqual([2]);
    answer(2);
    expect(batches.map(({ length }) => length)).toEqual([2, 3]);
    answer(3);
    await Promise.all(calls);
  });

  test("gives each call its own result", async () => {
    const { clock, queue, put } = createQueue();
    const good = put("1");
    const bad = put("2");
    await clock.advance(0);
    queue.receive([
      { ok: true, value: undefined },
      { ok: false, error: { code: "store.full", message: "no room" } },
    ]);
    await good;
    await expect(bad).rejects.toThrow(StoreFullError);
  });

  test("refuses what was out when the engine died and sends what waited to the next one", async () => {
    const { clock, queue, batches, put, answer } = createQueue();
    const out = put("out");
    await clock.advance(0);
    const waiting = put("waiting");
    queue.pause(new StoreCrashedError("died"));
    await expect(out).rejects.toThrow(StoreCrashedError);
    const during = put("during");
    await clock.advance(1000);
    expect(batches.length).toBe(1);
    queue.open();
    expect(batches[1]?.map(({ args }) => args[0])).toEqual(["waiting", "during"]);
    answer(2);
    await Promise.all([waiting, during]);
  });

  test("refuses everything when it closes, and gives the room back", async () => {
    const { clock, queue, put, answer } = createQueue();
    const value = "x".repeat(300_000);
    const big = () => queue.call("putState", ["k", value], { bytes: 600_000 });
    const first = big();
    await clock.advance(0);
    queue.close(new StoreUnavailableError("stopped"));
    await expect(first).rejects.toThrow(StoreUnavailableError);
    await expect(put("after")).rejects.toThrow(StoreUnavailableError);
    queue.open();
    const second = big();
    await clock.advance(0);
    answer(1);
    await second;
  });

  test("drains: resolves when the last answer is there, or at the deadline", async () => {
    const { clock, queue, put, answer } = createQueue();
    const events: string[] = [];
    const call = put("1").then(() => events.push("call"));
    void queue.drain(new AbortController().signal).then(() => events.push("drained"));
    await clock.advance(0);
    expect(events).toEqual([]);
    answer(1);
    await call;
    await clock.advance(0);
    expect(events).toEqual(["call", "drained"]);
    void put("never answered").catch(() => {});
    const abort = new AbortController();
    const drained = queue.drain(abort.signal);
    abort.abort();
    await drained;
  });
});
