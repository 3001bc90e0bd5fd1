import { describe, expect, test } from "vitest";
import { createTestEngine, everything, record, type TestEngine } from "../engine/engine-fixture.ts";

function createOutbox(): TestEngine {
  const store = createTestEngine();
  store.call("registerSinks", [{ name: "a", classes: ["command"] }]);
  return store;
}

/** A record that this boot makes now. */
function now(store: TestEngine, id: string) {
  const { now: at, monotonicMs, isTrusted } = store.time;
  const clock = isTrusted ? ("synced" as const) : ("unsynced" as const);
  const body = JSON.stringify({ schema: "s", at: new Date(at).toISOString(), clock, value: 1 });
  return record({ id, at, clock, monotonicMs, body });
}

const trusted = Date.UTC(2026, 5, 1);

function wakeIn1970(store: TestEngine): void {
  store.reboot();
  store.time.now = 5000;
  store.time.isTrusted = false;
}

describe("records made before the clock was trusted", () => {
  test("are put right when it is, inside and out, and say by how much; their order stays", () => {
    const store = createOutbox();
    wakeIn1970(store);
    store.call("append", [now(store, "early")]);
    store.pass(60_000);
    store.call("append", [now(store, "later")]);
    expect(store.call("claim", "a", everything).map(({ at, clock }) => [at, clock])).toEqual([
      [5000, "unsynced"],
      [65_000, "unsynced"],
    ]);
    store.call("releaseSink", "a");
    store.time.isTrusted = true;
    store.time.now = trusted;
    store.pass(0);
    const found = store.call("claim", "a", everything);
    expect(found.map(({ id, at }) => [id, at])).toEqual([
      ["early", trusted - 60_000],
      ["later", trusted],
    ]);
    expect(found[0]).toMatchObject({ clock: "synced", correctedByMs: trusted - 65_000 });
    expect(JSON.parse(found[0]?.body ?? "")).toEqual({
      schema: "s",
      at: new Date(trusted - 60_000).toISOString(),
      clock: "synced",
      value: 1,
    });
  });

  test("of an earlier boot that never knew the time stay as they are", () => {
    const store = createOutbox();
    wakeIn1970(store);
    store.call("append", [now(store, "lost in time")]);
    store.reboot();
    store.time.isTrusted = true;
    store.time.now = trusted;
    store.pass(1000);
    expect(store.call("claim", "a", everything)[0]).toMatchObject({ at: 5000, clock: "unsynced" });
  });

  test("are put right after a later boot too, if their own came to know the time", () => {
    const store = createOutbox();
    wakeIn1970(store);
    store.call("append", [now(store, "x")]);
    store.time.isTrusted = true;
    store.time.now = trusted;
    store.pass(10_000);
    wakeIn1970(store);
    expect(store.call("claim", "a", everything)[0]).toMatchObject({ at: trusted + 0, clock: "synced" });
  });

  test("with a body that is no object stay readable", () => {
    const store = createOutbox();
    wakeIn1970(store);
    store.call("append", [{ ...now(store, "x"), body: "[1]" }]);
    store.time.isTrusted = true;
    store.pass(0);
    expect(store.call("claim", "a", everything)[0]?.body).toBe("[1]");
  });
});

describe("history", () => {
  test("is what waited long or is of an earlier start, and live records go without waiting for it", () => {
    const store = createOutbox();
    store.call("registerSinks", [{ name: "a", classes: ["sample"] }]);
    const append = (id: string) => store.call("append", [{ ...now(store, id), class: "sample" }]);
    append("before the start");
    store.restart();
    append("old");
    store.pass(600_001);
    append("new");
    const claim = (age?: "live" | "historical") =>
      store
        .call("claim", "a", { ...everything, ...(age ? { age } : {}) })
        .map(({ id, isHistorical }) => [id, isHistorical]);
    expect(claim("live")).toEqual([["new", false]]);
    expect(claim("live")).toEqual([]);
    // Its stream is not held back by a newer one, but never the other way round.
    store.call("releaseSink", "a");
    expect(claim("historical")).toEqual([
      ["before the start", true],
      ["old", true],
    ]);
    expect(claim("live")).toEqual([["new", false]]);
  });

  test("is not overtaken by a live command or incident of its stream", () => {
    const store = createOutbox();
    store.call("append", [now(store, "opened"), { ...now(store, "other"), stream: "t" }]);
    store.pass(600_001);
    store.call("append", [now(store, "closed"), { ...now(store, "elsewhere"), stream: "u" }]);
    const claim = (age: "live" | "historical") =>
      store.call("claim", "a", { ...everything, age }).map(({ id }) => id);
    expect(claim("live")).toEqual(["elsewhere"]);
    expect(claim("historical")).toEqual(["opened", "other"]);
    expect(claim("live")).toEqual([]);
    store.call("settle", "a", [{ id: "opened", delivery: { status: "delivered" } }]);
    expect(claim("live")).toEqual(["closed"]);
  });

  test("is passed over at once by claims of live records, however many blocks of it wait", () => {
    const store = createOutbox();
    store.call("registerSinks", [{ name: "a", classes: ["sample"] }]);
    for (let at = 0; at < 40; at += 1) {
      store.call("append", [{ ...now(store, `old ${at}`), class: "sample" }]);
      store.pass(1000);
    }
    store.pass(600_001);
    store.call("append", [{ ...now(store, "new"), class: "sample" }]);
    expect(store.call("claim", "a", { ...everything, age: "live" }).map(({ id }) => id)).toEqual(["new"]);
    store.call("releaseSink", "a");
    expect(store.call("claim", "a", everything).length).toBe(41);
  });

  test("is not made by a wall clock that jumps", () => {
    const store = createOutbox();
    store.call("append", [now(store, "x")]);
    store.time.now += 86_400_000;
    expect(store.call("claim", "a", { ...everything, age: "live" }).length).toBe(1);
  });
});
