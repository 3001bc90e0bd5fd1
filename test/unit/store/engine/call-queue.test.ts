import { describe, expect, test } from "vitest";
import { createCallQueue } from "../../../../src/store/engine/call-queue.ts";
import type { StoreCall } from "../../../../src/store/engine/calls.ts";
import { StoreCrashedError, StoreFullError, StoreUnavailableError } from "../../../../src/store/errors.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

function createQueue() {
  const clock = createVirtualClock();
  const batches: StoreCall[][] = [];
  const queue = createCallQueue({
    clock,
    limits: () => ({ groupCommitMs: 250, groupCommitBytesMax: 100_000, callQueueBytesMax: 1_000_000 }),
    send: (calls) => void batches.push(calls),
    onRefused: () => {},
  });
  queue.open();
  const put = (key: string) => queue.call("putState", [key, ""]);
  const putLater = (key: string, bytes = 0) => queue.call("putState", [key, ""], { isPatient: true, bytes });
  const answer = (count: number) =>
    queue.receive(Array.from({ length: count }, () => ({ ok: true, value: undefined })));
  return { clock, queue, batches, put, putLater, answer };
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

  test("lets patient writes wait for company, which any other write is and a read is not", async () => {
    const { clock, queue, batches, put, putLater, answer } = createQueue();
    const calls: Promise<unknown>[] = [putLater("1"), queue.call("counts", [])];
    await clock.advance(100);
    expect(batches.map((batch) => batch.map(({ method }) => method))).toEqual([["counts"]]);
    answer(1);
    await clock.advance(149);
    expect(batches.length).toBe(1);
    await clock.advance(1);
    expect(batches[1]?.length).toBe(1);
    answer(1);
    calls.push(putLater("2"), put("3"));
    await clock.advance(0);
    expect(batches[2]?.map(({ args }) => args[0])).toEqual(["2", "3"]);
    answer(2);
    await Promise.all(calls);
  });

  test("lets patient writes that came during a write wait their time too", async () => {
    const { clock, batches, put, putLater, answer } = createQueue();
    const calls = [put("1")];
    await clock.advance(0);
    calls.push(putLater("2"));
    await clock.advance(100);
    answer(1);
    await clock.advance(100);
    expect(batches.length).toBe(1);
    await clock.advance(50);
    expect(batches.length).toBe(2);
    answer(1);
    await Promise.all(calls);
  });

  test("writes patient calls without waiting longer when their bytes are many", async () => {
    const { clock, batches, putLater, answer } = createQueue();
    const calls = [putLater("1", 60_000)];
    await clock.advance(10);
    expect(batches.length).toBe(0);
    calls.push(putLater("2", 60_000));
    await clock.advance(0);
    expect(batches[0]?.length).toBe(2);
    answer(2);
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
