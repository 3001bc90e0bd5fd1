import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RecordClass } from "../../../../src/domain/envelope.ts";
import { type StoreConfig, storeConfig } from "../../../../src/store/config.ts";
import {
  createTestEngine,
  everything,
  makeDirectory,
  record,
  type TestEngine,
} from "../engine/engine-fixture.ts";

const classes: readonly RecordClass[] = ["command", "log", "sample"];

function createStore(
  staging: Partial<StoreConfig["staging"]>,
  { sinks = ["a"], directory }: { sinks?: readonly string[]; directory?: string } = {},
): TestEngine {
  const config = { staging: { ...storeConfig.parse({}).staging, ...staging } };
  const store = createTestEngine({ config, ...(directory === undefined ? {} : { directory }) });
  store.call(
    "registerSinks",
    sinks.map((name) => ({ name, classes })),
  );
  return store;
}

const sample = (id: string, stream = id) =>
  record({ id, class: "sample", stream, body: `"${"x".repeat(300)}"` });
const ids = (records: readonly { id: string }[]) => records.map(({ id }) => id);
const delivered = (records: readonly { id: string }[]) =>
  records.map(({ id }) => ({ id, delivery: { status: "delivered" as const } }));
const claim = (store: TestEngine, sink = "a", request = everything) => store.call("claim", sink, request);

function figures(store: TestEngine) {
  const found = store.engine.takeReport({ withFigures: true }).figures;
  if (!found) throw new Error("the engine gave no figures");
  return found;
}

describe("staging in memory", () => {
  test("keeps bulk records off the disk, says so, and writes others at once", () => {
    const store = createStore({ place: "memory" });
    expect(store.call("append", [record({ id: "c" })])).toBe("disk");
    const before = figures(store).writtenBytes;
    for (let index = 0; index < 50; index += 1)
      expect(store.call("append", [sample(`s${index}`)])).toBe("memory");
    expect(figures(store)).toMatchObject({
      writtenBytes: before,
      staging: { records: 50, windowMs: 900_000 },
    });
    expect(store.call("counts")).toMatchObject({ records: 51, byClass: { command: 1, sample: 50 } });
    expect(store.call("peek", 3).map(({ class: name }) => name)).toEqual(["command", "sample", "sample"]);
  });

  test("never writes what every sink settles in time", () => {
    const store = createStore({ place: "memory" }, { sinks: ["a", "b"] });
    const before = figures(store).writtenBytes;
    for (let round = 0; round < 5; round += 1) {
      store.call("append", [sample(`${round} x`), sample(`${round} y`)]);
      for (const sink of ["a", "b"]) store.call("settle", sink, delivered(claim(store, sink)));
    }
    expect(store.call("counts").records).toBe(0);
    expect(figures(store).writtenBytes).toBe(before);
  });

  test("costs a power cut at most the window, and nothing of what was moved to the disk", () => {
    const store = createStore({ place: "memory", flushMs: 60_000 });
    store.call("append", [sample("old"), record({ id: "c" })]);
    store.pass(1000);
    store.pass(60_000);
    expect(figures(store).staging.records).toBe(0);
    store.call("append", [sample("new")]);
    store.crash();
    expect(ids(claim(store))).toEqual(["c", "old"]);
  });

  test("moves at its limit of bytes, without waiting for the time", () => {
    const store = createStore({ place: "memory", bytesMax: 64 * 1024 });
    const noise = (seed: number) => createHash("sha512").update(String(seed)).digest("base64");
    const bodyOf = (index: number) =>
      Array.from({ length: 120 }, (_, part) => noise(index * 1000 + part)).join("");
    for (let index = 0; index < 20; index += 1) {
      store.call("append", [{ ...sample(`s${index}`), body: JSON.stringify(bodyOf(index)) }]);
      store.pass(10);
    }
    expect(figures(store).staging.bytes).toBeLessThan(96 * 1024);
    store.crash();
    expect(claim(store).length).toBeGreaterThan(8);
  });

  test("moves for each sink what that sink is still owed", () => {
    const store = createStore({ place: "memory", flushMs: 1000 }, { sinks: ["a", "b"] });
    store.call("append", [sample("1"), sample("2"), sample("3")]);
    store.call("settle", "a", delivered([claim(store)[0] as { id: string }]));
    store.call("settle", "b", delivered(claim(store, "b").slice(1, 2)));
    store.pass(500);
    store.pass(2000);
    store.crash();
    expect(ids(claim(store, "a")).sort()).toEqual(["2", "3"]);
    expect(ids(claim(store, "b")).sort()).toEqual(["1", "3"]);
  });

  test("gives a sink what lies on the disk before what is staged, so that streams keep their order", () => {
    const store = createStore({ place: "memory", flushMs: 1000 });
    store.call("append", [sample("1", "s"), sample("2", "s")]);
    store.pass(500);
    store.pass(2000);
    store.call("append", [sample("3", "s")]);
    const first = claim(store);
    expect(ids(first)).toEqual(["1", "2"]);
    expect(claim(store)).toEqual([]);
    store.call("settle", "a", delivered(first));
    expect(ids(claim(store))).toEqual(["3"]);
  });

  test("writes everything at an orderly stop", () => {
    const store = createStore({ place: "memory" });
    store.call("append", [sample("1"), sample("2")]);
    store.restart({ staging: storeConfig.parse({}).staging });
    expect(ids(claim(store))).toEqual(["1", "2"]);
  });

  test("keeps a refused record among the dead letters on the disk", () => {
    const store = createStore({ place: "memory" });
    store.call("append", [sample("bad")]);
    claim(store);
    store.call("settle", "a", [{ id: "bad", delivery: { status: "rejected", reason: "no" } }]);
    store.crash();
    expect(store.call("deadLetters", 10)).toMatchObject([{ sink: "a", reason: "no", record: { id: "bad" } }]);
    expect(store.notices.filter(({ event }) => event === "deadLettered")).toHaveLength(1);
  });

  test("gives a record again whose sending failed", () => {
    const store = createStore({ place: "memory" });
    store.call("append", [sample("1")]);
    claim(store);
    store.call("settle", "a", [{ id: "1", delivery: { status: "retryable", reason: "busy" } }]);
    expect(ids(claim(store))).toEqual(["1"]);
    store.call("releaseSink", "a");
    expect(ids(claim(store))).toEqual(["1"]);
  });
});

