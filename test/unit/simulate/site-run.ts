import type { Evidence, Incident } from "../../../src/domain/incident.ts";
import { matchTopic } from "../../../src/domain/topic.ts";
import { createScenario } from "../../../src/simulate/create-scenario.ts";
import type { Fault, PlannedFault, Scenario, ScenarioName } from "../../../src/simulate/scenario.ts";
import { incidentFacts } from "../../../src/summaries/facts.ts";
import { writeSummary } from "../../../src/summaries/write.ts";
import { watchOffline } from "./offline.ts";

/** What became of one injected fault. */
export interface JudgedFault {
  name: string;
  /** Incidents with evidence about it; 0: it was missed. */
  incidents: number;
  /** Whether the alert and the explanation of one of them name the cause. */
  isNamedInAlert: boolean;
  isNamedInExplanation: boolean;
  /** Whether the cause is what is told as first; undefined where no order is claimed. */
  isCauseFirst: boolean | undefined;
  texts: readonly { alert: string; explanation: string }[];
}

export interface SiteRun {
  faults: readonly JudgedFault[];
  /** Incidents that are about none of the faults, as they were told. */
  falseAlarms: readonly string[];
  /** Texts that the guard refused. */
  refused: readonly string[];
  days: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** What follows a fault may show this long after somebody repaired it. */
const aftermathMs = hourMs;

/** Runs a place for some days with its faults from the second day on, and judges what was told of them. */
export function runSite(
  site: ScenarioName,
  { seed, days, startAt }: { seed: number; days: number; startAt: number },
): SiteRun {
  const scenario = createScenario(site, { seed, startAt });
  const watch = watchOffline(scenario, startAt);
  const plan = scenario.planFaults(seed, startAt + dayMs, startAt + days * dayMs);
  for (const { name, injectAt, clearAt } of plan) {
    const fault = scenario.faults.find((one) => one.name === name);
    watch.runTo(injectAt);
    fault?.inject(injectAt);
    watch.runTo(clearAt);
    fault?.clear(clearAt);
  }
  watch.runTo(startAt + days * dayMs);
  const logTopics = new Map(watch.lines.map(({ source, topic }) => [source, topic]));
  const incidents = watch.incidents();
  const refused: string[] = [];
  const ofFault = (planned: PlannedFault) =>
    incidents.filter(({ evidence }) =>
      evidence.some((line) => isAbout({ scenario, planned, logTopics }, line)),
    );
  const faults = plan.map((planned) => judge(faultOf(scenario, planned), ofFault(planned), refused));
  const told = new Set(plan.flatMap(ofFault));
  const falseAlarms = incidents
    .filter((incident) => !told.has(incident))
    .map((incident) => textsOf(incident, refused).explanation);
  return { faults, falseAlarms, refused, days };
}

function faultOf({ faults }: Scenario, { name }: PlannedFault): Fault {
  const fault = faults.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`${name} is planned and is no fault of this place`);
  return fault;
}

/** Whether a line of evidence is about a fault: on a topic it affects, begun while it lasted or just after. */
function isAbout(
  {
    scenario,
    planned,
    logTopics,
  }: { scenario: Scenario; planned: PlannedFault; logTopics: ReadonlyMap<string, string> },
  line: Evidence,
): boolean {
  const [id = ""] = line.subjectId.split(line.type === "log" ? "#" : ":");
  const topic = line.type === "log" ? (logTopics.get(id) ?? id) : id;
  return (
    line.lastAt >= planned.injectAt &&
    line.firstAt <= planned.clearAt + aftermathMs &&
    faultOf(scenario, planned).affects.some((filter) => matchTopic(filter, topic) !== undefined)
  );
}

function judge({ name, cause }: Fault, incidents: readonly Incident[], refused: string[]): JudgedFault {
  const isNamed = (text: string) => cause.some((words) => text.toLowerCase().includes(words.toLowerCase()));
  const texts = incidents.map((incident) => textsOf(incident, refused));
  const ordered = incidents
    .map((incident) => incidentFacts(incident, incident.updatedAt))
    .filter(({ isOrderKnown, firstSign }) => isOrderKnown || firstSign !== undefined);
  return {
    name,
    incidents: incidents.length,
    isNamedInAlert: texts.some(({ alert }) => isNamed(alert)),
    isNamedInExplanation: texts.some(({ explanation }) => isNamed(explanation)),
    isCauseFirst:
      ordered.length === 0
        ? undefined
        : ordered.every(({ evidence: [first] }) => first !== undefined && isNamed(nameOf(first))),
    texts,
  };
}

/** A line by all that a text could call it. */
function nameOf({ type, name, place, example }: Evidence): string {
  return [name, type === "log" ? `${name} log` : "", place.device, place.area, example].join(" ");
}

/** As they stand when it is over, or at its last change. */
function textsOf(incident: Incident, refused: string[]): { alert: string; explanation: string } {
  const now = incident.closedAt ?? incident.updatedAt;
  const facts = incidentFacts(incident, now);
  const view = { now, timeZone: "UTC" };
  const write = (style: "alert" | "explanation") =>
    writeSummary(facts, style, { view, refused: (_, text) => refused.push(text) }).text;
  return { alert: write("alert"), explanation: write("explanation") };
}
