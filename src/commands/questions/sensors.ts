import type { Series } from "../../domain/sample.ts";
import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";
import { ofClass } from "../understand/device-classes.ts";
import type { Interpretation } from "../understand/interpret.ts";
import type { QuestionContext } from "./context.ts";
import { findSeries } from "./find-series.ts";
import type { Sensor } from "./measure.ts";
import { type Measuring, measuringThings, ownersOf, sensorOf } from "./measuring.ts";
import { hasWords, nearTo } from "./nearness.ts";
import { areaNamed, type SaidTarget, saidOf } from "./said-targets.ts";

/**
 * What can answer a question about a measure: what was named or is in the place, as near as anything measures it (see
 * `nearness.ts`), a configured thing before a series that nobody configured, and what is only set before nothing.
 * Without a place: where the question was asked, if anything there measures it, else everywhere.
 */
export function findSensors(
  question: Interpretation,
  measure: string | undefined,
  context: QuestionContext,
): Sensor[] {
  const said = saidOf(question);
  const isPlaced = said.length > 0 || question.phrase.floor !== undefined;
  if (!isPlaced && context.area !== undefined && !question.phrase.isAll) {
    const here: SaidTarget = { kind: "area", heard: [context.area] };
    const found = sensorsAt(question, measure, [here], context);
    if (found.length > 0) return found;
  }
  return sensorsAt(question, measure, said, context);
}

/** Those of each name and place of a question by itself, to tell them apart. */
export function findSensorsOfEach(
  question: Interpretation,
  measure: string | undefined,
  context: QuestionContext,
): Sensor[] {
  return saidOf(question).flatMap((said) => sensorsAt(question, measure, [said], context));
}

function sensorsAt(
  question: Interpretation,
  measure: string | undefined,
  said: readonly SaidTarget[],
  context: QuestionContext,
): Sensor[] {
  const things = thingsAt(question, said, context);
  const { kind, deviceClass } = question.phrase;
  const isNarrowed = said.length > 0 || kind !== undefined || deviceClass !== undefined;
  const measuring = measure === undefined ? [] : measuringThings(context.registry.things, measure);
  const isNamed = said.some((target) => target.kind === "name");
  // How bright a lamp shines says nothing of how bright it is in the room.
  const all = saidMeasure(
    isNamed ? measuring : measuring.filter((one) => one.attribute !== "brightness"),
    question,
  );
  const near = (measuring: readonly Measuring[]) => {
    const called = calledLike(measuring, question);
    const able =
      called ?? (said.length > 0 ? measuring : measuring.filter(({ thing }) => things.includes(thing)));
    return bestFitting(said.length > 0 ? nearTo(able, said, context) : able);
  };
  const configured = near(all.filter((one) => !one.isSetPoint)).map((one) => sensorOf(one, context));
  if (configured.length > 0 && isNarrowed) return configured;
  const others = unconfigured(question, measure, { said, things, context });
  if (configured.length + others.length > 0 || !isNarrowed) return [...configured, ...others];
  return near(all.filter((one) => one.isSetPoint)).map((one) => sensorOf(one, context));
}

/** "Air pressure" is that of the air, if anything is called so: a measure may be said with what it is of. */
function saidMeasure(measuring: readonly Measuring[], { reading }: Interpretation): readonly Measuring[] {
  const heard = nameKey(reading.slotTexts.measure ?? "");
  if (!heard.includes(" ")) return measuring;
  const called = measuring.filter(({ thing }) =>
    [thing.name, ...thing.aliases].some((name) => hasWords(nameKey(name), heard)),
  );
  return called.length > 0 ? called : measuring;
}

/** "The press", "motors": those that have the word for the kind in their name; undefined: none has. */
function calledLike(
  measuring: readonly Measuring[],
  { reading, phrase }: Interpretation,
): readonly Measuring[] | undefined {
  const noun = reading.slotTexts.domain ?? reading.slotTexts.deviceClass;
  if (noun === undefined || phrase.names.length > 0) return undefined;
  const called = measuring.filter(({ thing }) => hasWords(nameKey(thing.name), nameKey(noun)));
  return called.length > 0 ? called : undefined;
}

function bestFitting(measuring: readonly Measuring[]): readonly Measuring[] {
  const fit = Math.max(...measuring.map((one) => one.fit));
  return measuring.filter((one) => one.fit === fit);
}

/** Series that no thing has as its own state or value. */
function unconfigured(
  question: Interpretation,
  measure: string | undefined,
  at: { said: readonly SaidTarget[]; things: readonly Thing[]; context: QuestionContext },
): Sensor[] {
  const { said, things, context } = at;
  const { kind, deviceClass } = question.phrase;
  const kindWords =
    said.length === 0 && things.length === 0
      ? [deviceClass ?? kind].filter((word) => word !== undefined)
      : [];
  const isOfKind = said.length === 0 && (kind !== undefined || deviceClass !== undefined);
  const places = isOfKind && things.length > 0 ? [noPlace] : [...placeWords(said, context), ...kindWords];
  const owners = ownersOf(context.registry.things);
  // With a measure the values of things were looked at before; without one it is about what the thing is.
  const isKnown = (id: string) => measure !== undefined && owners.has(id);
  const found = findSeries({ directory: context.directory, measure, places, things, isKnown });
  return found.map((series) => ({
    series: { ...series, name: owners.get(series.id) ?? nameOnTopic(series, context.registry.things) },
    reported: undefined,
    isSetPoint: false,
  }));
}

/** A value that a thing reports beside what it is configured for, by the thing: `humidifier humidity`. */
function nameOnTopic({ topic, field, name }: Series, things: readonly Thing[]): string {
  const reporting = things.filter(({ state }) => state?.topic === topic);
  const [only] = reporting;
  if (!only || reporting.length > 1 || field === "") return name;
  return `${only.spokenName} ${nameKey(field.slice(field.lastIndexOf(".") + 1))}`;
}

/** Matches no series by words, so that only those of the things count. */
const noPlace = "\u0000";

/** A place by every name it has, as sensors may be called by any. */
function placeWords(said: readonly SaidTarget[], context: QuestionContext): string[] {
  return said.flatMap(({ heard }) => heard.flatMap((words) => areaNamed(words, context)?.keys ?? [words]));
}

function thingsAt(
  question: Interpretation,
  said: readonly SaidTarget[],
  context: QuestionContext,
): readonly Thing[] {
  const { resolution, phrase } = question;
  const { registry } = context;
  if (said.length > 0) {
    return said.flatMap(({ heard }) => {
      const named = heard.flatMap((words) => registry.byName(nameKey(words)));
      if (named.length > 0) return named;
      const area = heard.flatMap((words) => areaNamed(words, context) ?? []).at(0);
      const inArea = registry.things.filter(
        (thing) => area && nameKey(thing.area ?? "") === nameKey(area.name),
      );
      const ofKind = phrase.kind ? inArea.filter((thing) => thing.kind === phrase.kind) : inArea;
      return phrase.deviceClass ? ofClass(ofKind, phrase.deviceClass) : ofKind;
    });
  }
  if (phrase.kind || phrase.deviceClass || phrase.floor)
    return resolution.status === "found" ? resolution.things : [];
  return registry.things;
}
