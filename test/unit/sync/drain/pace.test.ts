import { expect, test } from "vitest";
import type { Envelope, QueuedRecord, RecordClass } from "../../../../src/domain/envelope.ts";
import { envelope, envelopes } from "../../../support/envelopes.ts";
import { failedSend, takenWhole } from "../../../support/fake-sink.ts";
import { setUp } from "./support.ts";

function records(recordClass: RecordClass, from: number, count: number): Envelope[] {
  return Array.from({ length: count }, (_, number) =>
    envelope(from + number, { class: recordClass, stream: recordClass }),
  );
}

const classesOf = (sent: QueuedRecord[][]) => sent.flat().map((record) => record.class);
const numbersOf = (batch: readonly QueuedRecord[] | undefined) =>
  (batch ?? []).map(({ id }) => Number(id.slice(3)));

test("live records overtake the backlog of an outage, which follows marked as historical", async () => {
  const { clock, outbox, sink, drain } = setUp({ batchCountMax: 10 });
  await outbox.append(envelopes(20));
  outbox.growOld();
  await outbox.append([envelope(21), envelope(22)]);
  drain.start();
  await clock.advance(10);
  expect(numbersOf(sink.sent[0])).toEqual([21, 22]);
  expect(sink.sent.slice(1).map((batch) => batch.length)).toEqual([10, 10]);
  expect(
    sink.sent
      .slice(1)
      .flat()
      .every(({ isHistorical }) => isHistorical),
  ).toBe(true);
  expect(drain.figures()).toMatchObject({ sent: 22, replayed: 20 });
});

test("oldest first sends the backlog before what is new", async () => {
  const { clock, outbox, sink, drain } = setUp({ order: "oldestFirst", batchCountMax: 4 });
  await outbox.append(envelopes(4));
  outbox.growOld();
  await outbox.append([envelope(5)]);
  drain.start();
  await clock.advance(10);
  expect(sink.sent.map(numbersOf)).toEqual([[1, 2, 3, 4], [5]]);
});

test("new records that fill every batch leave the backlog its share", async () => {
  const { clock, outbox, sink, drain } = setUp({ batchCountMax: 1, replay: { shareMin: 0.25 } });
  await outbox.append(envelopes(3));
  outbox.growOld();
  await outbox.append(records("incident", 4, 40));
  drain.start();
  await clock.advance(10);
  expect(sink.sent.slice(0, 8).map(([record]) => record?.isHistorical)).toEqual([
    false,
    false,
    false,
    true,
    false,
    false,
    false,
    true,
  ]);
});

test("the backlog keeps to its bytes a second on the wire, and new records pass it meanwhile", async () => {
  const { clock, outbox, sink, drain } = setUp({ batchCountMax: 10, replay: { bytesPerSecondMax: 100 } });
  sink.answer = (batch) => ({ ...takenWhole(batch), bytes: batch.length * 50 }) as never;
  await outbox.append(envelopes(100));
  outbox.growOld();
  drain.start();
  await clock.advance(10_000);
  const replayed = drain.figures().replayed;
  // 50 bytes each: two a second, and the burst of the first second.
  expect(replayed).toBeGreaterThanOrEqual(18);
  expect(replayed).toBeLessThanOrEqual(24);
  expect(drain.figures().restraint).toBe("replayRate");
  await outbox.append([envelope(200)]);
  drain.wake();
  await clock.advance(1);
  expect(numbersOf(sink.sent.at(-1))).toEqual([200]);
});

