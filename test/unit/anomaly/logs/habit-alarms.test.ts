import { describe, expect, it } from "vitest";
import type { Incident } from "../../../../src/domain/incident.ts";
import type { LogLine } from "../../../../src/domain/log-line.ts";
import type { SeriesMemory } from "../../../../src/domain/ports.ts";
import { createMemoryState } from "../../../support/memory-state.ts";
import { createTestService, dayMs, hourMs, lineOf, minuteMs, startMs } from "../support.ts";
import { createTestLogs } from "./habit-setup.ts";

type Said = [at: number, message: string, overrides?: Partial<LogLine>];

/** Says lines in the order of their times. */
function say(service: ReturnType<typeof createTestService>["service"], said: readonly Said[]): void {
  for (const [at, message, overrides] of [...said].sort(([left], [right]) => left - right))
    service.onLogLine(lineOf("gw/log", at, message, overrides));
}

/** A heartbeat every ten minutes, of the days from `from` to `to`. */
function beats(from: number, to: number): Said[] {
  const each = 10 * minuteMs;
  return Array.from({ length: ((to - from) * dayMs) / each }, (_, index) => [
    startMs + from * dayMs + index * each,
    "watchdog fed, all tasks alive",
  ]);
}

/** A nightly backup that takes a quarter of an hour. */
function backups(from: number, to: number): Said[] {
  return Array.from({ length: to - from }, (_, index): Said[] => {
    const at = startMs + (from + index) * dayMs + 14 * hourMs;
    return [
      [at, "nightly backup of the store started"],
      [at + 15 * minuteMs, "nightly backup done and verified"],
    ];
  }).flat();
}

/** Requests with an identifier of their own, several at a time, each with a start and an end. */
function requests(from: number, to: number): Said[] {
  return Array.from({ length: (to - from) * 96 }, (_, index): Said[] => {
    const at = startMs + from * dayMs + index * 15 * minuteMs + minuteMs;
    const id = 40_000 + from * 96 + index;
    return [
      [at, `transfer ${id} accepted from pump controller`],
      [at + (3 + (index % 4) * 2) * minuteMs, `transfer ${id} stored and acknowledged`],
    ];
  }).flat();
}

const usual = (from: number, to: number) => [...beats(from, to), ...backups(from, to), ...requests(from, to)];

