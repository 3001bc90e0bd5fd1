/** A unit as it is written for people, and what one of it is in the base unit of its dimension. */
export interface LogUnit {
  readonly unit: string;
  readonly dimension: "duration" | "size" | "share" | "temperature" | "other";
  /** In seconds or bytes; 1 for others. */
  readonly factor: number;
}

const table: readonly (readonly [LogUnit["dimension"], string, number, readonly string[]])[] = [
  ["duration", "ns", 1e-9, ["ns", "nanos", "nanoseconds"]],
  ["duration", "µs", 1e-6, ["us", "µs", "μs", "usec", "usecs", "micros", "microseconds"]],
  ["duration", "ms", 1e-3, ["ms", "msec", "msecs", "millis", "millisecond", "milliseconds"]],
  ["duration", "s", 1, ["s", "sec", "secs", "second", "seconds"]],
  ["duration", "min", 60, ["min", "mins", "minute", "minutes"]],
  ["duration", "h", 3600, ["h", "hr", "hrs", "hour", "hours"]],
  ["size", "B", 1, ["B", "byte", "bytes"]],
  ["size", "kB", 1e3, ["kB", "KB"]],
  ["size", "MB", 1e6, ["MB"]],
  ["size", "GB", 1e9, ["GB"]],
  ["size", "KiB", 1024, ["KiB"]],
  ["size", "MiB", 1024 ** 2, ["MiB"]],
  ["size", "GiB", 1024 ** 3, ["GiB"]],
  ["share", "%", 1, ["%", "percent", "pct"]],
  ["temperature", "°C", 1, ["°C", "ºC", "℃", "C", "degC", "celsius"]],
  ["temperature", "°F", 1, ["°F", "F", "degF"]],
  ...(
    "V mV kV A mA W kW MW Wh kWh VA Hz kHz MHz rpm ppm ppb lx dB dBm hPa kPa Pa mbar bar psi mm cm m km kg g t l l/min l/h m³ " +
    "m³/h mm/s m/s km/h kbit/s Mbit/s MB/s kB/s B/s req/s W/m² µS/cm pH"
  )
    .split(" ")
    .map((unit) => ["other", unit, 1, [unit]] as const),
];

const bySpelling = new Map<string, LogUnit>(
  table.flatMap(([dimension, unit, factor, spellings]) =>
    spellings.map((spelling) => [spelling, { unit, dimension, factor }] as const),
  ),
);

/** The unit of this spelling; the case counts, as in `mW` and `MW`, but not for words. */
export function logUnit(spelling: string): LogUnit | undefined {
  return (
    bySpelling.get(spelling) ?? (spelling.length > 3 ? bySpelling.get(spelling.toLowerCase()) : undefined)
  );
}

/** A value in another unit of its dimension; undefined when it has none. */
export function converted(value: number, from: LogUnit, to: LogUnit): number | undefined {
  if (from.unit === to.unit) return value;
  const isScaled =
    from.dimension === to.dimension && (from.dimension === "duration" || from.dimension === "size");
  return isScaled ? (value * from.factor) / to.factor : undefined;
}
