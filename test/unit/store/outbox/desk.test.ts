import { describe, expect, test } from "vitest";
import type { Envelope, RecordClass } from "../../../../src/domain/envelope.ts";
import { createTestEngine, everything, record, type TestEngine } from "../engine/engine-fixture.ts";

const classes: RecordClass[] = ["command", "incident", "sample"];

function createOutbox(...names: string[]): TestEngine {
  const store = createTestEngine();
  store.call(
    "registerSinks",
    names.map((name) => ({ name, classes })),
  );
  return store;
}

function appendSamples(store: TestEngine, ...ids: string[]): void {
  store.call(
    "append",
    ids.map((id, index) => record({ id, class: "sample", stream: id, at: 1000 + index })),
  );
}

const ids = (records: readonly { id: string }[]) => records.map(({ id }) => id);
const page = { from: 0, countMax: 100, bytesMax: 1e9 };

describe("reading the queue", () => {
  test("goes page by page in the order of keys, claims nothing, and ends", () => {
    const store = createOutbox("a");
    appendSamples(store, "1", "2", "3");
    store.call("append", [record({ id: "c" })]);
    const first = store.call("read", { ...page, countMax: 2 });
    expect(ids(first.records)).toEqual(["c", "1"]);
    const second = store.call("read", { ...page, from: first.next ?? 0 });
    expect(ids(second.records)).toEqual(["2", "3"]);
    expect(second.next).toBeUndefined();
    expect(ids(store.call("claim", "a", everything))).toEqual(["c", "1", "2", "3"]);
  });

  test("gives at least one record however large, and only what is asked for", () => {
    const store = createOutbox("a", "b");
    appendSamples(store, "1", "2");
    store.call("append", [record({ id: "c" })]);
    expect(ids(store.call("read", { ...page, bytesMax: 1 }).records)).toEqual(["c"]);
    expect(ids(store.call("read", { ...page, classes: ["sample"], before: 1001 }).records)).toEqual(["1"]);
    store.call("claim", "a", everything);
    store.call("settle", "a", [{ id: "1", delivery: { status: "delivered" } }]);
    expect(ids(store.call("read", { ...page, sink: "a" }).records)).toEqual(["c", "2"]);
    expect(ids(store.call("read", { ...page, sink: "b" }).records)).toEqual(["c", "1", "2"]);
    expect(store.call("read", { ...page, sink: "none" })).toEqual({ records: [], next: undefined });
  });
});

describe("importing", () => {
  test("queues records under their ids, once, and says what became of them", () => {
    const store = createOutbox("a");
    const own = [1, 2, 3].map((number) => record({ id: `i${number}`, monotonicMs: 5 }));
    expect(store.call("import", own)).toEqual({ queued: 3, repeated: 0, unwanted: 0 });
    store.crash();
    expect(store.call("import", [...own, record({ class: "log" })])).toEqual({
      queued: 0,
      repeated: 3,
      unwanted: 1,
    });
    const found = store.call("claim", "a", everything);
    expect(ids(found)).toEqual(["i1", "i2", "i3"]);
    // Another machine's monotonic clock says nothing here.
    expect(found[0]).not.toHaveProperty("monotonicMs");
  });
});

