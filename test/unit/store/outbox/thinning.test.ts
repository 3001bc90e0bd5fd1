import type { Database } from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { RecordClass } from "../../../../src/domain/envelope.ts";
import type { ThinnedRollupBody } from "../../../../src/domain/rollup-body.ts";
import { type StoreConfig, storeConfig } from "../../../../src/store/config.ts";
import {
  createTestEngine,
  everything,
  makeDirectory,
  record,
  sqliteError,
  type TestEngine,
} from "../engine/engine-fixture.ts";

const hourMs = 3_600_000;

function createStore(
  config: Partial<StoreConfig> = {},
  sinks = ["a"],
  commit: (db: Database) => void = (db) => void db.exec("COMMIT"),
): TestEngine {
  const thinning = { ...storeConfig.parse({}).thinning, fullHours: 1, minuteDays: 1 };
  const store = createTestEngine({ config: { outboxRecordsMax: 2000, thinning, ...config }, commit });
  const classes: RecordClass[] = ["command", "incident", "log", "sample"];
  store.call(
    "registerSinks",
    sinks.map((name) => ({ name, classes })),
  );
  return store;
}

/** A sample a second of one series, in blocks of ten. */
function fill(store: TestEngine, count: number, recordClass: RecordClass = "sample"): void {
  for (let first = 0; first < count; first += 10) {
    const records = Array.from({ length: 10 }, (_, index) => {
      const at = store.time.now + index * 1000;
      const body = { schema: "edgewise.sample.v1", at: new Date(at).toISOString(), clock: "synced" };
      return record({
        class: recordClass,
        stream: "boiler",
        at,
        body: JSON.stringify({ ...body, series: { id: "boiler" }, value: first + index }),
      });
    });
    store.call("append", records);
    store.time.now += 10_000;
    store.time.monotonicMs += 10_000;
  }
}

const thinned = (store: TestEngine) => store.notices.filter(({ event }) => event === "samplesThinned");
const drain = (store: TestEngine, sink = "a") => store.call("claim", sink, everything);
const countOf = (records: readonly { body: string }[]) =>
  records
    .map(({ body }) => JSON.parse(body) as Partial<ThinnedRollupBody>)
    .reduce((sum, body) => sum + (body.thinned ? (body.count ?? 0) : 1), 0);
const dropped = (store: TestEngine) => store.notices.filter(({ event }) => event === "recordsDropped");

