import type { Incident } from "../../domain/incident.ts";
import { severityRank } from "../../domain/severity.ts";
import { sayCount } from "../../text/say-list.ts";
import { sayTime } from "../../text/say-time.ts";
import { nameKey } from "../entities/names.ts";
import type { QuestionContext, Reply } from "./context.ts";
import type { SpokenPeriod } from "./measure.ts";

/** Incidents read from the log for one question, and told one by one in the reply. */
const readMax = 500;
const toldMax = 3;

/** A report of a period in words; the summaries' own digest when the daemon has one. */
export type Digest = (period: { from: number; to: number }) => Promise<string>;

/** "what happened last night", "summarise today"; without a period "is anything wrong": what is open now. */
export async function answerIncidents(
  question: {
    period: SpokenPeriod | undefined;
    about: { words: string; said: string } | undefined;
    digest: Digest | undefined;
  },
  context: QuestionContext,
): Promise<Reply> {
  const { period, about, digest } = question;
  if (period && about === undefined && digest) return { reply: await digest(period), things: [] };
  // An incident that opened before the period may have gone on into it, so the reading starts a day earlier.
  const read = await context.incidents.list(
    period
      ? { from: period.from - 86_400_000, to: period.to, countMax: readMax }
      : { status: "open", countMax: readMax },
  );
  const inPeriod = read.filter(
    (incident) => !period || (incident.closedAt ?? Number.POSITIVE_INFINITY) >= period.from,
  );
  const found =
    about === undefined ? inPeriod : inPeriod.filter((incident) => concerns(incident, about.words));
  const where = about === undefined ? "" : ` about ${about.said}`;
  if (found.length === 0) {
    return {
      reply: period
        ? `I noticed nothing unusual${where} ${period.said}.`
        : `I see nothing wrong${where.replace(" about ", " with ")} at the moment.`,
      things: [],
    };
  }
  const worst = [...found].sort(
    (a, b) => severityRank(b.severity) - severityRank(a.severity) || b.openedAt - a.openedAt,
  );
  const told = worst.slice(0, toldMax).sort((a, b) => a.openedAt - b.openedAt);
  const more = found.length - told.length;
  const count = `${sayCount(found.length, "incident")}${where} ${period ? period.said : `${found.length === 1 ? "is" : "are"} open now`}`;
  const lines = told.map((incident) => sayIncident(incident, context));
  const rest =
    more > 0 ? ` ${sayCount(more, "other")} ${more === 1 ? "was" : "were"} less urgent or older.` : "";
  return { reply: `${count}. ${lines.join(" ")}${rest}`, things: [] };
}

/** The summary was checked against its facts when it was written; here only its end is made a sentence's. */
function sayIncident(incident: Incident, { view }: QuestionContext): string {
  const summary = incident.summary.trim();
  if (summary !== "") return /[.!?]$/.test(summary) ? summary : `${summary}.`;
  return `Something unusual (${incident.severity}) began ${sayTime(incident.openedAt, view)}.`;
}

/** Whether an incident is about a place or thing, by the words its evidence has for it. */
export function concerns(incident: Incident, place: string): boolean {
  const described = [
    incident.place.area,
    incident.place.device,
    incident.place.topicPrefix,
    ...incident.evidence.flatMap((line) => [line.name, line.place.area, line.place.device, line.subjectId]),
  ];
  const words = new Set(described.flatMap((text) => (text ? nameKey(text).split(" ") : [])));
  return nameKey(place)
    .split(" ")
    .every((word) => words.has(word));
}
