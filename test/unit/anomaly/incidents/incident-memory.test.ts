import { describe, expect, it } from "vitest";
import { anomalyEvents } from "../../../../src/anomaly/events.ts";
import { AlarmHabits } from "../../../../src/anomaly/incidents/alarm-habits.ts";
import { IncidentMemory } from "../../../../src/anomaly/incidents/incident-memory.ts";
import { PastIncidents } from "../../../../src/anomaly/incidents/past-incidents.ts";
import { createReporter } from "../../../../src/core/events.ts";
import { createTestObservability } from "../../../support/observability.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";
import { minuteMs, startMs } from "../support.ts";
import { setUpTracker } from "./tracker-setup.ts";

function setUp(values: Map<string, string>, failing: { read?: boolean; write?: boolean } = {}) {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const habits = new AlarmHabits();
  const past = new PastIncidents();
  const memory = new IncidentMemory({
    state: {
      async get(key) {
        if (failing.read) throw new Error("disk asleep");
        return values.get(key);
      },
      async put(key, value) {
        if (failing.write) throw new Error("disk full");
        values.set(key, value);
      },
    },
    habits,
    past,
    monotonicMs: () => clock.monotonicMs(),
    reporter: createReporter("anomaly", anomalyEvents, observability),
  });
  return { memory, habits, past, records: observability.records, failing };
}

/** An incident that opened and closed. */
function liveThrough({ habits, past }: ReturnType<typeof setUp>, at: number) {
  const { tracker, told, add, recover } = setUpTracker({}, { habits, past, idPrefix: `at ${at}` });
  add("plant/a", at);
  add("plant/b", at + minuteMs);
  const opened = told.at(-1)?.incident;
  recover("plant/a", at + 2 * minuteMs);
  recover("plant/b", at + 2 * minuteMs);
  tracker.tick(at + 10 * minuteMs);
  return opened;
}

describe("the memory of incidents", () => {
  it("tells of earlier incidents over a restart", async () => {
    const values = new Map<string, string>();
    const first = setUp(values);
    await first.memory.read();
    expect(liveThrough(first, startMs)?.earlier).toBeUndefined();
    await first.memory.turn();
    const second = setUp(values);
    await second.memory.read();
    expect(liveThrough(second, startMs + 5 * 3_600_000)?.earlier).toEqual([
      { incidentId: `at ${startMs}-1`, openedAt: startMs, durationMs: 2 * minuteMs },
    ]);
    expect(second.habits.pairCount).toBe(1);
  });

  it("is not overwritten before it was read", async () => {
    const values = new Map<string, string>();
    const first = setUp(values);
    await first.memory.read();
    liveThrough(first, startMs);
    await first.memory.write();
    const kept = [...values.values()];
    const second = setUp(values, { read: true });
    await second.memory.read();
    liveThrough(second, startMs);
    await second.memory.turn();
    expect([...values.values()]).toEqual(kept);
    expect(second.records.map(({ event }) => event)).toContain("anomaly.incidentMemoryNotRead");
  });

  it.each([
    "",
    "{",
    "[]",
    '{"habits":{"version":2}}',
    '{"habits":{"version":1,"alarms":[{"key":7}]},"past":[]}',
  ])("is learnt anew where the disk holds %j", async (stored) => {
    const given = setUp(new Map([["anomaly/incident-memory", stored]]));
    await given.memory.read();
    expect(given.records.map(({ event }) => event)).toEqual(["anomaly.incidentMemoryDropped"]);
    expect(given.habits.pairCount).toBe(0);
  });

  it("is written at the next turn when the disk was full", async () => {
    const values = new Map<string, string>();
    const given = setUp(values, { write: true });
    await given.memory.read();
    liveThrough(given, startMs);
    await given.memory.write();
    expect(values.size).toBe(0);
    given.failing.write = false;
    await given.memory.write();
    expect(values.size).toBe(1);
  });

  it("is bounded, whatever alarms are called and however many lines incidents have", async () => {
    const values = new Map<string, string>();
    const given = setUp(values);
    await given.memory.read();
    const { habits, past } = given;
    const topic = (letter: string, index: number) => `${letter.repeat(500)}/${index}`;
    for (let index = 0; index < 600; index += 1) {
      const id = topic("x", index);
      const at = startMs + index * 2 * minuteMs;
      habits.observe({ key: `level ${id}`, subjectId: id, type: "series", name: id, kind: "level" }, at);
      const long = `${"y".repeat(5000)}${index}`;
      habits.observe(
        { key: `level ${long}`, subjectId: long, type: "series", name: long, kind: "level" },
        at,
      );
    }
    const { tracker, add } = setUpTracker({ evidenceMax: 200, stormMin: 1000, openDelayMs: minuteMs });
    for (let index = 0; index < 40; index += 1) {
      add(topic("z", index), startMs, { place: { device: "pump" } });
    }
    for (const incident of tracker.openIncidents()) {
      expect(incident.evidence).toHaveLength(40);
      for (let index = 0; index < 201; index += 1) {
        past.add({ ...incident, id: `01JGXYZ0000000000000000${index}`, closedAt: startMs + minuteMs });
      }
    }
    await given.memory.write();
    const [stored = ""] = values.values();
    expect(past.learnt()).toHaveLength(200);
    expect(stored).not.toContain("yyy");
    expect(stored.length).toBeLessThan(1_200_000);
    const again = setUp(values);
    await again.memory.read();
    expect(again.records).toEqual([]);
  });

  it("still knows incidents that were kept by the whole names of their lines", async () => {
    const past = [
      { incidentId: "old", openedAt: 7, durationMs: 9, keys: ["level plant/a", "level plant/b"] },
    ];
    const habits = { version: 1, watchedMs: 0, alarms: [], pairs: [] };
    const given = setUp(new Map([["anomaly/incident-memory", JSON.stringify({ habits, past })]]));
    await given.memory.read();
    expect(liveThrough(given, startMs)?.earlier).toEqual([{ incidentId: "old", openedAt: 7, durationMs: 9 }]);
  });

  it("compares incidents of many lines by a sample of them", () => {
    const past = new PastIncidents();
    const live = (from: number, to: number, at: number, idPrefix: string) => {
      const { tracker, told, add, recover } = setUpTracker(
        { evidenceMax: 200, stormMin: 1000 },
        { past, idPrefix },
      );
      for (let index = from; index < to; index += 1) add(`hall/${index}`, at, { place: { device: "pump" } });
      const earlier = past.like(tracker.openIncidents()[0] as Parameters<typeof past.like>[0]);
      for (let index = from; index < to; index += 1) recover(`hall/${index}`, at);
      tracker.tick(at + 10 * minuteMs);
      return { earlier, closed: told.at(-1)?.change };
    };
    expect(live(0, 120, startMs, "first")).toEqual({ earlier: undefined, closed: "closed" });
    expect(live(5, 125, startMs, "second").earlier).toMatchObject([{ incidentId: "first-1" }]);
    expect(live(100, 200, startMs, "third").earlier).toBeUndefined();
  });
});
