import { describe, expect, it } from "vitest";
import type { Evidence, Incident } from "../../../src/domain/incident.ts";
import { matchTopic } from "../../../src/domain/topic.ts";
import { createScenario } from "../../../src/simulate/create-scenario.ts";
import { type PlannedFault, type Scenario, scenarioNames } from "../../../src/simulate/scenario.ts";
import { watchOffline } from "./offline.ts";

const startAt = Date.UTC(2026, 2, 2, 7, 40);
const hourMs = 3_600_000;
const days = 2;

/** Runs two days with faults that nobody tells the daemon of. */
function liveThrough(scenario: Scenario, seed: number) {
  const watch = watchOffline(scenario, startAt);
  const plan = scenario.planFaults(seed, startAt + 6 * hourMs, startAt + days * 24 * hourMs);
  for (const { name, injectAt, clearAt } of plan) {
    const fault = scenario.faults.find((one) => one.name === name);
    watch.runTo(injectAt);
    fault?.inject(injectAt);
    watch.runTo(clearAt);
    fault?.clear(clearAt);
  }
  watch.runTo(startAt + days * 24 * hourMs);
  return { watch, plan };
}

/** Whether a line of evidence is about a fault: on a topic it affects, begun while it lasted or just after. */
function isAbout(
  scenario: Scenario,
  fault: PlannedFault,
  line: Evidence,
  logTopics: ReadonlyMap<string, string>,
): boolean {
  const affects = scenario.faults.find(({ name }) => name === fault.name)?.affects ?? [];
  const [id = ""] = line.subjectId.split(line.type === "log" ? "#" : ":");
  const topic = logTopics.get(id) ?? id;
  return (
    line.lastAt >= fault.injectAt &&
    line.firstAt <= fault.clearAt + hourMs &&
    affects.some((filter) => matchTopic(filter, topic) !== undefined)
  );
}

/** Days of a whole site in one test. */
const longMs = 60_000;

describe.each(scenarioNames)("the %s, seen by the daemon's detectors", { timeout: longMs }, (name) => {
  it("gives no incident over three days in which nothing breaks", () => {
    const watch = watchOffline(createScenario(name, { seed: 21, startAt }), startAt);
    watch.runTo(startAt + 72 * hourMs);
    const said = watch
      .incidents()
      .map(({ evidence }) => evidence.map((line) => `${line.kind} ${line.subjectId}`));
    expect(said).toEqual([]);
  });

  it("gives an incident for every fault of two days, and hardly any beside", () => {
    const scenario = createScenario(name, { seed: 22, startAt });
    const { watch, plan } = liveThrough(scenario, 22);
    const logTopics = new Map(
      watch.anomalies.flatMap(({ subject }) =>
        subject.type === "log" ? [[subject.source, subject.topic] as const] : [],
      ),
    );
    const incidents = watch.incidents();
    const of = (fault: PlannedFault): Incident[] =>
      incidents.filter(({ evidence }) => evidence.some((line) => isAbout(scenario, fault, line, logTopics)));
    expect(plan.length).toBeGreaterThanOrEqual(3);
    expect(plan.filter((fault) => of(fault).length === 0).map((fault) => fault.name)).toEqual([]);
    expect(incidents.length).toBeLessThanOrEqual(3 * plan.length);
  });
});
