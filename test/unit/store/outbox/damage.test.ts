import { join } from "node:path";
import { expect, test } from "vitest";
import type { RecordClass } from "../../../../src/domain/envelope.ts";
import { openSqlite } from "../../../../src/store/file/sqlite.ts";
import { createTestEngine, everything, noise, record, type TestEngine } from "../engine/engine-fixture.ts";

const classes: RecordClass[] = ["command", "incident", "sample"];

/** Three blocks of two records each, for sinks "a" and "b". */
function createOutbox(): TestEngine {
  const store = createTestEngine();
  store.call("registerSinks", [
    { name: "a", classes },
    { name: "b", classes },
  ]);
  for (const block of [1, 2, 3]) {
    const records = ["x", "y"].map((name) =>
      record({ id: `${block}${name}`, class: "sample", stream: `${block}${name}` }),
    );
    store.call("append", records);
  }
  return store;
}

/** Changes a byte of the block, the first being 0, as a worn card does. */
function damage(store: TestEngine, block: number): void {
  store.close();
  const db = openSqlite(join(store.directory, "edgewise.db"));
  const key = db.prepare("SELECT key FROM outbox_block ORDER BY key LIMIT 1 OFFSET ?").pluck().get(block);
  const body = db.prepare<unknown[], Buffer>("SELECT body FROM outbox_block WHERE key = ?").pluck().get(key);
  if (!body) throw new Error("there is no such block");
  body[body.length - 1] = (body[body.length - 1] as number) ^ 255;
  db.prepare("UPDATE outbox_block SET body = ? WHERE key = ?").run(body, key);
  db.close();
  store.restart();
}

const claim = (store: TestEngine, sink: string) => store.call("claim", sink, everything);
const ids = (records: readonly { id: string }[]) => records.map(({ id }) => id);

test("a damaged block costs only itself, and becomes a gap that each sink is told", () => {
  const store = createOutbox();
  damage(store, 1);
  expect(ids(claim(store, "a"))).toEqual(["1x", "1y", "3x", "3y"]);
  store.pass(1);
  for (const sink of ["a", "b"]) {
    store.call("releaseSink", sink);
    const records = claim(store, sink);
    expect(records.map(({ stream }) => stream)).toEqual(["1x", "1y", "gap", "3x", "3y"]);
    expect(JSON.parse(records[2]?.body ?? "")).toMatchObject({ reason: "damage", count: 2, class: "sample" });
  }
  expect(store.call("counts")).toMatchObject({ records: 5, dropped: { sample: 2 } });
});

test("a sink that had a block before it was damaged is not told of a loss", () => {
  const store = createOutbox();
  claim(store, "a");
  store.call(
    "settle",
    "a",
    ["2x", "2y"].map((id) => ({ id, delivery: { status: "delivered" } })),
  );
  damage(store, 1);
  claim(store, "b");
  store.pass(1);
  expect(ids(claim(store, "a"))).toEqual(["1x", "1y", "3x", "3y"]);
  store.call("releaseSink", "b");
  expect(claim(store, "b").map(({ stream }) => stream)).toContain("gap");
});

test("what is on its way when its block is found damaged is settled alone, and the rest is told", () => {
  const store = createOutbox();
  const taken = store.call("claim", "a", { countMax: 3, bytesMax: 1e9 });
  expect(ids(taken)).toEqual(["1x", "1y", "2x"]);
  const db = openSqlite(join(store.directory, "edgewise.db"));
  const second = "(SELECT key FROM outbox_block ORDER BY key LIMIT 1 OFFSET 1)";
  db.exec(`UPDATE outbox_block SET body = x'00' WHERE key = ${second}`);
  db.close();
  // After a write that failed, blocks are read again; a restart would have ended the claims.
  expect(() => store.call("append", [record({ body: noise(2_000_000) })])).toThrow();
  claim(store, "b");
  store.pass(1);
  store.call(
    "settle",
    "a",
    taken.map(({ id }) => ({ id, delivery: { status: "delivered" } })),
  );
  store.call("releaseSink", "b");
  const told = (sink: string) =>
    store
      .call("read", { from: 0, ...everything, sink })
      .records.filter(({ stream }) => stream === "gap")
      .map(({ body }) => (JSON.parse(body) as { count: number }).count);
  expect(told("a")).toEqual([1]);
  expect(told("b").reduce((sum, count) => sum + count, 0)).toBe(2);
  const { bySink } = store.call("counts");
  expect([bySink?.a?.records, bySink?.b?.records]).toEqual([3, 6]);
});

test("commands are not given up for incidents that fill the queue", () => {
  const store = createTestEngine({ config: { outboxBytesMax: 100_000 } });
  store.call("registerSinks", [{ name: "a", classes }]);
  for (let at = 0; at < 30; at += 1) {
    store.call("append", [record({ class: "incident", body: JSON.stringify(noise(6000)) })]);
  }
  const commands = [1, 2, 3].map((number) => record({ id: `command ${number}` }));
  for (const command of commands) store.call("append", [command]);
  expect(ids(store.call("read", { from: 0, ...everything, classes: ["command"] }).records)).toEqual(
    ids(commands),
  );
  expect(store.call("counts").dropped.command).toBeUndefined();
  expect(store.call("counts").dropped.incident).toBeGreaterThan(0);
});
