import type { Series } from "../../domain/sample.ts";
import { sayList } from "../../text/say-list.ts";
import { sayName } from "../../text/say-name.ts";
import type { Thing } from "../entities/thing.ts";
import { inPlace, middleName, placeName } from "../say/phrases.ts";
import type { Interpretation } from "../understand/interpret.ts";
import { textSlot } from "../understand/phrase.ts";
import type { QuestionContext, Reply } from "./context.ts";
import { answerHowLong, answerHowOften, answerLastTime } from "./events.ts";
import { answerIncidents, type Digest } from "./incidents.ts";
import { answerLatest, answerStatistic, type SpokenPeriod, type Statistic } from "./measure.ts";
import { pastDays, spokenPeriod, today } from "./period.ts";
import { findSensors } from "./sensors.ts";
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
    case "queryIncidents":
      return answerIncidents({ period, about: aboutOf(question), digest }, context);
    case "queryState": {
      if (textSlot(reading, "state") === "ok")
        return answerIncidents({ period, about: aboutOf(question), digest }, context);
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

async function answerStateOf(question: Interpretation, context: QuestionContext): Promise<Reply | undefined> {
  const { reading, phrase, resolution } = question;
  const state = textSlot(reading, "state");
  const asked = {
    state,
    quantifier: textSlot(reading, "quantifier"),
    noun: { kind: phrase.kind, deviceClass: phrase.deviceClass },
  };
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

async function answerMeasure(
  question: Interpretation,
  measure: string | undefined,
  period: SpokenPeriod | undefined,
  context: QuestionContext,
): Promise<Reply> {
  const said = what(question, measure);
  const sensors = findSensors(question, measure, context);
  const statistic = statisticOf(question);
  if (statistic === "latest" && !period) return answerLatest(sensors, said, context);
  return answerStatistic(
    sensors,
    { statistic, period: period ?? pastDays(1, context.view), what: said, measure },
    context,
  );
}

async function answerEvent(
  question: Interpretation,
  period: SpokenPeriod | undefined,
  context: QuestionContext,
): Promise<Reply | undefined> {
  const { reading, resolution } = question;
  const things: readonly Thing[] =
    resolution.status === "found"
      ? resolution.things
      : thingsFromSeries(findSensors(question, undefined, context).map((sensor): Series => sensor.series));
  const told = things.slice(0, thingsMax);
  if (told.length === 0) return undefined;
  const event = textSlot(reading, "event") ?? "on";
  const ask = { event, period: period ?? today(context.view) };
  const replies = await Promise.all(
    told.map((thing) => {
      switch (reading.intent) {
        case "queryHowLong":
          return answerHowLong(thing, { ...ask, isPeriodNamed: period !== undefined }, context);
        case "queryHowOften":
          return answerHowOften(thing, ask, context);
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

/** Things told of in one reply about the past. */
const thingsMax = 3;

const statistics: readonly Statistic[] = ["highest", "lowest", "average", "latest", "total", "change"];

function statisticOf({ reading }: Interpretation): Statistic {
  const name = textSlot(reading, "statistic");
  return statistics.find((one) => one === name) ?? "latest";
}

/** What the question is about, for replies: `the temperature in the greenhouse`. */
function what({ phrase, resolution }: Interpretation, measure: string | undefined): string {
  const subject = measure === undefined ? "that" : `the ${sayName(measure)}`;
  const [thing] = resolution.status === "found" && !resolution.isGroup ? resolution.things : [];
  if (thing) return `${subject} of ${middleName(thing)}`;
  if (phrase.names.length > 0) return `${subject} of ${placeName(phrase.names.join(" and "))}`;
  if (phrase.areas.length > 0) return `${subject} ${inPlace(phrase.areas.join(" and "))}`;
  return subject;
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
