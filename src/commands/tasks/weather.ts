import { sayDuration } from "../../text/say-duration.ts";
import { sayList } from "../../text/say-list.ts";
import { attributeNames } from "../entities/attributes.ts";
import type { Thing } from "../entities/thing.ts";
import { type Sensor, saySeriesValue } from "../questions/measure.ts";
import { saidOf } from "../questions/said-targets.ts";
import { findSensors } from "../questions/sensors.ts";
import { capitalise, inPlace, middleName, sayQuantity } from "../say/phrases.ts";
import { answered, refused, type Task, type TaskHandler, viewOf, words } from "./task.ts";

/** What the weather is made of, in the order in which it is told. */
const measures = ["temperature", "humidity", "rain", "wind", "pressure"] as const;
/** A reading older than this is no weather any more. */
const freshMs = 3 * 3_600_000;
/** A reading older than this is said with its age. */
const newMs = 30 * 60_000;

/** The weather now, as weather stations and sensors outside report it. edgewise knows no forecast. */
export const tellWeather: TaskHandler = (task) => {
  const place = words(task, "name") ?? words(task, "area");
  const stations = stationsOf(task, place);
  const wanted = words(task, "measure");
  const told = stations.map((one) => sayStation(one, wanted, task)).filter((part) => part !== "");
  const known = told.length > 0 ? told : saySensors(task, wanted);
  const isAhead = words(task, "time") !== undefined;
  const forecast = "I have no forecast, only what is measured here";
  if (known.length === 0) {
    if (place !== undefined)
      return refused(`I do not know the weather of ${place}: nothing there reports it.`);
    return refused(
      isAhead
        ? `${forecast}.`
        : "I do not know the weather: no weather station and no sensor outside reports anything.",
    );
  }
  const now = `${capitalise(known.join("; "))}.`;
  return answered(isAhead ? `${forecast}. Now: ${now}` : now);
};

function stationsOf({ questions }: Task, place: string | undefined): readonly Thing[] {
  const { registry } = questions;
  const stations = registry.things.filter(({ kind }) => kind === "weather");
  if (place === undefined) return stations;
  const named = registry.byName(place);
  return stations.filter((one) => named.includes(one) || one.area?.toLowerCase() === place.toLowerCase());
}

/** `the weather station: rainy, temperature 8.5 °C and humidity 81%`. */
function sayStation(station: Thing, wanted: string | undefined, task: Task): string {
  const { states } = task.ports;
  const { now } = viewOf(task);
  const said: string[] = [];
  let oldest = now;
  for (const name of ["", ...attributeNames] as const) {
    const reported = states.get(station.id, name);
    if (!reported || now - reported.at > freshMs) continue;
    const attribute = name === "" ? undefined : station.attributes[name];
    const word = name === "" ? undefined : (weatherWords[name] ?? attribute?.word);
    // The main value of a station is its temperature.
    if (wanted !== undefined && wanted !== (word ?? "temperature")) continue;
    oldest = Math.min(oldest, reported.at);
    const value = sayQuantity(reported.value, name === "" ? station.unit : attribute?.unit);
    said.push(word === undefined ? value : `${word} ${value}`);
  }
  const age = now - oldest > newMs ? ` (${sayDuration(now - oldest)} ago)` : "";
  return said.length === 0 ? "" : `${middleName(station)}: ${sayList(said)}${age}`;
}

const weatherWords: Readonly<Record<string, string>> = { speed: "wind" };

/** The same from sensors of the place that was said, else from those outside by their name, topic or area. */
function saySensors(task: Task, wanted: string | undefined): string[] {
  const said = measures
    .filter((measure) => wanted === undefined || measure === wanted)
    .flatMap((measure) => {
      const { questions } = task;
      const [sensor] = weatherSensors(measure, task);
      const latest = sensor && (sensor.reported ?? questions.directory.latest(sensor.series));
      if (!sensor || !latest) return [];
      const age = questions.view.now - latest.at;
      if (age > freshMs) return [];
      const asOf = age > newMs ? ` (${sayDuration(age)} ago)` : "";
      return [`${measure} ${saySeriesValue(latest.value, sensor.series)}${asOf}`];
    });
  const [area] = task.interpretation.phrase.areas;
  const where = area === undefined ? "outside" : inPlace(area);
  return said.length === 0 ? [] : [`${where}: ${sayList(said)}`];
}

/** Wind and rain are outside wherever they are measured. */
function weatherSensors(measure: string, { interpretation, questions }: Task): readonly Sensor[] {
  if (saidOf(interpretation).length > 0) return findSensors(interpretation, measure, questions);
  const metadata = { ...interpretation.reading.metadata, isOutside: true };
  const outside = { ...interpretation, reading: { ...interpretation.reading, metadata } };
  const found = findSensors(outside, measure, questions);
  if (found.length > 0 || (measure !== "wind" && measure !== "rain")) return found;
  return findSensors(interpretation, measure, { ...questions, area: undefined });
}
