import { describe, expect, it } from "vitest";
import type { Refusal } from "../../../src/summaries/guard/refusal.ts";
import { writeSummary } from "../../../src/summaries/write.ts";
import { bearing, evidence, facts, view } from "./examples.ts";

function write(text: string, given = facts([{}, bearing])) {
  const refusals: Refusal[] = [];
  const summary = writeSummary(given, "explanation", {
    view,
    refused: (refusal) => refusals.push(refusal),
    phrasing: () => text,
  });
  return { summary, refusals };
}

describe("writeSummary", () => {
  it("takes any true text of a writer it does not know", () => {
    const { summary, refusals } = write("Since 14:05 vibration and bearing temperature are unusually high.");
    expect(summary).toEqual({
      text: "Since 14:05 vibration and bearing temperature are unusually high.",
      style: "explanation",
      writer: "phrasing",
    });
    expect(refusals).toEqual([]);
  });

  it("uses the plainest true sentence instead of an invented one, and tells why", () => {
    const { summary, refusals } = write("The press-1 vibration rose to 91 mm/s, call a technician.");
    expect(summary).toEqual({
      text: "Warning: something unusual from press-1 vibration and others since 14:05.",
      style: "explanation",
      writer: "plain",
    });
    expect(refusals).toEqual([{ reason: "number", detail: expect.any(String) }]);
  });

  it("leaves the name out where nothing is left of it", () => {
    const nameless = facts([evidence({ name: "\u202e\u0007" })]);
    expect(write("nonsense", nameless).summary.text).toBe(
      "Warning: something unusual from 1 sensor since 14:05.",
    );
  });
});
