import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Deadline } from "../../../src/core/lifecycle.ts";
import type { Series } from "../../../src/domain/sample.ts";
import { type StoreConfig, storeConfig } from "../../../src/store/config.ts";
import { StoreLockedError, StoreUnavailableError } from "../../../src/store/errors.ts";
import { createStoreService, type StoreService } from "../../../src/store/service.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock, type VirtualClock } from "../../support/virtual-clock.ts";
import { makeDirectory, noise, record } from "./engine/engine-fixture.ts";

const deadline: Deadline = { remainingMs: () => 10_000, signal: new AbortController().signal };

function createService(
  options: { directory?: string; config?: Partial<StoreConfig>; clock?: VirtualClock } = {},
) {
  const clock = options.clock ?? createVirtualClock();
  const observability = createTestObservability(clock);
  const directory = options.directory ?? makeDirectory();
  const service = createStoreService({
    config: { ...storeConfig.parse({}), ...options.config },
    directory,
    observability,
    random: () => 0.5,
    thread: "inline",
  });
  onTestFinished(() => service.stop(deadline));
  const start = () => service.start(new AbortController().signal);
  return { clock, directory, service, start, records: observability.records, metrics: observability.metrics };
}

function numericSeries(index: number, kind: Series["kind"] = "numeric"): Series {
  const id = `series/${index}`;
  return {
    index,
    id,
    topic: id,
    field: "",
    kind,
    unit: undefined,
    name: id,
    place: {},
    labels: {},
    states: [],
  };
}

function feed(service: StoreService, series: Series, at: number, value: number): void {
  service.samples.onSample({ series, at, value, clock: "synced", isLate: false });
}

