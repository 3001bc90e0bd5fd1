import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDeadline } from "../../../src/app/deadline.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { storeConfig } from "../../../src/store/config.ts";
import { createStoreService } from "../../../src/store/service.ts";
import { type DaemonProcess, removeDaemon, startDaemon } from "../../support/daemon.ts";
import { createTestObservability } from "../../support/observability.ts";
import { zoneAt } from "../zone.ts";
import { idOf, incidentsOfPast } from "./past.ts";
import { type IncidentQuestion, readIncidentQuestions } from "./questions.ts";

export interface QuestionResult extends IncidentQuestion {
  outcome: string;
  reply: string;
  /** What is wrong with the answer; empty: nothing. */
  problems: string[];
}

interface Answer {
  outcome: string;
  reply: string;
  tier: string;
  incidentIds?: string[];
}

/** The hour of the day at the place: what the questions call today, last night and yesterday lies around it. */
const localHour = 14;

/** Things to be named beside incidents, as people have them. */
const entities = [
  { name: "Hall light", kind: "light", topic: "z/hall" },
  { name: "Irrigation pump", kind: "pump", topic: "pumphouse/pump", area: "Pump house" },
  {
    name: "Freezer door",
    kind: "binarySensor",
    deviceClass: "door",
    topic: "cellar/freezer/door",
    area: "Cellar",
  },
  {
    name: "Freezer temperature",
    kind: "sensor",
    deviceClass: "temperature",
    topic: "cellar/freezer",
    area: "Cellar",
  },
  { name: "Press 1", kind: "machine", topic: "workshop/press-1", area: "Workshop" },
  { name: "Greenhouse heater", kind: "climate", topic: "greenhouse/heater", area: "Greenhouse" },
] as const;
const areas = ["Hall", "Cellar", "Pump house", "Greenhouse", "Workshop", "Barn", "North field"];

/** Asks a real daemon, whose store holds the past of the farm, all wanted questions over HTTP. */
export async function examineIncidents(
  isWanted: (one: IncidentQuestion) => boolean = () => true,
): Promise<QuestionResult[]> {
  const { timeZone, offsetMs } = zoneAt(localHour);
  const directory = mkdtempSync(join(tmpdir(), "edgewise-test-"));
  await storePast(join(directory, "data"), { timeZone, offsetMs });
  const daemon = await startDaemon({
    directory,
    config: {
      daemon: { timeZone },
      commands: {
        entities,
        areas: areas.map((name) => ({ name })),
        verifyTimeoutMs: 100,
        sessionsMax: 1_000,
      },
    },
  });
  try {
    const results: QuestionResult[] = [];
    for (const [index, question] of readIncidentQuestions().filter(isWanted).entries())
      results.push(await examine(daemon, question, `session ${index}`));
    return results;
  } finally {
    await removeDaemon(daemon);
  }
}

async function storePast(directory: string, view: { timeZone: string; offsetMs: number }): Promise<void> {
  const store = createStoreService({
    config: storeConfig.parse({}),
    directory,
    observability: createTestObservability(systemClock),
    random: Math.random,
    thread: "inline",
  });
  await store.start(new AbortController().signal);
  for (const incident of incidentsOfPast(Date.now(), view)) await store.incidents.save(incident);
  const deadline = createDeadline(systemClock, 10_000);
  await store.stop(deadline);
  deadline.cancel();
}

async function examine(
  daemon: DaemonProcess,
  question: IncidentQuestion,
  session: string,
): Promise<QuestionResult> {
  const ask = (text: string) => daemon.post<Answer>("/api/ask", { text, session });
  if (question.before !== undefined) await ask(question.before);
  const answer = await ask(question.say);
  return {
    ...question,
    outcome: answer.outcome,
    reply: answer.reply,
    problems: problemsOf(question, answer),
  };
}

function problemsOf({ expect }: IncidentQuestion, answer: Answer): string[] {
  const reply = answer.reply.toLowerCase();
  const ids = answer.incidentIds ?? [];
  const says = (text: string) => reply.includes(text.toLowerCase());
  const outcome = expect.outcome ?? (expect.about.length + expect.tell.length > 0 ? "answered" : undefined);
  return [
    ...(outcome !== undefined && outcome !== answer.outcome ? [`outcome ${answer.outcome}`] : []),
    ...expect.about.filter((key) => !ids.includes(idOf(key))).map((key) => `not about ${key}`),
    ...expect.notAbout.filter((key) => ids.includes(idOf(key))).map((key) => `about ${key}`),
    ...expect.tell
      .filter((fact) => ![fact].flat().some(says))
      .map((fact) => `does not say ${[fact].flat().join(" or ")}`),
    ...expect.lacks.filter(says).map((text) => `says ${text}`),
  ];
}
