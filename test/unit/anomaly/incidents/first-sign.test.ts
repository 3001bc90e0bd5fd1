import { describe, expect, it } from "vitest";
import { minuteMs, startMs } from "../support.ts";
import { logAnomaly, setUpTracker, silence } from "./tracker-setup.ts";

function gatewayGoesDark(example: string, logAt = startMs) {
  const given = setUpTracker({ evidenceMax: 24, logSettleMs: 30 * minuteMs });
  given.add("farm/gateway/log", logAt, {
    ...logAnomaly("farm/gateway/log", 1, example),
    severity: "critical",
  });
  for (let index = 0; index < 5; index += 1) {
    given.add(`farm/node${index}`, startMs + 8 * minuteMs, silence(8 * minuteMs, minuteMs));
  }
  return given.tracker.openIncidents();
}

describe("the first sign", () => {
  it("is the log that told of a loss of power when others fell silent", () => {
    const [incident, ...others] = gatewayGoesDark("Undervoltage detected, supply at 4.4 V");
    expect(others).toEqual([]);
    expect(incident?.firstSign).toEqual({
      subjectId: "farm/gateway/log#1",
      kind: "logNovel",
      grounds: "outage",
    });
  });

  it("is not a log that told of something else", () => {
    expect(gatewayGoesDark("packet with bad checksum dropped")[0]?.firstSign).toBeUndefined();
  });

  it("is not a log that spoke long after they had fallen silent", () => {
    const [incident] = gatewayGoesDark("Undervoltage detected", startMs + 7 * minuteMs);
    expect(incident?.firstSign).toBeUndefined();
  });
});