describe("the thinning of a backlog", () => {
  test("waits until samples take their share of the limits", () => {
    const store = createStore();
    fill(store, 900);
    store.pass(10 * hourMs);
    expect(thinned(store)).toEqual([]);
    expect(store.call("counts").records).toBe(900);
  });

  test("makes aggregates of old samples in their place, and leaves the newest whole", () => {
    const store = createStore();
    fill(store, 1200);
    store.pass(hourMs);
    fill(store, 60);
    store.pass(1000);
    const records = drain(store);
    expect(records.length).toBeLessThan(100);
    expect(countOf(records)).toBe(1260);
    expect(records.slice(-60).every(({ body }) => !body.includes("thinned"))).toBe(true);
    const times = records.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(store.call("counts").records).toBe(records.length);
    expect(dropped(store)).toEqual([]);
  });

  test("makes 15-minute aggregates of what is older still", () => {
    const store = createStore();
    fill(store, 1800);
    store.pass(25 * hourMs);
    store.pass(1000);
    const records = drain(store);
    expect(countOf(records)).toBe(1800);
    expect(records.length).toBeLessThanOrEqual(4);
  });

  test("takes younger ones the nearer the limits are", () => {
    const store = createStore({ outboxRecordsMax: 1201 });
    fill(store, 1200);
    store.pass(60_000);
    expect(store.call("counts").records).toBeLessThan(100);
    expect(countOf(drain(store))).toBe(1200);
  });

  test("never touches commands, incidents or logs", () => {
    for (const name of ["command", "incident", "log"] as const) {
      const store = createStore({ outboxRecordsMax: 1201 });
      fill(store, 1200, name);
      store.pass(100 * hourMs);
      expect(store.call("counts").records).toBe(1200);
    }
  });

  test("survives a crash without losing or doubling, and settles as the samples would", () => {
    const store = createStore({}, ["a", "b"]);
    fill(store, 1200);
    store.pass(2 * hourMs);
    store.crash();
    const records = drain(store);
    expect(countOf(records)).toBe(1200);
    store.call(
      "settle",
      "a",
      records.map(({ id }) => ({ id, delivery: { status: "delivered" } })),
    );
    expect(drain(store)).toEqual([]);
    expect(store.call("counts").bySink).toMatchObject({ a: { records: 0 }, b: { records: records.length } });
    const others = drain(store, "b");
    store.call(
      "settle",
      "b",
      others.map(({ id }) => ({ id, delivery: { status: "delivered" } })),
    );
    expect(store.call("counts")).toMatchObject({ records: 0, bytes: 0 });
  });

  test("leaves alone what is on its way and what only some sinks have had", () => {
    const store = createStore({}, ["a", "b"]);
    fill(store, 1200);
    const claimed = store.call("claim", "a", { countMax: 15, bytesMax: 1e9 });
    store.call(
      "settle",
      "a",
      claimed.slice(0, 5).map(({ id }) => ({ id, delivery: { status: "delivered" } })),
    );
    store.pass(2 * hourMs);
    expect(thinned(store).length).toBeGreaterThan(0);
    store.call(
      "settle",
      "a",
      claimed.slice(5).map(({ id }) => ({ id, delivery: { status: "delivered" } })),
    );
    expect(countOf(drain(store))).toBe(1200 - 15);
    expect(countOf(drain(store, "b"))).toBe(1200);
  });

  test("leaves what was sent under its ids when the process died before the answer was noted", () => {
    const store = createStore({}, ["a", "b"]);
    fill(store, 1200);
    const sent = store.call("claim", "a", { countMax: 15, bytesMax: 1e9 });
    store.crash();
    store.pass(2 * hourMs);
    const again = drain(store);
    expect(again.slice(0, 15).map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
    expect(countOf(again)).toBe(1200);
  });

  test("leaves what was sent out of a stage, too", () => {
    for (const dies of [false, true]) {
      const staging = {
        ...storeConfig.parse({}).staging,
        place: "directory",
        directory: makeDirectory(),
      } as const;
      const store = createStore({ staging });
      fill(store, 20);
      const sent = store.call("claim", "a", { countMax: 15, bytesMax: 1e9 });
      if (dies) store.crash();
      fill(store, 1200);
      store.pass(hourMs);
      store.pass(2 * hourMs);
      store.call("releaseSink", "a");
      const again = drain(store);
      expect(again.slice(0, 15).map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
      expect(countOf(again)).toBe(1220);
      expect(thinned(store).length).toBeGreaterThan(0);
    }
  });

  test("goes on with what was not there yet when the process died", () => {
    const store = createStore();
    fill(store, 20);
    store.call("claim", "a", { countMax: 15, bytesMax: 1e9 });
    store.crash();
    fill(store, 1200);
    store.pass(2 * hourMs);
    store.pass(1000);
    const records = drain(store);
    expect(records.length).toBeLessThan(20 + 100);
    expect(countOf(records)).toBe(1220);
  });

  test("seldom writes what was sent", () => {
    const store = createStore();
    fill(store, 1200);
    const commits = () => store.engine.takeReport({ withFigures: true }).figures?.commits ?? 0;
    const before = commits();
    for (let turn = 0; turn < 40; turn += 1) store.call("claim", "a", { countMax: 10, bytesMax: 1e9 });
    expect(commits() - before).toBe(1);
  });

  test("sends on while a disk takes nothing, and notes what was sent when it does again", () => {
    let isFailing = false;
    const store = createStore({}, ["a"], (db) => {
      if (isFailing) throw sqliteError(db, "SQLITE_IOERR_WRITE");
      db.exec("COMMIT");
    });
    fill(store, 1200);
    isFailing = true;
    const sent = store.call("claim", "a", { countMax: 15, bytesMax: 1e9 });
    expect(sent).toHaveLength(15);
    expect(store.notices.some(({ event }) => event === "writeFailed")).toBe(true);
    isFailing = false;
    store.call("claim", "a", { countMax: 1, bytesMax: 1e9 });
    store.crash();
    store.pass(2 * hourMs);
    expect(
      drain(store)
        .slice(0, 15)
        .map(({ id }) => id),
    ).toEqual(sent.map(({ id }) => id));
  });

  test("works in slices", () => {
    const thinning = { ...storeConfig.parse({}).thinning, fullHours: 1, recordsPerSecond: 120 };
    const store = createStore({ thinning });
    fill(store, 1200);
    store.pass(2 * hourMs);
    expect(store.call("counts").records).toBeGreaterThan(1000);
    for (let turn = 0; turn < 20; turn += 1) store.pass(1000);
    expect(store.call("counts").records).toBeLessThan(1000);
    expect(countOf(drain(store))).toBe(1200);
  });
});
