import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Evidence, Incident } from "../../../../src/domain/incident.ts";
import { storeConfig } from "../../../../src/store/config.ts";
import type { StoreMethod } from "../../../../src/store/engine/calls.ts";
import { createEngineHost } from "../../../../src/store/engine/engine-host.ts";
import {
  StoreForbiddenError,
  StoreFullError,
  StoreLockedError,
  StoreNewerSchemaError,
  StoreTooLargeError,
} from "../../../../src/store/errors.ts";
import { openSqlite } from "../../../../src/store/file/sqlite.ts";
import { bringBackRows } from "../outbox/old-rows.ts";
import {
  createTestEngine,
  everything,
  makeDirectory,
  noise,
  record,
  type TestEngine,
} from "./engine-fixture.ts";

const mebibyte = 1024 * 1024;

function incident(fields: Partial<Incident>): Incident {
  return {
    id: "i",
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
    ...fields,
  };
}

function corruptFiles(directory: string): string[] {
  return readdirSync(directory).filter((name) => /corrupt-[^-]+(-\d+)?$/.test(name));
}

/** A database with some of everything, closed. */
function fill(directory: string): void {
  const store = createTestEngine({ directory });
  store.call("registerSinks", [{ name: "a", classes: ["command"] }]);
  for (let batch = 0; batch < 20; batch += 1) {
    store.call(
      "append",
      Array.from({ length: 20 }, () => record({ body: "x".repeat(300) })),
    );
  }
  for (let index = 0; index < 50; index += 1) store.call("saveIncident", incident({ id: `i${index}` }));
  store.call("putState", "anomaly/baselines", "{}");
  store.close();
}

/** A full database of the least size. */
function createFullStore(): { store: TestEngine; ids: string[] } {
  const store = createTestEngine({ config: { bytesMax: mebibyte, outboxBytesMax: 64 * mebibyte } });
  store.call("registerSinks", [{ name: "a", classes: ["command"] }]);
  const ids: string[] = [];
  expect(() => {
    for (;;) {
      const item = record({ body: noise(20_000), stream: `s${ids.length}` });
      store.call("append", [item]);
      ids.push(item.id);
    }
  }).toThrow(StoreFullError);
  return { store, ids };
}

