import type { Series } from "../../domain/sample.ts";
import { nameKey } from "../entities/names.ts";

interface Measure {
  /** Words that fields, topics, device classes and names use for it. */
  words: readonly string[];
  /** Units that nothing else is measured in. */
  units: readonly string[];
  /** Only ever grows (until reset), so a total is the sum of its increases. */
  isCounter?: boolean;
}

/** What can be asked for without any entity configured, by how sensors name it. */
const measures: Readonly<Record<string, Measure>> = {
  temperature: {
    words: ["temperature", "temp", "local temperature", "outdoor temperature"],
    units: ["°C", "°F", "C", "F"],
  },
  humidity: { words: ["humidity", "relative humidity", "rh"], units: [] },
  "dew point": { words: ["dew point", "dewpoint"], units: [] },
  "vapour pressure deficit": {
    words: ["vapour pressure deficit", "vapor pressure deficit", "vpd"],
    units: [],
  },
  moisture: { words: ["moisture", "soil moisture", "water content"], units: [] },
  pressure: {
    words: ["pressure", "atmospheric pressure"],
    units: ["hPa", "kPa", "bar", "mbar", "psi", "Pa"],
  },
  power: { words: ["power", "load", "watts", "apparent power"], units: ["W", "kW"] },
  energy: { words: ["energy", "consumption"], units: ["kWh", "Wh"], isCounter: true },
  voltage: { words: ["voltage"], units: ["V", "mV"] },
  current: { words: ["current"], units: ["A", "mA"] },
  vibration: { words: ["vibration", "acceleration"], units: ["mm/s", "g"] },
  speed: { words: ["speed", "rpm"], units: ["rpm"] },
  flow: { words: ["flow", "flow rate", "volume flow rate"], units: ["l/min", "L/min", "m³/h", "l/h"] },
  level: { words: ["level", "fill level", "tank level", "filling level"], units: [] },
  water: { words: ["water", "water used", "volume"], units: ["l", "L", "m³"], isCounter: true },
  rain: { words: ["rain", "rainfall", "precipitation"], units: [], isCounter: true },
  wind: { words: ["wind", "wind speed", "gust"], units: [] },
  co2: { words: ["co2", "carbon dioxide"], units: [] },
  "air quality": { words: ["air quality", "aqi", "voc", "pm25", "pm10", "particulates"], units: [] },
  illuminance: { words: ["illuminance", "light level", "lux", "brightness"], units: ["lx"] },
  battery: { words: ["battery", "battery level"], units: [] },
  weight: { words: ["weight", "mass"], units: ["kg", "t"] },
  count: {
    words: ["count", "counter", "pieces", "parts"],
    units: ["parts", "pcs", "pieces"],
    isCounter: true,
  },
  ph: { words: ["ph"], units: ["pH"] },
  conductivity: { words: ["conductivity", "ec"], units: ["µS/cm", "mS/cm"] },
  noise: { words: ["noise", "sound", "sound level", "sound pressure"], units: ["dB", "dBA"] },
  volume: { words: ["volume"], units: [] },
  position: { words: ["position"], units: [] },
};

/** What people ask for in a word that does not say how it is measured: "how dry", "how much is left". */
const looseMeasures: Readonly<Record<string, readonly string[]>> = {
  dampness: ["moisture", "humidity"],
  amount: ["level", "weight", "count", "water"],
  loudness: ["noise", "volume"],
  freshness: ["air quality", "co2"],
  draw: ["power", "current"],
};

/** How a loose measure is said when nothing measures it. */
const looseWords: Readonly<Record<string, string>> = {
  dampness: "moisture",
  amount: "level",
  freshness: "air quality",
  draw: "power",
};

/** The measure in a sentence: `temperature`. */
export function measureWord(measure: string): string {
  return Object.hasOwn(looseWords, measure) ? (looseWords[measure] ?? measure) : measure;
}

/** Tells whether a series measures it: 3 the field says so, 2 its name does, 1 its unit does, 0 not. */
export function measureFit(series: Series, measure: string): number {
  return best(measure, (one) => seriesFit(series, one));
}

function seriesFit(series: Series, { words, units }: Measure): number {
  const lastLevel = series.topic.slice(series.topic.lastIndexOf("/") + 1);
  const field = nameKey(series.field ? series.field.slice(series.field.lastIndexOf(".") + 1) : lastLevel);
  if (words.includes(field)) return 3;
  const padded = ` ${nameKey(series.field || lastLevel)} ${nameKey(series.name)} `;
  if (words.some((word) => padded.includes(` ${word} `))) return 2;
  return series.unit !== undefined && units.includes(series.unit.trim()) ? 1 : 0;
}

/**
 * The same of something configured, by its class (3), its names (2) and its unit (1). What its class says to be another
 * measure is not taken for this one by its name: the temperature of a water heater is no water.
 */
export function namedFit(
  sensor: { deviceClass: string | undefined; names: readonly string[]; unit: string | undefined },
  measure: string,
): number {
  const ownClass = nameKey(sensor.deviceClass ?? "");
  const isOther = ownClass !== "" && Object.values(measures).some(({ words }) => words.includes(ownClass));
  return best(measure, ({ words, units }) => {
    if (words.includes(ownClass)) return 3;
    if (!isOther && sensor.names.some((name) => words.some((word) => ` ${name} `.includes(` ${word} `))))
      return 2;
    return sensor.unit !== undefined && units.includes(sensor.unit.trim()) ? 1 : 0;
  });
}

/** Whether a value of this name is the measure: the `volume` of a speaker for its loudness. */
export function isMeasureWord(word: string, measure: string): boolean {
  return best(measure, ({ words }) => (words.includes(nameKey(word)) ? 1 : 0)) > 0;
}

export function isCounter(measure: string): boolean {
  return measuresNamed(measure).every((one) => one.isCounter === true);
}

/** All words for measures. */
export const measureWords: readonly string[] = Object.values(measures).flatMap(({ words }) => words);

/** Whether a name says itself what is measured: `Freezer temperature` does, `Rain tank` does not. */
export function saysMeasure(name: string): boolean {
  const key = nameKey(name)
    .replace(/ \d+$/, "")
    .replace(/ (?:in|of|on|at|from) .*$/, "");
  return measureWords.some((word) => key === word || key.endsWith(` ${word}`));
}

function best(measure: string, fit: (one: Measure) => number): number {
  return Math.max(...measuresNamed(measure).map(fit));
}

function measuresNamed(measure: string): readonly Measure[] {
  const key = nameKey(measure);
  if (Object.hasOwn(looseMeasures, key))
    return (looseMeasures[key] ?? []).flatMap((name) => measures[name] ?? []);
  if (Object.hasOwn(measures, key)) return [measures[key] as Measure];
  const found = Object.values(measures).find((one) => one.words.includes(key));
  return [found ?? { words: [key], units: [] }];
}
