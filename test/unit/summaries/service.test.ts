import { describe, expect, it } from "vitest";
import type { ClockQuality } from "../../../src/domain/clock-quality.ts";
import type { DigestFacts, Summary } from "../../../src/domain/facts.ts";
import type { StateStore } from "../../../src/domain/ports.ts";
import { summariesConfig } from "../../../src/summaries/config.ts";
import { createSummariesService } from "../../../src/summaries/service.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { openedAt } from "./examples.ts";
import { incident, incidentLogOf } from "./incidents.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const quiet = { samples: 10, seriesCount: 2, logLines: 0, commands: 0 };

/** A service on Monday 5 January 2026 at 06:00 in Berlin, an hour before its digest. */
function setUp(
  options: {
    config?: Record<string, unknown>;
    startMs?: number;
    stored?: Map<string, string>;
    failures?: number;
    quality?: () => ClockQuality;
  } = {},
) {
  const clock = createVirtualClock(options.startMs ?? Date.UTC(2026, 0, 5, 5));
  const observability = createTestObservability(clock);
  const stored = options.stored ?? new Map<string, string>();
  const published: { summary: Summary; facts: DigestFacts }[] = [];
  let failuresLeft = options.failures ?? 0;
  const state: StateStore = {
    get: async (key) => stored.get(key),
    async put(key, value) {
      stored.set(key, value);
    },
  };
  const service = createSummariesService({
    config: summariesConfig.parse(options.config ?? {}),
    observability,
    timeZone: "Europe/Berlin",
    incidentLog: incidentLogOf([]),
    clockTrust: { quality: options.quality ?? (() => "synced") },
    state,
    publishSummary: (summary, facts) => published.push({ summary, facts }),
    async digestSource() {
      if (failuresLeft > 0) {
        failuresLeft -= 1;
        throw new Error("the disk is full");
      }
      return quiet;
    },
  });
  /** Of the daily ones. */
  const texts = () =>
    published.filter(({ facts }) => facts.week === undefined).map(({ summary }) => summary.text);
  return { clock, observability, stored, state, service, published, texts };
}

const deadline = { remainingMs: () => 1000, signal: new AbortController().signal };

