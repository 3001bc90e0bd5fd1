import type { Series } from "../../domain/sample.ts";
import { attributeNames } from "../entities/attributes.ts";
import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";
import { ofClass } from "../understand/device-classes.ts";
import type { Interpretation } from "../understand/interpret.ts";
import { placeNamed } from "../understand/places.ts";
import type { QuestionContext } from "./context.ts";
import { findSeries } from "./find-series.ts";
import type { Sensor } from "./measure.ts";
import { measureFit } from "./measures.ts";

/**
 * What can answer a question about a measure: the configured things that were named or are in the place, else
 * any series whose name, topic or area says it is there. Without a place: where the question was asked, if
 * anything there measures it, else everywhere.
 */
export function findSensors(
  question: Interpretation,
  measure: string | undefined,
  context: QuestionContext,
): Sensor[] {
  const isOutside = question.reading.metadata.isOutside === true;
  const places = isOutside ? outsideWords : [...question.phrase.names, ...question.phrase.areas];
  const isPlaced = places.length > 0 || question.phrase.floor !== undefined;
  if (!isPlaced && context.area !== undefined && !question.phrase.isAll) {
    const here = sensorsAt(question, measure, [context.area], context);
    if (here.length > 0) return here;
  }
  return sensorsAt(question, measure, places, context);
}

const outsideWords = ["outside", "outdoor", "outdoors", "weather"];

function sensorsAt(
  question: Interpretation,
  measure: string | undefined,
  places: readonly string[],
  context: QuestionContext,
): Sensor[] {
  const things = thingsAt(question, places, context);
  const configured =
    measure === undefined ? [] : things.flatMap((thing) => sensorsOf(thing, measure, context));
  const isNarrowed =
    places.length > 0 || question.phrase.kind !== undefined || question.phrase.deviceClass !== undefined;
  if (configured.length > 0 && isNarrowed) return configured;
  const { kind, deviceClass } = question.phrase;
  const kindWords =
    places.length === 0 && things.length === 0
      ? [deviceClass ?? kind].filter((word) => word !== undefined)
      : [];
  const isOfKind = places.length === 0 && (kind !== undefined || deviceClass !== undefined);
  const wanted = isOfKind && things.length > 0 ? [noPlace] : [...placeWords(places, context), ...kindWords];
  const known = new Set(configured.map((sensor) => sensor.series.id));
  const others = findSeries({ directory: context.directory, measure, places: wanted, things })
    .filter((series) => !known.has(series.id))
    .map((series): Sensor => ({ series, reported: undefined }));
  return [...configured, ...others];
}

/** Matches no series by words, so that only those of the things count. */
const noPlace = "\u0000";

/** A place by every name it has, as sensors may be called by any. */
function placeWords(places: readonly string[], { registry }: QuestionContext): string[] {
  return places.flatMap((place) => placeNamed(place, registry.areas)?.keys ?? [place]);
}

function thingsAt(
  question: Interpretation,
  places: readonly string[],
  { registry }: QuestionContext,
): readonly Thing[] {
  const { resolution, phrase } = question;
  if (places.length > 0) {
    return places.flatMap((place) => {
      const named = registry.byName(nameKey(place).replace(/^(?:the|my|our) /, ""));
      if (named.length > 0) return named;
      const area = placeNamed(place, registry.areas);
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

/** What a thing itself measures: a sensor of that class, or an attribute of that name. */
function sensorsOf(thing: Thing, measure: string, context: QuestionContext): Sensor[] {
  const wanted = nameKey(measure);
  const found: Sensor[] = [];
  const main = seriesOf(thing, "", thing.name, thing.unit, context);
  const isMain =
    thing.kind === "sensor" && (nameKey(thing.deviceClass ?? "") === wanted || measureFit(main, measure) > 0);
  if (isMain) found.push({ series: main, reported: reportedOf(thing, "", context) });
  for (const name of attributeNames) {
    const attribute = thing.attributes[name];
    if (!attribute?.state || nameKey(attribute.word) !== wanted || thing.kind === "climate") continue;
    const series = seriesOf(thing, name, `${thing.name} ${attribute.word}`, attribute.unit, context);
    found.push({ series, reported: reportedOf(thing, name, context) });
  }
  return found;
}

/** The series of a thing under the thing's own name; one the directory does not know yet still has a history. */
function seriesOf(
  thing: Thing,
  attribute: string,
  name: string,
  unit: string | undefined,
  { directory }: QuestionContext,
): Series {
  const id = thing.series[attribute] ?? `${thing.id}/${attribute}`;
  const known = directory.byId(id);
  const binding =
    attribute === ""
      ? thing.state
      : Object.values(thing.attributes).find((one) => one.name === attribute)?.state;
  return known
    ? { ...known, name, unit: unit ?? known.unit }
    : {
        index: -1,
        id,
        topic: binding?.topic ?? "",
        field: binding?.field ?? "",
        kind: "numeric",
        unit,
        name,
        place: {},
        labels: {},
        states: [],
      };
}

function reportedOf(
  thing: Thing,
  attribute: string,
  { states, directory }: QuestionContext,
): Sensor["reported"] {
  const value = states.get(thing.id, attribute);
  if (typeof value?.value !== "number") return undefined;
  const id = thing.series[attribute];
  const series = id === undefined ? undefined : directory.byId(id);
  const latest = series && directory.latest(series);
  return latest && latest.at > value.at ? undefined : { at: value.at, value: value.value };
}
