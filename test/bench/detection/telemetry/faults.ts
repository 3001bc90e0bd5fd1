import { between, normal } from "../../../../src/simulate/engine/random.ts";
import type { Draft } from "./grid.ts";

/** Changes the rows of `[from, to)` of a draft into a fault, and answers how many rows it takes. */
export type Fault = (draft: Draft, from: number) => number;

/** A level above or below the usual that stays for good or comes back. */
export const levelShift: Fault = (draft, from) => {
  const { random, values, scale } = draft;
  const size = between(random, 3, 8) * scale * sign(draft);
  const rows = random() < 0.4 ? values.length - from : length(draft, 0.02, 0.1);
  return change(draft, from, rows, (value) => value + size);
};

/** A single high or low value, or a few. */
export const spike: Fault = (draft, from) => {
  const size = between(draft.random, 6, 20) * draft.scale * sign(draft);
  return change(draft, from, 1 + Math.floor(draft.random() * 3), (value) => value + size);
};

/** Many spikes within a while where few were before. */
export const spikeCluster: Fault = (draft, from) => {
  const { random, scale } = draft;
  const size = between(random, 4, 10) * scale;
  const share = between(random, 0.1, 0.5);
  return change(draft, from, length(draft, 0.01, 0.05), (value) =>
    random() < share ? value + size * (0.6 + 0.8 * random()) : value,
  );
};

/** A sharp rise that decays: news, a restart, a queue that is worked off. */
export const burst: Fault = (draft, from) => {
  const size = between(draft.random, 6, 25) * draft.scale;
  const rows = length(draft, 0.005, 0.04);
  return change(draft, from, rows, (value, row) => value + size * Math.exp((-4 * row) / rows));
};

/** Slow drift away from the usual, and back at once (or not). */
export const drift: Fault = (draft, from) => {
  const size = between(draft.random, 5, 12) * draft.scale * sign(draft);
  const rows = length(draft, 0.03, 0.1);
  return change(draft, from, rows, (value, row) => value + (size * row) / rows);
};

/** Much more noise than usual. */
export const noisier: Fault = (draft, from) => {
  const size = between(draft.random, 2.5, 6) * draft.scale;
  return change(draft, from, length(draft, 0.01, 0.06), (value) => value + size * normal(draft.random));
};

/** The value stays where it was. */
export const stuckAt: Fault = (draft, from) => {
  const held = draft.values[from] ?? 0;
  return change(draft, from, length(draft, 0.02, 0.08), () => held);
};

/** Movement nearly ends: what is usual is squeezed towards its middle. */
export const calmer: Fault = (draft, from) => {
  const rows = length(draft, 0.03, 0.08);
  const middle = mean(draft.values, Math.max(0, from - rows), from);
  return change(draft, from, rows, (value) => middle + 0.15 * (value - middle));
};

/** The service or machine is off: near the lowest value that there is. */
export const outage: Fault = (draft, from) => {
  const floor = lowest(draft.values);
  const size = 0.05 * draft.scale;
  return change(draft, from, length(draft, 0.01, 0.06), () => floor + size * Math.abs(normal(draft.random)));
};

/** What a day usually brings does not come: the hours before are repeated, or the level is kept low. */
export const missingPeak: Fault = (draft, from) => {
  const rows = Math.min(Math.round(draft.perDay * between(draft.random, 0.4, 1)), draft.values.length - from);
  const low = lowest(draft.values.subarray(Math.max(0, from - Math.round(draft.perDay)), from));
  const keep = between(draft.random, 0.1, 0.4);
  return change(draft, from, rows, (value) => low + keep * (value - low));
};

/** A day that is much stronger than others. */
export const strongerDay: Fault = (draft, from) => {
  const rows = Math.min(
    Math.round(draft.perDay * between(draft.random, 0.3, 0.8)),
    draft.values.length - from,
  );
  const times = between(draft.random, 1.4, 2.2);
  const low = lowest(draft.values.subarray(Math.max(0, from - Math.round(draft.perDay)), from));
  return change(draft, from, rows, (value) => low + times * (value - low) + 0.5 * draft.scale);
};

/** The hours of a day run shifted: the same shape at another time. */
export const shiftedTime: Fault = (draft, from) => {
  const { values, perDay, random } = draft;
  const rows = Math.min(Math.round(perDay * between(random, 0.5, 1.2)), values.length - from);
  const shift = Math.round(perDay * between(random, 0.2, 0.5));
  const copied = values.slice(from + shift, from + shift + rows);
  return change(draft, from, Math.min(rows, copied.length), (_value, row) => copied[row] ?? 0);
};

/** The newest rows run backwards or upside down: same values, another shape. */
export const wrongShape: Fault = (draft, from) => {
  const rows = length(draft, 0.02, 0.06);
  const part = draft.values.slice(from, from + rows);
  const high = Math.max(...part);
  const low = Math.min(...part);
  const isUpsideDown = draft.random() < 0.5;
  return change(draft, from, part.length, (_value, row) =>
    isUpsideDown ? high + low - (part[row] ?? 0) : (part[part.length - 1 - row] ?? 0),
  );
};

/** Values that this kind of sensor cannot have. */
export const impossible: Fault = (draft, from) => {
  const value = draft.random() < 0.5 ? -999 * draft.scale : lowest(draft.values) - 30 * draft.scale;
  return change(draft, from, 1 + Math.floor(draft.random() * 4), () => value);
};

function change(
  draft: Draft,
  from: number,
  rows: number,
  to: (value: number, row: number) => number,
): number {
  const end = Math.min(draft.values.length, from + rows);
  for (let row = from; row < end; row += 1) draft.values[row] = to(draft.values[row] as number, row - from);
  return end - from;
}

function length(draft: Draft, low: number, high: number): number {
  return Math.max(3, Math.round(draft.values.length * between(draft.random, low, high)));
}

function sign({ random }: Draft): number {
  return random() < 0.65 ? 1 : -1;
}

function mean(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let row = from; row < to; row += 1) sum += values[row] as number;
  return sum / Math.max(1, to - from);
}

function lowest(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  for (const value of values) if (value < low) low = value;
  return low;
}
