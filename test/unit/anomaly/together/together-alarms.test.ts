import { describe, expect, it } from "vitest";
import { anomalyConfig } from "../../../../src/anomaly/config.ts";
import type { Series } from "../../../../src/domain/sample.ts";
import { createMemoryState } from "../../../support/memory-state.ts";
import { createSeriesMemories } from "../../../support/series-memories.ts";
import {
  createNoise,
  createTestService,
  dayMs,
  hourMs,
  makeSeries,
  minuteMs,
  sampleOf,
  startMs,
} from "../support.ts";

type TestService = ReturnType<typeof createTestService>;
type Reading = [series: Series, value: number];

const faultAt = startMs + 4 * dayMs;
const deadline = { remainingMs: () => 1000, signal: new AbortController().signal };
/** Lets the disk answer. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** How hard a pump works: people and weather, with a daily rhythm; the same for every run over the same minutes. */
function createLoad(seed: number): (at: number) => number {
  const noise = createNoise(seed);
  const drift: number[] = [];
  return (at) => {
    const minute = Math.round((at - startMs) / minuteMs);
    while (drift.length <= minute) drift.push(0.97 * (drift.at(-1) ?? 0) + 0.25 * noise());
    return (drift[Math.max(0, minute)] ?? 0) + 0.5 * Math.sin((2 * Math.PI * at) / dayMs);
  };
}

/** A pump whose current, flow and pressure follow its load, on topics of their own. */
function createPump(device = "pump 1", overrides: Partial<Series> = {}) {
  const series = (what: string) =>
    makeSeries(`plant/${device}/${what}`, { name: `${device} ${what}`, place: { device }, ...overrides });
  const sensors = { current: series("current"), flow: series("flow"), pressure: series("pressure") };
  const load = createLoad(15);
  const noise = createNoise(16);
  return {
    ...sensors,
    load,
    /** The current stays where it was at `since`, a usual value, whatever the load does. */
    still: (since = faultAt) => ({ current: 12 + 2 * load(since) + 0.1 * noise() }),
    readings(at: number, change: { current?: number } = {}): Reading[] {
      const now = load(at);
      return [
        [sensors.current, change.current ?? 12 + 2 * now + 0.1 * noise()],
        [sensors.flow, 40 + 5 * now + 0.2 * noise()],
        [sensors.pressure, 3 + 0.4 * now + 0.02 * noise()],
      ];
    },
  };
}

function feed(
  { service }: TestService,
  span: { from: number; to: number; everyMs?: number },
  readings: (at: number) => Reading[],
): void {
  for (let at = span.from; at < span.to; at += span.everyMs ?? minuteMs) {
    // Each sensor reports at a second of its own.
    for (const [index, [series, value]] of readings(at).entries())
      service.onSample(sampleOf(series, at + 7000 * index, value));
  }
}

