import type { Series } from "../domain/sample.ts";
import type { ThresholdRule } from "./threshold-rules.ts";

/** What a sensor of a kind cannot measure: an error code, a broken wire, a wrong unit. */
interface PossibleRange {
  below?: number;
  above?: number;
  /** The name or field must say so too, where the unit alone is not enough. */
  words?: RegExp;
  /** Neither name, field nor topic may say so. */
  unless?: RegExp;
}

const cold = /cryo|nitrogen|oxygen|helium|hydrogen|\b(?:ln2|lox|lng)\b/;
const gas =
  /\b(?:e?co2?|carbon|t?vocs?|gas|gases|no2?|nox|o3|ozone|so2|h2s|nh3|ammonia|ch4|methane|hcho|formaldehyde)\b/;

/**
 * By unit as sensors report it. Wide on purpose: only what no sensor of the kind can mean. -127 °C is what DS18B20 libraries
 * give for a lost sensor, -999 and -9999 what many loggers do; air pressure is 870 hPa at the lowest ever measured at sea
 * level and about 330 on Mount Everest. Pressures in hPa may be of vapour, a filter or a pump, and ppm the error of a
 * clock, so these need words. K is mostly a difference or a colour, and has no limit.
 */
const possible: Readonly<Record<string, PossibleRange>> = {
  "°C": { below: -100, above: 2000, unless: cold },
  "°F": { below: -150, above: 3600, unless: cold },
  "%": {
    below: 0,
    above: 101,
    words: /\b(?:humidity|moisture|battery|charge|soc|brightness)\d*\b|\b(?:open|level)\b(?! \d)/,
  },
  hPa: {
    below: 300,
    above: 1200,
    words: /\b(?:air|atmospher\w*|baro|baromet\w*|weather)\b/,
    unless: /vapou?r|vpd|diff|delta|vacuum|compress|gauge|filter|duct|trend|tendency|change/,
  },
  lx: { below: 0 },
  ppm: { below: 0, words: gas },
  ppb: { below: 0, words: gas },
  "µg/m³": { below: 0 },
  mm: { below: 0, words: /\b(?:rain|rainfall|precipitation)\b/ },
};

/** The limit of what is possible for a series, as a rule like the operator's; undefined when none is known. */
export function possibleRule(series: Series): ThresholdRule | undefined {
  if (series.kind !== "numeric" || series.unit === undefined) return undefined;
  const range = possible[series.unit];
  if (range === undefined) return undefined;
  // Topics hold names of hosts and programs (`openhab/host/cpu`): enough to be careful, not to be sure.
  const said = wordsOf(`${series.name} ${series.field}`);
  if (range.words !== undefined && !range.words.test(said)) return undefined;
  if (range.unless?.test(`${said} ${wordsOf(series.topic)}`)) return undefined;
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

/** `relHumidity_2` as `rel humidity 2`. */
function wordsOf(text: string): string {
  return text
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .toLowerCase();
}
