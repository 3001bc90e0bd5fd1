import type { Series } from "../../domain/sample.ts";
import { sayList } from "../../text/say-list.ts";
import { sayName } from "../../text/say-name.ts";
import type { IncidentAsk } from "../asked/incident-rules.ts";
import type { Thing } from "../entities/thing.ts";
import { inPlace, middleName, placeName } from "../say/phrases.ts";
import type { Interpretation } from "../understand/interpret.ts";
import { numberSlot, textSlot } from "../understand/phrase.ts";
import { answerAgainst } from "./against-limit.ts";
import { bearersOf } from "./bearers.ts";
import { answerComparison, answerDifference, comparedSensors } from "./comparison.ts";
import type { QuestionContext, Reply } from "./context.ts";
import { answerHowLong, answerHowOften, answerLastTime, answerWhether } from "./events.ts";
import { incidentsAbout, mostPressing, thoseAbout } from "./incident-search.ts";
import { answerIncidents, type Digest, tellIncident } from "./incidents.ts";
import { readLimit } from "./limit.ts";
import { answerLatest, answerStatistic, type SpokenPeriod, type Statistic } from "./measure.ts";
import { measureWord, saysMeasure } from "./measures.ts";
import { answerOneIncident } from "./one-incident.ts";
import { pastDays, spokenPeriod, today } from "./period.ts";
import { saidOf, withoutArticle } from "./said-targets.ts";
import { findSensors, findSensorsOfEach } from "./sensors.ts";
import { answerState } from "./state.ts";
import { thingsFromSeries } from "./thing-from-series.ts";

/** The answer to a question, or undefined when the thing it is about could not be found. */
export async function answerQuestion(
  question: Interpretation,
  context: QuestionContext,
  digest: Digest | undefined,
): Promise<Reply | undefined> {
  const { reading } = question;
  const period = spokenPeriod(reading, context.view);
  const measure = textSlot(reading, "measure");
  switch (reading.intent) {
    case "queryIncident":
      return answerOneIncident(
        {
          ask: (textSlot(reading, "aspect") ?? "more") as IncidentAsk,
          about: textSlot(reading, "name"),
          ordinal: numberSlot(reading, "ordinal"),
          period,
        },
        context,
      );
    case "queryIncidents":
      return answerIncidents({ period, about: aboutOf(question), digest }, context);
    case "queryState": {
      if (textSlot(reading, "state") === "ok") return answerWhetherOk(question, digest, context);
      return measure === undefined
        ? answerStateOf(question, context)
        : answerMeasure(question, measure, undefined, context);
    }
    case "queryMeasure":
      return answerMeasure(question, measure, period, context);
    default:
      return answerEvent(question, period, context);
  }
}

/** "Is the freezer fine again": how the last trouble with it stands, if it is open or was over lately. */
async function answerWhetherOk(
  question: Interpretation,
  digest: Digest | undefined,
  context: QuestionContext,
): Promise<Reply> {
  const about = aboutOf(question);
  if (about !== undefined) {
    const { found } = await incidentsAbout(about.words, context, pastDays(1, context.view));
    const open = await context.incidents.list({ status: "open", countMax: openMax });
    const latest = mostPressing([...thoseAbout(about.words, open, context.registry), ...found]);
    if (latest) {
      const reply = tellIncident(latest, context, "state");
      return { reply, things: [], incidentIds: [latest.id], incidentsAbout: about.words };
    }
  }
  return answerIncidents({ period: undefined, about, digest }, context);
}

const openMax = 500;

async function answerStateOf(question: Interpretation, context: QuestionContext): Promise<Reply | undefined> {
  const { reading, phrase, resolution } = question;
  const state = movementAsked(question, context) ?? textSlot(reading, "state");
  const asked = {
    state,
    quantifier: textSlot(reading, "quantifier"),
    noun: { kind: phrase.kind, deviceClass: phrase.deviceClass },
  };
  const bearers = state === undefined ? undefined : bearersOf(question, state, context);
  if (bearers) {
    const noun = { ...asked.noun, deviceClass: phrase.deviceClass ?? bearers[0]?.deviceClass };
    return answerState(bearers, { ...asked, noun, isGroup: bearers.length > 1 }, context);
  }
  const measured = measuredInstead(question, state, context);
  if (measured) return measured;
  if (resolution.status === "found") {
    return answerState(resolution.things, { ...asked, isGroup: resolution.isGroup }, context);
  }
  // No configured thing is called so; a sensor nobody configured may be.
  const sensors = findSensors(question, undefined, context);
  if (sensors.length === 0) return undefined;
  const things = thingsFromSeries(sensors.map((sensor) => sensor.series));
  if (
    things.length > 0 &&
    (state !== undefined || sensors.every((sensor) => sensor.series.kind !== "numeric"))
  ) {
    return answerState(things, { ...asked, isGroup: things.length > 1 }, context);
  }
  return state === undefined ? answerLatest(sensors, what(question, undefined), context) : undefined;
}

/** "Is anything moving in the cellar" is about whoever is there, if anything notices them. */
function movementAsked(question: Interpretation, context: QuestionContext): string | undefined {
  const { reading, phrase } = question;
  const isMovement =
    /^moving\b/.test(reading.slotTexts.state ?? "") && phrase.isAll && phrase.areas.length > 0;
  return isMovement && bearersOf(question, "motion", context) ? "motion" : undefined;
}

/** States that are a matter of degree: "is the soil dry", "is the tank empty" are told by their numbers. */
const measuredStates: Readonly<Record<string, string>> = {
  wet: "dampness",
  dry: "dampness",
  clear: "amount",
};