test("after failures in a row the circuit opens, and one small batch tries before all goes on", async () => {
  const { clock, outbox, sink, drain, circuits } = setUp({
    circuitFailuresMax: 3,
    probeCountMax: 2,
    reconnectJitterMs: 0,
  });
  await outbox.append(envelopes(100));
  sink.answer = () => failedSend();
  drain.start();
  await clock.advance(5_000);
  expect(sink.sent.map((batch) => batch.length)).toEqual([100, 100, 100]);
  expect(drain.figures().circuit).toBe("open");
  await clock.advance(10_000);
  expect(sink.sent.at(-1)).toHaveLength(2);
  sink.answer = takenWhole;
  await clock.advance(120_000);
  expect(outbox.waiting("far")).toEqual([]);
  expect(drain.figures().circuit).toBe("closed");
  expect(circuits.slice(0, 4)).toEqual(["open", "halfOpen", "open", "halfOpen"]);
  expect(circuits.at(-1)).toBe("closed");
});

test("a single failed send opens nothing", async () => {
  const { clock, outbox, sink, drain, circuits } = setUp();
  await outbox.append(envelopes(10));
  let sends = 0;
  sink.answer = (batch) => {
    sends += 1;
    return sends === 1 ? failedSend() : takenWhole(batch);
  };
  drain.start();
  await clock.advance(5_000);
  expect(outbox.waiting("far")).toEqual([]);
  expect(circuits).toEqual([]);
});

test("a far side that takes nothing of what it answers to counts as failing", async () => {
  const { clock, outbox, sink, drain } = setUp();
  await outbox.append(envelopes(10));
  sink.answer = (batch) => ({
    status: "answered",
    bytes: 1,
    withoutReceipt: batch.length,
    deliveries: batch.map(({ id }) => ({ id, delivery: { status: "retryable", reason: "no receipt" } })),
  });
  drain.start();
  await clock.advance(60_000);
  expect(drain.figures().circuit).not.toBe("closed");
  expect(outbox.waiting("far")).toHaveLength(10);
});

test("after an outage batches begin small, with pauses, and grow with success", async () => {
  const { clock, outbox, sink, drain } = setUp({ batchCountMax: 160, reconnectJitterMs: 0 });
  await outbox.append(envelopes(1_000));
  sink.answer = () => failedSend();
  drain.start();
  await clock.advance(20_000);
  const failed = sink.sent.length;
  sink.answer = takenWhole;
  const atMs: number[] = [];
  sink.answer = (batch) => {
    atMs.push(clock.monotonicMs());
    return takenWhole(batch);
  };
  await clock.advance(120_000);
  expect(sink.sent.slice(failed, failed + 6).map((batch) => batch.length)).toEqual([
    10, 20, 40, 80, 160, 160,
  ]);
  const gaps = atMs.slice(1).map((ms, index) => Math.round(ms - (atMs[index] ?? 0)));
  expect(gaps.slice(0, 5)).toEqual([500, 250, 125, 63, 31]);
  expect(outbox.waiting("far")).toEqual([]);
});

test("the backlog of a long outage waits for its turn while the prompt classes go", async () => {
  const { clock, outbox, sink, drain } = setUp(
    { classes: ["incident", "sample"], probeCountMax: 1, reconnectJitterMs: 60_000 },
    // The name and this add up to 0.94 of the longest wait.
    () => 0.6,
  );
  await outbox.append(records("sample", 1, 50));
  sink.answer = () => failedSend();
  drain.start();
  await clock.advance(600_000);
  sink.answer = takenWhole;
  await clock.advance(45_000);
  expect(drain.figures()).toMatchObject({ sent: 1, restraint: "jitter" });
  await outbox.append(records("incident", 100, 1));
  drain.wake();
  await clock.advance(1_000);
  expect(sink.sent.at(-1)?.map((record) => record.class)).toEqual(["incident"]);
  await clock.advance(60_000);
  expect(outbox.waiting("far")).toEqual([]);
});

test("a far side that asks for a pause after a batch gets it", async () => {
  const { clock, outbox, sink, drain } = setUp({ batchCountMax: 1 });
  await outbox.append(envelopes(2));
  sink.answer = (batch) => ({ ...takenWhole(batch), afterMs: 30_000 }) as never;
  drain.start();
  await clock.advance(29_000);
  expect(sink.sent).toHaveLength(1);
  expect(drain.figures().restraint).toBe("asked");
  await clock.advance(1_001);
  expect(sink.sent).toHaveLength(2);
});