/** Lets what was begun at once end: the store answers within a turn. */
async function turns(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe("alarms about the habits of a log", () => {
  it("are none in weeks of an ordinary log", () => {
    const { service, anomalies } = createTestService();
    say(service, usual(0, 16));
    expect(anomalies).toEqual([]);
  });

  it("tell of a nightly job that does not run, once, and that it is back", () => {
    const { service, anomalies, recoveries } = createTestService();
    say(service, [...usual(0, 14), ...beats(14, 16), ...requests(14, 16), ...backups(15, 16)]);
    expect(anomalies).toMatchObject([
      {
        kind: "logSilent",
        detector: "logSilence",
        direction: "low",
        severity: "warning",
        subject: { example: "nightly backup of the store started" },
      },
    ]);
    expect(anomalies[0]?.usualDurationMs).toBeCloseTo(dayMs, -6);
    expect(anomalies[0]?.durationMs).toBeGreaterThan(dayMs);
    expect(recoveries).toMatchObject([{ kind: "logSilent" }]);
  });

  it("tell of a heartbeat that stops while the rest of the log goes on", () => {
    const { service, anomalies } = createTestService();
    say(service, [...usual(0, 14), ...requests(14, 15), ...backups(14, 15)]);
    expect(anomalies).toMatchObject([
      { kind: "logSilent", subject: { example: "watchdog fed, all tasks alive" } },
    ]);
  });

  it("tell of a log that falls silent as a whole by one line", () => {
    const { service, anomalies } = createTestService();
    say(service, usual(0, 14));
    for (let minute = 0; minute < 3000; minute += 1)
      service.onLogLine(lineOf("other/log", startMs + 14 * dayMs + minute * minuteMs, "alive and well"));
    expect(anomalies.map(({ kind }) => kind)).toEqual(["logSilent"]);
  });

  it("tell of a start without its end, with both lines and how long was waited", () => {
    const { service, anomalies } = createTestService();
    const broken = backups(14, 15).slice(0, 1);
    say(service, [...usual(0, 14), ...broken, ...beats(14, 16), ...requests(14, 16), ...backups(15, 16)]);
    expect(anomalies[0]).toMatchObject({
      kind: "logOrder",
      subject: { example: "nightly backup of the store started" },
      order: { reason: "noEnd", other: "nightly backup done and verified" },
      usualDurationMs: 15 * minuteMs,
    });
    expect(anomalies[0]?.durationMs).toBeGreaterThan(15 * minuteMs);
  });

  it("tell of an end without its start by the identifier, though others of its kind are under way", () => {
    const { service, anomalies } = createTestService();
    const late = startMs + 15 * dayMs;
    say(service, [...usual(0, 16), [late, "transfer 99001 stored and acknowledged"]]);
    expect(anomalies).toMatchObject([
      {
        kind: "logOrder",
        at: late,
        subject: { example: "transfer 99001 stored and acknowledged" },
        order: { reason: "noStart" },
      },
    ]);
  });

  it("tell of one kind of line that comes far too often", () => {
    const { service, anomalies, recoveries } = createTestService();
    const loop = Array.from(
      { length: 60 },
      (_, index): Said => [startMs + 14.5 * dayMs + index * 10_000, "watchdog fed, all tasks alive"],
    );
    say(service, [...usual(0, 15), ...loop]);
    expect(anomalies[0]).toMatchObject({
      kind: "logBurst",
      detector: "logLineRate",
      counted: "alike",
      durationMs: 10 * minuteMs,
    });
    expect(new Set(anomalies.map(({ kind }) => kind)).size).toBe(1);
    expect(recoveries).toMatchObject([{ kind: "logBurst" }]);
  });

  it("tell of problems that grow over days", () => {
    const { service, anomalies } = createTestService();
    const problems = Array.from({ length: 20 }, (_, day): Said[] => {
      const count = day < 16 ? 3 : 3 + (day - 15) * 12;
      return Array.from({ length: count }, (__, index) => [
        startMs + day * dayMs + (index + 1) * 17 * minuteMs,
        "radio frame repeated",
        { severity: "warning" },
      ]);
    }).flat();
    say(service, [...usual(0, 20), ...problems]);
    expect(anomalies[0]).toMatchObject({
      kind: "logRising",
      counted: "problems",
      direction: "high",
      durationMs: dayMs,
      expected: { low: 0, high: 3 },
    });
  });

  it("are none about lines held back on their way, nor while the budget is 0", () => {
    const { service, anomalies } = createTestService();
    say(service, usual(0, 14));
    for (const [at, message] of requests(10, 11).slice(1, 40))
      service.onLogLine(lineOf("gw/log", at, message.replace("stored", "kept")));
    expect(anomalies).toEqual([]);
    const off = createTestService({ logs: { habitAlarmsPerWeek: 0 } });
    say(off.service, [...usual(0, 14), ...requests(14, 16)]);
    expect(off.anomalies).toEqual([]);
  });

  it("say nothing more of what a person called usual, but tell when it lasts longer", async () => {
    let told: Incident | undefined;
    const log = { get: async () => told, list: async () => [] };
    const feedback = { state: createMemoryState(), incidents: log, timeZone: "UTC" };
    const { service, anomalies, incidents } = createTestService({}, startMs + 17 * dayMs, { feedback });
    say(service, [...usual(0, 14), ...beats(14, 16), ...requests(14, 16), ...backups(15, 16)]);
    expect(anomalies).toHaveLength(1);
    told = incidents.at(-1)?.incident;
    const desk = service.feedback;
    const wish = { verdict: "falseAlarm", incident: told?.id ?? "", by: "Ann" } as const;
    const answer = await desk?.give(wish);
    expect(answer).toMatchObject({ refused: [], learnt: [{ kind: "logSilent", seriesId: "gw/log#4" }] });
    expect(answer?.text).toContain("a missing message needs");
    say(service, [...usual(16, 30), ...beats(30, 32), ...requests(30, 32)]);
    const again = anomalies.slice(1).filter(({ kind }) => kind === "logSilent");
    expect(again).toMatchObject([{ subject: { example: "nightly backup of the store started" } }]);
    expect(again[0]?.durationMs).toBeGreaterThan(1.05 * (anomalies[0]?.durationMs ?? 0));
  });

  it("tell of a log that is silent as a whole though one of its lines may stay away", () => {
    const { say: sayAt, tick, raised, feedback } = createTestLogs();
    const usualSilence = {
      seriesId: "gw/log#1",
      name: "gw/log",
      kind: "logSilent" as const,
      unit: undefined,
      by: "Ann",
    };
    feedback.addNormal(usualSilence, { direction: "low" } as never);
    for (let minute = 0; minute < 14 * 1440; minute += 1) {
      const at = startMs + minute * minuteMs;
      if (minute % 5 === 0) sayAt(at, "watchdog fed, all tasks alive");
      if (minute % 5 === 0) sayAt(at + 1, "radio mesh keeps its routes");
      if (minute % 7 === 0) sayAt(at + 2, "disk check passed without findings");
    }
    for (let minute = 14 * 1440; minute < 16 * 1440; minute += 1) tick(startMs + minute * minuteMs);
    expect(raised).toMatchObject([
      { kind: "logSilent", subject: { example: "radio mesh keeps its routes" } },
    ]);
  });

  it("do not let a silence that the budget refused stand for another line, nor end it", () => {
    const { say: sayAt, tick, watchOf, settings, suppressed, recoveries } = createTestLogs();
    for (let minute = 0; minute < 14 * 1440; minute += 5) {
      sayAt(startMs + minute * minuteMs, "watchdog fed, all tasks alive");
      sayAt(startMs + minute * minuteMs + 1, "radio mesh keeps its routes");
    }
    settings.habitAlarmsPerWeek = 2;
    Object.assign(watchOf("gw/log").habits.budget, { left: 0, filledAt: startMs + 14 * dayMs });
    for (let minute = 14 * 1440; minute < 14 * 1440 + 60; minute += 1) tick(startMs + minute * minuteMs);
    expect(suppressed.filter((text) => text.includes("budget"))).toHaveLength(2);
    sayAt(startMs + 14.1 * dayMs, "watchdog fed, all tasks alive");
    expect(recoveries).toEqual([]);
  });

  it("keep apart what identifiers of other logs, however many, do to a session", () => {
    const { say: sayAt, tick, raised } = createTestLogs({ sessionsMax: 60 });
    for (const [at, message] of [...requests(0, 14), ...beats(0, 14)].sort(([a], [b]) => a - b))
      sayAt(at, message);
    let at = startMs + 14 * dayMs;
    sayAt(at, "transfer 99001 accepted from pump controller");
    for (let id = 0; id < 400; id += 1) {
      at += 1200;
      sayAt(at, `client c${70_000 + id} connected`, { source: "access/log" });
    }
    sayAt(at, "transfer 99001 stored and acknowledged");
    for (let minute = 0; minute < 20; minute += 1) {
      at += minuteMs;
      tick(at);
    }
    const orders = () => raised.filter(({ kind }) => kind === "logOrder");
    expect(orders()).toEqual([]);
    // What is missing is missed all the same.
    sayAt(at, "transfer 99003 accepted from pump controller");
    sayAt(at, "transfer 99002 stored and acknowledged");
    expect(orders()).toMatchObject([{ order: { reason: "noStart" } }]);
  });

  it("keep what is known of a line that is merged with one hardly known", () => {
    const { say: sayAt, tick, watchOf } = createTestLogs();
    const valves = (zone: string) => `the controller of zone ${zone} reports its valves closed`;
    sayAt(startMs, valves("alpha"));
    for (let minute = 1; minute < 14 * 1440; minute += 5) sayAt(startMs + minute * minuteMs, valves("beta"));
    const others = ["gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"];
    for (const [index, zone] of others.entries())
      sayAt(startMs + 14 * dayMs + index * minuteMs, valves(zone));
    tick(startMs + 14 * dayMs + 10 * minuteMs);
    const after = [...watchOf("gw/log").habits.tracks.values()];
    expect(after.map(({ template }) => template.text)).toEqual([valves("<*>")]);
    expect(after[0]?.silence.limitMs()).toBeLessThan(hourMs);
    expect(after[0]?.silence.learnt()[0]).toBeGreaterThan(4000);
  });

  it("leave the order of lines alone in a log that says too much, and count them", () => {
    const { say: sayAt, suppressed, raised } = createTestLogs();
    for (const [at, message] of requests(0, 14).sort(([a], [b]) => a - b)) sayAt(at, message);
    const late = startMs + 14 * dayMs;
    for (let line = 0; line < 7000; line += 1) sayAt(late + line, "queue empty now");
    expect(suppressed.some((text) => text.startsWith("orderSkipped"))).toBe(true);
    sayAt(late + 7000, "transfer 99001 stored and acknowledged");
    expect(raised.map(({ kind }) => kind)).not.toContain("logOrder");
  });

  it("end when they are turned off, and begin as after a restart when they are turned on again", () => {
    const { say: sayAt, tick, raised, recoveries, settings } = createTestLogs();
    const sayBoth = (from: number, to: number, isWhole: boolean) => {
      for (let minute = from; minute < to; minute += 5) {
        sayAt(startMs + minute * minuteMs, "radio mesh keeps its routes");
        if (isWhole) sayAt(startMs + minute * minuteMs + 1, "watchdog fed, all tasks alive");
        tick(startMs + minute * minuteMs + 2);
      }
    };
    const silent = () => raised.filter(({ kind }) => kind === "logSilent");
    sayBoth(0, 14 * 1440, true);
    sayBoth(14 * 1440, 14 * 1440 + 120, false);
    expect(silent()).toHaveLength(1);
    settings.habitAlarmsPerWeek = 0;
    sayBoth(14 * 1440 + 120, 14 * 1440 + 180, false);
    expect(recoveries).toMatchObject([{ kind: "logSilent" }]);
    settings.habitAlarmsPerWeek = 10;
    sayBoth(14 * 1440 + 180, 14 * 1440 + 360, true);
    expect(silent()).toHaveLength(1);
    sayBoth(14 * 1440 + 360, 14 * 1440 + 480, false);
    expect(silent()).toHaveLength(2);
  });

  it("miss a line from before a restart that does not come back, and go on missing it", async () => {
    const stored = new Map<string, SeriesMemory>();
    const memories = {
      load: async (ids: readonly string[]) => ids.flatMap((id) => stored.get(id) ?? []),
      save: async (some: readonly SeriesMemory[]) => {
        for (const one of some) stored.set(one.seriesId, one);
      },
    };
    const stores = { memories, state: createMemoryState() };
    const begin = async () => {
      const test = createTestService({}, startMs + 60 * dayMs, stores);
      await test.service.start(new AbortController().signal);
      return test;
    };
    const stop = ({ service }: Awaited<ReturnType<typeof begin>>) =>
      service.stop({ signal: new AbortController().signal } as never);
    const first = await begin();
    say(first.service, usual(0, 14));
    await turns();
    say(first.service, [...beats(14, 14.5), ...requests(14, 14.5)]);
    await stop(first);

    // Nobody noticed it before the restart.
    const second = await begin();
    say(second.service, beats(14.5, 14.51));
    await turns();
    say(second.service, [...beats(14.51, 16), ...requests(14.5, 16)]);
    expect(second.anomalies).toMatchObject([{ kind: "logSilent", subject: { templateId: 4 } }]);
    const open = second.service.openIncidents();
    expect(open).toHaveLength(1);
    await stop(second);

    // It is told already, and goes on until the line comes.
    const third = await begin();
    third.service.resume(open);
    say(third.service, beats(16, 16.01));
    await turns();
    say(third.service, [...beats(16.01, 16.5), ...requests(16, 16.5)]);
    expect(third.service.openIncidents()).toHaveLength(1);
    say(third.service, [...beats(16.5, 16.6), ...backups(16, 17)]);
    expect(third.recoveries).toMatchObject([{ kind: "logSilent" }]);
  });

  it("go on with what was learnt before a restart", async () => {
    const stored = new Map<string, SeriesMemory>();
    const memories = {
      load: async (ids: readonly string[]) => ids.flatMap((id) => stored.get(id) ?? []),
      save: async (some: readonly SeriesMemory[]) => {
        for (const one of some) stored.set(one.seriesId, one);
      },
    };
    const before = createTestService({}, startMs + 30 * dayMs, { memories });
    say(before.service, usual(0, 14));
    await turns();
    await before.service.stop({ signal: new AbortController().signal } as never);
    expect([...stored.keys()]).toEqual(["#log gw/log"]);

    const after = createTestService({}, startMs + 30 * dayMs, { memories });
    say(after.service, beats(15, 15.1));
    await turns();
    expect(after.service.health().figures).toMatchObject({ logsRestored: 1 });
    // A backup is known from before, so that one without an end is news on the second day.
    say(after.service, [
      ...beats(15.1, 17),
      ...backups(15, 16),
      ...backups(16, 17).slice(0, 1),
      ...requests(15, 17),
    ]);
    expect(after.anomalies[0]).toMatchObject({ kind: "logOrder", order: { reason: "noEnd" } });
  });
});
