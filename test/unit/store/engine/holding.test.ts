import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Incident } from "../../../../src/domain/incident.ts";
import { type StoreConfig, storeConfig } from "../../../../src/store/config.ts";
import type { StoreMethod } from "../../../../src/store/engine/calls.ts";
import { createEngineHost, type EngineReply } from "../../../../src/store/engine/engine-host.ts";
import { StoreFullError } from "../../../../src/store/errors.ts";
import {
  createTestEngine,
  everything,
  makeDirectory,
  record,
  sqliteError,
  type TestEngine,
} from "./engine-fixture.ts";

/** An engine whose disk fails while `disk.isFailing`. */
function createStore(config: Partial<StoreConfig> = {}, code = "SQLITE_IOERR_WRITE") {
  const disk = { isFailing: false, commits: 0 };
  const store = createTestEngine({
    config,
    commit(db) {
      disk.commits += 1;
      if (disk.isFailing) throw sqliteError(db, code);
      db.exec("COMMIT");
    },
  });
  store.call("registerSinks", [{ name: "a", classes: ["command", "sample"] }]);
  return { store, disk };
}

const delivered = (records: readonly { id: string }[]) =>
  records.map(({ id }) => ({ id, delivery: { status: "delivered" as const } }));
const heldOf = (store: TestEngine) => store.engine.takeReport({ withFigures: false }).held;
const events = (store: TestEngine) => store.notices.map(({ event }) => event);
const ids = (records: readonly { id: string }[]) => records.map(({ id }) => id);

function incident(id: string): Incident {
  return {
    id,
    status: "open",
    severity: "warning",
    openedAt: 1000,
    updatedAt: 1000,
    closedAt: undefined,
    clock: "synced",
    place: {},
    evidence: [],
    evidenceOmitted: 0,
    summary: "",
    revision: 1,
  };
}

