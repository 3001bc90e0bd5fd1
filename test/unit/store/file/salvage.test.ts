import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { storeConfig } from "../../../../src/store/config.ts";
import { StoreCorruptError } from "../../../../src/store/errors.ts";
import { salvageDatabase } from "../../../../src/store/file/database.ts";
import {
  createTestEngine,
  everything,
  makeDirectory,
  noise,
  record,
  type TestEngine,
} from "../engine/engine-fixture.ts";
import { damageLeaves, makeDatabase, statesCount } from "./care-fixture.ts";

const config = storeConfig.parse({});
const now = Date.UTC(2026, 0, 5);

describe("salvage of a damaged database", () => {
  test("reads back every row that is not on a damaged page, and says which tables lost some", () => {
    const path = makeDatabase(makeDirectory());
    const damaged = damageLeaves(path, "state", 4);
    expect(damaged).toBeGreaterThan(2);
    const directory = makeDirectory();
    const { tables } = salvageDatabase(path, join(directory, "edgewise.db"), config, { now });
    const state = tables.find(({ table }) => table === "state");
    expect(state?.isWhole).toBe(false);
    // A page of 4,096 bytes has at most nineteen states of 210.
    expect(state?.rows).toBeGreaterThanOrEqual(statesCount - damaged * 19);
    expect(state?.rows).toBeLessThan(statesCount);
    expect(tables.filter(({ isWhole }) => !isWhole).map(({ table }) => table)).toEqual(["state"]);
    const store = createTestEngine({ directory });
    expect(store.call("claim", "a", everything)).toHaveLength(50);
    expect(store.call("getState", "k/0")).toBe("v".repeat(200));
  });

  test("of a sound database brings everything", () => {
    const path = makeDatabase(makeDirectory());
    const { tables } = salvageDatabase(path, `${path}.salvaged`, config, { now });
    expect(tables.every(({ isWhole }) => isWhole)).toBe(true);
    expect(tables.find(({ table }) => table === "state")?.rows).toBe(statesCount);
  });

  test("of what is no database says so", () => {
    const path = join(makeDirectory(), "file");
    writeFileSync(path, "no database ".repeat(1000));
    expect(() => salvageDatabase(path, `${path}.salvaged`, config, { now })).toThrow(StoreCorruptError);
  });
});

describe("a damaged database that is replaced at the start", () => {
  const recordsCount = 40;
  const delivered = (records: readonly { id: string }[]) =>
    records.map(({ id }) => ({ id, delivery: { status: "delivered" as const } }));

  /** Two sinks, of which `a` has had the first ten records; one block for each record. Closed. */
  function makeQueue(directory: string): string {
    const store = createTestEngine({ directory });
    store.call(
      "registerSinks",
      ["a", "b"].map((name) => ({ name, classes: ["command"] })),
    );
    for (let index = 0; index < recordsCount; index += 1)
      store.call("append", [record({ body: JSON.stringify(noise(4000)) })]);
    store.call("settle", "a", delivered(store.call("claim", "a", { countMax: 10, bytesMax: 1e9 })));
    store.call("putState", "k", "v");
    store.close();
    return join(directory, "edgewise.db");
  }

  /** Records that the sink is given, and those that it is told were lost. */
  function given(store: TestEngine, sink: string): { records: number; lost: number; gaps: number } {
    const claimed = store.call("claim", sink, everything);
    const gaps = claimed.filter(({ stream }) => stream === "gap");
    const lost = gaps.reduce((sum, { body }) => sum + (JSON.parse(body) as { count: number }).count, 0);
    store.call("settle", sink, delivered(claimed));
    return { records: claimed.length - gaps.length, lost, gaps: gaps.length };
  }

  test("tells each sink in gap records of what it had not had, and gives it all the rest, once", () => {
    const directory = makeDirectory();
    expect(damageLeaves(makeQueue(directory), "outbox_block", 4)).toBeGreaterThan(3);
    const store = createTestEngine({ directory });
    const [a, b] = [given(store, "a"), given(store, "b")];
    expect(b.lost).toBeGreaterThan(3);
    expect(b.records + b.lost).toBe(recordsCount);
    expect(a.records + a.lost).toBe(recordsCount - 10);
    expect(store.call("counts")).toMatchObject({ records: 0, bytes: 0, dropped: { command: b.lost } });
    store.call("append", [record({ id: "next" })]);
    expect(store.call("claim", "a", everything)).toMatchObject([{ id: "next" }]);
  });

  test("keeps how far each sink is when the damage is elsewhere, and dead letters and what was learnt", () => {
    const directory = makeDirectory();
    const path = makeQueue(directory);
    let store = createTestEngine({ directory });
    const [refused] = store.call("claim", "b", { countMax: 1, bytesMax: 1e9 });
    store.call("settle", "b", [
      { id: refused?.id ?? "", delivery: { status: "rejected", reason: "too new" } },
    ]);
    store.call("saveMemories", [{ seriesId: "x", seenAt: 1, layout: "l", body: new Uint8Array(3) }]);
    store.close();
    expect(damageLeaves(path, "state", 1)).toBeGreaterThan(0);
    store = createTestEngine({ directory });
    expect(store.notices.map(({ event }) => event)).toContain("salvaged");
    expect(store.call("counts").deadLetters).toBe(1);
    expect(store.call("loadMemories", ["x"])).toHaveLength(1);
    expect(given(store, "a")).toEqual({ records: recordsCount - 10, lost: 0, gaps: 0 });
    expect(given(store, "b")).toEqual({ records: recordsCount - 1, lost: 0, gaps: 0 });
  });

  test("sends everything that is left again where it cannot be read how far the sinks are", () => {
    const directory = makeDirectory();
    const path = makeQueue(directory);
    expect(damageLeaves(path, "outbox_block", 10)).toBeGreaterThan(0);
    expect(damageLeaves(path, "sink", 1)).toBe(1);
    const store = createTestEngine({ directory });
    store.call("registerSinks", [{ name: "a", classes: ["command"] }]);
    const { records, lost } = given(store, "a");
    expect(records).toBeGreaterThan(recordsCount / 2);
    expect(lost).toBe(0);
  });

  test("does not take records of another boot for those of this one", () => {
    const directory = makeDirectory();
    let store = createTestEngine({ directory });
    Object.assign(store.time, { now: 1000, isTrusted: false });
    store.call("registerSinks", [{ name: "a", classes: ["command"] }]);
    store.call("append", [record({ clock: "unsynced", at: 51_000, monotonicMs: 50_000 })]);
    store.call("putState", "k", "v");
    store.close();
    expect(damageLeaves(join(directory, "edgewise.db"), "state", 1)).toBe(1);
    store = createTestEngine({ directory });
    store.reboot();
    store.call("append", [record()]);
    const [old] = store.call("claim", "a", everything);
    expect(old).toMatchObject({ at: 51_000, clock: "unsynced" });
  });

  test("goes on with the fresh database after a power cut between moving one aside and naming the other", () => {
    const directory = makeDirectory();
    const path = makeQueue(directory);
    renameSync(path, `${path}.fresh`);
    const store = createTestEngine({ directory });
    expect(given(store, "b").records).toBe(recordsCount);
  });
});
