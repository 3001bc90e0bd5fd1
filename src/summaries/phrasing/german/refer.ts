import type { Evidence } from "../../../domain/incident.ts";
import { isMeasureName } from "../../../domain/log-measure.ts";
import type { Place } from "../../../domain/sample.ts";
import { sayName } from "../../../text/say-name.ts";
import { logForm, nameForm, standsAlone, withoutPlace, withoutSuffix } from "../../names.ts";
import type { Reference } from "../forms.ts";
import type { Happening } from "../happening.ts";
import { countOf, type Group } from "../mention.ts";
import { articleOf } from "./genders.ts";

/**
 * A sensor or log as the subject of a sentence. The gender of most names is not known, so these stand without an
 * article, and where a value is told it is `der Wert von …` that moves.
 */
export function referGerman(line: Evidence, reference: Reference): string {
  return line.type === "log" ? referLog(line, reference) : referSensor(line, reference);
}

/** `an press-1`, `im Bereich Gewächshaus`, `unter farm/gh1`; undefined when no place is known. */
export function referGermanPlace(
  place: Place & { topicPrefix?: string },
  lengthMax?: number,
): string | undefined {
  const device = place.device === undefined ? undefined : nameForm(place.device, lengthMax);
  if (device !== undefined) return `an ${device}`;
  const area = place.area === undefined ? undefined : nameForm(place.area, lengthMax);
  if (area !== undefined) return `im Bereich ${area}`;
  const prefix = place.topicPrefix === undefined ? undefined : nameForm(place.topicPrefix, lengthMax);
  return prefix === undefined ? undefined : `unter ${prefix}`;
}

/** `12 Sensoren von gateway-2`, `4 Sensoren im Bereich Gewächshaus`. */
export function referGermanGroup(
  group: Group,
  options: { isPlaceKnown?: boolean; lengthMax?: number } = {},
): string {
  const count = `${countOf(group)} Sensoren`;
  if (options.isPlaceKnown) return count;
  const where = referGermanPlace(group.place, options.lengthMax)?.replace(/^an /, "von ");
  return where === undefined ? count : `${count} ${where}`;
}

function referSensor(line: Evidence, { isSentence, isPlaceKnown, lengthMax, happening }: Reference): string {
  const form = nameForm(line.name, lengthMax);
  if (form === undefined) return isSentence ? "ein unbenannter Sensor" : "unbenannter Sensor";
  const what = isMeasureName(line.name) ? "Wert" : "Sensor";
  if (!standsAlone(line.name)) return `${isSentence ? "der " : ""}${what} ${form}`;
  const placed = isPlaceKnown ? withoutPlace(form, line.place) : form;
  const name = line.observedState === undefined ? placed : withoutSuffix(placed, line.observedState);
  if (!isSentence) return name;
  const article = articleOf(name);
  if (article !== undefined) return `${article} ${name}`;
  return happening !== undefined && isOfValue(happening) ? `der Wert von ${name}` : name;
}

/** Whether it is the value that does something, and not the sensor. */
function isOfValue({ what }: Happening): boolean {
  return ["unusual", "level", "crossed", "pattern", "changedFast", "rate", "stuck"].includes(what);
}

function referLog(line: Evidence, { isSentence, lengthMax }: Reference): string {
  const said = sayName(line.name, lengthMax);
  if (said === "") return isSentence ? "ein unbenanntes Log" : "unbenanntes Log";
  const article = isSentence ? "das " : "";
  if (!standsAlone(line.name)) return `${article}Log ${nameForm(line.name, lengthMax) ?? said}`;
  const form = logForm(said);
  return /^logs?\b|\blogs?$/i.test(form) ? `${article}${form}` : `${article}Log ${form}`;
}