describe("the summaries service", () => {
  it("summarises an incident and counts the text by its style", async () => {
    const { service, observability } = setUp();
    const { text, writer } = await service.summarise(service.factsOf(incident()), "alert");
    expect(text).toMatch(/^Warning: press-1 vibration rose to 9\.1 mm\/s/);
    expect(writer).toBe("phrasing");
    expect(await observability.metrics.expose()).toContain(
      'edgewise_summaries_written_total{style="alert",writer="phrasing"} 1',
    );
  });

  it("tells how long something has gone on by the time of the data, not by the time of a replay", async () => {
    const { service } = setUp({ startMs: Date.UTC(2031, 0, 1) });
    const replayed = incident({ updatedAt: openedAt + 14 * 60_000 });
    expect(service.factsOf(replayed).durationMs).toBe(14 * 60_000);
    const { text } = await service.summarise(service.factsOf(replayed), "report");
    expect(text).toContain("this began on 5 January 2026 at 14:05");
    expect(text).toContain("still going on after 14 minutes");
  });

  it("answers in English, whatever the language of the summaries", async () => {
    const { service } = setUp({ config: { language: "de" } });
    expect((await service.summarise(service.factsOf(incident()), "alert")).text).toMatch(/^Warnung: /);
    expect(service.answer(incident(), "severity")).toMatch(
      /^I rate it as a warning\. The press-1 vibration rose to 9\.1 mm\/s/,
    );
  });

  it("tells no length by a clock that was not set, and may have been set since", async () => {
    const { service } = setUp();
    const booted = incident({ clock: "unsynced", openedAt: Date.UTC(2025, 0, 1) });
    expect(service.answer(booted, "duration")).toBe("It is still going on.");
    expect(service.answer(booted, "more")).toMatch(
      /It is still going on, and no time is given because the clock was not set\.$/,
    );
  });

  it("publishes the digest at its hour, once", async () => {
    const { service, clock, texts } = setUp();
    await service.start(new AbortController().signal);
    await clock.advance(59 * 60_000);
    expect(texts()).toEqual([]);
    await clock.advance(2 * 60_000);
    expect(texts()).toEqual([
      "A quiet day: nothing unusual in 10 readings from 2 sensors and 0 log lines since yesterday at 07:00.",
    ]);
    await clock.advance(16 * hourMs);
    expect(texts()).toHaveLength(1);
    await clock.advance(8 * hourMs);
    expect(texts()).toHaveLength(2);
  });

  it("does not publish a second time after a restart on the same day", async () => {
    const first = setUp();
    await first.service.start(new AbortController().signal);
    await first.clock.advance(2 * hourMs);
    await first.service.stop(deadline);
    expect(first.texts()).toHaveLength(1);
    const second = setUp({ startMs: first.clock.now(), stored: first.stored });
    await second.service.start(new AbortController().signal);
    await second.clock.advance(10 * hourMs);
    expect(second.texts()).toEqual([]);
  });

  it("publishes late when it was down at the hour, and then covers what it missed", async () => {
    const first = setUp();
    await first.service.start(new AbortController().signal);
    await first.clock.advance(60_000);
    await first.service.stop(deadline);
    const second = setUp({ startMs: Date.UTC(2026, 0, 5, 14), stored: first.stored });
    await second.service.start(new AbortController().signal);
    await second.clock.advance(60_000);
    expect(second.published[0]?.facts).toMatchObject({
      from: Date.UTC(2026, 0, 4, 6),
      to: Date.UTC(2026, 0, 5, 6),
    });
    expect(second.texts()[0]).toContain("from yesterday at 07:00 to 07:00");
  });

  it("says nothing of a day that a new device did not see", async () => {
    const { service, clock, texts } = setUp({ startMs: Date.UTC(2026, 0, 5, 14) });
    await service.start(new AbortController().signal);
    await clock.advance(9 * hourMs);
    expect(texts()).toEqual([]);
    await clock.advance(dayMs);
    expect(texts()).toHaveLength(1);
  });

  it("survives the clock being set back, ahead, and far ahead and back", async () => {
    const { service, clock, texts } = setUp();
    await service.start(new AbortController().signal);
    await clock.advance(2 * hourMs);
    expect(texts()).toHaveLength(1);
    clock.setWall(Date.UTC(2026, 0, 5, 5, 50));
    await clock.advance(hourMs);
    expect(texts()).toHaveLength(1);
    clock.setWall(Date.UTC(2036, 5, 1, 12));
    await clock.advance(60_000);
    expect(texts()).toHaveLength(2);
    clock.setWall(Date.UTC(2026, 0, 6, 7));
    await clock.advance(60_000);
    expect(texts()).toHaveLength(3);
  });

  it("waits for a clock that nobody trusts yet, so that no digest is told by a time that is set right later", async () => {
    let quality: ClockQuality = "unsynced";
    const { service, clock, texts, stored } = setUp({
      startMs: Date.UTC(2026, 0, 5, 5, 59),
      quality: () => quality,
    });
    await service.start(new AbortController().signal);
    await clock.advance(5 * 60_000);
    expect(texts()).toEqual([]);
    expect(stored.size).toBe(0);
    expect(service.health().detail).toContain("trusted clock");
    clock.setWall(Date.UTC(2026, 0, 7, 5, 30));
    quality = "synced";
    await clock.advance(hourMs);
    expect(texts()).toHaveLength(1);
    expect(service.health().detail).not.toContain("trusted clock");
  });

  it("does not wait for ever for a clock that nobody sets", async () => {
    const { service, clock, texts } = setUp({
      startMs: Date.UTC(2026, 0, 5, 1),
      quality: () => "unsynced",
    });
    await service.start(new AbortController().signal);
    await clock.advance(6 * hourMs);
    expect(texts()).toHaveLength(1);
  });

  it("waits while the clock shows 1970 and remembers nothing of it", async () => {
    const { service, clock, texts, stored } = setUp({ startMs: Date.UTC(1970, 0, 1, 5) });
    await service.start(new AbortController().signal);
    await clock.advance(10 * hourMs);
    expect(texts()).toEqual([]);
    expect(stored.size).toBe(0);
    clock.setWall(Date.UTC(2026, 0, 5, 5));
    await clock.advance(2 * hourMs);
    expect(texts()).toHaveLength(1);
  });

  it("tries again when the numbers cannot be read, says so, and still publishes once", async () => {
    const { service, clock, texts, observability } = setUp({ failures: 2 });
    await service.start(new AbortController().signal);
    await clock.advance(hourMs + 60_000);
    expect(texts()).toEqual([]);
    expect(service.health()).toMatchObject({
      status: "degraded",
      detail: expect.stringContaining("the disk is full"),
    });
    await clock.advance(15 * 60_000);
    expect(texts()).toHaveLength(1);
    expect(service.health().status).toBe("ok");
    expect(observability.records.filter(({ event }) => event === "summaries.digestFailed")).toHaveLength(1);
  });

  it("publishes nothing that it cannot remember", async () => {
    const { service, clock, texts, state } = setUp();
    state.put = () => Promise.reject(new Error("the disk is full"));
    await service.start(new AbortController().signal);
    await clock.advance(3 * hourMs);
    expect(texts()).toEqual([]);
  });

  it("leaves today out, once, when its memory cannot be read", async () => {
    const stored = new Map([["summaries/digests", "{broken"]]);
    const { service, clock, texts, observability } = setUp({ startMs: Date.UTC(2026, 0, 5, 9), stored });
    await service.start(new AbortController().signal);
    await clock.advance(hourMs);
    expect(texts()).toEqual([]);
    expect(observability.records.map(({ event }) => event)).toContain("summaries.digestStateUnreadable");
    await clock.advance(dayMs);
    expect(texts()).toHaveLength(1);
  });

  it("follows a changed configuration without a restart", async () => {
    const { service, clock, texts } = setUp();
    await service.start(new AbortController().signal);
    service.reconfigure(summariesConfig.parse({ digestEnabled: false }));
    await clock.advance(2 * hourMs);
    expect(texts()).toEqual([]);
    service.reconfigure(summariesConfig.parse({ digestHour: 9 }));
    await clock.advance(hourMs);
    expect(texts()).toHaveLength(1);
  });

  it("publishes a weekly digest beside the daily one, once, also after a restart and a day without power", async () => {
    const first = setUp();
    await first.service.start(new AbortController().signal);
    await first.clock.advance(3 * hourMs);
    await first.service.stop(deadline);
    const weeks = (published: typeof first.published) =>
      published.filter(({ facts }) => facts.week !== undefined);
    expect(weeks(first.published)).toEqual([]);
    const second = setUp({ startMs: Date.UTC(2026, 0, 13, 9), stored: first.stored });
    await second.service.start(new AbortController().signal);
    await second.clock.advance(2 * hourMs);
    expect(weeks(second.published)).toMatchObject([
      {
        summary: {
          text: expect.stringMatching(/^A quiet week: nothing unusual in 10 readings from 2 sensors/),
        },
        facts: { from: Date.UTC(2026, 0, 5, 6), to: Date.UTC(2026, 0, 12, 6) },
      },
    ]);
  });

  it("tells the last day or week on demand, at any time, and remembers nothing of it", async () => {
    const { service, stored } = setUp();
    const day = await service.digestNow("day");
    expect(day.facts.to - day.facts.from).toBe(dayMs);
    const week = await service.digestNow("week");
    expect(week.facts.to - week.facts.from).toBe(7 * dayMs);
    expect(week.summary.text).toMatch(/^A quiet week/);
    expect(stored.size).toBe(0);
  });

  it("stops in any state, and then publishes nothing", async () => {
    const { service, clock, texts } = setUp();
    await service.stop(deadline);
    await service.start(new AbortController().signal);
    await service.stop(deadline);
    await clock.advance(dayMs);
    expect(texts()).toEqual([]);
  });
});