test("outside the windows of a metered link only the prompt classes go", async () => {
  const { clock, outbox, sink, drain, restraints } = setUp({
    classes: ["command", "incident", "sample"],
    metered: { windows: [{ from: "22:00", to: "23:00" }] },
  });
  await outbox.append([...records("sample", 1, 3), ...records("incident", 10, 2)]);
  drain.start();
  await clock.advance(600_000);
  expect(classesOf(sink.sent)).toEqual(["incident", "incident"]);
  expect(drain.figures()).toMatchObject({
    restraint: "window",
    pace: { metering: { isWindowOpen: false, opensAt: Date.UTC(2026, 0, 5, 22) } },
  });
  clock.setWall(Date.UTC(2026, 0, 5, 21, 59));
  await clock.advance(70_000);
  expect(outbox.waiting("far")).toEqual([]);
  expect(restraints).toEqual(["window", undefined]);
});

test("a daily budget stops all but the prompt classes, also after a restart, until the next day", async () => {
  const { clock, outbox, sink, drain, makeDrain, stop } = setUp({
    classes: ["incident", "sample"],
    batchCountMax: 1,
    metered: { bytesPerDay: 2_000 },
  });
  sink.answer = (batch) => ({ ...takenWhole(batch), bytes: 500 }) as never;
  await outbox.append(records("sample", 1, 10));
  drain.start();
  await clock.advance(600_000);
  expect(sink.sent).toHaveLength(4);
  expect(drain.figures()).toMatchObject({
    restraint: "budget",
    pace: { metering: { bytesToday: 2_000, opensAt: Date.UTC(2026, 0, 6) } },
  });
  await stop(drain);
  const again = makeDrain();
  await outbox.append(records("incident", 20, 1));
  again.start();
  await clock.advance(600_000);
  expect(sink.sent).toHaveLength(5);
  expect(sink.sent.at(-1)?.map((record) => record.class)).toEqual(["incident"]);
  clock.setWall(Date.UTC(2026, 0, 5, 23, 59));
  await clock.advance(70_000);
  expect(sink.sent).toHaveLength(9);
});

test("without any prompt class a closed link is not asked for", async () => {
  const { clock, outbox, sink, drain } = setUp({
    promptClasses: [],
    metered: { windows: [{ from: "22:00", to: "23:00" }] },
  });
  await outbox.append(envelopes(1));
  drain.start();
  await clock.advance(600_000);
  expect(sink.sent).toEqual([]);
  expect(drain.progress.ageMs()).toBeLessThanOrEqual(5_000);
});

test("a daemon that was off for long counts that as an outage, one that was restarted does not", async () => {
  const { clock, outbox, sink, drain, makeDrain, stop } = setUp({ promptClasses: [] }, () => 0.5);
  await outbox.append(envelopes(1));
  drain.start();
  await clock.advance(10);
  await stop(drain);
  const restarted = makeDrain();
  await outbox.append([envelope(2)]);
  restarted.start();
  await clock.advance(1_000);
  expect(sink.sent).toHaveLength(2);
  await stop(restarted);
  clock.setWall(Date.UTC(2026, 0, 6, 12));
  const late = makeDrain();
  await outbox.append([envelope(3)]);
  late.start();
  await clock.advance(1_000);
  expect(sink.sent).toHaveLength(2);
  expect(late.figures().restraint).toBe("jitter");
  await clock.advance(60_000);
  expect(sink.sent).toHaveLength(3);
});

