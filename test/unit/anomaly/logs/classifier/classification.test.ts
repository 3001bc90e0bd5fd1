import { describe, expect, it } from "vitest";
import {
  classify,
  type LogEffect,
  logEffects,
  severityFrom,
} from "../../../../../src/anomaly/logs/classifier/classification.ts";
import { type LogKind, logKinds } from "../../../../../src/domain/log-line.ts";

/** Probabilities with these shares, the rest spread evenly. */
function spread<T extends string>(names: readonly T[], shares: Partial<Record<T, number>>): Float32Array {
  const given = Object.values<number | undefined>(shares).reduce<number>(
    (sum, share) => sum + (share ?? 0),
    0,
  );
  const rest = (1 - given) / (names.length - Object.keys(shares).length);
  return Float32Array.from(names, (name) => shares[name] ?? rest);
}

const read = (effects: Partial<Record<LogEffect, number>>, kinds: Partial<Record<LogKind, number>>) =>
  classify(spread(logEffects, effects), spread(logKinds, kinds));

describe("the class of a log line", () => {
  it("is the most probable effect and kind that can be together", () => {
    expect(read({ error: 0.9 }, { hardware: 0.9 })).toMatchObject({ effect: "error", kind: "hardware" });
    // No trouble is never an error: here the error is more certain than that there is no trouble.
    expect(read({ error: 0.9 }, { normal: 0.5, power: 0.4 })).toMatchObject({
      effect: "error",
      kind: "power",
    });
    expect(read({ info: 0.5, error: 0.3 }, { normal: 0.9 })).toMatchObject({
      effect: "info",
      kind: "normal",
    });
    expect(read({ debug: 0.9 }, { network: 0.6, normal: 0.3 })).toMatchObject({
      effect: "debug",
      kind: "normal",
    });
  });

  it("is surer the surer both are, and never more than certain", () => {
    const sure = read({ error: 0.99 }, { crash: 0.99 }).probability;
    const unsure = read({ error: 0.5 }, { crash: 0.5 }).probability;
    expect(sure).toBeGreaterThan(unsure);
    expect(sure).toBeLessThanOrEqual(1);
  });
});

describe("the severity of a log line", () => {
  it("is the effect where the line has no level, with notice as information", () => {
    expect(severityFrom(undefined, read({ critical: 0.6 }, { power: 0.9 }))).toBe("critical");
    expect(severityFrom(undefined, read({ notice: 0.9 }, { power: 0.9 }))).toBe("info");
  });

  it("is the line's own level while the model is not sure of another", () => {
    expect(severityFrom("info", read({ warning: 0.6, info: 0.3 }, { network: 0.9 }))).toBe("info");
    expect(severityFrom("critical", read({ error: 0.8, critical: 0.15 }, { data: 0.9 }))).toBe("critical");
    expect(severityFrom("error", read({ error: 0.9 }, { data: 0.9 }))).toBe("error");
  });

  it("is the effect where the model is sure that the level says too little or too much", () => {
    expect(severityFrom("info", read({ error: 0.995, info: 0.001 }, { crash: 0.9 }))).toBe("error");
    expect(severityFrom("critical", read({ error: 0.97, critical: 0.01 }, { configuration: 0.9 }))).toBe(
      "error",
    );
  });

  it("takes information and a notice for the same level", () => {
    expect(severityFrom("info", read({ notice: 0.9, warning: 0.05 }, { power: 0.9 }))).toBe("info");
  });
});
