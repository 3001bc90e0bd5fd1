import { expect, test } from "vitest";
import type { SendResult } from "../../../../src/sync/sink.ts";
import { envelope, envelopes } from "../../../support/envelopes.ts";
import { failedSend, takenWhole } from "../../../support/fake-sink.ts";
import { setUp } from "./support.ts";

test("what is queued at the start is sent in batches of the configured size, without waits in between", async () => {
  const { clock, outbox, sink, drain } = setUp({ batchCountMax: 4 });
  await outbox.append(envelopes(10));
  drain.start();
  await clock.advance(0);
  expect(sink.sent.map((batch) => batch.length)).toEqual([4, 4, 2]);
  expect(outbox.waiting("far")).toEqual([]);
});

test("an idle drain looks by itself, and at once when woken", async () => {
  const { clock, outbox, sink, drain } = setUp();
  drain.start();
  await clock.advance(1);
  await outbox.append([envelope(1)]);
  await clock.advance(4_000);
  expect(sink.sent).toHaveLength(0);
  await clock.advance(1_000);
  expect(sink.sent).toHaveLength(1);
  await outbox.append([envelope(2)]);
  drain.wake();
  await clock.advance(0);
  expect(sink.sent).toHaveLength(2);
});

test("an append between the claim and the wait is not slept through", async () => {
  const { clock, outbox, sink, drain } = setUp();
  const claim = outbox.claim.bind(outbox);
  let isFirst = true;
  outbox.claim = async (name, limits) => {
    const claimed = await claim(name, limits);
    if (isFirst) {
      isFirst = false;
      await outbox.append([envelope(1)]);
      drain.wake();
    }
    return claimed;
  };
  drain.start();
  await clock.advance(0);
  expect(sink.sent).toHaveLength(1);
});

