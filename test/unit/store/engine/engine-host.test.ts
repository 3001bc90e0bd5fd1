import { closeSync, cpSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type StoreConfig, storeConfig } from "../../../../src/store/config.ts";
import type { StoreMethod } from "../../../../src/store/engine/calls.ts";
import { createEngineHost } from "../../../../src/store/engine/engine-host.ts";
import { openSqlite } from "../../../../src/store/file/sqlite.ts";
import { everything, makeDirectory, noise, record } from "./engine-fixture.ts";

const pageBytes = 4096;

function createHost(
  staging: Partial<StoreConfig["staging"]> = {},
  directory: string = join(makeDirectory(), "data"),
) {
  const time = { now: Date.UTC(2026, 0, 5), monotonicMs: 0, isTrusted: true };
  const standard = storeConfig.parse({});
  const config = { ...standard, staging: { ...standard.staging, ...staging } };
  const host = createEngineHost({ directory, pid: process.pid, stopwatchMs: () => 0 });
  onTestFinished(() => void host.handle({ type: "close", time }));
  const events: string[] = [];
  const handle = (request: Parameters<typeof host.handle>[0]) => {
    const reply = host.handle(request);
    events.push(...(reply?.report?.notices ?? []).map(({ event }) => event));
    return reply;
  };
  const open = () => handle({ type: "open", config, time: { ...time } });
  const ask = (method: StoreMethod, ...args: unknown[]) => {
    const reply = handle({ type: "calls", calls: [{ method, args }], time: { ...time } });
    return reply?.type === "results" ? reply.results[0] : undefined;
  };
  const pass = (ms: number) => {
    time.now += ms;
    time.monotonicMs += ms;
    return handle({ type: "tick", time: { ...time } });
  };
  return { directory, events, open, ask, pass };
}

/** Puts rubbish over the first page of a table. */
function damageRoot(path: string, table: string): void {
  const db = openSqlite(path);
  const page = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").pluck().get(table) as number;
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(pageBytes, 0xee), 0, pageBytes, (page - 1) * pageBytes);
  closeSync(file);
}

const ids = (result: ReturnType<ReturnType<typeof createHost>["ask"]>) =>
  result?.ok ? (result.value as { id: string }[]).map(({ id }) => id) : result;

describe("a stage that is damaged", () => {
  for (const table of ["outbox_class", "outbox_lane", "outbox_block", "mark"]) {
    test(`is begun anew, and the database on the disk is left alone, with rubbish in its ${table}`, () => {
      const staged = makeDirectory();
      const before = createHost({ place: "directory", directory: staged });
      before.open();
      before.ask("registerSinks", [{ name: "a", classes: ["command", "sample"] }]);
      before.ask("append", [record({ id: "c" })]);
      before.ask("append", [record({ id: "s", class: "sample" })]);
      const path = join(staged, "edgewise-stage.db");
      damageRoot(path, table);
      cpSync(before.directory, `${before.directory}-killed`, { recursive: true });
      rmSync(join(`${before.directory}-killed`, "edgewise.lock"), { force: true });
      const store = createHost({ place: "directory", directory: staged }, `${before.directory}-killed`);
      expect(store.open()).toMatchObject({ error: undefined, isOpen: true });
      store.pass(1000);
      expect(store.events).toContain("stageDamaged");
      expect(store.events).not.toContain("quarantined");
      expect(ids(store.ask("claim", "a", everything))).toEqual(["c"]);
      expect(store.ask("append", [record({ class: "sample" })])).toEqual({ ok: true, value: "directory" });
    });
  }
});

describe("a database that turns out to be damaged while it is used", () => {
  function createDamaged() {
    const store = createHost({ place: "memory" });
    store.open();
    store.ask("registerSinks", [{ name: "a", classes: ["command", "sample"] }]);
    for (let index = 0; index < 30; index += 1)
      store.ask("append", [record({ stream: `${index}`, body: JSON.stringify(noise(8000)) })]);
    store.ask("append", [
      record({ id: "s1", class: "sample" }),
      record({ id: "s2", class: "sample", stream: "t" }),
    ]);
    damageRoot(join(store.directory, "edgewise.db"), "outbox_block");
    store.pass(1000);
    store.pass(1000);
    expect(store.events).toContain("quarantined");
    return store;
  }

  test("is replaced by one that knows the sinks, which are sent to without a restart", () => {
    const store = createDamaged();
    expect(store.ask("append", [record({ id: "after" })])).toEqual({ ok: true, value: "disk" });
    expect(ids(store.ask("claim", "a", { ...everything, classes: ["command"] }))).toContain("after");
  });

  test("costs no record that was staged in memory", () => {
    const store = createDamaged();
    expect(ids(store.ask("claim", "a", { ...everything, classes: ["sample"] }))).toEqual(["s1", "s2"]);
    expect(store.events).not.toContain("memoryLost");
    expect(store.events).not.toContain("stageLost");
  });

  test("is moved aside once", () => {
    const store = createDamaged();
    for (let round = 0; round < 3; round += 1) store.pass(1000);
    const aside = readdirSync(store.directory).filter((name) => /corrupt-[^-]*$/.test(name));
    expect(aside).toHaveLength(1);
  });
});
