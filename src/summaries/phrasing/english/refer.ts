import type { Evidence } from "../../../domain/incident.ts";
import { isMeasureName } from "../../../domain/log-measure.ts";
import type { Place } from "../../../domain/sample.ts";
import { sayName } from "../../../text/say-name.ts";
import { logForm, nameForm, standsAlone, withoutPlace, withoutSuffix } from "../../names.ts";
import type { Reference } from "../forms.ts";
import { countOf, type Group } from "../mention.ts";

/** A sensor or log by its name: `the press-1 vibration`, `Press 1 vibration`, `the press log`, `the sensor "…"`, `the number "…"` of a log. */
export function refer(line: Evidence, reference: Reference): string {
  return line.type === "log" ? referLog(line, reference) : referSensor(line, reference);
}

/** `on press-1`, `in the greenhouse`, `under farm/gh1`; undefined when no place is known. */
export function referPlace(place: Place & { topicPrefix?: string }, lengthMax?: number): string | undefined {
  const device = place.device === undefined ? undefined : nameForm(place.device, lengthMax);
  if (device !== undefined) return `on ${device}`;
  const area = place.area === undefined ? undefined : nameForm(place.area, lengthMax);
  if (area !== undefined) return `in ${needsArticle(area) ? "the " : ""}${area}`;
  const prefix = place.topicPrefix === undefined ? undefined : nameForm(place.topicPrefix, lengthMax);
  return prefix === undefined ? undefined : `under ${prefix}`;
}

/** Several sensors of one place by their number: `12 sensors of gateway-2`, `4 sensors in the greenhouse`. */
export function referGroup(
  group: Group,
  options: { isPlaceKnown?: boolean; lengthMax?: number } = {},
): string {
  const count = `${countOf(group)} sensors`;
  if (options.isPlaceKnown) return count;
  const where = referPlace(group.place, options.lengthMax)?.replace(/^on /, "of ");
  return where === undefined ? count : `${count} ${where}`;
}

function referSensor(line: Evidence, { isSentence, isPlaceKnown, lengthMax }: Reference): string {
  const form = nameForm(line.name, lengthMax);
  if (form === undefined) return isSentence ? "an unnamed sensor" : "unnamed sensor";
  const what = isMeasureName(line.name) ? "number" : "sensor";
  if (!standsAlone(line.name)) return `${isSentence ? "the " : ""}${what} ${form}`;
  const placed = isPlaceKnown ? withoutPlace(form, line.place) : form;
  const name = line.observedState === undefined ? placed : withoutSuffix(placed, line.observedState);
  return isSentence && needsArticle(name) ? `the ${name}` : name;
}

function referLog(line: Evidence, { isSentence, lengthMax }: Reference): string {
  const article = isSentence ? "the " : "";
  const said = sayName(line.name, lengthMax);
  if (said === "") return isSentence ? "an unnamed log" : "unnamed log";
  if (!standsAlone(line.name)) return `${article}log ${nameForm(line.name, lengthMax) ?? said}`;
  const form = logForm(said);
  const isLogWord = /\blogs?$/i.test(form);
  return `${article}${form}${isLogWord ? "" : " log"}`;
}

/** A name in lower case is a common noun (`freezer door`), a topic or a device name with a digit is not. */
function needsArticle(name: string): boolean {
  return /^\p{Ll}/u.test(name) && !name.includes("/") && !/^(?:the|a|an|my|our) /i.test(name);
}
