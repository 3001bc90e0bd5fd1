import { join } from "node:path";
import type { Database } from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { QueuedRecord } from "../../../../src/domain/envelope.ts";
import { openSqlite } from "../../../../src/store/file/sqlite.ts";
import { createTestEngine, everything, record, type TestEngine } from "../engine/engine-fixture.ts";

const oldMs = 660_000;

function createStore(options: Parameters<typeof createTestEngine>[0] = {}): TestEngine {
  const store = createTestEngine(options);
  store.call("registerSinks", [
    { name: "a", classes: ["sample", "log"] },
    { name: "b", classes: ["sample"] },
  ]);
  return store;
}

/** Blocks of two samples of two streams, a quarter of a second apart. */
function appendBlocks(store: TestEngine, count: number): void {
  for (let block = 0; block < count; block += 1) {
    const at = store.time.now;
    store.call("append", [
      record({ class: "sample", stream: "x", at, body: `{"block":${block}}` }),
      record({
        class: "sample",
        stream: "y",
        at,
        monotonicMs: store.time.monotonicMs,
        body: "ü".repeat(block),
      }),
    ]);
    store.time.now += 250;
    store.time.monotonicMs += 250;
  }
}

/** Records of each block, as they lie in the file. */
function blocksOf({ directory }: TestEngine): number[] {
  const db: Database = openSqlite(join(directory, "edgewise.db"), { readonly: true });
  const counts = db.prepare<[], number>("SELECT count FROM outbox_block ORDER BY key").pluck().all();
  db.close();
  return counts;
}

const contents = (records: readonly QueuedRecord[]) =>
  records.map(({ id, stream, at, clock, body }) => ({ id, stream, at, clock, body }));
const queueAll = { from: 0, countMax: 1e6, bytesMax: 1e9 };
const delivered = (ids: readonly string[]) =>
  ids.map((id) => ({ id, delivery: { status: "delivered" } as const }));

describe("small blocks of a backlog", () => {
  test("become one, with the same records in the same order and the same counts, in fewer bytes", () => {
    const store = createStore();
    appendBlocks(store, 12);
    const before = store.call("read", queueAll);
    const counts = store.call("counts");
    expect(blocksOf(store)).toEqual(Array(12).fill(2));
    store.pass(oldMs);
    // The newest wait for what may still come.
    store.call("append", [record({ class: "log" }), record({ class: "sample" })]);
    store.pass(oldMs);
    expect(blocksOf(store)).toEqual([1, 24, 1]);
    store.crash();
    const after = store.call("read", { ...queueAll, classes: ["sample"] });
    expect(contents(after.records).slice(0, 24)).toEqual(contents(before.records));
    const { bytes, bySink } = store.call("counts");
    expect(bytes).toBeLessThan(counts.bytes / 2);
    expect(bySink).toMatchObject({ a: { records: 26 }, b: { records: 25 } });
  });

  test("stay as they are while they are new, of several boots, or hold what nobody is owed", () => {
    const store = createStore();
    appendBlocks(store, 6);
    store.pass(1_000);
    expect(blocksOf(store)).toHaveLength(6);
    for (const sink of ["a", "b"]) {
      const ids = store.call("claim", sink, { countMax: 5, bytesMax: 1e9 }).map(({ id }) => id);
      store.call("settle", sink, delivered(ids));
    }
    expect(blocksOf(store)).toEqual([2, 2, 2, 2]);
    store.reboot();
    appendBlocks(store, 3);
    store.pass(oldMs);
    // The first one is half done, the next three are too few, and those after them are of another boot.
    expect(blocksOf(store)).toEqual([2, 2, 2, 2, 2, 2, 2]);
  });

  test("are joined under what is on its way, which is settled as if nothing had happened", () => {
    const store = createStore();
    appendBlocks(store, 8);
    const first = store.call("claim", "a", { countMax: 7, bytesMax: 1e9 }).map(({ id }) => id);
    store.call(
      "settle",
      "b",
      delivered(store.call("claim", "b", { countMax: 4, bytesMax: 1e9 }).map(({ id }) => id)),
    );
    store.pass(oldMs);
    store.call("append", [record({ class: "sample" })]);
    store.pass(oldMs);
    expect(blocksOf(store)).toEqual([16, 1]);
    store.call("settle", "a", delivered(first));
    expect(store.call("counts").bySink).toMatchObject({ a: { records: 10 }, b: { records: 13 } });
    const rest = store.call("claim", "a", everything).map(({ id }) => id);
    expect(new Set([...first, ...rest]).size).toBe(17);
    store.call("settle", "a", delivered(rest));
    store.call("settle", "b", delivered(store.call("claim", "b", everything).map(({ id }) => id)));
    expect(store.call("counts")).toMatchObject({ records: 0, bytes: 0 });
    expect(blocksOf(store)).toEqual([]);
  });

  test("lose nothing when the transaction that joins them fails", () => {
    const blocks = { atMost: 0 };
    let failed = 0;
    const store = createStore({
      commit(db) {
        const count = db.prepare<[], number>("SELECT count(*) FROM outbox_block").pluck().get() ?? 0;
        if (count < blocks.atMost) {
          failed += 1;
          throw new Error("the power went");
        }
        db.exec("COMMIT");
      },
    });
    appendBlocks(store, 6);
    const before = contents(store.call("read", queueAll).records);
    const { bytes } = store.call("counts");
    store.call("append", [record({ class: "log" })]);
    store.reboot();
    store.call("append", [record({ class: "sample" })]);
    blocks.atMost = blocksOf(store).length;
    expect(() => store.pass(oldMs)).toThrow("the power went");
    expect(failed).toBe(1);
    blocks.atMost = 0;
    store.crash();
    expect(contents(store.call("read", { ...queueAll, classes: ["sample"] }).records).slice(0, 12)).toEqual(
      before,
    );
    expect(store.call("counts").bytes).toBeGreaterThan(bytes);
    store.pass(oldMs);
    expect(contents(store.call("read", { ...queueAll, classes: ["sample"] }).records).slice(0, 12)).toEqual(
      before,
    );
    expect(blocksOf(store)).toContain(12);
  });
});