describe("importing a file", () => {
  const digest = "d".repeat(64);
  const pageCount = 5_000;
  const many = (count: number) => Array.from({ length: count }, (_, at) => record({ id: `f${at}` }));

  /** As `edgewise queue import` does it, page by page; `upTo`: it breaks off there. */
  function importFile(store: TestEngine, file: readonly Envelope[], upTo = file.length, of = digest) {
    const total = { queued: 0, repeated: 0, unwanted: 0 };
    for (let first = 0; first < upTo; first += pageCount) {
      const part = store.call("import", file.slice(first, first + pageCount), { digest: of, first });
      total.queued += part.queued;
      total.repeated += part.repeated;
      total.unwanted += part.unwanted;
    }
    return total;
  }

  test("a second time queues nothing, however long it is, and though all of it went out meanwhile", () => {
    const store = createOutbox("a");
    const file = many(40_000);
    expect(importFile(store, file)).toMatchObject({ queued: 40_000, repeated: 0 });
    const sent = store.call("claim", "a", { countMax: 1e6, bytesMax: 1e9 });
    store.call(
      "settle",
      "a",
      sent.map(({ id }) => ({ id, delivery: { status: "delivered" } })),
    );
    store.crash();
    expect(importFile(store, file)).toMatchObject({ queued: 0, repeated: 40_000 });
    expect(store.call("counts").records).toBe(40_000 - sent.length);
  });

  test("goes on where it broke off", () => {
    const store = createOutbox("a");
    const file = many(6_000);
    importFile(store, file, 5_000);
    store.crash();
    expect(importFile(store, file)).toMatchObject({ queued: 1_000, repeated: 5_000 });
    expect(ids(store.call("claim", "a", everything))).toEqual(file.map(({ id }) => id));
  });

  test("queues later what no sink took at first", () => {
    const store = createOutbox("a");
    const file = [record({ id: "f1" }), record({ id: "f2", class: "log" }), record({ id: "f3" })];
    expect(importFile(store, file)).toEqual({ queued: 2, repeated: 0, unwanted: 1 });
    store.call("registerSinks", [{ name: "a", classes: ["command", "log"] }]);
    expect(importFile(store, file)).toEqual({ queued: 1, repeated: 2, unwanted: 0 });
    expect(importFile(store, file)).toEqual({ queued: 0, repeated: 3, unwanted: 0 });
  });

  test("is known of the 64 files imported last", () => {
    const store = createOutbox("a");
    const imports = Array.from({ length: 65 }, (_, file) => ({
      method: "import" as const,
      args: [[record({ id: `x${file}` })], { digest: `digest ${file}`, first: 0 }],
    }));
    store.engine.execute(imports, store.time);
    store.call("purge", {});
    store.crash();
    expect(importFile(store, [record({ id: "x64" })], 1, "digest 64").repeated).toBe(1);
    expect(importFile(store, [record({ id: "x0" })], 1, "digest 0").queued).toBe(1);
  });

  test("leaves out what was queued lately from elsewhere, also after a restart with blocks of a few records", () => {
    const store = createOutbox("a");
    const file = many(40);
    for (let first = 0; first < file.length; first += 2) store.call("append", file.slice(first, first + 2));
    store.crash();
    expect(importFile(store, file)).toMatchObject({ queued: 0, repeated: 40 });
  });
});

describe("purging", () => {
  test("takes what is meant, leaves what is on its way, and tells of it in its place", () => {
    const store = createOutbox("a");
    appendSamples(store, "1", "2", "3", "4");
    store.call("claim", "a", { countMax: 1, bytesMax: 1e9 });
    expect(store.call("purge", { classes: ["sample"], before: 1003 })).toBe(2);
    expect(store.call("counts")).toMatchObject({ records: 3, dropped: { sample: 2 } });
    const [gap, last, ...none] = store.call("claim", "a", everything);
    expect(JSON.parse(gap?.body ?? "")).toMatchObject({
      schema: "edgewise.gap.v1",
      reason: "purge",
      count: 2,
      from: new Date(1001).toISOString(),
      to: new Date(1002).toISOString(),
      streams: ["2", "3"],
    });
    expect([last?.id, none]).toEqual(["4", []]);
  });

  test("for one sink takes nothing from the others, and tells that one alone", () => {
    const store = createOutbox("a", "b");
    appendSamples(store, "1", "2");
    expect(store.call("purge", { sink: "b" })).toBe(2);
    expect(store.call("counts").bySink).toMatchObject({ a: { records: 2 }, b: { records: 1 } });
    expect(ids(store.call("claim", "a", everything))).toEqual(["1", "2"]);
    const told = store.call("claim", "b", everything);
    expect(told.map(({ stream }) => stream)).toEqual(["gap"]);
  });

  test("never takes a gap record", () => {
    const store = createOutbox("a");
    appendSamples(store, "1");
    expect(store.call("purge", {})).toBe(1);
    expect(store.call("purge", {})).toBe(0);
    expect(store.call("counts").records).toBe(1);
  });
});

describe("dead letters", () => {
  test("are queued again by number for the sink that refused them, while others still wait for the record", () => {
    const store = createOutbox("a", "b");
    appendSamples(store, "1", "2");
    store.call("claim", "a", everything);
    store.call(
      "settle",
      "a",
      ["1", "2"].map((id) => ({ id, delivery: { status: "rejected", reason: "400" } })),
    );
    const [newest] = store.call("deadLetters", 10);
    expect(store.call("requeue", [newest?.number ?? 0])).toBe(1);
    expect(ids(store.call("claim", "a", everything))).toEqual(["2"]);
    expect(ids(store.call("claim", "b", everything))).toEqual(["1", "2"]);
    expect(store.call("discard", undefined)).toBe(1);
    expect(store.call("counts").deadLetters).toBe(0);
  });
});
