import type { Incident } from "../../domain/incident.ts";
import { sayCount } from "../../text/say-list.ts";
import { sayPlain } from "../../text/say-name.ts";
import { sayTime } from "../../text/say-time.ts";
import { capitalise, placeName } from "../say/phrases.ts";
import type { QuestionContext, Reply } from "./context.ts";
import { incidentsAbout } from "./incident-search.ts";
import { tellIncident } from "./incidents.ts";
import type { SpokenPeriod } from "./measure.ts";
import { pastDays } from "./period.ts";

/** Earlier incidents of the same sort that are counted. */
const similarMax = 20;
/** Incidents whose ids an answer gives. */
const idsMax = 20;
/** How often something happens is told of so many days, unless somebody says of when. */
const usualDays = 30;

/** "Has that happened before": the one most like it, and how many there were. */
export async function answerRepeats(incident: Incident, context: QuestionContext): Promise<Reply> {
  const similar = await context.incidents.similar(incident, similarMax);
  const [nearest] = similar;
  if (!nearest) {
    const reply = `I have seen nothing like it before: ${tellIncident(incident, context, "what")}`;
    return { reply, things: [], incidentIds: [incident.id], incidentsAbout: context.told?.about };
  }
  const times = similar.length;
  const count = `${times === similarMax ? "at least " : ""}${sayTimes(times)}`;
  const last = similar.map((one) => one.incident).reduce((a, b) => (b.openedAt > a.openedAt ? b : a));
  const more = times === 1 ? "" : `${sayLast(last, context)}; most like it`;
  return {
    reply: `It happened ${count} before${more}: ${tellIncident(nearest.incident, context, "what")}`,
    things: [],
    incidentIds: similar.slice(0, idsMax).map((one) => one.incident.id),
    incidentsAbout: context.told?.about,
  };
}

/** "And before that": the one before it among those about the same, or among all. */
export async function answerEarlier(incident: Incident, context: QuestionContext): Promise<Reply> {
  const { told } = context;
  const about = told?.about;
  const { found } = await incidentsAbout(about, context, { from: 0, to: incident.openedAt });
  const [before] = found.filter(({ id }) => id !== incident.id && !(told?.ids.includes(id) ?? false));
  const of = about === undefined ? "" : ` about ${placeName(sayPlain(about, 60))}`;
  if (!before) return { reply: `Before that I know of no incident${of}.`, things: [], isUnknown: true };
  return {
    reply: `Before that: ${tellIncident(before, context, "what")}`,
    things: [],
    incidentIds: [before.id],
    incidentsAbout: about,
  };
}

/** "How often does the gateway go silent". */
export async function answerHowOften(
  about: string,
  asked: SpokenPeriod | undefined,
  context: QuestionContext,
): Promise<Reply> {
  const period = asked ?? pastDays(usualDays, context.view);
  const { found, isAll } = await incidentsAbout(about, context, period);
  const said = placeName(sayPlain(about, 60));
  const [last] = found;
  if (!last) return { reply: `I noticed no incident about ${said} ${period.said}.`, things: [] };
  const times = `${isAll ? "" : "at least "}${sayTimes(found.length)}`;
  return {
    reply: `${capitalise(times)} ${period.said} there was an incident about ${said}${sayLast(last, context)}: ${tellIncident(last, context, "what")}`,
    things: [],
    incidentIds: found.slice(0, idsMax).map(({ id }) => id),
    incidentsAbout: about,
  };
}

/** "When was the last time": the newest of the same sort before it. */
export async function answerLastLike(incident: Incident, context: QuestionContext): Promise<Reply> {
  const similar = await context.incidents.similar(incident, similarMax);
  const [last] = similar.map((one) => one.incident).sort((a, b) => b.openedAt - a.openedAt);
  return last ? sayLastTime(last, context.told?.about, context) : answerRepeats(incident, context);
}

/** "When was the last gateway outage". */
export async function answerLastTime(about: string, context: QuestionContext): Promise<Reply> {
  const { found } = await incidentsAbout(about, context, undefined);
  const [last] = found;
  const said = placeName(sayPlain(about, 60));
  if (!last) return { reply: `I know of no incident about ${said}.`, things: [], isUnknown: true };
  return sayLastTime(last, about, context);
}

function sayLastTime(last: Incident, about: string | undefined, context: QuestionContext): Reply {
  return {
    reply: `${sayWhen(last, context)}: ${tellIncident(last, context, "what")}`,
    things: [],
    incidentIds: [last.id],
    incidentsAbout: about,
  };
}

function sayWhen({ openedAt, clock }: Incident, { view }: QuestionContext): string {
  if (clock === "unsynced") return "The clock was not set the last time, so when it was I do not know";
  return `The last time was ${sayTime(openedAt, view)}`;
}

/** `, last yesterday at 14:05`; nothing by a clock that was not set. */
function sayLast({ openedAt, clock }: Incident, { view }: QuestionContext): string {
  return clock === "unsynced" ? "" : `, last ${sayTime(openedAt, view)}`;
}

function sayTimes(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : sayCount(count, "time");
}
