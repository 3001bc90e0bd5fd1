import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evidenceKey } from "../../../../src/anomaly/incidents/evidence.ts";
import { anomalyKinds } from "../../../../src/domain/anomaly.ts";
import { severities } from "../../../../src/domain/severity.ts";
import { dayMs, minuteMs, startMs } from "../support.ts";
import { logAnomaly, setUpTracker } from "./tracker-setup.ts";

const settings = { openMax: 6, evidenceMax: 5, stormMin: 4, openDelayMs: 1000 };
const sensorKinds = anomalyKinds.filter((kind) => !kind.startsWith("log"));

const step = fc.record({
  what: fc.constantFrom("sensor", "sensor", "log", "recover", "tick", "restart"),
  waitMs: fc.constantFrom(0, 0, 1000, 20_000, minuteMs, 7 * minuteMs, 50 * minuteMs),
  topic: fc.constantFrom("plant/a", "plant/b", "farm/1/soil", "farm/2/soil", "house/door", "x", "y/z"),
  kind: fc.constantFrom(...sensorKinds),
  area: fc.constantFrom(undefined, "hall", "field"),
  severity: fc.constantFrom(...severities),
  template: fc.nat(3),
});

/** Lives through the steps, with restarts in between, and then for two quiet days. */
function live(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
  let given = setUpTracker(settings);
  const told: typeof given.told = given.told;
  let taken = 0;
  let now = startMs;
  for (const { what, waitMs, topic, kind, area, severity, template } of steps) {
    now += waitMs;
    const common = { severity, ...(area === undefined ? {} : { place: { area } }) };
    if (what === "sensor") taken += Number(given.add(topic, now, { ...common, kind, durationMs: 1000 }));
    else if (what === "log")
      taken += Number(given.add(topic, now, { ...common, ...logAnomaly(topic, template) }));
    else if (what === "recover") given.recover(topic, now, kind);
    else if (what === "tick") given.tracker.tick(now);
    else {
      given.tracker.flush();
      const open = given.tracker.openIncidents();
      given = setUpTracker(settings, { idPrefix: `after ${told.length}` });
      given.told.push = (...more) => told.push(...more);
      for (const incident of open) {
        const on = incident.evidence.filter(
          ({ type, recoveredAt }) => type === "series" && recoveredAt === undefined,
        );
        given.tracker.resume(incident, new Set(on.map((line) => evidenceKey(line.kind, line.subjectId))));
      }
    }
    expect(given.tracker.openCount).toBeLessThanOrEqual(settings.openMax);
  }
  for (let day = 1; day <= 2; day += 1) given.tracker.tick(now + day * dayMs);
  return { told, taken, openAtEnd: given.tracker.openCount };
}

describe("incidents, whatever happens", () => {
  it("that were announced as opened are announced as closed, once they are over", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { told, openAtEnd } = live(steps);
        expect(openAtEnd).toBe(0);
        const states = new Map<string, string>();
        for (const { incident, change } of told) {
          const before = states.get(incident.id);
          if (change === "opened") expect(before).toBeUndefined();
          else if (change === "reopened") expect(before).toBe("closed");
          else expect(before).toBe("open");
          states.set(incident.id, incident.status);
        }
        expect([...states.values()].every((status) => status === "closed")).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("lose no anomaly and keep their evidence bounded", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const additions = steps.filter(({ what }) => what === "sensor" || what === "log").length;
        const { told, taken } = live(steps);
        expect(taken).toBe(additions);
        for (const { incident } of told) {
          const { evidence, evidenceOmitted, omitted = [], subjects } = incident;
          expect(evidence.length).toBeLessThanOrEqual(settings.evidenceMax);
          expect(omitted.reduce((sum, { count }) => sum + count, 0)).toBe(evidenceOmitted);
          expect(omitted.every(({ count, recovered }) => recovered >= 0 && recovered <= count)).toBe(true);
          const sensors = new Set(
            evidence.filter(({ type }) => type === "series").map((line) => line.subjectId),
          );
          expect(subjects?.sensors).toBeGreaterThanOrEqual(sensors.size);
          expect(subjects?.sensors).toBeLessThanOrEqual(sensors.size + evidenceOmitted);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("are the same in whatever order the anomalies of a moment come", () => {
    const places = ["hall", "field", "yard"].flatMap((area) =>
      [1, 2, 3].map((index) => ({ topic: `${area}${index}/value`, area })),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(places, { minLength: 1 }), (arrivals) => {
        const { tracker, add } = setUpTracker({ openMax: 50 });
        for (const { topic, area } of arrivals) add(topic, startMs, { place: { area } });
        const groups = tracker
          .openIncidents()
          .map(({ evidence }) => evidence.map((line) => line.subjectId).sort());
        const expected = ["hall", "field", "yard"]
          .map((area) =>
            arrivals
              .filter((one) => one.area === area)
              .map(({ topic }) => topic)
              .sort(),
          )
          .filter(({ length }) => length > 0);
        expect(groups.sort()).toEqual(expected.sort());
      }),
      { numRuns: 40 },
    );
  });
});
