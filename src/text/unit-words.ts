import { normalise } from "./normalise.ts";
import { isUnitName, type UnitName } from "./units.ts";

/** Words of a unit in a text that `normalise` made, which has "l/min" as "l min" and "°C" as "° c". */
const spoken: Readonly<Record<UnitName, readonly string[]>> = {
  "%": ["%", "percent", "per cent", "percents", "pct", "percentage points", "points"],
  "‰": ["‰", "per mille", "permille"],
  "°C": ["celsius", "centigrade", "c", ...degrees("c"), ...degrees("celsius"), ...degrees("centigrade")],
  "°F": ["fahrenheit", "f", ...degrees("f"), ...degrees("fahrenheit")],
  K: ["k", "kelvin", "kelvins", ...degrees("kelvin"), ...degrees("k")],
  Pa: ["pa", "pascal", "pascals"],
  hPa: ["hpa", "hectopascal", "hectopascals"],
  mbar: ["mbar", "millibar", "millibars"],
  kPa: ["kpa", "kilopascal", "kilopascals"],
  MPa: ["mpa", "megapascal", "megapascals"],
  bar: ["bar", "bars"],
  psi: ["psi", "pounds per square inch"],
  rpm: [
    "rpm",
    "revs",
    "revs per minute",
    "revolutions per minute",
    "rotations per minute",
    "turns per minute",
  ],
  "1/s": ["rps", "revs per second", "revolutions per second", "rotations per second", "turns per second"],
  Hz: ["hz", "hertz"],
  kHz: ["khz", "kilohertz"],
  MHz: ["mhz", "megahertz"],
  mm: ["mm", "millimeter", "millimeters", "millimetre", "millimetres"],
  cm: ["cm", "centimeter", "centimeters", "centimetre", "centimetres"],
  m: ["m", "meter", "meters", "metre", "metres"],
  km: ["km", "kilometer", "kilometers", "kilometre", "kilometres"],
  in: ["in", "inch", "inches"],
  ft: ["ft", "foot", "feet"],
  yd: ["yd", "yard", "yards"],
  mi: ["mi", "mile", "miles"],
  "mm/s": rate(["mm", "millimeters", "millimetres"], ["s", "second"]),
  "m/s": ["mps", ...rate(["m", "meters", "metres", "meter", "metre"], ["s", "sec", "second"])],
  "m/min": rate(["m", "meters", "metres", "meter", "metre"], ["min", "minute"]),
  "ft/min": rate(["ft", "feet", "foot"], ["min", "minute"]),
  "km/h": ["kmh", "kph", ...rate(["km", "kilometers", "kilometres", "kilometer"], ["h", "hr", "hour"])],
  mph: ["mph", ...rate(["mi", "miles", "mile"], ["h", "hour"])],
  kn: ["kn", "kt", "kts", "knot", "knots"],
  W: ["w", "watt", "watts"],
  kW: ["kw", "kilowatt", "kilowatts"],
  MW: ["megawatt", "megawatts"],
  Wh: ["wh", "watt hour", "watt hours"],
  kWh: ["kwh", "kilowatt hour", "kilowatt hours"],
  MWh: ["mwh", "megawatt hour", "megawatt hours"],
  ml: ["ml", "milliliter", "milliliters", "millilitre", "millilitres"],
  l: ["l", "liter", "liters", "litre", "litres"],
  "m³": ["m3", "cubic meter", "cubic meters", "cubic metre", "cubic metres", "cbm"],
  gal: ["gal", "gallon", "gallons", "us gallon", "us gallons"],
  "l/h": ["lph", ...rate(["l", "liters", "litres", "liter", "litre"], ["h", "hr", "hour"])],
  "l/min": ["lpm", ...rate(["l", "liters", "litres", "liter", "litre"], ["min", "minute"])],
  "l/s": rate(["l", "liters", "litres", "liter", "litre"], ["s", "sec", "second"]),
  "m³/h": rate(["m3", "cubic meters", "cubic metres", "cubic meter", "cubic metre"], ["h", "hr", "hour"]),
  "gal/min": ["gpm", ...rate(["gal", "gallons", "gallon"], ["min", "minute"])],
  mg: ["mg", "milligram", "milligrams"],
  g: ["g", "gram", "grams", "gramme", "grammes"],
  kg: ["kg", "kilo", "kilos", "kilogram", "kilograms", "kgs"],
  t: ["t", "ton", "tons", "tonne", "tonnes"],
  oz: ["oz", "ounce", "ounces"],
  lb: ["lb", "lbs", "pound", "pounds"],
  lx: ["lx", "lux"],
  ppb: ["ppb", "parts per billion"],
  ppm: ["ppm", "parts per million"],
  ms: ["ms", "millisecond", "milliseconds"],
  s: ["s", "sec", "secs", "second", "seconds"],
  min: ["min", "mins", "m", "minute", "minutes"],
  h: ["h", "hr", "hrs", "hour", "hours"],
  d: ["d", "day", "days"],
  mV: ["mv", "millivolt", "millivolts"],
  V: ["v", "volt", "volts"],
  kV: ["kv", "kilovolt", "kilovolts"],
  mA: ["ma", "milliamp", "milliamps", "milliampere", "milliamperes"],
  A: ["a", "amp", "amps", "ampere", "amperes"],
  "°": ["°", "degree", "degrees", "deg"],
  dB: ["db", "dba", "decibel", "decibels"],
  "µS/cm": ["µs cm", "μs cm", "us cm", "microsiemens per centimeter", "microsiemens per centimetre"],
  "mS/cm": ["ms cm", "millisiemens per centimeter", "millisiemens per centimetre"],
  pH: ["ph"],
};

function degrees(scale: string): string[] {
  return ["°", "degree", "degrees", "deg"].map((word) => `${word} ${scale}`);
}

/** "l min", "l per min", "liters a minute", "litres per minute". */
function rate(amounts: readonly string[], times: readonly string[]): string[] {
  return amounts.flatMap((amount) =>
    times.flatMap((time) => ["", "per ", "a ", "an "].map((link) => `${amount} ${link}${time}`)),
  );
}

const unitsByWords = new Map<string, UnitName[]>();
for (const [unit, phrases] of Object.entries(spoken)) {
  if (!isUnitName(unit)) continue;
  for (const phrase of phrases) {
    const known = unitsByWords.get(phrase);
    if (known) known.push(unit);
    else unitsByWords.set(phrase, [unit]);
  }
}

/** "Cubic meters per hour" has four words. */
const wordsMax = 4;

/**
 * Every way to read a unit that follows a number ending at `end`, with or without a gap ("10 min", "10min"). Words
 * of several units give several: "m" is metres or minutes. Plain "degrees" read as `°`.
 */
export function readUnits(text: string, end: number): { end: number; unit: UnitName }[] {
  const readings: { end: number; unit: UnitName }[] = [];
  const start = text[end] === " " ? end + 1 : end;
  let at = start;
  for (let count = 0; count < wordsMax && at < text.length; count += 1) {
    const gap = text.indexOf(" ", at);
    at = gap < 0 ? text.length : gap;
    for (const unit of unitsByWords.get(text.slice(start, at)) ?? []) readings.push({ end: at, unit });
    at += 1;
  }
  return readings;
}

/** The unit that a configuration or a device writes so: `L/min` is `l/min`; undefined for one not in the table. */
export function unitNamed(symbol: string): UnitName | undefined {
  const plain = symbol.trim();
  if (isUnitName(plain)) return plain;
  return unitsByWords.get(normalise(plain))?.[0];
}