describe("series that move together", () => {
  it("gives an alarm on the one that does not move along, with the names of its partners", () => {
    const test = createTestService();
    const pump = createPump();
    feed(test, { from: startMs, to: faultAt }, (at) => pump.readings(at));
    expect(test.anomalies).toEqual([]);
    expect(test.service.health().figures).toMatchObject({ groups: 1, seriesExplained: 3 });
    feed(test, { from: faultAt, to: faultAt + 2 * hourMs }, (at) => pump.readings(at, pump.still()));
    const [first] = test.anomalies;
    expect(first).toMatchObject({ kind: "pattern", reason: "together", detector: "together" });
    expect(first?.subject).toMatchObject({ series: { id: pump.current.id } });
    expect(first?.partners?.toSorted()).toEqual(["pump 1 flow", "pump 1 pressure"]);
    expect(first?.at).toBeLessThan(faultAt + hourMs);
    expect(first?.expected && (first.observed ?? 0) - first.expected.typical).not.toBeCloseTo(0, 0);
    expect(test.incidents.at(-1)?.incident.evidence).toMatchObject([
      { reason: "together", partners: first?.partners },
    ]);
  });

  it.each([
    ["one device", { place: { device: "pump 1" } }],
    ["one area", { place: { area: "hall" } }],
  ])("gives one incident for a common cause that shows on several topics of %s", (_name, place) => {
    const test = createTestService();
    const pump = createPump("pump 1", place);
    feed(test, { from: startMs, to: faultAt }, (at) => pump.readings(at));
    feed(test, { from: faultAt, to: faultAt + hourMs }, (at) =>
      pump.readings(at).map(([series, value]): Reading => [series, value * 2.5]),
    );
    const ids = new Set(test.incidents.map(({ incident }) => incident.id));
    expect(test.anomalies.length).toBeGreaterThanOrEqual(2);
    expect(ids.size).toBe(1);
  });

  it("leaves out counters, setpoints, states, diagnostics, and what is derived", () => {
    const test = createTestService();
    const pump = createPump();
    const place = { device: "pump 1" };
    const energy = makeSeries("plant/pump 1/energy", { place });
    const setpoint = makeSeries("plant/pump 1/setpoint", { place });
    const battery = makeSeries("plant/pump 1/battery", { place, isDiagnostic: true });
    const power = makeSeries("plant/pump 1/power", { place, isDerived: true });
    const running = makeSeries("plant/pump 1/running", { place, kind: "binary", states: ["off", "on"] });
    feed(test, { from: startMs, to: startMs + dayMs / 2 }, (at) => [
      ...pump.readings(at).slice(0, 1),
      [energy, (at - startMs) / hourMs],
      [setpoint, 21],
      [battery, 90 + pump.load(at)],
      [power, 230 * pump.load(at)],
      [running, pump.load(at) > 0 ? 1 : 0],
    ]);
    expect(test.service.health().figures).toMatchObject({ groups: 0, seriesExplained: 0 });
  });

  it("compares members that report at different rates, and takes none for still that has not reported", () => {
    const test = createTestService();
    const pump = createPump();
    const often = (at: number): Reading[] => {
      const [current, flow, pressure] = pump.readings(at) as [Reading, Reading, Reading];
      const minute = Math.round(at / 10_000) % 6;
      const lost = pump.load(at + dayMs) > 0.9;
      return [current, ...(minute === 0 ? [flow] : []), ...(minute % 3 === 0 && !lost ? [pressure] : [])];
    };
    feed(test, { from: startMs, to: startMs + 2 * dayMs, everyMs: 10_000 }, often);
    expect(test.service.health().figures).toMatchObject({ groups: 1, seriesExplained: 3 });
    expect(test.anomalies.filter(({ kind }) => kind === "pattern")).toEqual([]);
  });

  it("raises nothing on the others when a partner falls silent for good, and does without it", () => {
    const test = createTestService();
    const pump = createPump();
    feed(test, { from: startMs, to: faultAt }, (at) => pump.readings(at));
    feed(test, { from: faultAt, to: faultAt + dayMs }, (at) => pump.readings(at).slice(0, 2));
    expect(test.anomalies.map(({ kind }) => kind)).toEqual(["gap"]);
    expect(test.service.health().figures).toMatchObject({
      seriesExplained: expect.toSatisfy((count) => count >= 2),
    });
  });

  it("is off with a budget of no false alarms, and without groups", () => {
    for (const config of [{ falseAlarmsPerWeek: 0 }, { together: { groupsMax: 0 } }]) {
      const test = createTestService(config);
      const pump = createPump();
      feed(test, { from: startMs, to: startMs + dayMs }, (at) => pump.readings(at));
      expect(test.service.health().figures).toMatchObject({ groups: 0, seriesExplained: 0 });
    }
  });

  it("ends an alarm that is on when the budget is set to none", () => {
    const test = createTestService();
    const pump = createPump();
    feed(test, { from: startMs, to: faultAt }, (at) => pump.readings(at));
    feed(test, { from: faultAt, to: faultAt + 2 * hourMs }, (at) => pump.readings(at, pump.still()));
    expect(test.anomalies).toMatchObject([{ reason: "together" }]);
    test.service.reconfigure(anomalyConfig.parse({ falseAlarmsPerWeek: 0 }));
    feed(test, { from: faultAt + 2 * hourMs, to: faultAt + 3 * hourMs }, (at) =>
      pump.readings(at, pump.still()),
    );
    expect(test.recoveries).toMatchObject([{ kind: "pattern", subjectId: pump.current.id }]);
  });

  it("says nothing more of it once somebody said that it is usual there", async () => {
    const incidents = { get: async () => undefined, list: async () => [] };
    const feedback = { state: createMemoryState(), incidents, timeZone: "UTC" };
    const test = createTestService({}, startMs, { feedback });
    await test.service.start(new AbortController().signal);
    const pump = createPump();
    feed(test, { from: startMs, to: faultAt }, (at) => pump.readings(at));
    feed(test, { from: faultAt, to: faultAt + hourMs }, (at) => pump.readings(at, pump.still()));
    expect(test.anomalies).toMatchObject([{ reason: "together" }]);
    const [incident] = test.service.openIncidents();
    const verdict = { verdict: "alwaysNormal", incident: incident?.id ?? "" } as const;
    expect(await test.service.feedback?.give(verdict)).toMatchObject({
      incident: "closed",
      learnt: [{ kind: "pattern", verdict: "alwaysNormal" }],
    });
    const againAt = faultAt + 2 * dayMs;
    feed(test, { from: faultAt + hourMs, to: againAt }, (at) => pump.readings(at));
    feed(test, { from: againAt, to: againAt + 2 * hourMs }, (at) => pump.readings(at, pump.still(againAt)));
    expect(test.anomalies.filter(({ reason }) => reason === "together")).toHaveLength(1);
  });

  it("counts what finds no place: groups, members and memory", async () => {
    const limits = [
      [{ groupsMax: 1 }, "groups"],
      [{ membersMax: 2 }, "members"],
      [{ judgedMax: 2 }, "memory"],
    ] as const;
    for (const [together, reason] of limits) {
      const test = createTestService({ together });
      const pumps = [createPump("pump 1"), createPump("pump 2")];
      feed(test, { from: startMs, to: startMs + dayMs / 2 }, (at) =>
        pumps.flatMap((pump) => pump.readings(at)),
      );
      const exposed = await test.observability.metrics.expose();
      const refused = exposed
        .split("\n")
        .find((line) => line.startsWith(`edgewise_anomaly_together_refused_total{reason="${reason}"}`));
      expect(Number(refused?.split(" ").at(-1))).toBeGreaterThan(0);
      expect(test.service.health().figures?.groups).toBe(reason === "groups" ? 1 : 2);
    }
  });
});

