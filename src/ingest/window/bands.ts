/** A part of the spectrum whose level is a series. */
export interface Band {
  readonly fromHz: number;
  /** Infinite for the uppermost. */
  readonly toHz: number;
}

const bandsMax = 4;
const decades = 1_000;

/**
 * Up to four bands of about equal width on a logarithmic scale over the three decades below half the sampling rate.
 * They begin at numbers of the 1-2-5 series, so that they stay the same when a rate is measured a little differently;
 * the uppermost is open. A band has at least two of the frequencies that the spectrum tells apart.
 */
export function defaultBands(rateHz: number, binHz: number): Band[] {
  const top = Number((rateHz / 2).toPrecision(2));
  const bottom = roundUp(Math.max(2 * binHz, Math.min(10, top / decades)));
  const edges: number[] = [];
  for (let at = 0; at < bandsMax; at += 1) {
    const edge = roundNear(bottom * (top / bottom) ** (at / bandsMax));
    const before = edges.at(-1);
    if (before === undefined || edge - before >= 2 * binHz) edges.push(edge);
  }
  return edges.map((fromHz, at) => ({ fromHz, toHz: edges[at + 1] ?? Number.POSITIVE_INFINITY }));
}

export function bandsBetween(edges: readonly number[]): Band[] {
  return edges.slice(1).map((toHz, at) => ({ fromHz: edges[at] ?? 0, toHz }));
}

/** `10–50 Hz band`, `band above 2 kHz`. */
export function bandName({ fromHz, toHz }: Band): string {
  if (toHz === Number.POSITIVE_INFINITY) return `band above ${hertz(fromHz)}`;
  const [from, to] = [hertz(fromHz), hertz(toHz)];
  const isSameUnit = from.endsWith(" kHz") === to.endsWith(" kHz");
  return `${isSameUnit ? from.replace(/ k?Hz$/, "") : from}–${to} band`;
}

/** Part of the id of its series: `band_10_50_hz`. */
export function bandField({ fromHz, toHz }: Band): string {
  const [from, to] = [fromHz, toHz].map((edge) => String(edge).replace(".", "p"));
  return toHz === Number.POSITIVE_INFINITY ? `band_above_${from}_hz` : `band_${from}_${to}_hz`;
}

/** `500 Hz`, `2 kHz`. */
export function hertz(frequency: number): string {
  const [number, unit] = frequency >= 1_000 ? [frequency / 1_000, "kHz"] : [frequency, "Hz"];
  return `${Number(number.toPrecision(3))} ${unit}`;
}

const steps = [1, 2, 5, 10];

function roundNear(value: number): number {
  const { power, rest } = parts(value);
  const near = steps.reduce((best, step) =>
    Math.abs(Math.log(step / rest)) < Math.abs(Math.log(best / rest)) ? step : best,
  );
  return tidy(near * power);
}

function roundUp(value: number): number {
  const { power, rest } = parts(value);
  return tidy((steps.find((step) => step >= rest * (1 - 1e-9)) ?? 10) * power);
}

function parts(value: number): { power: number; rest: number } {
  const power = 10 ** Math.floor(Math.log10(value));
  return { power, rest: value / power };
}

function tidy(value: number): number {
  return Number(value.toPrecision(3));
}