describe("a store whose disk takes no writes", () => {
  for (const code of ["SQLITE_IOERR_WRITE", "SQLITE_READONLY", "SQLITE_IOERR_FSYNC"]) {
    test(`takes records, incidents and state in memory after ${code}, and says that they are not on the disk`, () => {
      const { store, disk } = createStore({}, code);
      expect(store.call("append", [record({ id: "before" })])).toBe("disk");
      disk.isFailing = true;
      expect(store.call("append", [record({ id: "during" })])).toBe("memory");
      store.call("saveIncident", incident("i"));
      store.call("putState", "a/b", "c");
      expect(ids(store.call("peek", 10))).toEqual(["before", "during"]);
      expect(store.call("getIncident", "i")).toBeDefined();
      expect(store.call("getState", "a/b")).toBe("c");
      expect(events(store)).toContain("servedFromMemory");
      expect(heldOf(store)).toMatchObject({
        records: 1,
        because: { code: expect.stringMatching(/^store\./) },
      });
    });
  }

  test("moves everything to the disk when it takes writes again, nothing lost and nothing twice", () => {
    const { store, disk } = createStore({ diskRetryMs: 5000 });
    store.call("append", [record({ id: "before" })]);
    disk.isFailing = true;
    for (let index = 0; index < 5; index += 1) store.call("append", [record({ id: `during ${index}` })]);
    store.call("putState", "a/b", "c");
    store.pass(5000);
    expect(heldOf(store)?.records).toBe(5);
    disk.isFailing = false;
    store.pass(1000);
    expect(heldOf(store)?.records).toBe(5);
    store.pass(4000);
    expect(heldOf(store)).toBeUndefined();
    expect(events(store)).toContain("writtenBack");
    expect(store.call("append", [record({ id: "after" })])).toBe("disk");
    store.crash();
    const all = ["before", ...[0, 1, 2, 3, 4].map((index) => `during ${index}`), "after"];
    expect(ids(store.call("claim", "a", everything))).toEqual(all);
    expect(store.call("getState", "a/b")).toBe("c");
  });

  test("goes on sending: what lies on the disk and what is in memory, in order", () => {
    const { store, disk } = createStore();
    store.call("append", [record({ id: "1" }), record({ id: "2" })]);
    disk.isFailing = true;
    store.call("append", [record({ id: "3" })]);
    const claimed = store.call("claim", "a", everything);
    expect(ids(claimed)).toEqual(["1", "2", "3"]);
    store.call("settle", "a", delivered(claimed));
    store.call("append", [record({ id: "4" })]);
    expect(ids(store.call("claim", "a", everything))).toEqual(["4"]);
    expect(heldOf(store)?.records).toBe(1);
    disk.isFailing = false;
    store.pass(60_000);
    store.crash();
    expect(ids(store.call("claim", "a", everything))).toEqual(["4"]);
  });

  test("keeps what it holds when the disk takes the test file but not the commit", () => {
    const { store, disk } = createStore();
    disk.isFailing = true;
    store.call("append", [record({ id: "1" }), record({ id: "2" })]);
    store.call("settle", "a", delivered(store.call("claim", "a", { countMax: 1, bytesMax: 1e6 })));
    const commits = disk.commits;
    store.pass(60_000);
    expect(disk.commits).toBeGreaterThan(commits);
    store.call("append", [record({ id: "3" })]);
    expect(ids(store.call("peek", 10))).toEqual(["2", "3"]);
    disk.isFailing = false;
    store.pass(60_000);
    store.crash();
    expect(ids(store.call("peek", 10))).toEqual(["2", "3"]);
  });

  test("refuses the newest bulk records when memory is full, and takes commands a little longer", () => {
    const { store, disk } = createStore({ memoryBytesMax: 100_000 });
    disk.isFailing = true;
    const body = JSON.stringify("x".repeat(9_000));
    const sample = () => store.call("append", [record({ class: "sample", body })]);
    for (let index = 0; index < 11; index += 1) sample();
    expect(sample).toThrow(StoreFullError);
    expect(store.call("append", [record({ body })])).toBe("memory");
    expect(heldOf(store)?.bytes).toBeLessThanOrEqual(125_000);
    const claimed = store.call("claim", "a", everything);
    store.call("settle", "a", delivered(claimed));
    sample();
  });

  test("counts imported records like any others, keeps no more than it may, and says what is lost", () => {
    const { store, disk } = createStore({ memoryBytesMax: 100_000 });
    disk.isFailing = true;
    const body = JSON.stringify("x".repeat(9_000));
    const imported = () => store.call("import", [record({ body, class: "sample" })]);
    for (let index = 0; index < 11; index += 1) expect(imported()).toMatchObject({ queued: 1 });
    expect(imported).toThrow(StoreFullError);
    expect(heldOf(store)).toMatchObject({ records: 11 });
    store.close();
    expect(store.notices.find(({ event }) => event === "memoryLost")).toMatchObject({
      fields: { records: 11 },
    });
  });

  test("writes imported records to the disk when it takes writes again", () => {
    const { store, disk } = createStore();
    disk.isFailing = true;
    store.call("import", [record({ id: "1" }), record({ id: "2" })]);
    store.pass(60_000);
    disk.isFailing = false;
    store.pass(60_000);
    store.crash();
    expect(ids(store.call("peek", 10))).toEqual(["1", "2"]);
  });

  test("tries a disk that refuses ever more rarely, and counts what the trying writes", () => {
    const { store, disk } = createStore({ diskRetryMs: 10_000 });
    disk.isFailing = true;
    store.call("append", [record()]);
    const before = disk.commits;
    const writtenBefore = store.engine.takeReport({ withFigures: true }).figures?.writtenBytes ?? 0;
    for (let seconds = 0; seconds < 3600; seconds += 10) store.pass(10_000);
    const tries = disk.commits - before;
    expect(tries).toBeGreaterThan(10);
    expect(tries).toBeLessThan(25);
    const written = store.engine.takeReport({ withFigures: true }).figures?.writtenBytes ?? 0;
    expect(written - writtenBefore).toBeGreaterThanOrEqual(tries * 65_536);
  });

  test("refuses writes at once where nothing may be kept in memory", () => {
    const { store, disk } = createStore({ memoryBytesMax: 0 });
    disk.isFailing = true;
    expect(() => store.call("append", [record()])).toThrow(/disk I\/O error/);
    disk.isFailing = false;
    expect(store.call("append", [record()])).toBe("disk");
  });

  test("writes what it holds at the stop, or says what is lost", () => {
    const { store, disk } = createStore();
    disk.isFailing = true;
    store.call("append", [record({ id: "kept" })]);
    disk.isFailing = false;
    store.restart();
    expect(events(store)).toContain("writtenBack");
    disk.isFailing = true;
    store.call("append", [record({ id: "lost" })]);
    store.close();
    const lost = store.notices.filter(({ event }) => event === "memoryLost");
    expect(lost).toMatchObject([{ fields: { records: 1 } }]);
    disk.isFailing = false;
    store.crash();
    expect(ids(store.call("peek", 10))).toEqual(["kept"]);
  });
});