test("what is kept of a sink is asked for until the disk gives it", async () => {
  const { clock, outbox, sink, state, drain, faults } = setUp();
  let failures = 2;
  const get = state.get.bind(state);
  state.get = (key) => {
    failures -= 1;
    return failures >= 0 ? Promise.reject(new Error("the disk is away")) : get(key);
  };
  await outbox.append(envelopes(1));
  drain.start();
  await clock.advance(10_000);
  expect(faults).toHaveLength(2);
  expect(sink.sent).toHaveLength(1);
});

const objects = { type: "objects", url: "https://s3.example/bucket", objectMsMax: 60_000, batchCountMax: 10 };

test("new records gather for a fuller object, and go when the wait is over", async () => {
  const { clock, outbox, sink, drain } = setUp(objects);
  await outbox.append(envelopes(3));
  drain.start();
  await clock.advance(10);
  expect(sink.sent.map(numbersOf)).toEqual([[1, 2, 3]]);
  for (const number of [4, 5]) {
    await outbox.append([envelope(number)]);
    drain.wake();
    await clock.advance(20_000);
  }
  expect(sink.sent).toHaveLength(1);
  await clock.advance(20_000);
  expect(sink.sent.slice(1).map(numbersOf)).toEqual([[4, 5]]);
});

test("the backlog of an outage does not wait for new records to gather", async () => {
  const { clock, outbox, sink, drain } = setUp(objects);
  await outbox.append(envelopes(25));
  outbox.growOld();
  await outbox.append([envelope(26)]);
  drain.start();
  await clock.advance(10);
  expect(sink.sent.map((batch) => batch.length)).toEqual([1, 10, 10, 5]);
});

test("full batches follow each other without a wait", async () => {
  const { clock, outbox, sink, drain } = setUp(objects);
  await outbox.append(envelopes(25));
  drain.start();
  await clock.advance(10);
  expect(sink.sent.map((batch) => batch.length)).toEqual([10, 10, 5]);
});

test("what becomes historical while it gathers goes on gathering", async () => {
  const { clock, outbox, sink, drain } = setUp(objects);
  await outbox.append([envelope(1)]);
  outbox.growOld();
  drain.start();
  await clock.advance(10);
  for (const number of [2, 3, 4]) {
    await outbox.append([envelope(number)]);
    outbox.growOld();
    drain.wake();
    await clock.advance(15_000);
  }
  expect(sink.sent.map(numbersOf)).toEqual([[1]]);
  await clock.advance(20_000);
  expect(sink.sent.map(numbersOf)).toEqual([[1], [2, 3, 4]]);
});

test("one record that is to wait an hour does not keep the others back for longer than any failure does", async () => {
  const { clock, outbox, sink, drain } = setUp({ backoffMaxMs: 60_000 });
  sink.answer = (records) => ({
    status: "answered",
    deliveries: records.map(({ id, stream }) => ({
      id,
      delivery:
        stream === "stream-0"
          ? { status: "retryable", reason: "busy", afterMs: 3_600_000 }
          : { status: "delivered" },
    })),
    bytes: 1,
  });
  await outbox.append(envelopes(2, 2));
  drain.start();
  await clock.advance(10);
  await outbox.append([envelope(3, { stream: "stream-1" })]);
  await clock.advance(80_000);
  expect(sink.sent.flatMap(numbersOf)).toContain(3);
});

test("a board that does not know the time after its start lets its backlog wait for its turn", async () => {
  const { clock, outbox, sink, drain, makeDrain, stop, trust, restraints } = setUp(
    { classes: ["log"], reconnectJitterMs: 60_000 },
    () => 0.5,
  );
  await outbox.append([envelope(1, { class: "log" })]);
  drain.start();
  await clock.advance(10);
  await stop(drain);
  trust.now = "unsynced";
  await outbox.append([envelope(2, { class: "log" })]);
  makeDrain().start();
  await clock.advance(10);
  expect(restraints).toContain("jitter");
  expect(sink.sent.map(numbersOf)).toEqual([[1]]);
  await clock.advance(61_000);
  expect(sink.sent.map(numbersOf)).toEqual([[1], [2]]);
});
