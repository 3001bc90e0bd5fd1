import type { Incident } from "../../domain/incident.ts";
import type { IncidentAspect } from "../../domain/incident-aspect.ts";
import { severityRank } from "../../domain/severity.ts";
import { sayCount } from "../../text/say-list.ts";
import { sayTime } from "../../text/say-time.ts";
import type { QuestionContext, Reply } from "./context.ts";
import { makePlain, thoseAbout } from "./incident-search.ts";
import type { SpokenPeriod } from "./measure.ts";

/** Incidents read from the log for one question, and told one by one in the reply. */
const readMax = 500;
const toldMax = 3;
/** Incidents whose ids an answer gives. */
const idsMax = 20;

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
  if (about !== undefined) await makePlain(inPeriod);
  const found = about === undefined ? inPeriod : thoseAbout(about.words, inPeriod, context.registry);
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
  const lines = told.map((incident) => tellIncident(incident, context, "what"));
  const rest =
    more > 0 ? ` ${sayCount(more, "other")} ${more === 1 ? "was" : "were"} less urgent or older.` : "";
  const others = worst.slice(toldMax, idsMax);
  return {
    reply: `${count}. ${lines.join(" ")}${rest}`,
    things: [],
    incidentIds: [...told, ...others].map(({ id }) => id),
    incidentsAbout: about?.words,
  };
}

/** The incident as of now; without a teller the sentence that was written and checked when it last changed. */
export function tellIncident(
  incident: Incident,
  { view, teller }: QuestionContext,
  aspect: IncidentAspect,
): string {
  if (teller) return teller.answer(incident, aspect);
  const summary = incident.summary.trim();
  if (summary !== "") return /[.!?]$/.test(summary) ? summary : `${summary}.`;
  return `Something unusual (${incident.severity}) began ${sayTime(incident.openedAt, view)}.`;
}
