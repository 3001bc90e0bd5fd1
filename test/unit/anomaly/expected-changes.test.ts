import { describe, expect, it } from "vitest";
import { ExpectedChanges } from "../../../src/anomaly/expected-changes.ts";
import { createNoise, createTestService, makeSeries, minuteMs, sampleOf, startMs } from "./support.ts";

const lamp = { kind: "level", subjectId: "z/lamp:brightness", topic: "z/lamp" } as const;

describe("ExpectedChanges", () => {
  it("accepts a change of a level on the topic or below it, until the time is over", () => {
    const expected = new ExpectedChanges();
    expected.expect("z/lamp", 1000);
    expect(expected.accepts(lamp, 1000)).toBe(true);
    expect(expected.accepts({ ...lamp, subjectId: "z/lamp/l1", topic: "z/lamp/l1" }, 1000)).toBe(true);
    expect(expected.accepts({ ...lamp, subjectId: "z/lamp2", topic: "z/lamp2" }, 1000)).toBe(false);
    expect(expected.accepts({ ...lamp, subjectId: "z/lamp:power" }, 1001)).toBe(false);
  });

  it("never accepts a silence or a limit crossed", () => {
    const expected = new ExpectedChanges();
    expected.expect("z/lamp", 1000);
    expect(expected.accepts({ ...lamp, kind: "gap" }, 0)).toBe(false);
    expect(expected.accepts({ ...lamp, kind: "threshold" }, 0)).toBe(false);
  });

  it("goes on accepting an alarm until it is over, and judges the next one anew", () => {
    const expected = new ExpectedChanges();
    expected.expect("z/lamp", 1000);
    expected.accepts(lamp, 500);
    expect(expected.accepts(lamp, 9_999_999)).toBe(true);
    expect(expected.end("level", lamp.subjectId)).toBe(true);
    expect(expected.accepts(lamp, 9_999_999)).toBe(false);
    expect(expected.end("level", lamp.subjectId)).toBe(false);
  });
});

describe("a change that somebody asked for", () => {
  it("opens no incident, and the same change unasked does", () => {
    for (const isAsked of [true, false]) {
      const { service, anomalies, incidents } = createTestService();
      const series = makeSeries("line1/conveyor:speed");
      const noise = createNoise(3);
      for (let minute = 0; minute < 420; minute += 1) {
        if (isAsked && minute === 400) service.expectChange(["line1/conveyor"]);
        service.onSample(
          sampleOf(series, startMs + minute * minuteMs, (minute < 400 ? 45 : 60) + noise() * 0.2),
        );
      }
      expect(anomalies.length > 0).toBe(!isAsked);
      expect(incidents.length > 0).toBe(!isAsked);
    }
  });
});