describe("series that move together, over a restart", () => {
  async function learnt() {
    const memories = createSeriesMemories();
    const before = createTestService({}, startMs, { memories });
    const pump = createPump();
    feed(before, { from: startMs, to: startMs + minuteMs }, (at) => pump.readings(at));
    await settle();
    feed(before, { from: startMs + minuteMs, to: startMs + 2 * hourMs }, (at) => pump.readings(at));
    await settle();
    feed(before, { from: startMs + 2 * hourMs, to: faultAt }, (at) => pump.readings(at));
    await before.service.stop(deadline);
    expect(before.anomalies).toEqual([]);
    return { memories, pump };
  }

  async function restart({ memories, pump }: Awaited<ReturnType<typeof learnt>>, again: number) {
    const after = createTestService({}, again, { memories });
    feed(after, { from: again, to: again + minuteMs }, (at) => pump.readings(at));
    await settle();
    feed(after, { from: again + minuteMs, to: again + hourMs }, (at) => pump.readings(at));
    await settle();
    return after;
  }

  it("go on with what was learnt of them", async () => {
    const before = await learnt();
    const again = faultAt + 20 * minuteMs;
    const after = await restart(before, again);
    expect(after.service.health().figures).toMatchObject({
      groups: 1,
      groupsRestored: 1,
      seriesExplained: 3,
    });
    feed(after, { from: again + hourMs, to: again + 3 * hourMs }, (at) =>
      before.pump.readings(at, before.pump.still()),
    );
    expect(after.anomalies).toMatchObject([
      { reason: "together", subject: { series: { id: before.pump.current.id } } },
    ]);
  });

  it.each([
    ["a minute", minuteMs],
    ["three weeks", 21 * dayMs],
  ])("raise nothing for having been away for %s", async (_name, awayMs) => {
    const before = await learnt();
    const again = faultAt + awayMs;
    const after = await restart(before, again);
    feed(after, { from: again + hourMs, to: again + dayMs }, (at) => before.pump.readings(at));
    expect(after.anomalies).toEqual([]);
  });

  it("learn anew when what was kept is damaged", async () => {
    const before = await learnt();
    for (const [id, row] of before.memories.rows)
      if (id.startsWith("#together")) before.memories.rows.set(id, { ...row, body: row.body.slice(0, 40) });
    const after = await restart(before, faultAt + minuteMs);
    expect(after.service.health().figures).toMatchObject({
      groups: 1,
      groupsRestored: 0,
      seriesExplained: 0,
    });
    expect(after.anomalies).toEqual([]);
  });
});
