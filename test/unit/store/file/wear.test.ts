import { describe, expect, test } from "vitest";
import type { StoreConfig } from "../../../../src/store/config.ts";
import { createTestEngine, record, type TestEngine } from "../engine/engine-fixture.ts";

const mebibyte = 1024 * 1024;
const hourMs = 3_600_000;
/** The fixture's day begins twelve hours before its start. */
const noon = Date.UTC(2026, 0, 5, 12);

function createStore(config: Partial<StoreConfig> = {}, now = noon): TestEngine {
  // The log is not folded in during a test, which would write everything again.
  const wearBytesPerDay = 10 * mebibyte;
  return createTestEngine({ now, config: { wearBytesPerDay, walBytesMax: 64 * mebibyte, ...config } });
}

function wearOf(store: TestEngine) {
  const { figures } = store.engine.takeReport({ withFigures: true });
  if (!figures) throw new Error("the engine gave no figures");
  return figures.wear;
}

/** Appends until about so many bytes were written, a little at a time. */
function write(store: TestEngine, bytes: number): void {
  const before = wearOf(store).writtenTodayBytes;
  while (wearOf(store).writtenTodayBytes - before < bytes) {
    store.call("append", [record({ class: "sample", body: randomBody() })]);
  }
}

let seed = 1;

/** What no compression makes smaller. */
function randomBody(): string {
  let body = "";
  while (body.length < 20_000) {
    seed = (seed * 48_271) % 2_147_483_647;
    body += seed.toString(36);
  }
  return JSON.stringify(body);
}

describe("the budget of bytes written a day", () => {
  test("leaves the waits alone while it is not used up faster than the day passes", () => {
    const store = createStore();
    write(store, 5 * mebibyte);
    expect(wearOf(store)).toMatchObject({ groupCommitMs: 250, rollupFlushMs: 60_000 });
    expect(store.notices.some(({ event }) => event === "lossWindowChanged")).toBe(false);
  });

  test("stretches the waits the more writing runs ahead of the hour, up to the longest, and tells each change once", () => {
    const store = createStore();
    write(store, 5.6 * mebibyte);
    const some = wearOf(store).groupCommitMs;
    expect(some).toBeGreaterThan(250);
    expect(some).toBeLessThan(10_000);
    write(store, mebibyte);
    expect(wearOf(store)).toMatchObject({ groupCommitMs: 10_000, rollupFlushMs: 900_000 });
    write(store, mebibyte);
    const told = store.notices.filter(({ event }) => event === "lossWindowChanged");
    expect(told.map(({ fields }) => fields.groupCommitMs)).toEqual([
      ...new Set(told.map(({ fields }) => fields.groupCommitMs)),
    ]);
    expect(told.at(-1)?.fields).toMatchObject({ groupCommitMs: 10_000, budgetBytesPerDay: 10 * mebibyte });
  });

  test("shortens the waits again as the hour catches up", () => {
    const store = createStore();
    write(store, 6.5 * mebibyte);
    expect(wearOf(store).groupCommitMs).toBe(10_000);
    for (let hour = 0; hour < 6; hour += 1) store.pass(hourMs);
    expect(wearOf(store).groupCommitMs).toBe(250);
  });

  test("is new at midnight", () => {
    const store = createStore();
    write(store, 10 * mebibyte);
    expect(wearOf(store).groupCommitMs).toBe(10_000);
    for (let hour = 0; hour < 13; hour += 1) store.pass(hourMs);
    expect(wearOf(store)).toMatchObject({ groupCommitMs: 250 });
    expect(wearOf(store).writtenTodayBytes).toBeLessThan(mebibyte);
  });

  test("is not new after a restart or a crash", () => {
    const store = createStore();
    write(store, 6.5 * mebibyte);
    store.restart();
    expect(wearOf(store).writtenTodayBytes).toBeGreaterThan(6.4 * mebibyte);
    store.crash();
    store.pass(1000);
    expect(wearOf(store).groupCommitMs).toBe(10_000);
  });

  test("is not made new by a clock that cannot be trusted, only by a day of running", () => {
    const store = createStore();
    write(store, 6.5 * mebibyte);
    store.time.isTrusted = false;
    store.time.now += 3 * 24 * hourMs;
    store.pass(hourMs);
    expect(wearOf(store).writtenTodayBytes).toBeGreaterThan(6.4 * mebibyte);
    for (let hour = 0; hour < 12; hour += 1) store.pass(hourMs);
    expect(wearOf(store).writtenTodayBytes).toBeLessThan(mebibyte);
  });

  test("is not given twice by a clock that is set back to the day before", () => {
    const store = createStore();
    write(store, 6 * mebibyte);
    store.time.now -= 24 * hourMs;
    store.pass(1000);
    expect(wearOf(store).writtenTodayBytes).toBeGreaterThan(6 * mebibyte);
  });

  test("of nothing is no budget", () => {
    const store = createStore({ wearBytesPerDay: 0 });
    write(store, 3 * mebibyte);
    expect(wearOf(store)).toMatchObject({ groupCommitMs: 250, budgetBytesPerDay: 0 });
  });
});
