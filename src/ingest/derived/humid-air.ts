/**
 * Magnus formula over water with the constants of WMO-No. 8 (Guide to Instruments and Methods of Observation,
 * annex 4.B), after Sonntag (1990): e_s(t) = 6.112 hPa · exp(17.62 t / (243.12 °C + t)), from −45 °C to 60 °C.
 * The pressure correction for moist air (at most 0.5%) is left out.
 */
const magnus = { pressureHpa: 6.112, slope: 17.62, shiftCelsius: 243.12 } as const;

const celsiusMin = -45;
const celsiusMax = 60;
/** Sensors in saturated air read a few per cent over 100; more is a fault. */
const humidityMax = 110;

/** Saturation vapour pressure over water in hPa at an air temperature in °C. */
export function saturationPressureHpa(celsius: number): number {
  return magnus.pressureHpa * Math.exp((magnus.slope * celsius) / (magnus.shiftCelsius + celsius));
}

/**
 * Dew point in °C of air at `celsius` and a relative humidity in %. Undefined outside the range of the formula, in
 * air without any water, and for a humidity that cannot be.
 */
export function dewPointCelsius(celsius: number, humidity: number): number | undefined {
  if (!isInRange(celsius, humidity) || humidity <= 0) return undefined;
  const { slope, shiftCelsius } = magnus;
  const gamma = Math.log(shareOf(humidity)) + (slope * celsius) / (shiftCelsius + celsius);
  return (shiftCelsius * gamma) / (slope - gamma);
}

/** What the air could take up until it is saturated, in kPa; undefined as for {@link dewPointCelsius}. */
export function vapourPressureDeficitKpa(celsius: number, humidity: number): number | undefined {
  if (!isInRange(celsius, humidity)) return undefined;
  return (saturationPressureHpa(celsius) / 10) * (1 - shareOf(humidity));
}

function isInRange(celsius: number, humidity: number): boolean {
  return celsius >= celsiusMin && celsius <= celsiusMax && humidity >= 0 && humidity <= humidityMax;
}

function shareOf(humidity: number): number {
  return Math.min(humidity, 100) / 100;
}
