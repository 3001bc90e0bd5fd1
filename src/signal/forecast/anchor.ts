import { historyMax } from "./layout.ts";

/** What the values of a window are centred on and divided by, so that neither unit nor offset matters. */
export interface ForecastAnchor {
  /** Median of the last five values: one or two outliers do not move it. */
  readonly centre: number;
  /** The usual change from one value to the next; above 0. */
  readonly scale: number;
}

/** Changes that the scale is taken from. */
export const scaleChanges = 256;
const newestCount = 5;
/** Of the smallest changes, so that a few jumps do not count as usual. */
const keptShare = 0.95;

/** Of `history`, newest last, NaN where a value is missing; undefined when none is there. */
export function forecastAnchor(history: Float64Array, scratch: Float64Array): ForecastAnchor | undefined {
  const centre = medianOfNewest(history);
  if (centre === undefined) return undefined;
  const magnitude = Math.abs(centre);
  // A series that never changed: a thousandth of its value is a change worth telling.
  const scale = usualChange(history, scratch) || anyChange(history) || 1e-3 * magnitude || 1;
  return { centre, scale: Math.max(scale, 1e-9 * magnitude) };
}

function medianOfNewest(history: Float64Array): number | undefined {
  const newest: number[] = [];
  const oldest = Math.max(0, history.length - historyMax);
  for (let at = history.length - 1; at >= oldest && newest.length < newestCount; at -= 1) {
    const value = history[at] as number;
    if (Number.isFinite(value)) newest.push(value);
  }
  if (newest.length === 0) return undefined;
  newest.sort((a, b) => a - b);
  const low = newest[(newest.length - 1) >> 1] as number;
  return (low + (newest[newest.length >> 1] as number)) / 2;
}

/** Mean of the smaller changes, or a tenth of the median of those that are none: whichever is more. */
function usualChange(history: Float64Array, scratch: Float64Array): number {
  let count = 0;
  let zeros = 0;
  for (let at = Math.max(1, history.length - scaleChanges); at < history.length; at += 1) {
    const change = Math.abs((history[at] as number) - (history[at - 1] as number));
    if (!Number.isFinite(change)) continue;
    scratch[count] = change;
    count += 1;
    if (change === 0) zeros += 1;
  }
  if (count === zeros) return 0;
  const sorted = scratch.subarray(0, count).sort();
  const kept = Math.ceil(keptShare * count);
  let sum = 0;
  for (let at = 0; at < kept; at += 1) sum += sorted[at] as number;
  return Math.max(sum / kept, 0.1 * (sorted[zeros + ((count - zeros - 1) >> 1)] as number));
}

/** Where the last changes were all none: a tenth of the median of the earlier ones, 0 without any. */
function anyChange(history: Float64Array): number {
  const changes: number[] = [];
  for (let at = Math.max(1, history.length - historyMax + 1); at < history.length; at += 1) {
    const change = Math.abs((history[at] as number) - (history[at - 1] as number));
    if (change > 0 && Number.isFinite(change)) changes.push(change);
  }
  changes.sort((a, b) => a - b);
  return 0.1 * (changes[(changes.length - 1) >> 1] ?? 0);
}