describe("a store whose database cannot be opened", () => {
  function createHost() {
    const directory = join(makeDirectory(), "data");
    const time = { now: Date.UTC(2026, 0, 5), monotonicMs: 0, isTrusted: true };
    const host = createEngineHost({ directory, pid: process.pid, stopwatchMs: () => 0 });
    onTestFinished(() => void host.handle({ type: "close", time }));
    const open = () => host.handle({ type: "open", config: storeConfig.parse({}), time }) as EngineReply;
    const ask = (method: StoreMethod, ...args: unknown[]) => {
      const reply = host.handle({ type: "calls", calls: [{ method, args }], time });
      return reply?.type === "results" ? reply.results[0] : undefined;
    };
    return { directory, open, ask };
  }

  test("keeps records and incidents in memory, refuses what needs the file, and moves them in when it opens", () => {
    const { directory, open, ask } = createHost();
    mkdirSync(join(directory, "edgewise.db"), { recursive: true });
    chmodSync(directory, 0o700);
    expect(open()).toMatchObject({ error: { code: "store.disk" }, isOpen: false, isServing: true });
    expect(ask("registerSinks", [{ name: "a", classes: ["command"] }])).toMatchObject({ ok: true });
    expect(ask("append", [record({ id: "1" }), record({ id: "2" })])).toEqual({ ok: true, value: "memory" });
    expect(ask("saveIncident", incident("i"))).toMatchObject({ ok: true });
    expect(ask("getState", "a/b")).toMatchObject({ ok: false, error: { code: "store.unavailable" } });
    expect(ask("putState", "a/b", "")).toMatchObject({ ok: false, error: { code: "store.unavailable" } });
    const claimed = ask("claim", "a", { countMax: 1, bytesMax: 1e6 });
    expect(claimed).toMatchObject({ ok: true, value: [{ id: "1" }] });
    ask("settle", "a", delivered([{ id: "1" }]));
    rmSync(join(directory, "edgewise.db"), { recursive: true });
    const opened = open();
    expect(opened).toMatchObject({ error: undefined, isOpen: true, isServing: true });
    expect(opened.report?.notices.map(({ event }) => event)).toContain("writtenBack");
    expect(ask("peek", 10)).toMatchObject({ ok: true, value: [{ id: "2" }] });
    expect(ask("getIncident", "i")).toMatchObject({ ok: true, value: { id: "i" } });
    expect(ask("append", [record()])).toEqual({ ok: true, value: "disk" });
  });

  test("serves nothing where a person must act", () => {
    const { directory, open } = createHost();
    writeFileSync(directory, "in the way");
    expect(open()).toMatchObject({ error: { code: "store.forbidden" }, isOpen: false, isServing: false });
  });
});
