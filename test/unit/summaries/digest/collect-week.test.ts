import { describe, expect, it } from "vitest";
import { collectWeek } from "../../../../src/summaries/digest/collect-week.ts";
import { evidence } from "../examples.ts";
import { incident, incidentLogOf } from "../incidents.ts";

const dayMs = 86_400_000;
const to = Date.UTC(2026, 0, 19, 7);
const period = { from: to - 7 * dayMs, to };
const numbers = { samples: 1, seriesCount: 1, logLines: 0, commands: 0 };
const closed = (id: string, daysAgo: number, lines = [evidence()]) => {
  const openedAt = to - daysAgo * dayMs;
  return incident({ id, status: "closed", openedAt, closedAt: openedAt + 1, evidence: lines });
};

function collect(incidents: ReturnType<typeof incident>[], watchingSince: number | undefined) {
  return collectWeek(
    period,
    { incidentLog: incidentLogOf(incidents), digestSource: async () => numbers },
    { now: to, orderClearMs: 0, watchingSince },
  );
}

describe("the facts of a week", () => {
  it("count the incidents of each sensor that had several, once each", async () => {
    const twice = [evidence(), evidence({ kind: "rate" })];
    const other = evidence({ subjectId: "b", name: "other" });
    const { week, incidents } = await collect(
      [closed("1", 1, twice), closed("2", 2, twice), closed("3", 3, [other])],
      undefined,
    );
    expect(incidents).toHaveLength(3);
    expect(week.repeated).toEqual([{ type: "series", name: evidence().name, incidents: 2 }]);
  });

  it("count all incidents of a sensor, also those whose facts are not kept", async () => {
    const many = Array.from({ length: 300 }, (_, index) => closed(String(index), 1 + index / 100));
    const { week, incidents, incidentsOmitted } = await collect(many, undefined);
    expect([incidents.length, incidentsOmitted]).toEqual([100, 200]);
    expect(week.repeated).toEqual([{ type: "series", name: evidence().name, incidents: 300 }]);
    expect(week).toMatchObject({ incidentsBegan: 300, isAtLeast: false });
  });

  it("compare what began with what began, not with what went on from before", async () => {
    const open = incident({ id: "open", openedAt: to - 8 * dayMs });
    const { week, incidents } = await collect([open, closed("1", 1), closed("2", 9)], to - 14 * dayMs);
    expect(incidents).toHaveLength(2);
    expect(week).toMatchObject({ incidentsBegan: 1, incidentsBefore: 2 });
  });

  it("say that there may be more where not all incidents were read", async () => {
    const storm = Array.from({ length: 201 }, (_, index) => closed(String(index), 1));
    expect((await collect(storm, undefined)).week.isAtLeast).toBe(true);
    const before = storm.map((one) => ({ ...one, openedAt: to - 8 * dayMs, closedAt: to - 8 * dayMs }));
    expect((await collect(before, to - 14 * dayMs)).week.isAtLeast).toBe(true);
    expect((await collect(storm.slice(0, 199), undefined)).week.isAtLeast).toBe(false);
  });

  it("compare with the week before only where all of it was watched", async () => {
    const incidents = [closed("1", 1), closed("2", 8), closed("3", 13), closed("4", 15)];
    expect((await collect(incidents, to - 14 * dayMs)).week.incidentsBefore).toBe(2);
    expect((await collect(incidents, to - 13 * dayMs)).week.incidentsBefore).toBeUndefined();
    expect((await collect(incidents, undefined)).week.incidentsBefore).toBeUndefined();
  });
});
