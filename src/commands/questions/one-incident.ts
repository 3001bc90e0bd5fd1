import type { Incident } from "../../domain/incident.ts";
import { type IncidentAspect, incidentAspects } from "../../domain/incident-aspect.ts";
import { sayPlain } from "../../text/say-name.ts";
import { sayTime } from "../../text/say-time.ts";
import type { IncidentAsk } from "../asked/incident-rules.ts";
import { placeName } from "../say/phrases.ts";
import type { QuestionContext, Reply, ToldIncidents } from "./context.ts";
import {
  answerEarlier,
  answerHowOften,
  answerLastLike,
  answerLastTime,
  answerRepeats,
} from "./incident-history.ts";
import { incidentsAbout, mostPressing, thoseAbout } from "./incident-search.ts";
import { answerIncidents, tellIncident } from "./incidents.ts";
import type { SpokenPeriod } from "./measure.ts";
import { pastDays } from "./period.ts";

export interface AskedIncident {
  ask: IncidentAsk;
  about: string | undefined;
  ordinal: number | undefined;
  period: SpokenPeriod | undefined;
}

/** An alert that a person asks about came within this many days. */
const recentDays = 7;

/** Answers a question about one incident, those before it, or those that are open. */
export async function answerOneIncident(asked: AskedIncident, context: QuestionContext): Promise<Reply> {
  const { ask, about, period } = asked;
  if (ask === "stillOpen")
    return answerIncidents({ period: undefined, about: aboutOf(about), digest: undefined }, context);
  if (ask === "howOften" && about !== undefined) return answerHowOften(about, period, context);
  if (ask === "lastTime" && about !== undefined) return answerLastTime(about, context);
  const incident = await meantIncident(asked, context);
  if (!incident) return none(about);
  if (ask === "earlier") return answerEarlier(incident, context);
  if (ask === "lastTime") return answerLastLike(incident, context);
  if (ask === "repeats" || ask === "howOften") return answerRepeats(incident, context);
  const reply =
    ask === "acknowledgedBy"
      ? sayAcknowledged(incident, context)
      : tellIncident(incident, context, isAspect(ask) ? ask : "what");
  return { reply, things: [], incidentIds: [incident.id], incidentsAbout: about };
}

function isAspect(ask: IncidentAsk): ask is IncidentAsk & IncidentAspect {
  return (incidentAspects as readonly string[]).includes(ask);
}

function aboutOf(words: string | undefined): { words: string; said: string } | undefined {
  return words === undefined ? undefined : { words, said: placeName(words) };
}

/** The incident a question is about: which of those told, the one about what is named, what was told last, or the newest. */
export async function meantIncident(
  { about, ordinal, period }: Pick<AskedIncident, "about" | "ordinal" | "period">,
  context: QuestionContext,
): Promise<Incident | undefined> {
  const told = await toldIncidents(context.told, context);
  if (ordinal !== undefined && told.length > 0) return told.at(ordinal > 0 ? ordinal - 1 : ordinal);
  if (about !== undefined) {
    const ofTold = mostPressing(thoseAbout(about, told, context.registry));
    if (ofTold?.status === "open") return ofTold;
    // One that is open now is meant before one that was told of the past.
    const found = mostPressing((await incidentsAbout(about, context, period)).found);
    return found?.status === "open" ? found : (ofTold ?? found);
  }
  if (told.length > 0) return mostPressing(told);
  const { found } = await incidentsAbout(undefined, context, period ?? pastDays(recentDays, context.view));
  const open = await context.incidents.list({ status: "open", countMax: openMax });
  // Whoever asks why they were alerted asks about the last time.
  return [...open, ...found].sort((a, b) => b.openedAt - a.openedAt)[0];
}

const openMax = 500;

async function toldIncidents(
  told: ToldIncidents | undefined,
  { incidents }: QuestionContext,
): Promise<Incident[]> {
  const read = await Promise.all((told?.ids ?? []).map((id) => incidents.get(id)));
  return read.filter((incident) => incident !== undefined);
}

function none(about: string | undefined): Reply {
  const of = about === undefined ? "" : ` about ${placeName(sayPlain(about, 60))}`;
  return { reply: `I know of no incident${of}.`, things: [], isUnknown: true };
}

function sayAcknowledged(incident: Incident, context: QuestionContext): string {
  const { acknowledged } = incident;
  const what = tellIncident(incident, context, "what");
  if (!acknowledged) return `Nobody has acknowledged it yet: ${what}`;
  const when = sayTime(acknowledged.at, context.view);
  return `${sayPlain(acknowledged.by, 40) || "Somebody"} acknowledged it ${when}: ${what}`;
}
