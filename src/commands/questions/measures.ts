import type { Series } from "../../domain/sample.ts";
import { nameKey } from "../entities/names.ts";

interface Measure {
  /** Words that fields, topics and names use for it. */
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
  moisture: { words: ["moisture", "soil moisture", "water content"], units: [] },
  pressure: { words: ["pressure"], units: ["hPa", "kPa", "bar", "mbar", "psi", "Pa"] },
  power: { words: ["power", "load", "watts"], units: ["W", "kW"] },
  energy: { words: ["energy", "consumption"], units: ["kWh", "Wh"], isCounter: true },
  voltage: { words: ["voltage"], units: ["V", "mV"] },
  current: { words: ["current"], units: ["A", "mA"] },
  vibration: { words: ["vibration", "acceleration"], units: ["mm/s", "g"] },
  speed: { words: ["speed", "rpm"], units: ["rpm"] },
  flow: { words: ["flow", "flow rate"], units: ["l/min", "L/min", "m³/h", "l/h"] },
  level: { words: ["level", "fill level", "tank level"], units: [] },
  water: { words: ["water", "water used", "volume"], units: ["l", "L", "m³"], isCounter: true },
  rain: { words: ["rain", "rainfall", "precipitation"], units: [], isCounter: true },
  wind: { words: ["wind", "wind speed"], units: [] },
  co2: { words: ["co2", "carbon dioxide"], units: [] },
  illuminance: { words: ["illuminance", "light level", "lux", "brightness"], units: ["lx"] },
  battery: { words: ["battery"], units: [] },
  weight: { words: ["weight", "mass"], units: ["kg", "t"] },
  ph: { words: ["ph"], units: ["pH"] },
  conductivity: { words: ["conductivity", "ec"], units: ["µS/cm", "mS/cm"] },
  noise: { words: ["noise", "sound", "sound level"], units: ["dB", "dBA"] },
};

/** Tells whether a series measures it: 3 the field says so, 2 its name does, 1 its unit does, 0 not. */
export function measureFit(series: Series, measure: string): number {
  const { words, units } = measureNamed(measure);
  const lastLevel = series.topic.slice(series.topic.lastIndexOf("/") + 1);
  const field = nameKey(series.field ? series.field.slice(series.field.lastIndexOf(".") + 1) : lastLevel);
  if (words.includes(field)) return 3;
  const padded = ` ${nameKey(series.field || lastLevel)} ${nameKey(series.name)} `;
  if (words.some((word) => padded.includes(` ${word} `))) return 2;
  return series.unit !== undefined && units.includes(series.unit.trim()) ? 1 : 0;
}

export function isCounter(measure: string): boolean {
  return measureNamed(measure).isCounter === true;
}

function measureNamed(measure: string): Measure {
  const key = nameKey(measure);
  if (Object.hasOwn(measures, key)) return measures[key] as Measure;
  const found = Object.values(measures).find((one) => one.words.includes(key));
  return found ?? { words: [key], units: [] };
}