test("waits double with each failure up to the maximum, and start small again after a success", async () => {
  const { clock, outbox, sink, drain } = setUp({ backoffBaseMs: 1_000, backoffMaxMs: 5_000 });
  await outbox.append([envelope(1)]);
  sink.answer = () => failedSend();
  drain.start();
  const waits: number[] = [];
  for (let sends = 1, waited = 0; waits.length < 5; waited += 500) {
    await clock.advance(500);
    if (sink.sent.length === sends) continue;
    sends = sink.sent.length;
    waits.push(waited + 500);
    waited = -500;
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  sink.answer = takenWhole;
  await clock.advance(5_000);
  await outbox.append([envelope(2)]);
  sink.answer = () => failedSend();
  drain.wake();
  await clock.advance(0);
  const before = sink.sent.length;
  await clock.advance(1_000);
  expect(sink.sent.length).toBe(before + 1);
});

test("new records do not cut a wait after a failure short", async () => {
  const { clock, outbox, sink, drain } = setUp({ backoffBaseMs: 60_000, backoffMaxMs: 60_000 });
  await outbox.append([envelope(1)]);
  sink.answer = () => failedSend();
  drain.start();
  await clock.advance(10);
  drain.wake();
  await clock.advance(50_000);
  expect(sink.sent).toHaveLength(1);
});

test("a restored connection cuts the wait short once, and not again before something is delivered", async () => {
  const { clock, outbox, sink, drain } = setUp({ backoffBaseMs: 60_000, backoffMaxMs: 60_000 });
  await outbox.append([envelope(1)]);
  sink.answer = () => failedSend();
  drain.start();
  await clock.advance(10);
  drain.retryNow();
  await clock.advance(10);
  expect(sink.sent).toHaveLength(2);
  drain.retryNow();
  await clock.advance(10);
  expect(sink.sent).toHaveLength(2);
});

test("a far side that asks for a wait gets it, whatever the connection does", async () => {
  const { clock, outbox, sink, drain } = setUp({ backoffBaseMs: 100 });
  await outbox.append([envelope(1)]);
  sink.answer = () => failedSend({ isReached: true, afterMs: 120_000 });
  drain.start();
  await clock.advance(10);
  drain.retryNow();
  await clock.advance(119_000);
  expect(sink.sent).toHaveLength(1);
  // And up to a fifth more, so that not all who were told the same come back at once.
  await clock.advance(25_500);
  expect(sink.sent).toHaveLength(2);
});

test("one record that has to wait does not stop the next batch from going, and is sent again", async () => {
  const { clock, outbox, sink, drain } = setUp({ backoffBaseMs: 1_000 });
  await outbox.append(envelopes(3, 3));
  sink.answer = (records) => ({
    status: "answered",
    bytes: 1,
    deliveries: records.map(({ id }, position) => ({
      id,
      delivery:
        position === 0 ? { status: "retryable", reason: "busy", afterMs: 3_000 } : { status: "delivered" },
    })),
  });
  drain.start();
  await clock.advance(10);
  expect(outbox.waiting("far")).toHaveLength(1);
  sink.answer = takenWhole;
  await clock.advance(3_600);
  expect(outbox.waiting("far")).toEqual([]);
});

test("offline is told at the first failure, online at the first success, each once", async () => {
  const { clock, outbox, sink, drain, states } = setUp();
  await outbox.append([envelope(1)]);
  sink.answer = () => failedSend();
  drain.start();
  await clock.advance(30_000);
  sink.answer = takenWhole;
  await clock.advance(120_000);
  expect(states).toEqual(["offline", "online"]);
});

test("refused credentials are no offline: the far side answers, a person has to act", async () => {
  const { clock, outbox, sink, drain } = setUp();
  await outbox.append([envelope(1)]);
  sink.answer = () => failedSend({ isReached: true, needsPerson: true, reason: "401" });
  drain.start();
  await clock.advance(10);
  expect(drain.figures()).toMatchObject({
    connectivity: { state: "online" },
    needsPerson: true,
    lastError: "401",
  });
  sink.answer = takenWhole;
  await clock.advance(120_000);
  expect(drain.figures()).toMatchObject({ needsPerson: false, lastError: undefined, sent: 1 });
});

test("a settlement the disk refuses is repeated, and the records are not sent again", async () => {
  const { clock, outbox, sink, drain, faults } = setUp();
  await outbox.append([envelope(1)]);
  outbox.failNext("settle", 3);
  drain.start();
  await clock.advance(60_000);
  expect(faults).toHaveLength(3);
  expect(sink.sent).toHaveLength(1);
  expect(outbox.waiting("far")).toEqual([]);
});

test("a queue that cannot be read is tried again", async () => {
  const { clock, outbox, sink, drain, faults } = setUp();
  await outbox.append([envelope(1)]);
  outbox.failNext("claim", 2);
  drain.start();
  await clock.advance(60_000);
  expect(faults).toHaveLength(2);
  expect(sink.sent).toHaveLength(1);
});

test("a sink that throws is a failed send, not the end of the loop", async () => {
  const { clock, outbox, sink, drain, faults } = setUp();
  await outbox.append([envelope(1)]);
  sink.answer = () => {
    throw new TypeError("a bug");
  };
  drain.start();
  await clock.advance(10);
  expect(faults).toHaveLength(1);
  sink.answer = takenWhole;
  await clock.advance(120_000);
  expect(outbox.waiting("far")).toEqual([]);
});

test("batches shrink while time runs out on them, so that a slow link gets something across", async () => {
  const { clock, outbox, sink, drain } = setUp({ batchCountMax: 64, backoffBaseMs: 10, backoffMaxMs: 10 });
  await outbox.append(envelopes(64));
  sink.answer = (records) => (records.length > 5 ? failedSend({ mayBeTooLarge: true }) : takenWhole(records));
  drain.start();
  await clock.advance(10_000);
  expect(outbox.waiting("far")).toEqual([]);
  expect(sink.sent.slice(0, 5).map((batch) => batch.length)).toEqual([64, 32, 16, 8, 4]);
});

test("a far side that refuses every record, one at a time, is found out after the configured number", async () => {
  const { clock, outbox, sink, drain } = setUp({ refusalsInRowMax: 3 });
  sink.answer = () => ({ status: "refused", reason: "400", bytes: 1 });
  drain.start();
  for (let number = 1; number <= 6; number += 1) {
    await outbox.append([envelope(number)]);
    drain.wake();
    await clock.advance(0);
  }
  expect(outbox.deadLetters).toHaveLength(3);
  expect(drain.figures()).toMatchObject({ needsPerson: true, rejected: 3 });
  sink.answer = takenWhole;
  await clock.advance(600_000);
  expect(outbox.waiting("far")).toEqual([]);
  expect(outbox.deadLetters).toHaveLength(3);
});

test("the loop beats while it idles, while it waits and while it sends", async () => {
  const { clock, outbox, sink, drain } = setUp({ backoffBaseMs: 600_000, backoffMaxMs: 600_000 });
  drain.start();
  await clock.advance(300_000);
  expect(drain.progress.ageMs()).toBeLessThanOrEqual(5_000);
  await outbox.append([envelope(1)]);
  sink.answer = () => failedSend();
  await clock.advance(300_000);
  expect(sink.sent).toHaveLength(1);
  expect(drain.progress.ageMs()).toBeLessThanOrEqual(5_000);
});

test("a queue on the disk that never answers shows as a stuck loop", async () => {
  const { clock, outbox, drain } = setUp();
  let answer = () => {};
  const claim = outbox.claim.bind(outbox);
  outbox.claim = (name, limits) =>
    new Promise((resolve) => {
      answer = () => resolve(claim(name, limits));
    });
  drain.start();
  await clock.advance(300_000);
  expect(drain.progress.isStuck).toBe(true);
  outbox.claim = claim;
  answer();
  await clock.advance(0);
  expect(drain.progress.isStuck).toBe(false);
});

test("a stop lets the send in flight finish and closes the sink", async () => {
  const { clock, outbox, sink, drain } = setUp({ batchCountMax: 1 });
  await outbox.append(envelopes(3));
  let finish = (_result: SendResult) => {};
  sink.answer = () =>
    new Promise((resolve) => {
      finish = resolve;
    });
  drain.start();
  await clock.advance(0);
  const stopped = drain.stop(5_000);
  await clock.advance(1_000);
  finish(takenWhole(sink.sent[0] ?? []));
  await clock.advance(0);
  await stopped;
  expect(sink.sent).toHaveLength(1);
  expect(sink.closed).toBe(1);
  expect(outbox.waiting("far")).toHaveLength(2);
});

test("a stop aborts a send that takes longer than its grace, and says nothing of the connection", async () => {
  const { clock, outbox, sink, drain, states } = setUp();
  await outbox.append(envelopes(3));
  sink.answer = (_records, signal) =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(failedSend({ reason: "stopping" })));
    });
  drain.start();
  await clock.advance(0);
  const stopped = drain.stop(5_000);
  await clock.advance(5_000);
  await stopped;
  expect(outbox.waiting("far")).toHaveLength(3);
  expect(outbox.settlements.map(({ delivery }) => delivery.status)).toEqual([
    "retryable",
    "retryable",
    "retryable",
  ]);
  expect(states).toEqual([]);
});

test("a stop while it waits after a failure takes no time", async () => {
  const { clock, outbox, sink, drain } = setUp({ backoffBaseMs: 600_000, backoffMaxMs: 600_000 });
  await outbox.append([envelope(1)]);
  sink.answer = () => failedSend();
  drain.start();
  await clock.advance(10);
  const stopped = drain.stop(5_000);
  await clock.advance(0);
  await stopped;
  expect(sink.closed).toBe(1);
});
