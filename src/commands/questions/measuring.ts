import type { Series } from "../../domain/sample.ts";
import { type AttributeName, attributeNames } from "../entities/attributes.ts";
import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";
import type { QuestionContext } from "./context.ts";
import type { Sensor } from "./measure.ts";
import { isMeasureWord, namedFit } from "./measures.ts";

/** A value of a thing that is of the measure asked for: its main state (`""`) or one of its attributes. */
export interface Measuring {
  thing: Thing;
  attribute: "" | AttributeName;
  /** How surely it is that measure: by its class (3), its name (2) or its unit (1). */
  fit: number;
  /** What it shall be, not what it is. */
  isSetPoint: boolean;
}

export function measuringThings(things: readonly Thing[], measure: string): Measuring[] {
  return things.flatMap((thing) => measuringOf(thing, measure));
}

function measuringOf(thing: Thing, measure: string): Measuring[] {
  const found: Measuring[] = [];
  const names = [thing.name, ...thing.aliases].map(nameKey);
  const fit =
    thing.kind === "sensor"
      ? namedFit({ deviceClass: thing.deviceClass, names, unit: thing.unit }, measure)
      : thing.kind === "weather" && isMeasureWord("temperature", measure)
        ? 2
        : 0;
  if (fit > 0) found.push({ thing, attribute: "", fit, isSetPoint: false });
  for (const name of attributeNames) {
    const attribute = thing.attributes[name];
    if (!attribute?.state || !isMeasureWord(attribute.word, measure)) continue;
    found.push({ thing, attribute: name, fit: 2, isSetPoint: isSetPoint(thing, name) });
  }
  return found;
}

/** A heater or a humidifier tells what it is set to; the level of a lamp or the speed of a fan is what it is. */
function isSetPoint({ kind, attributes }: Thing, name: AttributeName): boolean {
  return (kind === "climate" || kind === "humidifier") && attributes[name]?.set !== undefined;
}

/** What things call the series that are theirs, by id. */
export function ownersOf(things: readonly Thing[]): ReadonlyMap<string, string> {
  return new Map(
    things.flatMap((thing) =>
      Object.entries(thing.series).map(([name, id]): [string, string] => [
        id,
        valueName(thing, name === "" ? "" : (name as AttributeName)),
      ]),
    ),
  );
}

function valueName(thing: Thing, attribute: "" | AttributeName): string {
  const name = thing.spokenName;
  if (attribute === "" && thing.kind === "weather") return `${name} temperature`;
  return attribute === "" ? name : `${name} ${thing.attributes[attribute]?.word ?? attribute}`;
}

/** The series of a value under the thing's own name; one the directory does not know yet still has a history. */
export function sensorOf({ thing, attribute, isSetPoint }: Measuring, context: QuestionContext): Sensor {
  const id = thing.series[attribute] ?? `${thing.id}/${attribute}`;
  const known = context.directory.byId(id);
  const binding = attribute === "" ? thing.state : thing.attributes[attribute]?.state;
  const unit = attribute === "" ? thing.unit : thing.attributes[attribute]?.unit;
  const name = isSetPoint ? thing.spokenName : valueName(thing, attribute);
  const series: Series = known
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
  return { series, reported: reportedOf(thing, attribute, context), isSetPoint };
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