describe("staging while online", () => {
  test("holds records back from the disk only while every sink of the class is connected", () => {
    const store = createStore({ place: "memory", when: "online" }, { sinks: ["a", "b"] });
    const connect = (...sinks: string[]) => store.engine.tick({ ...store.time }, sinks);
    expect(store.call("append", [sample("1")])).toBe("disk");
    connect("a");
    expect(store.call("append", [sample("2")])).toBe("disk");
    connect("a", "b");
    expect(store.call("append", [sample("3")])).toBe("memory");
    expect(figures(store).staging.records).toBe(1);
    connect("b");
    expect(figures(store).staging).toMatchObject({ records: 0, windowMs: 0 });
    expect(store.call("append", [sample("4")])).toBe("disk");
    store.crash();
    expect(ids(claim(store))).toEqual(["1", "2", "3", "4"]);
  });
});

describe("staging in a directory", () => {
  test("loses nothing when the process dies", () => {
    const store = createStore({ place: "directory", directory: makeDirectory() });
    expect(store.call("append", [sample("1"), sample("2")])).toBe("directory");
    store.call("settle", "a", delivered([claim(store)[0] as { id: string }]));
    store.crash();
    expect(store.notices.some(({ event }) => event === "stageFound")).toBe(true);
    expect(ids(claim(store))).toEqual(["2"]);
  });

  test("doubles nothing when the process dies between the move and the clearing", () => {
    const directory = makeDirectory();
    const store = createStore({ place: "directory", directory, flushMs: 1000 });
    store.call("append", [sample("1"), sample("2")]);
    const copy = makeDirectory();
    store.pass(500);
    cpSync(directory, copy, { recursive: true });
    store.pass(2000);
    store.engine.abandon();
    rmSync(directory, { recursive: true });
    cpSync(copy, directory, { recursive: true });
    store.crash();
    expect(ids(claim(store))).toEqual(["1", "2"]);
  });

  test("begins anew over a file that is damaged", () => {
    const directory = makeDirectory();
    writeFileSync(join(directory, "edgewise-stage.db"), "no database ".repeat(1000));
    const store = createStore({ place: "directory", directory });
    expect(store.call("append", [sample("1")])).toBe("directory");
  });

  test("says when the directory cannot be used, and writes to the disk at once", () => {
    const directory = join(makeDirectory(), "file");
    writeFileSync(directory, "");
    const store = createStore({ place: "directory", directory });
    expect(store.notices.some(({ event }) => event === "stageUnavailable")).toBe(true);
    expect(store.call("append", [sample("1")])).toBe("disk");
  });
});

test("a staged record above a limit that was lowered since moves to the disk all the same", () => {
  const store = createStore({ place: "memory" });
  store.call("append", [{ ...sample("large"), body: `"${"x".repeat(3000)}"` }, sample("small")]);
  store.call("reconfigure", { ...storeConfig.parse({}), recordBytesMax: 1024 });
  store.restart({ staging: storeConfig.parse({}).staging });
  expect(ids(claim(store))).toEqual(["large", "small"]);
});

test("a stage that was emptied takes what comes for new, also after a crash", () => {
  const store = createStore({ place: "directory", directory: makeDirectory(), flushMs: 1000 });
  store.call("append", [sample("1"), sample("2"), sample("3")]);
  store.crash();
  store.pass(500);
  store.pass(2000);
  store.call("settle", "a", delivered(claim(store)));
  store.call("append", [sample("4")]);
  expect(claim(store)).toMatchObject([{ id: "4", isHistorical: false }]);
});

