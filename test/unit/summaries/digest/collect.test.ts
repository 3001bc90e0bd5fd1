import { describe, expect, it } from "vitest";
import type { Incident } from "../../../../src/domain/incident.ts";
import { collectDigest } from "../../../../src/summaries/digest/collect.ts";
import { incident, incidentLogOf } from "../incidents.ts";

const dayMs = 86_400_000;
const from = Date.UTC(2026, 0, 4, 6);
const to = from + dayMs;
const numbers = { samples: 1, seriesCount: 2, logLines: 3, commands: 4 };

function collect(incidents: Incident[]) {
  const sources = { incidentLog: incidentLogOf(incidents), digestSource: async () => numbers };
  return collectDigest({ from, to }, sources, { now: to, orderClearMs: 20_000 });
}

describe("collectDigest", () => {
  it("takes what was opened in the period, closed in it, or open all through it", async () => {
    const facts = await collect([
      incident({ id: "inside", openedAt: from }),
      incident({ id: "closed inside", openedAt: from - dayMs, status: "closed", closedAt: from + 1 }),
      incident({ id: "open all through", openedAt: from - 5 * dayMs }),
      incident({ id: "over before", openedAt: from - dayMs, status: "closed", closedAt: from - 1 }),
      incident({ id: "after", openedAt: to }),
    ]);
    expect(facts.incidents.map(({ incidentId }) => incidentId).sort()).toEqual([
      "closed inside",
      "inside",
      "open all through",
    ]);
    expect(facts).toMatchObject({ type: "digest", from, to, incidentsOmitted: 0, ...numbers });
  });

  it("counts every incident of a storm, even those of one millisecond, and keeps the most severe", async () => {
    const storm = Array.from({ length: 950 }, (_, index) =>
      incident({
        id: `storm ${index}`,
        openedAt: from + Math.floor(index / 100) * 1000,
        severity: index === 949 ? "critical" : "info",
      }),
    );
    const facts = await collect(storm);
    expect(facts.incidents).toHaveLength(100);
    expect(facts.incidentsOmitted).toBe(850);
    expect(facts.incidents[0]?.severity).toBe("critical");
  });

  it("passes on what its sources throw", async () => {
    const sources = {
      incidentLog: incidentLogOf([]),
      digestSource: () => Promise.reject(new Error("disk full")),
    };
    await expect(collectDigest({ from, to }, sources, { now: to, orderClearMs: 0 })).rejects.toThrow(
      "disk full",
    );
  });
});
