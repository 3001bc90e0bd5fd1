import { describe, expect, it } from "vitest";
import {
  effectiveLogSeverity,
  isAboutSafety,
  isSafetyState,
  severityOf,
} from "../../../src/anomaly/severity-rules.ts";
import { hourMs, makeSeries } from "./support.ts";

const base = {
  kind: "level",
  score: 0.6,
  durationMs: undefined,
  given: undefined,
  logSeverity: undefined,
  words: [],
} as const;

describe("severity", () => {
  it("is what the operator gave, whatever the words", () => {
    expect(severityOf({ ...base, kind: "threshold", given: "info", words: ["smoke"] })).toBe("info");
  });

  it("grows with the size, the duration and the severity of the line", () => {
    expect(severityOf(base)).toBe("info");
    expect(severityOf({ ...base, score: 0.8 })).toBe("warning");
    expect(severityOf({ ...base, kind: "stuck", durationMs: 7 * hourMs })).toBe("warning");
    expect(severityOf({ ...base, kind: "logNovel", logSeverity: "error" })).toBe("warning");
    expect(severityOf({ ...base, kind: "logNovel", logSeverity: "critical" })).toBe("critical");
  });

  it("is one step up for a thing about safety", () => {
    expect(severityOf({ ...base, words: ["garage freezer temperature"] })).toBe("warning");
    expect(severityOf({ ...base, kind: "gap", words: [undefined, "hall/smokeDetector"] })).toBe("critical");
  });
});

describe("safety words", () => {
  it("are whole words in names, topics and camel case", () => {
    for (const text of ["hall/smoke", "waterLeak", "CO", "kitchen gas meter", "fire-alarm"]) {
      expect(isAboutSafety(text), text).toBe(true);
    }
    for (const text of ["co2", "gasket", "office", "fireplace tv", "leakproof", "scope"]) {
      expect(isAboutSafety(text), text).toBe(false);
    }
  });

  it("make a safety state of the smoke itself, not of the battery of its detector", () => {
    const binary = { kind: "binary" } as const;
    expect(isSafetyState(makeSeries("zigbee/smoke_hall:smoke", binary))).toBe(true);
    expect(isSafetyState(makeSeries("zigbee/cellar:water_leak", binary))).toBe(true);
    expect(isSafetyState(makeSeries("home/kitchen/gas", binary))).toBe(true);
    expect(isSafetyState(makeSeries("zigbee/smoke_hall:battery_low", binary))).toBe(false);
    expect(isSafetyState(makeSeries("home/kitchen/gas"))).toBe(false);
  });
});

describe("severity of a line that gives none", () => {
  it("is told by words of failure", () => {
    expect(effectiveLogSeverity(undefined, "connection refused by 10.0.0.1")).toBe("error");
    expect(effectiveLogSeverity(undefined, "valve opened, no problem")).toBe("info");
    expect(effectiveLogSeverity("debug", "error count 0")).toBe("debug");
  });
});
