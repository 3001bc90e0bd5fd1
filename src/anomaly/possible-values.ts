import type { Series } from "../domain/sample.ts";
import type { ThresholdRule } from "./threshold-rules.ts";

/** What a sensor of a kind cannot measure: an error code, a broken wire, a wrong unit. */
interface PossibleRange {
  below?: number;
  above?: number;
  /** The name or field must say so too, where the unit alone is not enough. */
  words?: RegExp;
}

/**
 * By unit as sensors report it. Wide on purpose: only what no sensor of the kind can mean. -127 °C is what DS18B20 libraries
 * give for a lost sensor, -999 and -9999 what many loggers do; air pressure is 870 hPa at the lowest ever measured at sea
 * level and about 330 on Mount Everest.
 */
const possible: Readonly<Record<string, PossibleRange>> = {
  "°C": { below: -100, above: 2000 },
  "°F": { below: -150, above: 3600 },
  K: { below: 0 },
  "%": { below: 0, above: 101, words: /humidity|moisture|battery|charge|soc|level|open|brightness/i },
  hPa: { below: 300, above: 1200 },
  mbar: { below: 300, above: 1200, words: /air|atmospheric|baro|weather/i },
  lx: { below: 0 },
  ppm: { below: 0 },
  ppb: { below: 0 },
  "µg/m³": { below: 0 },
  mm: { below: 0, words: /rain|precipitation/i },
};

/** The limit of what is possible for a series, as a rule like the operator's; undefined when none is known. */
export function possibleRule(series: Series): ThresholdRule | undefined {
  if (series.kind !== "numeric" || series.unit === undefined) return undefined;
  const range = possible[series.unit];
  if (range === undefined) return undefined;
  if (range.words !== undefined && !range.words.test(`${series.name} ${series.field} ${series.topic}`))
    return undefined;
  return {
    name: "possible values",
    series: series.id,
    above: range.above,
    below: range.below,
    hysteresis: 0,
    forMs: 0,
    severity: "warning",
  };
}
