import { describe, expect, it } from "vitest";
import type { Finding, SensorAnomalyKind } from "../../../src/anomaly/detectors/detector.ts";
import { Feedback, normalsMax } from "../../../src/anomaly/feedback.ts";
import { deviationOf } from "../../../src/anomaly/feedback-entry.ts";
import type { Evidence } from "../../../src/domain/incident.ts";
import type { Series } from "../../../src/domain/sample.ts";
import { dayMs, hourMs, makeSeries, minuteMs, startMs } from "./support.ts";

const series = makeSeries("house/cellar:temperature", { unit: "°C" });

function create() {
  const silenced: string[] = [];
  let now = startMs;
  const feedback = new Feedback({
    now: () => now,
    timeZone: "Europe/Berlin",
    alarmScore: 0.5,
    onSilenced: (id) => silenced.push(id),
  });
  return { feedback, silenced, pass: (ms: number) => (now += ms) };
}

function about(overrides: Partial<Parameters<Feedback["addFalseAlarm"]>[0]> = {}) {
  return { seriesId: series.id, name: "Cellar", kind: "level" as const, unit: "°C", by: "Ann", ...overrides };
}

function finding(overrides: Partial<Finding> = {}): Finding {
  return {
    direction: "high",
    observed: 25,
    expected: { low: 15, high: 21, typical: 18 },
    durationMs: undefined,
    limit: undefined,
    severity: undefined,
    ...overrides,
  };
}

function line(overrides: Partial<Evidence> = {}): Evidence {
  return {
    subjectId: series.id,
    type: "series",
    name: "Cellar",
    kind: "level",
    direction: "high",
    severity: "info",
    firstAt: startMs - hourMs,
    lastAt: startMs,
    times: 1,
    score: 0.6,
    unit: "°C",
    observed: 25,
    expected: { low: 15, high: 21, typical: 18 },
    durationMs: undefined,
    limit: undefined,
    example: undefined,
    observedState: undefined,
    typicalState: undefined,
    place: {},
    recoveredAt: undefined,
    ...overrides,
  };
}

function scoreOf(
  feedback: Feedback,
  found: Partial<Finding> = {},
  more: { score?: number; at?: number; series?: Series; kind?: SensorAnomalyKind } = {},
): number {
  return feedback.score({
    series,
    kind: "level",
    at: startMs,
    score: 0.6,
    finding: finding(found),
    ...more,
  });
}

