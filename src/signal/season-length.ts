/**
 * The season of a series from its autocorrelation. `models/train/forecaster/season.py` is the same in Python.
 *
 * Costs n²/4 multiplications, a millisecond for 2,000 values: look now and then, not at every value.
 */
const lagMin = 4;
const correlationMin = 0.3;
/** The first peak is looked for behind the place where the correlation has fallen below this. */
const correlationLost = 0.1;
/** Of the highest peak: a season shows again at its multiples. */
const peakShare = 0.9;

/**
 * Samples after which `history` (NaN where a value is missing, newest last) repeats itself; 0 when it does not, or was
 * not seen twice. The smallest lag whose correlation is a peak of at least 0.3 and 90% of the highest peak, or the highest
 * place within 10% above it.
 */
export function seasonLength(history: Float64Array): number {
  const values = history.filter(Number.isFinite);
  if (values.length < 4 * lagMin || !standardise(values)) return 0;
  const correlation = correlationOf(values);
  if (!correlation) return 0;
  const lost = correlation.findIndex((one) => one < correlationLost);
  if (lost < 0) return 0;
  const peaks: number[] = [];
  for (let lag = Math.max(lagMin, lost + 1); lag < correlation.length - 1; lag += 1) {
    const here = correlation[lag] as number;
    const isPeak = here >= (correlation[lag - 1] as number) && here >= (correlation[lag + 1] as number);
    if (isPeak && here >= correlationMin) peaks.push(lag);
  }
  const highest = Math.max(...peaks.map((lag) => correlation[lag] as number));
  const first = peaks.find((lag) => (correlation[lag] as number) >= peakShare * highest);
  return first === undefined ? 0 : hilltop(correlation, first);
}

/** Noise makes several peaks on one hill: the highest place from `first` on to 10% above it. */
function hilltop(correlation: Float64Array, first: number): number {
  let top = first;
  const end = Math.min(first + Math.floor(first / 10), correlation.length - 1);
  for (let lag = first + 1; lag <= end; lag += 1) {
    if ((correlation[lag] as number) > (correlation[top] as number)) top = lag;
  }
  return top;
}

/** Centres, keeps outliers small, and takes out the trend; false for a constant series. */
function standardise(values: Float64Array): boolean {
  const middle = median(values.slice());
  const deviations = values.map((value) => Math.abs(value - middle));
  const spread = median(deviations.slice()) || mean(deviations);
  if (!(spread > 0)) return false;
  for (const [at, value] of values.entries()) {
    values[at] = Math.min(4, Math.max(-4, (value - middle) / spread));
  }
  const centre = mean(values);
  const half = (values.length - 1) / 2;
  let [product, square] = [0, 0];
  for (const [at, value] of values.entries()) {
    product += (at - half) * (value - centre);
    square += (at - half) ** 2;
  }
  for (const [at, value] of values.entries()) values[at] = value - centre - ((at - half) * product) / square;
  return true;
}

/** From lag 0 to half of the values; each lag per pair of values, or long ones would look weak for having few. */
function correlationOf(values: Float64Array): Float64Array | undefined {
  const count = values.length;
  const found = new Float64Array((count >> 1) + 1);
  for (let lag = 0; lag < found.length; lag += 1) {
    let sum = 0;
    for (let at = lag; at < count; at += 1) sum += (values[at] as number) * (values[at - lag] as number);
    found[lag] = sum;
  }
  const power = found[0] as number;
  if (power <= 1e-12 * count) return undefined;
  return found.map((sum, lag) => ((sum / power) * count) / (count - lag));
}

function median(values: Float64Array): number {
  values.sort();
  const low = values[(values.length - 1) >> 1] as number;
  return (low + (values[values.length >> 1] as number)) / 2;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
