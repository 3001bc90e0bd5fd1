import { describe, expect, it } from "vitest";
import { createScenario } from "../../../src/simulate/create-scenario.ts";
import { scenarioNames } from "../../../src/simulate/scenario.ts";
import { watchOffline } from "./offline.ts";
import { runSite } from "./site-run.ts";

const startAt = Date.UTC(2026, 2, 2, 7, 40);
const hourMs = 3_600_000;

/** Days of a whole site in one test. */
const longMs = 120_000;

describe.each(scenarioNames)("the %s, seen by the daemon's detectors", { timeout: longMs }, (name) => {
  it("gives no incident over three days in which nothing breaks", () => {
    const watch = watchOffline(createScenario(name, { seed: 21, startAt }), startAt);
    watch.runTo(startAt + 72 * hourMs);
    const said = watch
      .incidents()
      .map(({ evidence }) => evidence.map((line) => `${line.kind} ${line.subjectId}`));
    expect(said).toEqual([]);
  });

  it("names the cause of every fault of two days, mostly in one incident, and hardly anything beside", () => {
    const { faults, falseAlarms, refused } = runSite(name, { seed: 22, days: 3, startAt });
    expect(faults.length).toBeGreaterThanOrEqual(3);
    expect(faults.filter(({ isNamedInExplanation }) => !isNamedInExplanation)).toEqual([]);
    expect(faults.filter(({ isCauseFirst }) => isCauseFirst === false)).toEqual([]);
    const incidents = faults.reduce((sum, fault) => sum + fault.incidents, 0);
    expect(incidents).toBeLessThanOrEqual(faults.length + 1);
    expect(falseAlarms.length).toBeLessThanOrEqual(1);
    expect(refused).toEqual([]);
  });
});