describe("feedback", () => {
  it("changes nothing of series and kinds that nobody spoke of", () => {
    const { feedback, silenced } = create();
    expect(feedback.concerns(series.id, "level")).toBe(false);
    feedback.addFalseAlarm(about(), 0.6);
    expect(feedback.concerns(series.id, "rate")).toBe(false);
    expect(scoreOf(feedback, {}, { kind: "rate" })).toBe(0.6);
    expect(scoreOf(feedback, {}, { series: makeSeries("house/attic") })).toBe(0.6);
    expect(silenced).toEqual([]);
  });

  describe("of a false alarm", () => {
    it("makes the same no alarm, and twice as much still one", () => {
      const { feedback, silenced } = create();
      feedback.addFalseAlarm(about(), 0.6);
      expect(scoreOf(feedback)).toBeLessThan(0.5);
      expect(scoreOf(feedback, {}, { score: 0.8 })).toBeGreaterThan(0.5);
      expect(silenced).toEqual([series.id]);
    });

    it("adds up to a maximum and fades within months", () => {
      const { feedback, pass } = create();
      const factors = Array.from(
        { length: 12 },
        () => feedback.addFalseAlarm(about(), 0.55).factor as number,
      );
      expect(factors.slice(0, 3)).toEqual([1.5, 2, 2.5]);
      expect(factors.at(-1)).toBe(5);
      expect(feedback.falseAlarmCount).toBe(1);
      pass(60 * dayMs);
      expect(feedback.entries()[0]?.factor).toBeCloseTo(3);
      pass(600 * dayMs);
      expect(feedback.entries()[0]?.factor).toBeLessThan(1.02);
      expect(JSON.parse(feedback.save())).toMatchObject({ falseAlarms: [] });
    });

    it("counts once for one incident, also after a restart", () => {
      const { feedback } = create();
      for (let turn = 0; turn < 3; turn += 1) feedback.addFalseAlarm(about(), 0.55, "incident-1");
      expect(feedback.entries()).toMatchObject([{ factor: 1.5 }]);
      const { feedback: other } = create();
      expect(other.restore(feedback.save())).toBe(0);
      expect(other.addFalseAlarm(about(), 0.55, "incident-1").factor).toBe(1.5);
      expect(other.addFalseAlarm(about(), 0.55, "incident-2").factor).toBe(2);
    });

    it("does not blind a series by one word about a huge alarm", () => {
      const { feedback } = create();
      expect(feedback.addFalseAlarm(about(), 1).factor).toBe(2.5);
    });

    it("counts what lasts once", () => {
      const { feedback, silenced, pass } = create();
      feedback.addFalseAlarm(about(), 0.6);
      for (let minute = 0; minute < 60; minute += 1) {
        scoreOf(feedback);
        pass(minuteMs);
      }
      expect(silenced).toHaveLength(1);
      pass(hourMs);
      scoreOf(feedback);
      expect(feedback.entries()[0]).toMatchObject({ silenced: 2 });
    });

    it("forgets the one that asks for least when there are too many", () => {
      const { feedback } = create();
      for (let index = 0; index < 2_001; index += 1) {
        feedback.addFalseAlarm(about({ seriesId: `s/${index}` }), index === 7 ? 0.5 : 0.65);
      }
      expect(feedback.falseAlarmCount).toBe(2_000);
      expect(feedback.concerns("s/7", "level")).toBe(false);
      expect(feedback.concerns("s/2000", "level")).toBe(true);
    });
  });

  describe("of what is always normal", () => {
    const taken = (wish: { from?: string; to?: string } = {}, evidence: Partial<Evidence> = {}) => {
      const made = create();
      const shown = line(evidence);
      made.feedback.addNormal(about({ kind: shown.kind as "level" }), {
        ...deviationOf(shown, startMs),
        from: wish.from,
        to: wish.to,
      });
      return made;
    };

    it("never alarms up to what was seen and a margin, however large the score", () => {
      const { feedback, silenced } = taken();
      for (const observed of [21.5, 25, 26]) expect(scoreOf(feedback, { observed }, { score: 1 })).toBe(0);
      expect(scoreOf(feedback, { observed: 26.1 })).toBe(0.6);
      expect(scoreOf(feedback, { observed: 10, direction: "low" })).toBe(0.6);
      expect(silenced).toEqual([series.id]);
    });

    it("goes the other way for low values", () => {
      const { feedback } = taken({}, { direction: "low", observed: 11 });
      expect(scoreOf(feedback, { observed: 10.1, direction: "low" })).toBe(0);
      expect(scoreOf(feedback, { observed: 9.9, direction: "low" })).toBe(0.6);
      expect(scoreOf(feedback, { observed: 25 })).toBe(0.6);
    });

    it("counts only at its time of day, in the zone of the daemon, past midnight too", () => {
      const { feedback } = taken({ from: "22:00", to: "06:00" });
      const berlin = (hour: number) => Date.UTC(2026, 0, 5, hour - 1);
      for (const hour of [22, 23, 24, 29]) expect(scoreOf(feedback, {}, { at: berlin(hour) })).toBe(0);
      for (const hour of [6, 12, 21]) expect(scoreOf(feedback, {}, { at: berlin(hour) })).toBe(0.6);
    });

    it("covers a silence or a still value up to twice as long as it was", () => {
      const gap = { kind: "gap", direction: "none", observed: undefined, expected: undefined } as const;
      const { feedback } = taken({}, { ...gap, durationMs: hourMs, recoveredAt: startMs });
      const silent = (durationMs: number) => {
        const found = { direction: "none" as const, observed: undefined, durationMs };
        return scoreOf(feedback, found, { kind: "gap" });
      };
      expect(silent(2 * hourMs)).toBe(0);
      expect(silent(2.1 * hourMs)).toBe(0.6);
    });

    it("knows a state by its name, because its number may change", () => {
      const stuck = { kind: "stuck", direction: "none", observed: 1, observedState: "open" } as const;
      const { feedback } = taken({}, { ...stuck, durationMs: hourMs, recoveredAt: startMs });
      const door = (states: string[], observed: number) =>
        scoreOf(
          feedback,
          { direction: "none", observed, durationMs: hourMs },
          { kind: "stuck", series: { ...series, kind: "enum", states } },
        );
      expect(door(["closed", "open"], 1)).toBe(0);
      expect(door(["open", "closed"], 0)).toBe(0);
      expect(door(["open", "closed"], 1)).toBe(0.6);
    });

    it("knows a pattern by what was unusual about it, at whatever value, and an outlier also by its value", () => {
      const shape = { direction: "none", reason: "shape" } as const;
      const { feedback } = taken({}, { ...shape, kind: "pattern" });
      const pattern = (found: Partial<Finding>) => scoreOf(feedback, found, { kind: "pattern" });
      expect(pattern({ ...shape, observed: 17 })).toBe(0);
      expect(pattern({ ...shape, observed: 17, reason: "timeOfDay" })).toBe(0.6);
      expect(feedback.entries()[0]?.told).toBe("Cellar: an unusual pattern (shape) is taken as usual");

      const { feedback: other } = taken({}, { kind: "pattern", reason: "jump" });
      expect(scoreOf(other, { reason: "jump", observed: 25 }, { kind: "pattern" })).toBe(0);
      expect(scoreOf(other, { reason: "jump", observed: 40 }, { kind: "pattern" })).toBe(0.6);
    });

    it("is told in words", () => {
      const { feedback } = taken({ from: "22:00", to: "06:00" });
      expect(feedback.entries()[0]?.told).toBe(
        "Cellar: an unusual value from 21 to 26 °C between 22:00 and 06:00 is taken as usual",
      );
    });
  });

  it("is learnt once, however often it is said, for as long as it lasted at most", () => {
    const { feedback } = create();
    const stuck = line({ kind: "stuck", direction: "none" });
    const first = feedback.addNormal(about({ kind: "stuck" }), deviationOf(stuck, startMs));
    const again = feedback.addNormal(about({ kind: "stuck" }), deviationOf(stuck, startMs + hourMs));
    expect(again.id).toBe(first.id);
    expect(again.durationMsMax).toBe(4 * hourMs);
    expect(feedback.addNormal(about({ kind: "stuck" }), deviationOf(stuck, startMs)).durationMsMax).toBe(
      4 * hourMs,
    );
    expect(feedback.normalCount).toBe(1);
    const deviation = { ...deviationOf(stuck, startMs), from: "08:00", to: "09:00" };
    expect(feedback.addNormal(about({ kind: "stuck" }), deviation).id).toBe(2);
    expect(feedback.normalCount).toBe(2);
  });

  it("takes the rhythm of an on/off series, not the state at which it was noticed", () => {
    for (const reason of ["rhythm", "shape", "together"] as const) {
      const shown = line({ kind: "pattern", direction: "none", reason, observed: 1, observedState: "on" });
      expect(deviationOf(shown, startMs)).toEqual({ direction: "none", reason });
    }
    const shown = line({ observed: 1, observedState: "on" });
    expect(deviationOf(shown, startMs)).toMatchObject({ state: "on" });
  });

  it("ends when it is forgotten, and gives no number twice", () => {
    const { feedback } = create();
    const alarm = feedback.addFalseAlarm(about(), 0.6);
    const normal = feedback.addNormal(about(), deviationOf(line(), startMs));
    expect([alarm.id, normal.id]).toEqual([1, 2]);
    expect(feedback.forget(99)).toBe(false);
    expect(feedback.forget(2)).toBe(true);
    expect(feedback.forget(1)).toBe(true);
    expect(feedback.forget(1)).toBe(false);
    expect(feedback.concerns(series.id, "level")).toBe(false);
    expect(feedback.addFalseAlarm(about(), 0.6).id).toBe(3);
  });

  it("is the same after it was saved and restored", () => {
    const { feedback } = create();
    feedback.addFalseAlarm(about(), 0.6);
    feedback.addNormal(about({ kind: "rate" }), deviationOf(line({ kind: "rate" }), startMs));
    const { feedback: other } = create();
    expect(other.restore(feedback.save())).toBe(0);
    expect(other.entries()).toEqual(feedback.entries());
    expect(other.addFalseAlarm(about({ seriesId: "x" }), 0.6).id).toBe(3);
  });

  it.each(["", "{", "null", "[]", '{"nextId":0,"falseAlarms":[],"normals":[]}'])(
    "begins anew from text that makes no sense: %s",
    (text) => {
      const { feedback } = create();
      expect(feedback.restore(text)).toBe(1);
      expect(feedback.entries()).toEqual([]);
    },
  );

  it("leaves out entries that make no sense and keeps the rest, up to its limit", () => {
    const { feedback } = create();
    for (let index = 0; index < normalsMax; index += 1) {
      feedback.addNormal(about({ seriesId: `s/${index}` }), deviationOf(line(), startMs));
    }
    const stored = JSON.parse(feedback.save()) as { normals: unknown[] };
    stored.normals[3] = { seriesId: 5 };
    stored.normals[4] = null;
    const { feedback: other } = create();
    expect(other.restore(JSON.stringify(stored))).toBe(2);
    expect(other.normalCount).toBe(normalsMax - 2);
  });
});
