import { type UnitName, units } from "../../text/units.ts";

/** What a unit is called when it is said: of one, and of several. */
type Names = readonly [one: string, several: string];

const plain = (name: string): Names => [name, `${name}s`];
const same = (name: string): Names => [name, name];
const per = ([one, several]: Names, time: string): Names => [`${one} per ${time}`, `${several} per ${time}`];

const millimetres = plain("millimetre");
const metres = plain("metre");
const litres = plain("litre");
const cubicMetres = plain("cubic metre");
const gallons = plain("gallon");
const feet: Names = ["foot", "feet"];

const names: Readonly<Record<UnitName, Names>> = {
  "%": same("percent"),
  "‰": same("per mille"),
  "°C": ["degree", "degrees"],
  "°F": ["degree Fahrenheit", "degrees Fahrenheit"],
  K: same("kelvin"),
  Pa: plain("pascal"),
  hPa: plain("hectopascal"),
  mbar: plain("millibar"),
  kPa: plain("kilopascal"),
  MPa: plain("megapascal"),
  bar: same("bar"),
  psi: ["pound per square inch", "pounds per square inch"],
  rpm: ["revolution per minute", "revolutions per minute"],
  "1/s": same("per second"),
  Hz: same("hertz"),
  kHz: same("kilohertz"),
  MHz: same("megahertz"),
  mm: millimetres,
  cm: plain("centimetre"),
  m: metres,
  km: plain("kilometre"),
  in: ["inch", "inches"],
  ft: feet,
  yd: plain("yard"),
  mi: plain("mile"),
  "mm/s": per(millimetres, "second"),
  "m/s": per(metres, "second"),
  "m/min": per(metres, "minute"),
  "ft/min": per(feet, "minute"),
  "km/h": per(plain("kilometre"), "hour"),
  mph: per(plain("mile"), "hour"),
  kn: plain("knot"),
  W: plain("watt"),
  kW: plain("kilowatt"),
  MW: plain("megawatt"),
  Wh: plain("watt hour"),
  kWh: plain("kilowatt hour"),
  MWh: plain("megawatt hour"),
  ml: plain("millilitre"),
  l: litres,
  "m³": cubicMetres,
  gal: gallons,
  "l/h": per(litres, "hour"),
  "l/min": per(litres, "minute"),
  "l/s": per(litres, "second"),
  "m³/h": per(cubicMetres, "hour"),
  "gal/min": per(gallons, "minute"),
  mg: plain("milligram"),
  g: plain("gram"),
  kg: plain("kilogram"),
  t: plain("tonne"),
  oz: plain("ounce"),
  lb: plain("pound"),
  lx: same("lux"),
  ppb: same("parts per billion"),
  ppm: same("parts per million"),
  ms: plain("millisecond"),
  s: plain("second"),
  min: plain("minute"),
  h: plain("hour"),
  d: plain("day"),
  mV: plain("millivolt"),
  V: plain("volt"),
  kV: plain("kilovolt"),
  mA: plain("milliampere"),
  A: plain("ampere"),
  "°": plain("degree"),
  dB: plain("decibel"),
  "µS/cm": ["microsiemens per centimetre", "microsiemens per centimetre"],
  "mS/cm": ["millisiemens per centimetre", "millisiemens per centimetre"],
  pH: same("p H"),
};

/** Units as they are written, the longest first, so that `mm/s` is not read as `m`. */
export const unitSymbols: readonly UnitName[] = (Object.keys(units) as UnitName[]).sort(
  (left, right) => right.length - left.length,
);

/** `1`, `°C` → `degree`. */
export function unitSpoken(value: number, unit: UnitName): string {
  return names[unit][value === 1 ? 0 : 1];
}
