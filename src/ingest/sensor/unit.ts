/** Spellings of units and how people write them. */
const spellings: Readonly<Record<string, readonly string[]>> = {
  "°C": ["°c", "ºc", "℃", "c", "degc", "deg c", "celsius", "cel"],
  "°F": ["°f", "ºf", "℉", "f", "degf", "deg f", "fahrenheit"],
  K: ["k", "kelvin"],
  "%": ["%", "percent", "pct", "%rh", "% rh"],
  hPa: ["hpa", "mbar"],
  kPa: ["kpa"],
  Pa: ["pa"],
  bar: ["bar"],
  psi: ["psi"],
  V: ["v", "volt", "volts"],
  mV: ["mv"],
  A: ["a", "amp", "amps", "ampere"],
  mA: ["ma"],
  W: ["w", "watt", "watts"],
  kW: ["kw"],
  VA: ["va"],
  var: ["var"],
  Wh: ["wh"],
  kWh: ["kwh"],
  Hz: ["hz"],
  kHz: ["khz"],
  rpm: ["rpm", "1/min"],
  lx: ["lx", "lux"],
  ppm: ["ppm"],
  ppb: ["ppb"],
  "µg/m³": ["µg/m³", "μg/m³", "ug/m3", "µg/m3", "μg/m3"],
  dB: ["db", "dba", "db(a)"],
  dBm: ["dbm"],
  "mm/s": ["mm/s"],
  "m/s": ["m/s", "mps"],
  "m/s²": ["m/s²", "m/s2"],
  g: ["g"],
  "km/h": ["km/h", "kmh", "kph"],
  mm: ["mm"],
  cm: ["cm"],
  m: ["m", "meter", "metre"],
  km: ["km"],
  l: ["l", "liter", "litre", "liters", "litres"],
  "l/min": ["l/min", "lpm"],
  "l/h": ["l/h"],
  "m³": ["m³", "m3"],
  "m³/h": ["m³/h", "m3/h"],
  kg: ["kg"],
  t: ["t"],
  ms: ["ms"],
  s: ["s", "sec", "seconds"],
  min: ["min", "minutes"],
  h: ["h", "hours"],
  "°": ["°", "deg", "degrees"],
  "µS/cm": ["µs/cm", "μs/cm", "us/cm"],
  "mS/cm": ["ms/cm"],
  "W/m²": ["w/m²", "w/m2"],
  pH: ["ph"],
};

const unitBySpelling = new Map(
  Object.entries(spellings).flatMap(([unit, others]) => others.map((spelling) => [spelling, unit] as const)),
);

/** The unit as people write it, for one of its known spellings in any case; undefined when unknown. */
export function normaliseUnit(spelling: string): string | undefined {
  if (Object.hasOwn(spellings, spelling)) return spelling;
  return unitBySpelling.get(spelling.toLowerCase());
}

/** Endings of field names that name a unit: `temp_f`, `flow_lpm`, `wind_km_h`. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/_(?:c|celsius|degc)$/, "°C"],
  [/_(?:f|fahrenheit|degf)$/, "°F"],
  [/_(?:k|kelvin)$/, "K"],
  [/_(?:pct|percent|percentage)$/, "%"],
  [/_(?:hpa|mbar)$/, "hPa"],
  [/_kpa$/, "kPa"],
  [/_pa$/, "Pa"],
  [/_bar$/, "bar"],
  [/_psi$/, "psi"],
  [/_mv$/, "mV"],
  [/_(?:v|volts?)$/, "V"],
  [/_ma$/, "mA"],
  [/_(?:a|amps?)$/, "A"],
  [/_kwh$/, "kWh"],
  [/_wh$/, "Wh"],
  [/_kw$/, "kW"],
  [/_(?:w|watts?)$/, "W"],
  [/_hz$/, "Hz"],
  [/(?:^|_)rpm$/, "rpm"],
  [/_(?:lx|lux)$/, "lx"],
  [/_ppm$/, "ppm"],
  [/_ppb$/, "ppb"],
  [/_ug_?m3$/, "µg/m³"],
  [/_dbm$/, "dBm"],
  [/_db$/, "dB"],
  [/_mm_s$/, "mm/s"],
  [/_m_s$/, "m/s"],
  [/_(?:km_?h|kph)$/, "km/h"],
  [/_(?:lpm|l_min)$/, "l/min"],
  [/_l_h$/, "l/h"],
  [/_m3_h$/, "m³/h"],
  [/_m3$/, "m³"],
  [/_(?:l|liters?|litres?)$/, "l"],
  [/_mm$/, "mm"],
  [/_cm$/, "cm"],
  [/_km$/, "km"],
  [/_kg$/, "kg"],
  [/_ms$/, "ms"],
  [/_(?:s|sec|secs|seconds)$/, "s"],
  [/_(?:min|mins|minutes)$/, "min"],
  [/_(?:h|hours)$/, "h"],
  [/_deg$/, "°"],
];

/** Quantities that are nearly always given in one unit. The first that fits counts. */
const quantities: readonly (readonly [RegExp, string | undefined])[] = [
  [/(?:^|_)colou?r_temp|_ratio$/, undefined],
  [/(?:^|_)(?:temperature|temp|dew_?point)(?:_|\d|$)/, "°C"],
  [/(?:^|_)(?:humidity|moisture)(?:_|\d|$)/, "%"],
  [/(?:^|_)e?co2(?:_|$)/, "ppm"],
  [/(?:^|_)pm_?(?:1|2_?5|4|10)(?:_|$)|^pm(?:25|1|10)$/, "µg/m³"],
  [/(?:^|_)t?voc(?:_|$)/, "ppb"],
  [/(?:^|_)(?:illuminance|lux)(?:_|$)/, "lx"],
  [/(?:^|_)rssi$/, "dBm"],
  [/(?:^|_)power_factor(?:_|$)/, undefined],
  [/(?:^|_)apparent_power(?:_|$)/, "VA"],
  [/(?:^|_)reactive_power(?:_|$)/, "var"],
  [/(?:^|_)power$/, "W"],
  [/(?:^|_)energy(?:_|$)/, "kWh"],
  [/(?:^|_)current$/, "A"],
  [/(?:^|_)frequency$/, "Hz"],
  [/(?:^|_)(?:conductivity|soil_ec)$/, "µS/cm"],
  [/(?:^|_)ph$/, "pH"],
];

/**
 * The unit a field of this name (small letters, `_` between words) is most likely in, or undefined. The first
 * value settles the names that devices use for two units.
 */
export function guessUnit(name: string, value: number): string | undefined {
  for (const [pattern, unit] of endings) if (pattern.test(name)) return unit;
  for (const [pattern, unit] of quantities) if (pattern.test(name)) return unit;
  if (/(?:^|_)battery(?:_level)?$/.test(name)) return value >= 0 && value <= 100 ? "%" : undefined;
  // Battery-powered Zigbee devices give millivolts, mains-powered ones volts.
  if (/(?:^|_)voltage$/.test(name)) return value > 1_000 ? "mV" : "V";
  if (/(?:^|_)(?:pressure|barometer)$/.test(name)) return value > 300 && value < 1_200 ? "hPa" : undefined;
  return undefined;
}
