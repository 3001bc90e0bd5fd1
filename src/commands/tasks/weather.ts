import { sayDuration } from "../../text/say-duration.ts";
import { sayList } from "../../text/say-list.ts";
import { attributeNames } from "../entities/attributes.ts";
import type { Thing } from "../entities/thing.ts";
import { saySeriesValue } from "../questions/measure.ts";
import { findSensors } from "../questions/sensors.ts";
import { capitalise, middleName, sayQuantity } from "../say/phrases.ts";
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
  if (place !== undefined && stations.length === 0) {
    return refused(`I do not know the weather of ${place}: no weather station is called so.`);
  }
  const wanted = words(task, "measure");
  const parts =
    stations.length > 0 ? stations.map((one) => sayStation(one, wanted, task)) : saySensors(task, wanted);
  const known = parts.filter((part) => part !== "");
  const isAhead = words(task, "time") !== undefined;
  const forecast = "I have no forecast, only what is measured here";
  if (known.length === 0) {
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
    if (wanted !== undefined && wanted !== word) continue;
    oldest = Math.min(oldest, reported.at);
    const value = sayQuantity(reported.value, name === "" ? station.unit : attribute?.unit);
    said.push(word === undefined ? value : `${word} ${value}`);
  }
  const age = now - oldest > newMs ? ` (${sayDuration(now - oldest)} ago)` : "";
  return said.length === 0 ? "" : `${middleName(station)}: ${sayList(said)}${age}`;
}

const weatherWords: Readonly<Record<string, string>> = { speed: "wind" };

/** The same from sensors that are outside by their name, topic or area. */
function saySensors(task: Task, wanted: string | undefined): string[] {
  const { interpretation, questions } = task;
  const reading = {
    ...interpretation.reading,
    metadata: { ...interpretation.reading.metadata, isOutside: true },
  };
  const said = measures
    .filter((measure) => wanted === undefined || measure === wanted)
    .flatMap((measure) => {
      const [sensor] = findSensors({ ...interpretation, reading }, measure, questions);
      const latest = sensor && (sensor.reported ?? questions.directory.latest(sensor.series));
      if (!sensor || !latest) return [];
      const age = questions.view.now - latest.at;
      if (age > freshMs) return [];
      const asOf = age > newMs ? ` (${sayDuration(age)} ago)` : "";
      return [`${measure} ${saySeriesValue(latest.value, sensor.series)}${asOf}`];
    });
  return said.length === 0 ? [] : [`outside: ${sayList(said)}`];
}