function measuredInstead(
  question: Interpretation,
  state: string | undefined,
  context: QuestionContext,
): Reply | undefined {
  const measure = state === undefined ? undefined : measuredStates[state];
  if (measure === undefined || saidOf(question).length === 0) return undefined;
  const sensors = findSensors(question, measure, context);
  return sensors.length === 0 ? undefined : answerLatest(sensors, what(question, measure), context);
}

async function answerMeasure(
  question: Interpretation,
  measure: string | undefined,
  period: SpokenPeriod | undefined,
  context: QuestionContext,
): Promise<Reply | undefined> {
  const said = what(question, measure);
  const isCompared = textSlot(question.reading, "quantifier") === "which" && measure !== undefined;
  const sensors = isCompared
    ? comparedSensors(question, measure, context)
    : findSensors(question, measure, context);
  const { metadata, wildcardCount } = question.reading;
  if (sensors.length === 0 && metadata.isElliptical === true && wildcardCount > 0) return undefined;
  const noticing =
    sensors.length === 0 && measure === "dampness" ? bearersOf(question, "wet", context) : undefined;
  if (noticing && !period)
    return answerState(noticing, { ...plainly, isGroup: noticing.length > 1 }, context);
  if (metadata.isDifference === true && !period)
    return answerDifference(findSensorsOfEach(question, measure, context), said, context);
  const statistic = statisticOf(question);
  if (isCompared && !period && statistic !== "latest") {
    return answerComparison(sensors, { isHighest: statistic === "highest", what: said }, context);
  }
  const limit = readLimit(textSlot(question.reading, "limit"));
  if (statistic === "latest" && !period)
    return limit
      ? answerAgainst(limit, { sensors, what: said }, context)
      : answerLatest(sensors, said, context);
  return answerStatistic(
    sensors,
    { statistic, period: period ?? pastDays(1, context.view), what: said, measure, limit },
    context,
  );
}

/** Just what it is. */
const plainly = {
  state: undefined,
  quantifier: undefined,
  noun: { kind: undefined, deviceClass: undefined },
};

async function answerEvent(
  question: Interpretation,
  period: SpokenPeriod | undefined,
  context: QuestionContext,
): Promise<Reply | undefined> {
  const { reading } = question;
  const event = textSlot(reading, "event") ?? "on";
  const things = thingsOfEvent(question, event, context);
  const told = things.slice(0, thingsMax);
  if (told.length === 0) return undefined;
  const ask = { event, period: period ?? today(context.view) };
  const replies = await Promise.all(
    told.map((thing) => {
      switch (reading.intent) {
        case "queryHowLong":
          return answerHowLong(thing, { ...ask, isPeriodNamed: period !== undefined }, context);
        case "queryHowOften":
          return reading.metadata.isWhether === true
            ? answerWhether(thing, ask, context)
            : answerHowOften(thing, ask, context);
        default:
          return answerLastTime(
            thing,
            { event, period: period ?? pastDays(context.historyDays, context.view) },
            context,
          );
      }
    }),
  );
  const more =
    things.length > told.length
      ? [`There are ${things.length - told.length} more; name one to hear of it.`]
      : [];
  return {
    reply: [...replies.map((one) => one.reply), ...more].join(" "),
    things: told,
    isUnknown: replies.every((one) => one.isUnknown === true),
  };
}

function thingsOfEvent(question: Interpretation, event: string, context: QuestionContext): readonly Thing[] {
  const { resolution } = question;
  const bearers = bearersOf(question, event, context);
  if (bearers) return bearers;
  if (resolution.status === "found") return resolution.things;
  return thingsFromSeries(findSensors(question, undefined, context).map((sensor): Series => sensor.series));
}

/** Things told of in one reply about the past. */
const thingsMax = 3;

const statistics: readonly Statistic[] = ["highest", "lowest", "average", "latest", "total", "change"];

function statisticOf({ reading }: Interpretation): Statistic {
  const name = textSlot(reading, "statistic");
  return statistics.find((one) => one === name) ?? "latest";
}

/** What the question is about, for replies: `the temperature of the oven`, `the temperature in the greenhouse`. */
function what({ phrase, resolution, reading }: Interpretation, measure: string | undefined): string {
  const subject = measure === undefined ? undefined : `the ${sayName(measureWord(measure))}`;
  const of = (about: string) => (subject === undefined ? about : `${subject} of ${about}`);
  const [thing] = resolution.status === "found" && !resolution.isGroup ? resolution.things : [];
  if (thing) return saysMeasure(thing.name) ? middleName(thing) : of(middleName(thing));
  const heard = reading.slotTexts.name;
  const names = phrase.names.length === 1 && heard !== undefined ? [withoutArticle(heard)] : phrase.names;
  if (names.length > 0) return of(placeName(names.join(" and ")));
  if (phrase.areas.length === 0) return subject ?? "that";
  const place = phrase.areas.join(" and ");
  return subject === undefined ? `anything ${inPlace(place)}` : `${subject} ${inPlace(place)}`;
}

/** The place or thing an incident question is about: words to look for, and how to say it. */
function aboutOf(question: Interpretation): { words: string; said: string } | undefined {
  const words = placeWords(question);
  if (words === undefined) return undefined;
  const { resolution } = question;
  const named = resolution.status === "found" && !resolution.isGroup ? resolution.things : [];
  return { words, said: named.length > 0 ? sayList(named.map(middleName)) : placeName(words) };
}

function placeWords({ phrase, reading }: Interpretation): string | undefined {
  const words = [...phrase.names, ...phrase.areas].join(" ");
  if (words !== "") return words;
  return textSlot(reading, "floor");
}
