/** A place on an axis with what is written there. */
export interface Tick {
  at: number;
  label: string;
  /** Written below, where it changes: the day of a time. */
  note: string | undefined;
}

/** Round numbers from `low` to `high`, about `count` of them. */
export function numberTicks(low: number, high: number, count: number): Tick[] {
  const step = roundStep((high - low) / count);
  if (!(step > 0) || !Number.isFinite(step)) return [{ at: low, label: label(low, 0), note: undefined }];
  // Counted and not added up, so that no rounding error gathers.
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Of a range that is narrow for the size of its numbers, neighbours are one and the same number.
  const places = new Set<number>();
  for (let offset = 0; offset <= Math.min(last - first, 2 * count); offset += 1)
    places.add((first + offset) * step);
  return [...places].map((at) => ({ at, label: label(at, step), note: undefined }));
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const [step = 10] = [1, 2, 5].filter((factor) => factor * power >= rough * 0.999);
  return step * power;
}

function label(value: number, step: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return String(Number(value.toPrecision(4)));
  const decimals = step > 0 ? Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) : 3;
  return value.toFixed(Math.min(decimals, 10));
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const steps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 3, 7].map((count) => count * day),
];
/** Beyond these, in months. */
const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200];

/**
 * Round times from `from` to `to` (milliseconds since 1970), at most `countMax` of them, on the clocks of the zone that
 * is `offsetMs` ahead of UTC.
 */
export function timeTicks(from: number, to: number, options: { countMax: number; offsetMs: number }): Tick[] {
  const { countMax, offsetMs } = options;
  const [start, end] = [from + offsetMs, to + offsetMs];
  const step = steps.find((candidate) => (end - start) / candidate <= countMax);
  const times = step === undefined ? monthTimes(start, end, countMax) : evenTimes(start, end, step);
  let dayBefore = "";
  return times.map((at) => {
    const iso = new Date(at).toISOString();
    const date = iso.slice(0, 10);
    const clock = clockLabel(iso, step ?? day);
    const isNewDay = date !== dayBefore;
    dayBefore = date;
    if (clock === undefined) return { at: at - offsetMs, label: date, note: undefined };
    return { at: at - offsetMs, label: clock, note: isNewDay ? date : undefined };
  });
}

/** Undefined where whole days are told. */
function clockLabel(iso: string, step: number): string | undefined {
  if (step >= day) return undefined;
  if (step >= minute) return iso.slice(11, 16);
  return step >= second ? iso.slice(11, 19) : iso.slice(11, 23);
}

function evenTimes(start: number, end: number, step: number): number[] {
  const times: number[] = [];
  for (let at = Math.ceil(start / step) * step; at <= end; at += step) times.push(at);
  return times;
}

/** Firsts of months. */
function monthTimes(start: number, end: number, countMax: number): number[] {
  const monthOf = (at: number) => {
    const date = new Date(at);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };
  const [first, last] = [monthOf(start), monthOf(end)];
  const step = monthSteps.find((candidate) => (last - first) / candidate <= countMax) ?? 12_000;
  const times: number[] = [];
  for (let month = Math.ceil(first / step) * step; month <= last; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at >= start && at <= end) times.push(at);
  }
  return times;
}