describe("the store service", () => {
  test("keeps what was appended, saved and sampled over a stop and a start", async () => {
    const { clock, service, start } = createService();
    await start();
    const series = numericSeries(3, "binary");
    await service.outbox.append([record({ id: "x" })]);
    await service.state.put("a/b", "c");
    feed(service, series, clock.now(), 1);
    await service.stop(deadline);
    await start();
    expect((await service.outbox.peek(10)).map(({ id }) => id)).toEqual(["x"]);
    expect(await service.state.get("a/b")).toBe("c");
    expect(await service.history.rollups(series.id, "day", 0, clock.now() + 1)).toMatchObject([{ count: 1 }]);
    expect(await service.history.stateChanges(series.id, 0, clock.now() + 1)).toEqual([
      { at: clock.now(), value: 1 },
    ]);
  });

  test("a query sees the samples that came before it", async () => {
    const { clock, service, start } = createService();
    await start();
    for (let index = 0; index < 10_000; index += 1)
      feed(service, numericSeries(index % 7), clock.now(), index);
    const [day] = await service.history.rollups("series/3", "day", 0, clock.now() + 1);
    expect(day?.count).toBe(Math.floor((10_000 - 4) / 7) + 1);
  });

  test("writes a command at once and lets samples wait for company", async () => {
    const { clock, service, start, metrics } = createService({ config: { groupCommitMs: 250 } });
    await start();
    await clock.advance(2000);
    const settled: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      void service.outbox.append([record({ class: "sample" })]).then(() => settled.push("sample"));
      await clock.advance(20);
    }
    expect(settled).toEqual([]);
    await clock.advance(200);
    expect(settled.length).toBe(5);
    void service.outbox.append([record({ class: "sample" })]).then(() => settled.push("sample"));
    await service.outbox.append([record({ class: "command" })]);
    expect(settled.length).toBe(6);
    await clock.advance(2000);
    expect(await metrics.expose()).toMatch(/edgewise_store_commits_total 2\b/);
  });

  test("refuses the newest call when too many wait, counts it, and takes calls again later", async () => {
    const { service, start, records } = createService({ config: { callQueueBytesMax: 1_048_576 } });
    await start();
    const body = "x".repeat(300_000);
    const answers = await Promise.allSettled(
      Array.from({ length: 6 }, () => service.outbox.append([record({ body })])),
    );
    expect(answers.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
      "rejected",
    ]);
    expect(records.filter(({ event }) => event === "store.overloaded").length).toBe(1);
    await service.outbox.append([record({ body })]);
    expect((await service.outbox.counts()).records).toBe(4);
  });

  test("rejects calls before the start and after the stop", async () => {
    const { service, start } = createService();
    await expect(service.outbox.counts()).rejects.toThrow(StoreUnavailableError);
    expect(service.health().status).toBe("failed");
    await start();
    expect(service.health()).toMatchObject({ status: "ok" });
    await service.stop(deadline);
    await expect(service.outbox.append([record()])).rejects.toThrow(StoreUnavailableError);
    await service.stop(deadline);
  });

  test("writes what still waits when it stops", async () => {
    const { service, start } = createService();
    await start();
    const waiting = service.outbox.append([record({ id: "late", class: "sample" })]);
    await service.stop(deadline);
    await waiting;
    await start();
    expect((await service.outbox.peek(1))[0]?.id).toBe("late");
  });

  test("does not start beside another one on the same directory, and leaves that one alone", async () => {
    const first = createService();
    await first.start();
    const second = createService({ directory: first.directory });
    await expect(second.start()).rejects.toThrow(StoreLockedError);
    await first.service.outbox.append([record()]);
  });

  test("starts without its disk, keeps records in memory and says so, drops samples counted, and opens when the disk is back", async () => {
    const directory = makeDirectory();
    mkdirSync(join(directory, "edgewise.db")); // cannot be opened as a file
    const { clock, service, start, records, metrics } = createService({ directory });
    await start();
    expect(service.health()).toMatchObject({ status: "degraded" });
    expect(service.health().detail).toMatch(
      /cannot be opened since 2026-01-05T12:00:00.000Z.* only in memory/,
    );
    expect(await service.outbox.append([record({ id: "early" })])).toBe("memory");
    await expect(service.state.get("a/b")).rejects.toThrow(StoreUnavailableError);
    feed(service, numericSeries(0), clock.now(), 1);
    await clock.advance(1000);
    expect(await metrics.expose()).toContain('edgewise_store_samples_dropped_total{reason="unavailable"} 1');
    rmSync(join(directory, "edgewise.db"), { recursive: true });
    await clock.advance(60_000);
    expect(await service.outbox.append([record()])).toBe("disk");
    expect((await service.outbox.peek(10)).map(({ id }) => id)[0]).toBe("early");
    expect(service.health().status).toBe("ok");
    feed(service, numericSeries(0), clock.now(), 1);
    expect(await service.history.rollups("series/0", "day", 0, clock.now() + 1)).toMatchObject([
      { count: 1 },
    ]);
    expect(records.filter(({ event }) => event === "store.cannotOpen").length).toBe(1);
  });

  test("is degraded while the disk is full and well again after a write", async () => {
    const { clock, service, start, records } = createService({ config: { bytesMax: 1_048_576 } });
    await start();
    await service.outbox.registerSinks([{ name: "a", classes: ["command"] }]);
    const body = noise(50_000);
    let refusal: unknown;
    for (let index = 0; index < 40 && !refusal; index += 1) {
      await service.outbox.append([record({ body })]).catch((error: unknown) => {
        refusal = error;
      });
    }
    expect(refusal).toMatchObject({ code: "store.full" });
    expect(service.health()).toMatchObject({ status: "degraded" });
    const claimed = await service.outbox.claim("a", { countMax: 5, bytesMax: 1e9 });
    await service.outbox.settle(
      "a",
      claimed.map(({ id }) => ({ id, delivery: { status: "delivered" } })),
    );
    await clock.advance(1000);
    await service.outbox.append([record()]);
    expect(service.health().status).toBe("ok");
    expect(records.map(({ event }) => event)).toContain("store.writeRecovered");
  });

  test("reports a damaged database as something a person must look at", async () => {
    const directory = makeDirectory();
    writeFileSync(join(directory, "edgewise.db"), "rubbish ".repeat(5000));
    const { service, start, records } = createService({ directory });
    await start();
    await service.outbox.append([record()]);
    expect(records.find(({ event }) => event === "store.quarantined")?.level).toBe("error");
  });

  test("applies new limits while it runs", async () => {
    const { service, start } = createService();
    await start();
    await service.reconfigure({ ...storeConfig.parse({}), recordBytesMax: 1024 });
    await expect(service.outbox.append([record({ body: "x".repeat(2000) })])).rejects.toMatchObject({
      code: "store.tooLarge",
    });
  });

  test("beats while it is idle, so that only a stuck disk starves the watchdog", async () => {
    const { clock, service, start } = createService();
    await start();
    await clock.advance(3_600_000);
    const [loop] = service.loops?.() ?? [];
    expect(loop?.ageMs()).toBeLessThan(3000);
  });

  test("judges the age of a record by the monotonic clock, whatever the wall clock does", async () => {
    const clock = createVirtualClock();
    const directory = makeDirectory();
    const quality = { value: "synced" as "synced" | "unsynced" };
    const service = createStoreService({
      config: { ...storeConfig.parse({}), outboxAgeDaysMax: 10 / 86_400 },
      directory,
      observability: createTestObservability(clock),
      random: () => 0.5,
      clockTrust: { quality: () => quality.value },
      thread: "inline",
    });
    onTestFinished(() => service.stop(deadline));
    await service.start(new AbortController().signal);
    await service.outbox.append([record()]);
    quality.value = "unsynced";
    clock.setWall(Date.UTC(2099, 0, 1));
    await clock.advance(5000);
    expect((await service.outbox.counts()).records).toBe(1);
    quality.value = "synced";
    await clock.advance(4000);
    expect((await service.outbox.counts()).records).toBe(1);
    expect((await service.outbox.counts()).dropped).toEqual({});
    await clock.advance(3000);
    expect((await service.outbox.counts()).dropped).toEqual({ [record().class]: 1 });
  });

  test.skipIf(process.getuid?.() === 0)("does not start in a directory that it may not write", async () => {
    const directory = makeDirectory();
    chmodSync(directory, 0o500);
    const { start } = createService({ directory });
    await expect(start()).rejects.toMatchObject({ code: "store.forbidden" });
  });
});
