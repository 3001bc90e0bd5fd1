import { failure, type Outcome, success } from "../core/outcome.ts";

/** What a unit measures and how it relates to the base unit of its quantity: base = value × factor + offset. */
interface UnitDefinition {
  quantity: string;
  factor: number;
  offset?: number;
}

const gallon = 3.785411784;

/**
 * Units a value may be given in, by the symbol people write. Factors are exact by definition (NIST SP 811,
 * appendix B.8); a gallon is the US one, as on most appliances that are sold with gallons.
 */
export const units = {
  "%": { quantity: "share", factor: 1 },
  "‰": { quantity: "share", factor: 0.1 },
  "°C": { quantity: "temperature", factor: 1, offset: 273.15 },
  "°F": { quantity: "temperature", factor: 5 / 9, offset: (459.67 * 5) / 9 },
  K: { quantity: "temperature", factor: 1 },
  Pa: { quantity: "pressure", factor: 1 },
  hPa: { quantity: "pressure", factor: 100 },
  mbar: { quantity: "pressure", factor: 100 },
  kPa: { quantity: "pressure", factor: 1000 },
  MPa: { quantity: "pressure", factor: 1_000_000 },
  bar: { quantity: "pressure", factor: 100_000 },
  psi: { quantity: "pressure", factor: 6894.757293168 },
  // Not frequency: how fast a motor turns at 50 Hz depends on its poles.
  rpm: { quantity: "rotation", factor: 1 },
  "1/s": { quantity: "rotation", factor: 60 },
  Hz: { quantity: "frequency", factor: 1 },
  kHz: { quantity: "frequency", factor: 1000 },
  MHz: { quantity: "frequency", factor: 1_000_000 },
  mm: { quantity: "length", factor: 0.001 },
  cm: { quantity: "length", factor: 0.01 },
  m: { quantity: "length", factor: 1 },
  km: { quantity: "length", factor: 1000 },
  in: { quantity: "length", factor: 0.0254 },
  ft: { quantity: "length", factor: 0.3048 },
  yd: { quantity: "length", factor: 0.9144 },
  mi: { quantity: "length", factor: 1609.344 },
  "mm/s": { quantity: "speed", factor: 0.001 },
  "m/s": { quantity: "speed", factor: 1 },
  "m/min": { quantity: "speed", factor: 1 / 60 },
  "ft/min": { quantity: "speed", factor: 0.3048 / 60 },
  "km/h": { quantity: "speed", factor: 1 / 3.6 },
  mph: { quantity: "speed", factor: 0.44704 },
  kn: { quantity: "speed", factor: 1852 / 3600 },
  W: { quantity: "power", factor: 1 },
  kW: { quantity: "power", factor: 1000 },
  MW: { quantity: "power", factor: 1_000_000 },
  Wh: { quantity: "energy", factor: 1 },
  kWh: { quantity: "energy", factor: 1000 },
  MWh: { quantity: "energy", factor: 1_000_000 },
  ml: { quantity: "volume", factor: 0.001 },
  l: { quantity: "volume", factor: 1 },
  "m³": { quantity: "volume", factor: 1000 },
  gal: { quantity: "volume", factor: gallon },
  "l/h": { quantity: "flow", factor: 1 / 60 },
  "l/min": { quantity: "flow", factor: 1 },
  "l/s": { quantity: "flow", factor: 60 },
  "m³/h": { quantity: "flow", factor: 1000 / 60 },
  "gal/min": { quantity: "flow", factor: gallon },
  mg: { quantity: "mass", factor: 0.001 },
  g: { quantity: "mass", factor: 1 },
  kg: { quantity: "mass", factor: 1000 },
  t: { quantity: "mass", factor: 1_000_000 },
  oz: { quantity: "mass", factor: 28.349523125 },
  lb: { quantity: "mass", factor: 453.59237 },
  lx: { quantity: "illuminance", factor: 1 },
  ppb: { quantity: "concentration", factor: 0.001 },
  ppm: { quantity: "concentration", factor: 1 },
  ms: { quantity: "time", factor: 0.001 },
  s: { quantity: "time", factor: 1 },
  min: { quantity: "time", factor: 60 },
  h: { quantity: "time", factor: 3600 },
  d: { quantity: "time", factor: 86_400 },
  mV: { quantity: "voltage", factor: 0.001 },
  V: { quantity: "voltage", factor: 1 },
  kV: { quantity: "voltage", factor: 1000 },
  mA: { quantity: "current", factor: 0.001 },
  A: { quantity: "current", factor: 1 },
  "°": { quantity: "angle", factor: 1 },
  dB: { quantity: "sound level", factor: 1 },
  "µS/cm": { quantity: "conductivity", factor: 1 },
  "mS/cm": { quantity: "conductivity", factor: 1000 },
  pH: { quantity: "acidity", factor: 1 },
} as const satisfies Record<string, UnitDefinition>;

export type UnitName = keyof typeof units;

export function isUnitName(symbol: string): symbol is UnitName {
  return Object.hasOwn(units, symbol);
}

/** What a unit measures, in words: `pressure`. */
export function quantityOf(unit: UnitName): string {
  return units[unit].quantity;
}

/** The same amount in another unit; the reason is a sentence when the two measure different things. */
export function convert(value: number, from: UnitName, to: UnitName): Outcome<number> {
  return rescale(value, from, to, true);
}

/** The same difference in another unit: 9 °F more are 5 °C more. */
export function convertDifference(value: number, from: UnitName, to: UnitName): Outcome<number> {
  return rescale(value, from, to, false);
}

/**
 * How amounts in one unit become amounts in another, unrounded: `to = from × scale + offset`. The reason is a
 * sentence when the two measure different things.
 */
export function conversion(from: UnitName, to: UnitName): Outcome<{ scale: number; offset: number }> {
  const source: UnitDefinition = units[from];
  const target: UnitDefinition = units[to];
  if (source.quantity !== target.quantity) {
    return failure(`${from} measures ${quantityOf(from)}, and ${to} ${quantityOf(to)}`);
  }
  const shift = (source.offset ?? 0) - (target.offset ?? 0);
  return success({ scale: source.factor / target.factor, offset: shift / target.factor });
}

function rescale(value: number, from: UnitName, to: UnitName, isAbsolute: boolean): Outcome<number> {
  if (from === to) return success(value);
  const found = conversion(from, to);
  if (!found.ok) return found;
  const { scale, offset } = found.value;
  return success(tidy(value * scale + (isAbsolute ? offset : 0)));
}

/**
 * A converted number as short as it may be: 1,500 mm are exactly 1.5 m; 70 °F are 21.11 °C, since nobody who says
 * 70 means more than four digits.
 */
function tidy(value: number): number {
  const full = Number(value.toPrecision(12));
  const isShort = full === Number(value.toPrecision(6));
  return isShort ? full : Number(value.toPrecision(4));
}