describe("the store's engine", () => {
  test("makes the data directory for its owner only", () => {
    const directory = join(makeDirectory(), "new", "data");
    createTestEngine({ directory });
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test("writes with WAL and full synchronisation", () => {
    const { directory } = createTestEngine();
    const db = openSqlite(join(directory, "edgewise.db"), { readonly: true });
    expect(db.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(db.pragma("auto_vacuum", { simple: true })).toBe(2);
    db.close();
  });

  test("refuses a second engine on the same directory, naming the process that holds it", () => {
    const { directory } = createTestEngine();
    expect(() => createTestEngine({ directory })).toThrow(StoreLockedError);
    expect(() => createTestEngine({ directory })).toThrow(`process ${process.pid}`);
  });

  test("takes the lock again after the holder is gone, and over rubbish in the lock file", () => {
    const store = createTestEngine();
    store.close();
    writeFileSync(join(store.directory, "edgewise.lock"), "rubbish".repeat(1000));
    const again = createTestEngine({ directory: store.directory });
    expect(() => createTestEngine({ directory: store.directory })).toThrow(StoreLockedError);
    again.close();
  });

  test("refuses a database of a newer edgewise, leaves it as it is and gives the lock back", () => {
    const directory = makeDirectory();
    fill(directory);
    const path = join(directory, "edgewise.db");
    const db = openSqlite(path);
    db.pragma("user_version = 999");
    db.pragma("wal_checkpoint(TRUNCATE)");
    db.close();
    const before = readFileSync(path);
    expect(() => createTestEngine({ directory })).toThrow(StoreNewerSchemaError);
    expect(() => createTestEngine({ directory })).toThrow(/schema 999/);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(corruptFiles(directory)).toEqual([]);
  });

  test("names what is wrong when a file stands in the directory's place", () => {
    const path = join(makeDirectory(), "file");
    writeFileSync(path, "");
    expect(() => createTestEngine({ directory: path })).toThrow(StoreForbiddenError);
    expect(() => createTestEngine({ directory: join(path, "data") })).toThrow(StoreForbiddenError);
  });

  test("goes on when the log was not folded in before the process died", () => {
    const store = createTestEngine();
    store.call("append", [record({ id: "kept" })]);
    store.crash();
    expect(store.call("peek", 10).map(({ id }) => id)).toEqual(["kept"]);
  });

  test("refuses writes when full with a named error, keeps what it acknowledged, and recovers when records leave", () => {
    const { store, ids } = createFullStore();
    expect(store.engine.takeReport({ withFigures: false }).failing?.code).toBe("store.full");
    store.crash();
    const claimed = store.call("claim", "a", everything).map(({ id }) => id);
    expect(claimed).toEqual(ids);
    const settled = claimed.slice(0, 20).map((id) => ({ id, delivery: { status: "delivered" as const } }));
    store.call("settle", "a", settled);
    store.call("append", [record({ id: "after" })]);
    expect(store.call("counts").records).toBe(ids.length - 20 + 1);
    expect(store.engine.takeReport({ withFigures: false }).failing).toBeUndefined();
  });

  test("settles in the same batch in which an append finds the disk full", () => {
    const { store, ids } = createFullStore();
    store.call("claim", "a", everything);
    const results = store.engine.execute(
      [
        { method: "append", args: [[record({ body: noise(200_000) })]] },
        {
          method: "settle",
          args: ["a", ids.slice(0, 5).map((id) => ({ id, delivery: { status: "delivered" } }))],
        },
        { method: "append", args: [[record({ id: "fits now" })]] },
      ],
      store.time,
    );
    expect(results.map(({ ok }) => ok)).toEqual([false, true, true]);
    expect(store.call("counts").records).toBe(ids.length - 5 + 1);
  });

  test("gives up old history, not queued records, when the database nears its size", () => {
    const store = createTestEngine({ config: { bytesMax: 2 * mebibyte } });
    store.describe({ slot: 0, id: "s", isState: false });
    const start = store.time.now;
    for (let day = 0; day < 10; day += 1) {
      store.time.now = start + day * 86_400_000;
      store.add([0, store.time.now, day]);
      store.pass(60_000);
    }
    for (let turn = 0; turn < 10; turn += 1) store.pass(60_000);
    expect(store.call("rollups", "s", "minute", 0, start * 2).length).toBe(10);
    for (let index = 0; index < 92; index += 1) store.call("append", [record({ body: noise(27_000) })]);
    for (let turn = 0; turn < 30; turn += 1) store.pass(1000);
    expect(store.call("rollups", "s", "minute", 0, start * 2).length).toBe(1);
    expect(store.call("counts").records).toBe(92);
  });

  for (const [damage, apply] of [
    ["a header of zeros", (path: string) => overwrite(path, 0, Buffer.alloc(100))],
    ["random bytes all over", (path: string) => overwrite(path, 0, Buffer.alloc(40_000, "no database"))],
    [
      "a missing second half",
      (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096),
    ],
    ["a cut in the middle of a page", (path: string) => truncateSync(path, 10_000)],
    ["a few bytes of text", (path: string) => writeFileSync(path, "hello")],
  ] as const) {
    test(`starts with a fresh database and keeps the damaged one aside after ${damage}`, () => {
      const directory = makeDirectory();
      fill(directory);
      apply(join(directory, "edgewise.db"));
      const store = createTestEngine({ directory });
      const [kept] = corruptFiles(directory);
      expect(kept).toMatch(/^edgewise\.db\.corrupt-20260105T120000Z$/);
      const told = store.notices.find(({ event }) => event === "quarantined");
      expect(told?.fields.movedTo).toBe(join(directory, kept as string));
      store.call("append", [record({ id: "new" })]);
      store.restart();
      expect(store.call("peek", 1000).map(({ id }) => id)).toContain("new");
    });
  }

  test("reads queued records and incidents back from a damaged file where they are readable", () => {
    const directory = makeDirectory();
    fill(directory);
    const rootPage = rootPageOf(directory, "rollup_chunk");
    overwrite(join(directory, "edgewise.db"), (rootPage - 1) * 4096, Buffer.alloc(4096, 0xff));
    const store = createTestEngine({ directory });
    expect(corruptFiles(directory).length).toBe(1);
    expect(store.call("counts").records).toBe(400);
    expect(store.call("listIncidents", { countMax: 100 }).length).toBe(50);
    expect(store.call("getState", "anomaly/baselines")).toBe("{}");
    store.call("append", [record()]);
    expect(store.call("counts").records).toBe(401);
  });

  test("keeps a bounded number of damaged files", () => {
    const directory = makeDirectory();
    for (let time = 0; time < 4; time += 1) {
      writeFileSync(join(directory, "edgewise.db"), "not a database ".repeat(1000));
      const now = Date.UTC(2026, 0, 1 + time);
      createTestEngine({ directory, now, config: { corruptFilesCountMax: 2 } }).close();
    }
    expect(corruptFiles(directory)).toEqual([
      "edgewise.db.corrupt-20260103T000000Z",
      "edgewise.db.corrupt-20260104T000000Z",
    ]);
  });

  test("moves the database aside in the middle of work when a query meets damage, and goes on with a fresh one", () => {
    const directory = makeDirectory();
    fill(directory);
    const rootPage = rootPageOf(directory, "state");
    const time = { now: Date.UTC(2026, 0, 5), monotonicMs: 0, isTrusted: true };
    const host = createEngineHost({ directory, pid: process.pid, stopwatchMs: () => 0 });
    onTestFinished(() => void host.handle({ type: "close", time }));
    host.handle({ type: "open", config: storeConfig.parse({}), time });
    overwrite(join(directory, "edgewise.db"), (rootPage - 1) * 4096, Buffer.alloc(4096, 0xff));
    const ask = (method: StoreMethod, ...args: unknown[]) =>
      host.handle({ type: "calls", calls: [{ method, args }], time });
    expect(ask("getState", "anomaly/baselines")).toMatchObject({
      results: [{ ok: false, error: { code: "store.corrupt" } }],
      isOpen: true,
      report: { notices: expect.arrayContaining([expect.objectContaining({ event: "quarantined" })]) },
    });
    expect(corruptFiles(directory).length).toBe(1);
    expect(ask("counts")).toMatchObject({ results: [{ ok: true, value: { records: 400 } }] });
  });

  test("opens a large database with damage that the check at start does not look for", () => {
    const directory = makeDirectory();
    fill(directory);
    const rootPage = rootPageOf(directory, "rollup_window");
    overwrite(join(directory, "edgewise.db"), (rootPage - 1) * 4096, Buffer.alloc(4096, 0xff));
    const config = { ...storeConfig.parse({}), integrityCheckBytesMax: 0 };
    const time = { now: Date.UTC(2026, 0, 5), monotonicMs: 0, isTrusted: true };
    const host = createEngineHost({ directory, pid: process.pid, stopwatchMs: () => 0 });
    expect(host.handle({ type: "open", config, time })).toMatchObject({ error: undefined, isOpen: true });
    host.handle({ type: "close", time });
    expect(corruptFiles(directory).length).toBe(1);
  });

  test("does not take a directory in the database's place for damage", () => {
    const directory = makeDirectory();
    mkdirSync(join(directory, "edgewise.db"));
    expect(() => createTestEngine({ directory })).toThrow(/cannot open the database/);
    expect(corruptFiles(directory)).toEqual([]);
  });

  test("counts what it writes: the log and what is folded in", () => {
    const store = createTestEngine({ config: { walBytesMax: 256 * 1024 } });
    for (let batch = 0; batch < 100; batch += 1) {
      store.call("append", [record({ body: noise(10_000) })]);
      store.pass(10);
    }
    const figures = store.engine.takeReport({ withFigures: true }).figures;
    expect(figures?.commits).toBe(100);
    expect(figures?.writtenBytes).toBeGreaterThan(100 * 10_000);
    expect(figures?.writtenBytes).toBeLessThan(6 * mebibyte);
    expect(figures?.payloadBytes).toBeGreaterThan(100 * 10_000);
    expect(figures?.payloadBytes).toBeLessThan(100 * 10_050);
    expect(figures?.walBytes).toBeLessThan(600 * 1024);
    expect(statSync(join(store.directory, "edgewise.db-wal")).size).toBeLessThan(mebibyte);
  });
});

describe("the write-ahead log", () => {
  const walBytes = (store: TestEngine) =>
    store.engine.takeReport({ withFigures: true }).figures?.walBytes as number;
  const append = (store: TestEngine, bytes: number) => store.call("append", [record({ body: noise(bytes) })]);

  test("is folded in when nobody writes, and not in the commit that made it long", () => {
    const store = createTestEngine({ config: { walBytesMax: 256 * 1024 } });
    append(store, 400_000);
    expect(walBytes(store)).toBeGreaterThan(256 * 1024);
    store.pass(1000);
    expect(walBytes(store)).toBeGreaterThan(256 * 1024);
    store.pass(1000);
    expect(walBytes(store)).toBe(0);
  });

  test("is folded in at twice its size whoever writes", () => {
    const store = createTestEngine({ config: { walBytesMax: 256 * 1024 } });
    append(store, 730_000);
    store.pass(1000);
    expect(walBytes(store)).toBe(0);
  });
});

describe("the incident log", () => {
  test("replaces by id, finds by time and status, newest first", () => {
    const store = createTestEngine();
    store.call("saveIncident", incident({ id: "a", openedAt: 1000 }));
    store.call("saveIncident", incident({ id: "b", openedAt: 3000 }));
    store.call("saveIncident", incident({ id: "c", openedAt: 2000 }));
    store.call(
      "saveIncident",
      incident({ id: "a", openedAt: 1000, status: "closed", closedAt: 5000, summary: "s" }),
    );
    store.restart();
    const ids = (query: Parameters<typeof list>[0]) => list(query).map(({ id }) => id);
    const list = (query: { from?: number; to?: number; status?: "open" | "closed"; countMax: number }) =>
      store.call("listIncidents", query);
    expect(ids({ countMax: 10 })).toEqual(["b", "c", "a"]);
    expect(ids({ countMax: 10, status: "open" })).toEqual(["b", "c"]);
    expect(ids({ countMax: 10, from: 2000, to: 3000 })).toEqual(["c"]);
    expect(ids({ countMax: 1 })).toEqual(["b"]);
    expect(store.call("getIncident", "a")).toMatchObject({ status: "closed", closedAt: 5000, summary: "s" });
    expect(store.call("getIncident", "none")).toBeUndefined();
  });

  test("keeps a bounded number: the oldest closed ones go first", () => {
    const store = createTestEngine({ config: { incidentsCountMax: 3 } });
    for (let index = 0; index < 6; index += 1) {
      const status = index < 2 ? "open" : "closed";
      store.call("saveIncident", incident({ id: `${index}`, openedAt: index, status }));
    }
    store.pass(1000);
    expect(store.call("listIncidents", { countMax: 10 }).map(({ id }) => id)).toEqual(["5", "1", "0"]);
  });
});

describe("incidents like one", () => {
  const line = (subjectId: string, fields: Partial<Evidence> = {}): Evidence => ({
    subjectId,
    type: "series",
    name: subjectId,
    kind: "level",
    direction: "high",
    severity: "warning",
    firstAt: 0,
    lastAt: 0,
    times: 1,
    score: 1,
    unit: undefined,
    observed: undefined,
    expected: undefined,
    durationMs: undefined,
    limit: undefined,
    example: undefined,
    observedState: undefined,
    typicalState: undefined,
    place: {},
    recoveredAt: undefined,
    ...fields,
  });
  const similar = (store: TestEngine, to: Incident) =>
    store.call("similarIncidents", to, 10).map(({ incident: { id } }) => id);

  test("are the earlier ones with the same sensors, the most alike first", () => {
    const store = createTestEngine();
    const day = 86_400_000;
    store.call("saveIncident", incident({ id: "half", openedAt: day, evidence: [line("a"), line("b")] }));
    store.call("saveIncident", incident({ id: "same", openedAt: 2 * day, evidence: [line("a")] }));
    store.call("saveIncident", incident({ id: "other", openedAt: 3 * day, evidence: [line("c")] }));
    store.call("saveIncident", incident({ id: "later", openedAt: 9 * day, evidence: [line("a")] }));
    const asked = incident({ id: "asked", openedAt: 5 * day, evidence: [line("a")] });
    store.call("saveIncident", asked);
    expect(similar(store, asked)).toEqual(["same", "half"]);
    expect(similar(store, incident({ id: "new", openedAt: 9 * day, evidence: [] }))).toEqual([]);
  });

  test("follow what an incident is about as it changes, and go with it", () => {
    const store = createTestEngine({ config: { incidentsCountMax: 1 } });
    const asked = incident({ id: "asked", openedAt: 5000, evidence: [line("a")] });
    store.call("saveIncident", incident({ id: "x", openedAt: 1000, evidence: [line("a")] }));
    expect(similar(store, asked)).toEqual(["x"]);
    store.call("saveIncident", incident({ id: "x", openedAt: 1000, evidence: [line("c")] }));
    expect(similar(store, asked)).toEqual([]);
    store.call(
      "saveIncident",
      incident({ id: "x", openedAt: 1000, status: "closed", evidence: [line("a")] }),
    );
    store.call("saveIncident", incident({ id: "y", openedAt: 2000, evidence: [] }));
    store.pass(1000);
    expect(similar(store, asked)).toEqual([]);
  });

  test("are found among those that were stored before they could be", () => {
    const directory = makeDirectory();
    const first = createTestEngine({ directory });
    const places = { device: "pump", area: "yard" };
    first.call("saveIncident", incident({ id: "x", evidence: [line("ä".repeat(300), { place: places })] }));
    first.close();
    const db = openSqlite(join(directory, "edgewise.db"));
    const signs = () => db.prepare("SELECT sign, opened_at, incident FROM incident_sign ORDER BY sign").all();
    const saved = signs();
    db.exec("DROP TABLE incident_sign");
    bringBackRows(db, 2);
    db.exec("INSERT INTO incident (id, status, opened_at, body) VALUES ('broken', 'open', 1, 'no JSON')");
    const store = createTestEngine({ directory });
    expect(signs()).toEqual(saved);
    expect(saved).toHaveLength(2);
    db.close();
    store.close();
  });

  test("are found by what few have, among many that have what is common", () => {
    const store = createTestEngine();
    const calls = Array.from({ length: 600 }, (_, index) => {
      const evidence = [line("common"), line(`rare ${index % 250}`)];
      return {
        method: "saveIncident",
        args: [incident({ id: `${index}`, openedAt: index * 1000, evidence })],
      } as const;
    });
    store.engine.execute(calls, store.time);
    const asked = incident({ id: "asked", openedAt: 1e9, evidence: [line("common"), line("rare 7")] });
    expect(similar(store, asked).slice(0, 3)).toEqual(["507", "257", "7"]);
  });
});

describe("state of parts", () => {
  test("survives a restart and is replaced by key", () => {
    const store = createTestEngine();
    store.call("putState", "anomaly/x", "1");
    store.call("putState", "anomaly/x", "2");
    store.crash();
    expect(store.call("getState", "anomaly/x")).toBe("2");
    expect(store.call("getState", "anomaly/y")).toBeUndefined();
  });

  test("refuses a value that no part should have", () => {
    const store = createTestEngine();
    expect(() => store.call("putState", "k".repeat(1000), "")).toThrow(StoreTooLargeError);
  });
});

function rootPageOf(directory: string, table: string): number {
  const db = openSqlite(join(directory, "edgewise.db"));
  const page = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").pluck().get(table);
  db.close();
  return page as number;
}

function overwrite(path: string, at: number, bytes: Buffer): void {
  const file = readFileSync(path);
  bytes.copy(file, at);
  writeFileSync(path, file);
}
