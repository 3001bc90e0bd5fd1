import type { Place } from "../../domain/sample.ts";

const nameLengthMax = 120;

/** First levels that name the way a message came, not the thing it is about. */
const transports = new Set([
  ...["zigbee2mqtt", "tasmota", "tele", "stat", "homie", "shellies", "rtl_433", "esphome", "zwave", "wled"],
  ...["sensors", "sensor", "devices", "device", "mqtt", "data", "telemetry", "iot", "replay"],
]);

/** First levels that name the whole place, which goes without saying there. */
const sites = new Set([
  ...transports,
  "home",
  "house",
  "farm",
  "factory",
  "plant",
  "site",
  "building",
  "office",
]);

/** Last levels and fields that say nothing about what is measured. */
const emptyWords = new Set([
  ...["state", "status", "value", "val", "sensor", "sensors", "telemetry", "data", "attributes", "info"],
  ...["payload", "measurement", "measurements", "values", "readings", "reading", "properties", "result"],
]);

/** Last levels that say what is measured, so that the thing itself is the level before. */
const measureWords =
  /^(?:temperature|temp|humidity|moisture|soil|pressure|co2|power|energy|voltage|current|illuminance|lux|level|flow|speed|rpm|vibration|state|status|value|contact|motion|battery|rssi|availability|ph|ec|noise|weight|position|brightness)\d*$/;

/** `soilMoisture`, `Soil-Moisture` and `soil moisture` as `soil_moisture`. */
export function snakeCase(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[\s.\-/]+/g, "_")
    .toLowerCase();
}

export interface SeriesWords {
  /** What a person calls it, and a longer form for when that is taken. */
  name: string;
  longName: string;
  device: string | undefined;
  longDevice: string | undefined;
  area: string | undefined;
}

/** Names made from the topic and field alone: `zigbee2mqtt/kitchen lamp` and `temperature` → kitchen lamp temperature. */
export function guessWords(
  topic: string,
  field: string,
  labels: Readonly<Record<string, string>>,
): SeriesWords {
  const levels = readableLevels(topic);
  const isLastMeasure = field === "" && isMeasure(levels);
  const device = guessDevice(isLastMeasure ? levels.slice(0, -1) : levels);
  const measure = isLastMeasure ? levels.slice(-1) : field === "" ? [] : fieldWords(field);
  const isThing = isLastMeasure && device.short === "";
  return {
    name: joinWords([device.short, ...measure]),
    longName: joinWords([...levels, ...(field === "" ? [] : measure)]),
    device: (isThing ? joinWords(measure) : device.short) || undefined,
    longDevice: (isThing ? joinWords(levels) : device.long) || undefined,
    area: areaOf(labels),
  };
}

/** Device and area of a log: it belongs to the thing one level up, `factory/press2/log` to press 2. */
export function guessLogPlace(topic: string, labels: Readonly<Record<string, string>>): Place {
  const levels = readableLevels(topic);
  const device = guessDevice(levels.length > 1 ? levels.slice(0, -1) : levels);
  const area = areaOf(labels);
  return { ...(device.short ? { device: device.short } : {}), ...(area ? { area } : {}) };
}

/**
 * The device that the levels of a topic name, what is measured left out. It depends on these levels alone, so that
 * the sensors and the log of one machine are given the same device.
 */
function guessDevice(levels: readonly string[]): { short: string; long: string } {
  const thing = dropEmptyTail(levels);
  const [first = "", second = ""] = thing;
  const key = first.toLowerCase().replaceAll(" ", "_");
  const isSiteFirst = thing.length > 2 || (thing.length === 2 && sites.has(key) && !isBareNumber(second));
  if (thing.length === 1 && transports.has(key)) return { short: "", long: "" };
  return { short: joinWords(isSiteFirst ? thing.slice(1) : thing), long: joinWords(thing) };
}

function readableLevels(topic: string): string[] {
  return topic
    .split("/")
    .map(readable)
    .filter((level) => level !== "");
}

function isBareNumber(level: string): boolean {
  return /^(?:\d+|\p{L})$/u.test(level);
}

/** Puts wildcards and the field into a template of a rule. */
export function expandTemplate(
  template: string,
  labels: Readonly<Record<string, string>>,
  field: string,
): string {
  const expanded = template.replace(/\{([A-Za-z_][A-Za-z0-9_]*)#?\}/g, (whole, name: string) => {
    if (Object.hasOwn(labels, name)) return labels[name] ?? "";
    return name === "field" ? fieldWords(field).join(" ") : whole;
  });
  return clean(expanded).slice(0, nameLengthMax).trim();
}

/** The area that a wildcard named so tells: `{zone}` = 3 → zone 3, `{room}` = kitchen → kitchen. */
function areaOf(labels: Readonly<Record<string, string>>): string | undefined {
  for (const name of ["area", "zone", "room"]) {
    const value = Object.hasOwn(labels, name) ? readable(labels[name] ?? "") : "";
    if (value === "") continue;
    return isBareNumber(value) ? `${name} ${value}` : value;
  }
  return undefined;
}

function isMeasure(levels: readonly string[]): boolean {
  if (levels.length < 2) return false;
  const last = (levels.at(-1) ?? "").toLowerCase();
  return levels.length > 2 || measureWords.test(last.replaceAll(" ", "_"));
}

function dropEmptyTail(levels: readonly string[]): readonly string[] {
  let end = levels.length;
  while (end > 1 && emptyWords.has((levels[end - 1] ?? "").toLowerCase())) end -= 1;
  return levels.slice(0, end);
}

function fieldWords(field: string): string[] {
  const keys = field.split(".");
  const words = keys.map((key) => readable(snakeCase(key))).filter((word) => word !== "");
  const telling = words.filter((word) => !emptyWords.has(word));
  return telling.length > 0 ? telling : words.slice(-1);
}

/** `_` and `-` become spaces, digits stand apart: `zone3` → zone 3. */
function readable(level: string): string {
  return clean(level.replace(/[_\-.]+/g, " ").replace(/(\p{Ll}{3,})(\d+)$/u, "$1 $2"));
}

function clean(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Without a word said twice in a row: `soil temperature` + `temperature` → soil temperature. */
function joinWords(groups: readonly string[]): string {
  const words = groups.join(" ").split(" ");
  return words
    .filter((word, at) => !/\p{L}/u.test(word) || word.toLowerCase() !== words[at - 1]?.toLowerCase())
    .join(" ")
    .slice(0, nameLengthMax)
    .trim();
}
