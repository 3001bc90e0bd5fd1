import { describe, expect, it } from "vitest";
import type { SeriesMemory } from "../../../src/domain/ports.ts";
import type { Series } from "../../../src/domain/sample.ts";
import { createSeriesMemories } from "../../support/series-memories.ts";
import {
  createNoise,
  createTestService,
  dayMs,
  hourMs,
  lineOf,
  makeSeries,
  minuteMs,
  sampleOf,
  startMs,
} from "./support.ts";

const signal = new AbortController().signal;
const deadline = {
  remainingMs: () => 1000,
  get signal() {
    return new AbortController().signal;
  },
};
type TestService = ReturnType<typeof createTestService>;

const stepMs = 5 * minuteMs;

/** A daily cycle with noise, one value in five minutes. */
function feedDays(
  { service }: TestService,
  series: Series,
  span: { from: number; to: number },
  change: (at: number) => number = () => 0,
): void {
  const noise = createNoise(span.from / minuteMs);
  for (let at = span.from; at < span.to; at += stepMs) {
    const value = 20 + 3 * Math.sin((2 * Math.PI * at) / dayMs) + noise() * 0.1 + change(at);
    service.onSample(sampleOf(series, at, Math.round(value * 100) / 100));
  }
}

/** Lets the disk answer. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function learntStore(series: Series, days = 3) {
  const memories = createSeriesMemories();
  const before = createTestService({}, startMs, { memories });
  await feedFirst(before, series);
  feedDays(before, series, { from: startMs + stepMs, to: startMs + days * dayMs });
  await before.service.stop(deadline);
  return { memories, before, stoppedAt: startMs + days * dayMs };
}

/** The first sample, after which the disk is asked. */
function feedFirst(
  test: TestService,
  series: Series,
  at = startMs,
  change?: (at: number) => number,
): Promise<void> {
  feedDays(test, series, { from: at, to: at + stepMs }, change);
  return settle();
}