describe("a stage that is not used any more after a crash", () => {
  const staging = (changed: Partial<StoreConfig["staging"]>) => ({
    staging: { ...storeConfig.parse({}).staging, ...changed },
  });
  const told = (store: TestEngine, name: string) => store.notices.filter(({ event }) => event === name);

  test("is taken in when staging was switched off, for the sinks that are still owed it", () => {
    const directory = makeDirectory();
    const store = createStore({ place: "directory", directory }, { sinks: ["a", "b"] });
    store.call("append", [sample("1", "s"), sample("2", "s"), sample("3", "s")]);
    store.call("settle", "b", delivered(claim(store, "b").slice(0, 2)));
    store.crash(staging({ place: "disk" }));
    expect(ids(claim(store, "a"))).toEqual(["1", "2", "3"]);
    expect(ids(claim(store, "b"))).toEqual(["3"]);
    expect(told(store, "stageFound")).toMatchObject([{ count: 3 }]);
    expect(told(store, "stageLost")).toEqual([]);
    expect(readdirSync(directory)).toEqual([]);
    store.crash();
    expect(ids(claim(store, "a"))).toEqual(["1", "2", "3"]);
  });

  test("is taken in when another one is used", () => {
    for (const place of ["memory", "directory"] as const) {
      const store = createStore({ place: "directory", directory: makeDirectory() });
      store.call("append", [sample("1")]);
      store.crash(staging({ place, directory: makeDirectory() }));
      store.crash(staging({ place: "disk" }));
      expect(ids(claim(store))).toEqual(["1"]);
    }
  });

  test("is taken in once though the power is cut before its file is gone", () => {
    const directory = makeDirectory();
    const store = createStore({ place: "directory", directory });
    store.call("append", [sample("1")]);
    const copy = makeDirectory();
    cpSync(directory, copy, { recursive: true });
    store.crash(staging({ place: "disk" }));
    cpSync(copy, directory, { recursive: true });
    store.crash(staging({ place: "directory", directory }));
    const first = claim(store);
    store.call("settle", "a", delivered(first));
    expect(ids(first)).toEqual(["1"]);
    expect(claim(store)).toEqual([]);
  });

  test("leaves out what only a sink was owed that is gone", () => {
    const directory = makeDirectory();
    const store = createStore({ place: "directory", directory }, { sinks: ["a", "b"] });
    store.call("append", [sample("1")]);
    store.call("settle", "a", delivered(claim(store)));
    const copy = makeDirectory();
    cpSync(directory, copy, { recursive: true });
    store.call("registerSinks", [{ name: "a", classes }]);
    store.engine.abandon();
    rmSync(directory, { recursive: true });
    cpSync(copy, directory, { recursive: true });
    store.crash(staging({ place: "disk" }));
    for (let turn = 0; turn < 3; turn += 1) store.pass(1000);
    expect(store.call("counts")).toMatchObject({ records: 0, bytes: 0 });
    store.call("append", [sample("2")]);
    expect(store.call("counts").records).toBe(1);
  });

  test("is told as lost when it went with the power, once, whatever the configuration says", () => {
    for (const place of ["disk", "memory", "directory"] as const) {
      const directory = makeDirectory();
      const store = createStore({ place: "directory", directory });
      store.call("append", [sample("1")]);
      rmSync(directory, { recursive: true });
      store.crash(staging({ place, directory }));
      expect(told(store, "stageLost")).toMatchObject([{ fields: { place: "directory" } }]);
      store.restart();
      expect(told(store, "stageLost")).toHaveLength(1);
    }
  });

  test("is told as lost when it was in memory, but not after an orderly stop", () => {
    const store = createStore({ place: "memory" });
    store.call("append", [sample("1")]);
    store.restart();
    expect(told(store, "stageLost")).toEqual([]);
    store.call("append", [sample("2")]);
    store.crash(staging({ place: "disk" }));
    expect(told(store, "stageLost")).toMatchObject([{ fields: { place: "memory" } }]);
    expect(ids(claim(store))).toEqual(["1"]);
  });

  test("is kept until it can be opened", () => {
    const directory = makeDirectory();
    const store = createStore({ place: "directory", directory });
    store.call("append", [sample("1")]);
    const file = join(directory, "edgewise-stage.db");
    renameSync(file, `${file}.aside`);
    mkdirSync(file);
    store.crash(staging({ place: "disk" }));
    expect(told(store, "stageUnavailable")).toHaveLength(1);
    expect(claim(store)).toEqual([]);
    rmSync(file, { recursive: true });
    renameSync(`${file}.aside`, file);
    store.crash();
    expect(ids(claim(store))).toEqual(["1"]);
  });
});
