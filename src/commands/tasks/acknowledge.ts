import type { Incident } from "../../domain/incident.ts";
import { severityRank } from "../../domain/severity.ts";
import { sayCount } from "../../text/say-list.ts";
import { sayPlain } from "../../text/say-name.ts";
import { sayTime } from "../../text/say-time.ts";
import { thoseAbout } from "../questions/incident-search.ts";
import { sayEntry } from "./say-agenda.ts";
import { answered, done, refused, type Task, type TaskHandler, viewOf, words } from "./task.ts";

/** Open incidents looked at; the tracker keeps fewer open by default. */
const readMax = 500;
const toldMax = 3;

/** "Acknowledge the alarm on line 2", "I am on it": noted on the open incidents, and whatever rings stops. */
export const acknowledge: TaskHandler = async (task) => {
  const { ports, utterance } = task;
  const loud = ports.agenda?.ringing() ?? [];
  if (loud.length > 0) {
    if (!utterance.dryRun) await ports.agenda?.silence();
    const view = viewOf(task);
    return done(`I stopped ${loud.map((entry) => sayEntry(entry, view.timeZone)).join(" and ")}.`);
  }
  const about = aboutOf(task);
  const open = await ports.incidents.list({ status: "open", countMax: readMax });
  const toldIds = words(task, "all") === undefined ? task.questions.told?.ids : undefined;
  const ofTold = open.filter(({ id }) => toldIds?.includes(id));
  const meant =
    about !== undefined
      ? thoseAbout(about, open, task.questions.registry)
      : // "Acknowledge it" is about what was told, if that is open.
        ofTold.length > 0
        ? ofTold
        : open;
  const where = about === undefined ? "" : ` about ${sayPlain(about, 60)}`;
  if (meant.length === 0) return answered(`No incident${where} is open.`);
  const fresh = meant.filter(({ acknowledged }) => acknowledged === undefined);
  if (fresh.length === 0) return answered(sayKnown(meant, task));
  const { desk } = ports;
  if (!desk) return refused("I cannot note that here.");
  const told = sayIncidents(fresh);
  if (utterance.dryRun) return done(`I would note that you have seen ${told}`);
  const by = words(task, "name") ?? utterance.session ?? utterance.source;
  const noted = desk.acknowledge(
    fresh.map(({ id }) => id),
    { by: by.slice(0, 100), at: ports.clock.now() },
  );
  // One may have closed since the log was read.
  const still = fresh.filter(({ id }) => noted.includes(id));
  if (still.length === 0) return answered(`No incident${where} is open any more.`);
  return {
    ...done(`I noted that you have seen ${sayIncidents(still)}`),
    incidentIds: still.map(({ id }) => id),
  };
};

function aboutOf(task: Task): string | undefined {
  if (words(task, "all") !== undefined) return undefined;
  const said = [words(task, "name"), words(task, "area"), words(task, "floor")].filter(
    (part) => part !== undefined,
  );
  return said.length === 0 ? undefined : said.join(" ");
}

function sayIncidents(incidents: readonly Incident[]): string {
  const worst = [...incidents].sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
  const told = worst.slice(0, toldMax).map(({ summary, severity }) => {
    const text = summary.trim() === "" ? `Something unusual (${severity})` : summary.trim();
    return /[.!?]$/.test(text) ? text : `${text}.`;
  });
  return `${sayCount(incidents.length, "incident")}: ${told.join(" ")}`;
}

function sayKnown(incidents: readonly Incident[], task: Task): string {
  const [first] = incidents;
  const note = first?.acknowledged;
  const when = note ? ` ${sayTime(note.at, viewOf(task))} by ${sayPlain(note.by, 40)}` : "";
  return incidents.length === 1
    ? `That was noted already${when}.`
    : `All ${incidents.length} open incidents were noted already.`;
}