describe("the memory keeper", () => {
  it("finds the same fault right after a restart, because what is usual is still known", async () => {
    const series = makeSeries("house/cellar:temperature");
    const { memories, before, stoppedAt } = await learntStore(series);
    expect(before.anomalies).toEqual([]);
    const again = stoppedAt + 10 * minuteMs;
    const fault = (at: number) => (at >= again + 20 * minuteMs && at < again + 30 * minuteMs ? 15 : 0);

    const fresh = createTestService({}, again);
    feedDays(fresh, series, { from: again, to: again + hourMs }, fault);
    expect(fresh.anomalies).toEqual([]);

    const after = createTestService({}, again, { memories });
    await feedFirst(after, series, again);
    feedDays(after, series, { from: again + stepMs, to: again + hourMs }, fault);
    expect(after.anomalies).toMatchObject([{ kind: "level", at: again + 20 * minuteMs, direction: "high" }]);
    expect(after.service.health().figures).toMatchObject({ seriesRestored: 1 });
  });

  it.each([
    ["a minute", minuteMs],
    ["half a day", 12 * hourMs],
    ["three weeks", 21 * dayMs],
  ])("raises nothing for having been away for %s, nor in the day after", async (_name, awayMs) => {
    const series = makeSeries("house/cellar:temperature");
    const door = makeSeries("house/door", { kind: "binary", states: ["closed", "open"] });
    const { memories, stoppedAt } = await learntStore(series);
    const again = stoppedAt + awayMs;
    const after = createTestService({}, again + dayMs, { memories });
    after.service.onSample(sampleOf(door, again, 0));
    await feedFirst(after, series, again);
    feedDays(after, series, { from: again + stepMs, to: again + dayMs });
    expect(after.anomalies).toEqual([]);
  });

  it("goes on with an alarm that was on at the stop without raising it again, and ends it", async () => {
    const series = makeSeries("house/cellar:temperature");
    const memories = createSeriesMemories();
    const before = createTestService({}, startMs, { memories });
    await feedFirst(before, series);
    const faultAt = startMs + 3 * dayMs - 20 * minuteMs;
    const fault = (at: number) => (at >= faultAt && at < faultAt + 50 * minuteMs ? 15 : 0);
    feedDays(before, series, { from: startMs + stepMs, to: startMs + 3 * dayMs }, fault);
    await before.service.stop(deadline);
    expect(before.anomalies).toHaveLength(1);

    const again = startMs + 3 * dayMs + 5 * minuteMs;
    const after = createTestService({}, again + dayMs, { memories });
    after.service.resume(before.service.openIncidents());
    await feedFirst(after, series, again, fault);
    feedDays(after, series, { from: again + stepMs, to: again + 2 * hourMs }, fault);
    expect(after.anomalies).toEqual([]);
    expect(after.recoveries).toMatchObject([{ kind: "level", subjectId: series.id }]);
    expect(after.incidents.at(-1)).toMatchObject({
      change: "closed",
      incident: { closedBecause: "recovered" },
    });
  });

  it("tells states apart by name after a restart, in whatever order they appear", async () => {
    const memories = createSeriesMemories();
    const before = createTestService({}, startMs, { memories });
    const machine = (states: string[]) => makeSeries("press/state", { kind: "enum", states });
    const usual = machine(["idle", "running", "jammed"]);
    const cycle = (test: TestService, series: Series, from: number, to: number) => {
      // Jammed for a minute in every hour, idle otherwise.
      for (let at = from; at < to; at += minuteMs) {
        const state = at % hourMs < minuteMs ? "jammed" : "idle";
        test.service.onSample(sampleOf(series, at, series.states.indexOf(state)));
      }
    };
    cycle(before, usual, startMs, startMs + minuteMs);
    await settle();
    cycle(before, usual, startMs + minuteMs, startMs + 2 * dayMs);
    await before.service.stop(deadline);

    const again = startMs + 2 * dayMs + minuteMs;
    const after = createTestService({}, again, { memories });
    const reordered = machine(["jammed", "idle"]);
    cycle(after, reordered, again, again + minuteMs);
    await settle();
    cycle(after, reordered, again + minuteMs, again + hourMs);
    for (let minute = 0; minute < 30; minute += 1) {
      after.service.onSample(sampleOf(reordered, again + hourMs + minute * minuteMs, 0));
    }
    expect(after.anomalies).toMatchObject([{ kind: "stuck", observed: 0 }]);
  });

  it("drops and counts what other detectors wrote, or what is damaged, and learns anew", async () => {
    const series = makeSeries("house/cellar:temperature");
    const { memories, stoppedAt } = await learntStore(series);
    const row = memories.rows.get(series.id) as SeriesMemory;
    for (const [reason, wrong] of [
      ["layout", { ...row, layout: "0123456789abcdef" }],
      ["damaged", { ...row, body: row.body.subarray(0, 50) }],
      ["damaged", { ...row, body: new Uint8Array() }],
    ] as const) {
      memories.rows.set(series.id, wrong);
      const after = createTestService({}, stoppedAt, { memories });
      await feedFirst(after, series, stoppedAt);
      feedDays(after, series, { from: stoppedAt + stepMs, to: stoppedAt + hourMs });
      expect(after.anomalies).toEqual([]);
      expect(after.service.health().figures).toMatchObject({ seriesRestored: 0 });
      expect(await after.observability.metrics.expose()).toContain(
        `edgewise_anomaly_memories_dropped_total{reason="${reason}"} 1`,
      );
    }
  });

  it("reads later what could not be read, and until then judges anew and overwrites nothing", async () => {
    const series = makeSeries("house/cellar:temperature");
    const { memories, stoppedAt } = await learntStore(series);
    const after = createTestService({}, stoppedAt, { memories });
    await after.service.start(signal);
    memories.fail("load");
    memories.writes.length = 0;
    await feedFirst(after, series, stoppedAt);
    feedDays(after, series, { from: stoppedAt + stepMs, to: stoppedAt + 30 * minuteMs });
    for (let minute = 0; minute < 90; minute += 1) {
      await after.clock.advance(minuteMs);
      await settle();
    }
    expect(memories.writes).toEqual([]);
    memories.fail("nothing");
    await after.clock.advance(minuteMs);
    await settle();
    expect(after.service.health().figures).toMatchObject({ seriesRestored: 1 });
    await after.service.stop(deadline);
    expect(memories.writes).toEqual([1]);
  });

  it("writes each series at most once an hour, spread over the hour, and only those that were heard", async () => {
    const memories = createSeriesMemories();
    const test = createTestService({ memorySaveMs: hourMs }, startMs, { memories });
    await test.service.start(signal);
    const series = Array.from({ length: 600 }, (_, index) => makeSeries(`many/${index}`));
    for (const one of series) test.service.onSample(sampleOf(one, startMs, 1));
    const hour = async () => {
      for (let minute = 0; minute < 60; minute += 1) {
        await test.clock.advance(minuteMs);
        await settle();
      }
    };
    await hour();
    expect(memories.writes.reduce((sum, count) => sum + count, 0)).toBe(600);
    expect(Math.max(...memories.writes)).toBe(10);
    memories.writes.length = 0;
    for (const one of series.slice(0, 90)) test.service.onSample(sampleOf(one, test.clock.now(), 1));
    await hour();
    expect(memories.writes.reduce((sum, count) => sum + count, 0)).toBe(90);
    memories.writes.length = 0;
    for (const one of series.slice(0, 5)) test.service.onSample(sampleOf(one, test.clock.now(), 1));
    await test.service.stop(deadline);
    expect(memories.writes).toEqual([5]);
  });

  it("takes longer than an hour rather than writing too much in a minute", async () => {
    const memories = createSeriesMemories();
    const test = createTestService({ memorySaveMs: minuteMs }, startMs, { memories });
    await test.service.start(signal);
    const noise = createNoise(8);
    for (let index = 0; index < 150; index += 1) {
      const one = makeSeries(`much/${index}`);
      for (let row = 0; row < 200; row += 1) {
        test.service.onSample(sampleOf(one, startMs + row * minuteMs, noise()));
      }
    }
    for (let minute = 0; minute < 6; minute += 1) {
      await test.clock.advance(minuteMs);
      await settle();
    }
    expect(memories.rows.size).toBe(150);
    expect(memories.writes.length).toBeGreaterThan(1);
    const bytes = [...memories.rows.values()].reduce((sum, { body }) => sum + body.byteLength, 0);
    expect(Math.max(...memories.writes) * (bytes / 150)).toBeLessThan(300 * 1024);
    await test.service.stop(deadline);
  });

  it("goes on when nothing can be written, counts it and tries again", async () => {
    const memories = createSeriesMemories();
    const test = createTestService({}, startMs, { memories });
    await test.service.start(signal);
    test.service.onSample(sampleOf(makeSeries("a/b"), startMs, 1));
    memories.fail("save");
    for (let minute = 0; minute < 3; minute += 1) {
      await test.clock.advance(minuteMs);
      await settle();
    }
    expect(await test.observability.metrics.expose()).toContain(
      "edgewise_anomaly_memories_not_saved_total 3",
    );
    memories.fail("nothing");
    await test.service.stop(deadline);
    expect([...memories.rows.keys()]).toEqual(["a/b"]);
  });

  it("does not hold up a stop whose time is over, and counts what was not written", async () => {
    const memories = createSeriesMemories();
    const test = createTestService({}, startMs, { memories });
    test.service.onSample(sampleOf(makeSeries("a/b"), startMs, 1));
    await settle();
    const over = AbortSignal.abort();
    await test.service.stop({ remainingMs: () => 0, signal: over });
    expect(memories.writes).toEqual([]);
    expect(await test.observability.metrics.expose()).toContain(
      "edgewise_anomaly_memories_not_saved_total 1",
    );
  });

  it("does not keep a series whose id is absurdly long", async () => {
    const memories = createSeriesMemories();
    const test = createTestService({}, startMs, { memories });
    test.service.onSample(sampleOf(makeSeries("a".repeat(3000)), startMs, 1));
    await settle();
    await test.service.stop(deadline);
    expect(memories.writes).toEqual([]);
    expect(await test.observability.metrics.expose()).toContain('memories_dropped_total{reason="id"} 1');
  });

  describe("with more logs than are watched", () => {
    const fewLogs = { logs: { sourcesMax: 3 } };

    /** The log says what it always says for some hours. */
    function speak({ service }: TestService, source: string, from: number, hours: number): void {
      for (let at = from; at < from + hours * hourMs; at += stepMs) {
        service.onLogLine(lineOf(source, at, "all tasks are alive"));
      }
    }

    it("lets go of those it watches no longer, and writes what it learnt of them a last time", async () => {
      const memories = createSeriesMemories();
      const test = createTestService(fewLogs, startMs + dayMs, { memories });
      await test.service.start(signal);
      speak(test, "pump/log", startMs, 0.1);
      await settle();
      speak(test, "pump/log", startMs + hourMs, 2);
      for (let index = 0; index < 50; index += 1)
        speak(test, `brief-${index}/log`, startMs + 3 * hourMs, 0.1);
      await settle();
      expect([...memories.rows.keys()]).toEqual(["#log pump/log"]);
      await test.service.stop(deadline);
      expect(memories.rows.size).toBe(1 + 3);
    });

    it("goes on with what it knew of one that is heard again, and never writes what is older", async () => {
      const memories = createSeriesMemories();
      const test = createTestService(fewLogs, startMs + dayMs, { memories });
      await test.service.start(signal);
      speak(test, "pump/log", startMs, 0.1);
      await settle();
      speak(test, "pump/log", startMs + hourMs, 2);
      for (let index = 0; index < 3; index += 1) speak(test, `other-${index}/log`, startMs + 3 * hourMs, 0.1);
      // Heard again before the disk had it: it is written first, then read.
      speak(test, "pump/log", startMs + 4 * hourMs, 0.1);
      await settle();
      expect(test.service.health().figures).toMatchObject({ logsRestored: 1 });
      speak(test, "pump/log", startMs + 5 * hourMs, 0.1);
      await test.service.stop(deadline);
      expect(memories.rows.get("#log pump/log")?.seenAt).toBeGreaterThan(startMs + 4 * hourMs);
    });

    it("gives up last writes that the disk does not take, and counts them", async () => {
      const memories = createSeriesMemories();
      const test = createTestService(fewLogs, startMs + dayMs, { memories });
      await test.service.start(signal);
      memories.fail("save");
      for (let index = 0; index < 6; index += 1) {
        const from = startMs + index * 3 * hourMs;
        speak(test, `log-${index}/log`, from, 0.1);
        await settle();
        speak(test, `log-${index}/log`, from + hourMs, 2);
      }
      await settle();
      expect(await test.observability.metrics.expose()).toContain(
        "edgewise_anomaly_memories_not_saved_total 3",
      );
      await test.service.stop({ remainingMs: () => 0, signal: AbortSignal.abort() });
      expect(memories.rows.size).toBe(0);
    });
  });
});
