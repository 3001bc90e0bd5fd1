import type { LabelledWindow } from "../labelled-series.ts";

/** The share of a series that detectors may learn from before they are judged, where nobody says what is normal. */
const probationShare = 0.15;

export function probationOf(rows: number): number {
  return Math.floor(probationShare * rows);
}

/** Runs of rows labelled 1. */
export function windowsOfLabels(labels: Float64Array): LabelledWindow[] {
  const windows: LabelledWindow[] = [];
  let from: number | undefined;
  for (let row = 0; row <= labels.length; row += 1) {
    const isAnomalous = row < labels.length && labels[row] === 1;
    if (isAnomalous) from ??= row;
    else if (from !== undefined) {
      windows.push({ from, to: row });
      from = undefined;
    }
  }
  return windows;
}

/** In order, with those joined that touch or overlap. */
export function orderedWindows(windows: readonly LabelledWindow[]): LabelledWindow[] {
  const ordered: LabelledWindow[] = [];
  for (const { from, to } of [...windows].sort((a, b) => a.from - b.from)) {
    const last = ordered.at(-1);
    if (last && from <= last.to) ordered[ordered.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else ordered.push({ from, to });
  }
  return ordered;
}

/** Where nothing tells the time, a row a second from 1970 on. */
export function rowTimes(rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => row * 1000);
}
