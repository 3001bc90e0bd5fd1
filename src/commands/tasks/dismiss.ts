import type { Incident } from "../../domain/incident.ts";
import { tellIncident } from "../questions/incidents.ts";
import { meantIncident } from "../questions/one-incident.ts";
import { answered, number, refused, type Task, type TaskHandler, type TaskResult, words } from "./task.ts";

const openMax = 500;

/** "That was a false alarm": of the incident that was told last or is named, or the only one that is open. */
export const dismiss: TaskHandler = async (task) => {
  const { ports, utterance, questions } = task;
  const about = words(task, "name");
  const ordinal = number(task, "ordinal");
  const isSaid = about !== undefined || questions.told !== undefined;
  const incident = isSaid
    ? await meantIncident({ about, ordinal, period: undefined }, questions)
    : await onlyOpen(task);
  if (incident === "several")
    return refused("Several incidents are open, so I did nothing: name what the false alarm was about.");
  if (incident === undefined) return answered("I know of no incident that this could be about.");
  if (!ports.feedback) return refused("I cannot note that here.");
  const told = tellIncident(incident, questions, "what");
  if (utterance.dryRun) return withIncident(incident, "done", `I would note as a false alarm: ${told}`);
  const by = (utterance.session ?? utterance.source).slice(0, 100);
  const given = await ports.feedback.give({ verdict: "falseAlarm", incident: incident.id, by });
  return withIncident(incident, "done", given.text);
};

async function onlyOpen({ ports }: Task): Promise<Incident | "several" | undefined> {
  const [first, ...others] = await ports.incidents.list({ status: "open", countMax: openMax });
  return others.length > 0 ? "several" : first;
}

function withIncident({ id }: Incident, outcome: TaskResult["outcome"], reply: string): TaskResult {
  return { outcome, reply, incidentIds: [id] };
}
