import { describe, expect, test } from "vitest";
import type { Delivery, RecordClass } from "../../../../src/domain/envelope.ts";
import { StoreTooLargeError } from "../../../../src/store/errors.ts";
import { createTestEngine, everything, noise, record, type TestEngine } from "../engine/engine-fixture.ts";

const delivered: Delivery = { status: "delivered" };
const retryable: Delivery = { status: "retryable", reason: "503" };
const allClasses: RecordClass[] = ["command", "incident", "summary", "anomaly", "log", "rollup", "sample"];

function createOutbox(...names: string[]): TestEngine {
  const store = createTestEngine();
  store.call(
    "registerSinks",
    names.map((name) => ({ name, classes: allClasses })),
  );
  return store;
}

function claimIds(store: TestEngine, sink = "a", countMax = 1000): string[] {
  return store.call("claim", sink, { countMax, bytesMax: 1e9 }).map(({ id }) => id);
}

function settle(store: TestEngine, sink: string, ids: string[], delivery: Delivery): void {
  store.call(
    "settle",
    sink,
    ids.map((id) => ({ id, delivery })),
  );
}

describe("the outbox", () => {
  test("gives the most important class first and keeps the order of append within it", () => {
    const store = createOutbox("a");
    const records = [
      record({ class: "sample", id: "s1" }),
      record({ class: "log", id: "l1" }),
      record({ class: "command", id: "c1" }),
      record({ class: "log", id: "l2" }),
      record({ class: "command", id: "c2" }),
    ];
    store.call("append", records);
    expect(claimIds(store)).toEqual(["c1", "c2", "l1", "l2", "s1"]);
  });

  test("gives records back as they were appended", () => {
    const store = createOutbox("a");
    const original = record({
      class: "incident",
      stream: "café/☕",
      clock: "unsynced",
      at: 1234.5,
      body: '{"a":"ü"}',
    });
    store.call("append", [original]);
    store.restart();
    expect(store.call("claim", "a", everything)).toEqual([{ ...original, isHistorical: true }]);
  });

  test("gives a claimed record to nobody else until it is settled, and again after a restart", () => {
    const store = createOutbox("a");
    store.call("append", [record({ id: "x" })]);
    expect(claimIds(store)).toEqual(["x"]);
    expect(claimIds(store)).toEqual([]);
    store.crash();
    expect(claimIds(store)).toEqual(["x"]);
    settle(store, "a", ["x"], delivered);
    store.crash();
    expect(claimIds(store)).toEqual([]);
    expect(store.call("counts")).toMatchObject({ records: 0, bytes: 0, oldestAt: undefined });
  });

  test("holds a stream back behind its claimed record, and lets the other streams go on", () => {
    const store = createOutbox("a");
    store.call("append", [
      record({ id: "x1", stream: "x" }),
      record({ id: "x2", stream: "x" }),
      record({ id: "y1", stream: "y" }),
    ]);
    expect(claimIds(store, "a", 1)).toEqual(["x1"]);
    expect(claimIds(store)).toEqual(["y1"]);
    store.call("append", [record({ id: "x3", stream: "x" }), record({ id: "y2", stream: "y" })]);
    expect(claimIds(store)).toEqual([]);
    settle(store, "a", ["x1"], retryable);
    expect(claimIds(store)).toEqual(["x1", "x2", "x3"]);
  });

  test("gives a retryable record before later ones even when others of its claim are still out", () => {
    const store = createOutbox("a");
    store.call(
      "append",
      ["x1", "x2", "x3"].map((id) => record({ id, stream: "x" })),
    );
    expect(claimIds(store, "a", 2)).toEqual(["x1", "x2"]);
    expect(claimIds(store)).toEqual([]); // x3 waits behind them
    settle(store, "a", ["x1"], retryable);
    expect(claimIds(store)).toEqual([]);
    settle(store, "a", ["x2"], delivered);
    expect(claimIds(store)).toEqual(["x1", "x3"]);
  });

  test("keeps a record until every sink that takes its class has settled it", () => {
    const store = createTestEngine();
    store.call("registerSinks", [
      { name: "a", classes: allClasses },
      { name: "b", classes: ["incident"] },
    ]);
    store.call("append", [record({ id: "c", class: "command" }), record({ id: "i", class: "incident" })]);
    settle(store, "a", claimIds(store), delivered);
    expect(store.call("counts").byClass).toEqual({ incident: 1 });
    expect(claimIds(store, "b")).toEqual(["i"]);
    settle(store, "b", ["i"], delivered);
    expect(store.call("counts").records).toBe(0);
  });

  test("remembers out-of-order settlements of one sink while another lags behind", () => {
    const store = createOutbox("a", "b");
    const ids = ["1", "2", "3", "4"];
    store.call(
      "append",
      ids.map((id) => record({ id, stream: id })),
    );
    claimIds(store);
    settle(store, "a", ["2", "4"], delivered);
    store.crash();
    expect(claimIds(store)).toEqual(["1", "3"]);
    settle(store, "a", ["1", "3"], delivered);
    store.crash();
    expect(claimIds(store)).toEqual([]);
    expect(claimIds(store, "b")).toEqual(ids);
  });

  test("ignores a repeated id, and a settlement of what it does not hold", () => {
    const store = createOutbox("a");
    store.call("append", [record({ id: "x", body: "first" }), record({ id: "x", body: "second" })]);
    store.call("append", [record({ id: "x", body: "third" })]);
    settle(store, "a", ["never-seen"], delivered);
    settle(store, "never-registered", ["x"], delivered);
    expect(store.call("claim", "a", everything).map(({ body }) => body)).toEqual(["first"]);
    expect(store.call("counts").records).toBe(1);
  });

  test("counts a record once when it is settled twice", () => {
    const store = createOutbox("a");
    store.call("append", [record({ id: "x" }), record({ id: "y" })]);
    claimIds(store);
    settle(store, "a", ["x", "x"], delivered);
    settle(store, "a", ["x"], { status: "rejected", reason: "late" });
    expect(store.call("counts")).toMatchObject({ records: 1, deadLetters: 0 });
  });

  test("keeps the limits of a claim, but always gives one record however large", () => {
    const store = createOutbox("a");
    store.call("append", [record({ id: "big", body: "b".repeat(5000) }), record({ id: "small" })]);
    const claim = store.call("claim", "a", { countMax: 10, bytesMax: 100 });
    expect(claim.map(({ id }) => id)).toEqual(["big"]);
  });

  test("gives up the oldest of the least important class first when the bytes are used up, and counts them for good", () => {
    const store = createTestEngine({ config: { outboxBytesMax: 64 * 1024 } });
    store.call("registerSinks", [{ name: "a", classes: allClasses }]);
    const body = noise(5400);
    store.call("append", [record({ id: "c", class: "command", body })]);
    for (let index = 0; index < 30; index += 1) {
      store.call("append", [record({ id: `s${index}`, class: "sample", body })]);
    }
    const [command, gap, ...left] = store.call("claim", "a", everything);
    expect(command?.id).toBe("c");
    expect(left.at(-1)?.id).toBe("s29");
    expect(left.length).toBeLessThan(17);
    // In its place, what is missing is told.
    expect(gap).toMatchObject({ class: "sample", stream: "gap", isHistorical: false });
    expect(JSON.parse(gap?.body ?? "")).toMatchObject({
      schema: "edgewise.gap.v1",
      class: "sample",
      reason: "bytes",
      count: 30 - left.length,
      streams: ["s"],
    });
    store.restart();
    const counts = store.call("counts");
    expect(counts.dropped).toEqual({ sample: 30 - left.length });
    expect(counts.bytes).toBeLessThanOrEqual(64 * 1024);
    const told = store.notices.filter(({ event }) => event === "recordsDropped");
    expect(told.length).toBe(30 - left.length);
    expect(told[0]?.fields).toMatchObject({ class: "sample", reason: "bytes" });
  });

  test("gives up what is too old, but judges no age while the clock may be wrong", () => {
    const store = createOutbox("a");
    const dayMs = 86_400_000;
    store.call("append", [record({ id: "trusted" })]);
    store.reboot();
    store.time.isTrusted = false;
    store.time.now = 0; // no battery: the board woke up in 1970
    store.call("append", [record({ id: "undated" })]);
    store.pass(1000);
    expect(store.call("counts").records).toBe(2);
    store.time.isTrusted = true;
    store.time.now = Date.UTC(2026, 0, 7);
    store.pass(27 * dayMs);
    expect(store.call("counts").records).toBe(2);
    store.pass(2 * dayMs);
    const [gap, ...others] = store.call("claim", "a", everything);
    expect(JSON.parse(gap?.body ?? "")).toMatchObject({ reason: "age", count: 1 });
    expect(others.map(({ id }) => id)).toEqual(["undated"]);
    store.call("releaseSink", "a");
    store.pass(31 * dayMs);
    // The sink was given the first gap, which so stays as it is.
    expect(store.call("counts")).toMatchObject({ records: 2, dropped: { command: 2 } });
    for (const { body } of store.call("peek", 2)) {
      expect(JSON.parse(body)).toMatchObject({ reason: "age", count: 1 });
    }
  });

  test("settles a claimed record that was given up meanwhile without counting it again", () => {
    const store = createTestEngine({ config: { outboxBytesMax: 64 * 1024 } });
    store.call("registerSinks", [{ name: "a", classes: allClasses }]);
    const body = noise(30_000);
    for (const id of ["1", "2"]) store.call("append", [record({ id, stream: id, body })]);
    expect(claimIds(store)).toEqual(["1", "2"]);
    store.call("append", [record({ id: "3", body })]);
    settle(store, "a", ["1", "2"], delivered);
    expect(store.call("counts")).toMatchObject({ records: 1, dropped: { command: 1 } });
    expect(claimIds(store)).toEqual(["3"]);
  });

  test("moves rejected records to the dead letters, and queues them again for that sink only", () => {
    const store = createOutbox("a", "b");
    store.call("append", [record({ id: "x", body: "bad" })]);
    claimIds(store);
    settle(store, "a", ["x"], { status: "rejected", reason: "400 Bad Request" });
    settle(store, "b", claimIds(store, "b"), delivered);
    expect(store.call("counts")).toMatchObject({ records: 0, deadLetters: 1 });
    const [letter] = store.call("deadLetters", 10);
    expect(letter).toMatchObject({ sink: "a", reason: "400 Bad Request", record: { id: "x", body: "bad" } });
    expect(store.call("requeue", undefined)).toBe(1);
    expect(store.call("counts")).toMatchObject({ records: 1, deadLetters: 0 });
    expect(claimIds(store, "b")).toEqual([]);
    expect(claimIds(store, "a")).toEqual(["x"]);
    settle(store, "a", ["x"], delivered);
    expect(store.call("counts").records).toBe(0);
  });

  test("gives a sink that comes later a dead letter queued again from both its places under one id, and what is behind", () => {
    const store = createOutbox("a", "b");
    store.call("append", [record({ id: "x" })]);
    claimIds(store);
    settle(store, "a", ["x"], { status: "rejected", reason: "400 Bad Request" });
    expect(store.call("requeue", undefined)).toBe(1);
    store.call("append", [record({ id: "y" })]);
    store.call(
      "registerSinks",
      ["a", "b", "late"].map((name) => ({ name, classes: allClasses })),
    );
    const given: string[] = [];
    for (let ids = claimIds(store, "late"); ids.length > 0; ids = claimIds(store, "late")) {
      given.push(...ids);
      settle(store, "late", ids, delivered);
    }
    expect(given).toEqual(["x", "x", "y"]);
  });

  test("keeps a bounded number of dead letters", () => {
    const store = createTestEngine({ config: { deadLettersCountMax: 2 } });
    store.call("registerSinks", [{ name: "a", classes: allClasses }]);
    store.call(
      "append",
      ["1", "2", "3"].map((id) => record({ id })),
    );
    settle(store, "a", claimIds(store), { status: "rejected", reason: "no" });
    expect(store.call("deadLetters", 10).map(({ record: { id } }) => id)).toEqual(["3", "2"]);
    expect(store.notices.some(({ event }) => event === "deadLettersDropped")).toBe(true);
  });

  test("does not let a sink that left the configuration hold records for ever", () => {
    const store = createOutbox("a", "gone");
    store.call(
      "append",
      ["1", "2"].map((id) => record({ id, stream: id })),
    );
    claimIds(store);
    settle(store, "a", ["2"], delivered);
    store.call("registerSinks", [{ name: "a", classes: allClasses }]);
    store.pass(1000);
    expect(store.call("counts").records).toBe(1);
    settle(store, "a", ["1"], delivered);
    expect(store.call("counts").records).toBe(0);
  });

  test("gives a new sink everything that is still held", () => {
    const store = createOutbox("a");
    store.call("append", [record({ id: "1", stream: "1" }), record({ id: "2", stream: "2" })]);
    claimIds(store);
    settle(store, "a", ["1"], delivered);
    store.call(
      "registerSinks",
      ["a", "b"].map((name) => ({ name, classes: allClasses })),
    );
    expect(claimIds(store, "b")).toEqual(["2"]);
  });

  test("queues nothing that no sink takes, but everything while no sink was ever named", () => {
    const store = createTestEngine();
    store.call("append", [record({ id: "early" })]);
    expect(store.call("counts").records).toBe(1);
    store.call("registerSinks", [{ name: "a", classes: ["incident"] }]);
    store.call("append", [record({ class: "command" }), record({ id: "i", class: "incident" })]);
    expect(claimIds(store)).toEqual(["i"]);
    store.pass(1000);
    expect(store.call("counts")).toMatchObject({ byClass: { incident: 1 }, dropped: { command: 1 } });
  });

  test("queues nothing on a board without a cloud, but keeps what is held when the list of sinks is emptied", () => {
    const store = createOutbox("a");
    store.call("append", [record({ id: "held" })]);
    store.call("registerSinks", []);
    store.call("append", [record()]);
    store.pass(1000);
    store.restart();
    store.call("append", [record()]);
    expect(store.call("counts").records).toBe(1);
    store.call("registerSinks", [{ name: "a", classes: allClasses }]);
    expect(claimIds(store)).toEqual(["held"]);
  });

  test("refuses a record above the size and keeps nothing of its batch", () => {
    const store = createTestEngine({ config: { recordBytesMax: 2000 } });
    const batch = [record(), record({ body: "x".repeat(3000) })];
    expect(() => store.call("append", batch)).toThrow(StoreTooLargeError);
    expect(store.call("counts")).toMatchObject({ records: 0, bytes: 0 });
  });

  test("one bad write of a batch does not take the others with it", () => {
    const store = createTestEngine({ config: { recordBytesMax: 2000 } });
    const results = store.engine.execute(
      [
        { method: "append", args: [[record({ id: "good" })]] },
        { method: "append", args: [[record({ body: "x".repeat(3000) })]] },
        { method: "putState", args: ["a/b", "1"] },
      ],
      store.time,
    );
    expect(results.map(({ ok }) => ok)).toEqual([true, false, true]);
    store.crash();
    expect(store.call("counts").records).toBe(1);
    expect(store.call("getState", "a/b")).toBe("1");
  });

  test("finds unheld records behind thousands of held ones", () => {
    const store = createOutbox("a");
    store.call(
      "append",
      Array.from({ length: 3000 }, () => record({ stream: "busy" })),
    );
    store.call("append", [record({ id: "free", stream: "free" })]);
    claimIds(store, "a", 1);
    expect(claimIds(store)).toEqual(["free"]);
  });

  test("refuses a claim of a sink that was never registered, because that is a bug", () => {
    const store = createOutbox("a");
    expect(() => store.call("claim", "typo", everything)).toThrow(/not registered/);
  });
});
