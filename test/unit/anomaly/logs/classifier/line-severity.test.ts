import { describe, expect, it } from "vitest";
import { classify, logEffects } from "../../../../../src/anomaly/logs/classifier/classification.ts";
import {
  classifiedText,
  countsAsError,
  lineSeverity,
} from "../../../../../src/anomaly/logs/classifier/line-severity.ts";
import { logKinds } from "../../../../../src/domain/log-line.ts";

const lineOf = (message: string, severity?: "info" | "warning" | "error") => ({ message, severity });
const powerCut = classify(
  Float32Array.from(logEffects, (effect) => (effect === "critical" ? 0.9 : 0.02)),
  Float32Array.from(logKinds, (kind) => (kind === "power" ? 0.91 : 0.01)),
);

describe("the severity that counts of a line", () => {
  it("is by its own level or its words while no model has spoken", () => {
    expect(lineSeverity(lineOf("connection refused by 10.0.0.1"), undefined)).toBe("error");
    expect(lineSeverity(lineOf("valve opened, no problem"), undefined)).toBe("info");
    expect(lineSeverity(lineOf("connection refused", "info"), undefined)).toBe("info");
  });

  it("is by the model once it has, whatever words of failure it has not", () => {
    expect(lineSeverity(lineOf("running on cells, 4 minutes"), powerCut)).toBe("critical");
  });

  it("counts as an error in numbers also as a warning, if the line gives no level itself", () => {
    expect(countsAsError(lineOf("wrong password"), "warning")).toBe(true);
    expect(countsAsError(lineOf("wrong password", "warning"), "warning")).toBe(false);
    expect(countsAsError(lineOf("started"), "info")).toBe(false);
    expect(countsAsError(lineOf("down", "error"), "error")).toBe(true);
  });
});

describe("the text that is classified", () => {
  it("begins with the program where the line names one", () => {
    expect(classifiedText({ program: "sshd", message: "closed" })).toBe("sshd: closed");
    expect(classifiedText({ program: undefined, message: "closed" })).toBe("closed");
  });
});
