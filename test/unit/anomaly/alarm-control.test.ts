import { describe, expect, it } from "vitest";
import {
  AlarmLimiter,
  createAlarmSlot,
  createHourCount,
  stepAlarm,
} from "../../../src/anomaly/alarm-control.ts";
import { hourMs, minuteMs, startMs } from "./support.ts";

describe("alarm of one subject and kind", () => {
  it("begins once and ends after enough usual scores in a row", () => {
    const slot = createAlarmSlot();
    const steps = [0.2, 0.49, 0.5, 0.55, 0.1, 0.1, 0.4, 0.1, 0.1, 0.1].map((score) =>
      stepAlarm(slot, score, { quietRunMin: 3, canWorsen: true }),
    );
    expect(steps).toEqual([
      "none",
      "none",
      "raised",
      "none",
      "none",
      "none",
      "none",
      "none",
      "none",
      "recovered",
    ]);
  });

  it("tells again only when it got clearly worse", () => {
    const slot = createAlarmSlot();
    expect(
      [0.5, 0.6, 0.64, 0.66, 0.7, 0.9].map((score) =>
        stepAlarm(slot, score, { quietRunMin: 1, canWorsen: true }),
      ),
    ).toEqual(["raised", "none", "none", "worsened", "none", "worsened"]);
  });
});

describe("alarm of a silence", () => {
  it("is not told again because it lasts", () => {
    const slot = createAlarmSlot();
    const habit = { quietRunMin: 1, canWorsen: false };
    expect([0.5, 0.7, 0.99, 0].map((score) => stepAlarm(slot, score, habit))).toEqual([
      "raised",
      "none",
      "none",
      "recovered",
    ]);
  });
});

describe("alarm limits", () => {
  it("publishes so many an hour of one subject, then calls the rest repeats until the hour is over", () => {
    const limiter = new AlarmLimiter({ perSubjectHour: 2, perMinute: 100 });
    const subject = createHourCount();
    const admitted = [0, 1, 2, 3].map((minute) => limiter.admit(subject, startMs + minute * minuteMs));
    expect(admitted).toEqual(["publish", "publish", "repeat", "repeat"]);
    expect(limiter.admit(subject, startMs + hourMs)).toBe("publish");
  });

  it("folds what all subjects together raise over the limit of a minute", () => {
    const limiter = new AlarmLimiter({ perSubjectHour: 10, perMinute: 3 });
    const admitted = Array.from({ length: 5 }, () => limiter.admit(createHourCount(), startMs));
    expect(admitted).toEqual(["publish", "publish", "publish", "fold", "fold"]);
    expect(limiter.admit(createHourCount(), startMs + minuteMs)).toBe("publish");
  });
});
