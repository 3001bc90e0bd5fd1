import { expect, onTestFinished, test } from "vitest";
import { type DropReason, Recorder } from "../../../../src/sync/records/recorder.ts";
import type { RecordDraft } from "../../../../src/sync/records/records.ts";
import { createMemoryOutbox } from "../../../support/memory-outbox.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

const draft = (number: number, fields: Partial<RecordDraft> = {}): RecordDraft => ({
  class: "log",
  stream: "plc",
  at: 0,
  clock: "synced",
  body: JSON.stringify({ number }),
  ...fields,
});

function setUp(bufferMax = 1_000) {
  const clock = createVirtualClock();
  const outbox = createMemoryOutbox();
  const dropped: Partial<Record<DropReason, number>> = {};
  const failures: unknown[] = [];
  let appended = 0;
  const recorder = new Recorder({
    outbox,
    clock,
    random: () => 1,
    bufferMax,
    recordBytesMax: () => 100,
    isWanted: (recordClass) => recordClass !== "sample",
    onAppended: () => {
      appended += 1;
    },
    onDropped: (reason, count) => {
      dropped[reason] = (dropped[reason] ?? 0) + count;
    },
    onQueueFailed: (error) => failures.push(error),
  });
  const stop = async () => {
    const stopped = recorder.stop();
    await clock.advance(1);
    await stopped;
  };
  onTestFinished(stop);
  const numbers = () =>
    outbox.waiting("far").map(({ body }) => (JSON.parse(body) as { number: number }).number);
  return { clock, outbox, recorder, dropped, failures, stop, numbers, wakes: () => appended };
}

test("an enqueued record is on the disk when the promise resolves, with an id that sorts by order", async () => {
  const { recorder, outbox, wakes } = setUp();
  expect(await recorder.enqueue([draft(1), draft(2)])).toBe(2);
  const ids = outbox.waiting("far").map(({ id }) => id);
  expect(ids).toHaveLength(2);
  expect([...ids].sort()).toEqual(ids);
  expect(wakes()).toBe(1);
});

test("ids keep their order when the wall clock is set back", async () => {
  const { recorder, outbox, clock } = setUp();
  await recorder.enqueue([draft(1)]);
  clock.setWall(0);
  await recorder.enqueue([draft(2)]);
  const ids = outbox.waiting("far").map(({ id }) => id);
  expect([...ids].sort()).toEqual(ids);
});

test("an enqueue the disk refuses rejects: the caller still has the record", async () => {
  const { recorder, outbox } = setUp();
  outbox.failNext("append", 1, new Error("the disk is full"));
  await expect(recorder.enqueue([draft(1)])).rejects.toThrow("the disk is full");
});

test("records of classes that no sink takes are not queued", async () => {
  const { recorder, outbox } = setUp();
  expect(await recorder.enqueue([draft(1, { class: "sample" })])).toBe(0);
  recorder.record(draft(2, { class: "sample" }));
  expect(recorder.buffered).toBe(0);
  expect(outbox.waiting("far")).toEqual([]);
});

test("a record that is too long is dropped and counted, and those beside it are not", async () => {
  const { recorder, dropped } = setUp();
  const long = draft(1, { body: JSON.stringify("é".repeat(60)) });
  expect(await recorder.enqueue([long, draft(2)])).toBe(1);
  expect(dropped).toEqual({ tooLong: 1 });
});

test("buffered records reach the disk soon, in order", async () => {
  const { recorder, clock, numbers } = setUp();
  recorder.start();
  for (let number = 1; number <= 5; number += 1) recorder.record(draft(number));
  await clock.advance(250);
  expect(numbers()).toEqual([1, 2, 3, 4, 5]);
});

test("a full buffer loses its oldest and counts them", async () => {
  const { recorder, clock, dropped, numbers } = setUp(3);
  for (let number = 1; number <= 5; number += 1) recorder.record(draft(number));
  expect(dropped).toEqual({ bufferFull: 2 });
  recorder.start();
  await clock.advance(250);
  expect(numbers()).toEqual([3, 4, 5]);
});

test("while the disk fails the records wait, and go in order when it works again", async () => {
  const { recorder, outbox, clock, failures, numbers } = setUp();
  outbox.failNext("append", 4);
  recorder.start();
  recorder.record(draft(1));
  await clock.advance(250);
  recorder.record(draft(2));
  await clock.advance(30_000);
  expect(failures).toHaveLength(4);
  expect(numbers()).toEqual([1, 2]);
});

test("a stop writes what is buffered", async () => {
  const { recorder, stop, numbers } = setUp();
  recorder.start();
  recorder.record(draft(1));
  recorder.record(draft(2));
  await stop();
  expect(numbers()).toEqual([1, 2]);
});

test("a stop with a broken disk ends all the same and counts what is lost", async () => {
  const { recorder, outbox, stop, dropped } = setUp();
  recorder.start();
  recorder.record(draft(1));
  outbox.failNext("append", 100);
  await stop();
  recorder.record(draft(2));
  expect(dropped).toEqual({ stopped: 2 });
});

test("an idle recorder beats", async () => {
  const { recorder, clock } = setUp();
  recorder.start();
  await clock.advance(600_000);
  expect(recorder.progress.ageMs()).toBeLessThan(1_000);
});
