import { describe, expect, it } from "vitest";
import { digestView } from "../../../src/http/views.ts";
import { readFacts } from "../../../src/summaries/read-facts.ts";
import { facts } from "../summaries/examples.ts";

describe("a digest as the API shows it", () => {
  it("has ISO times, and its facts can be read back to be summarised", () => {
    const digest = {
      type: "digest" as const,
      from: Date.UTC(2026, 0, 5),
      to: Date.UTC(2026, 0, 6),
      incidents: [facts([{}])],
      incidentsOmitted: 0,
      samples: 3,
      seriesCount: 1,
      logLines: 0,
      commands: 0,
      week: { repeated: [], incidentsBegan: 3, incidentsBefore: 2, isAtLeast: false },
    };
    const view = digestView("week", {
      summary: { text: "t", style: "report", writer: "phrasing" },
      facts: digest,
    });
    expect(view).toMatchObject({ span: "week", text: "t", facts: { from: "2026-01-05T00:00:00.000Z" } });
    const found = readFacts(JSON.parse(JSON.stringify(view)));
    if (!found || !("facts" in found)) throw new Error(JSON.stringify(found));
    expect(JSON.parse(JSON.stringify(found.facts))).toEqual(JSON.parse(JSON.stringify(digest)));
  });
});
