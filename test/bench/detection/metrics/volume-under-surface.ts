import type { LabelledWindow } from "../labelled-series.ts";
import { rowsByScore, type ScoredSeries } from "./scored-series.ts";

/** The widths of the surface. The paper goes to the period of each series; one setting for all is easier to compare. */
const bufferWidths: readonly number[] = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

/**
 * VUS-PR: the volume under the surface of precision, recall and buffer width (Paparrizos et al., "Volume Under the
 * Surface", PVLDB 15, 2022), as the mean over `widths` of the area at each. Labels are made soft on half the width at
 * both ends of a window, so that a hit just beside it is worth something, and recall is multiplied by the share of
 * windows that are hit at all. Different from the authors' code in that every distinct score is a threshold, not 250 of
 * them, and that the widths are the same for all series. Undefined where the series has no window.
 */
export function volumeUnderSurface(
  series: ScoredSeries,
  widths: readonly number[] = bufferWidths,
): number | undefined {
  if (series.windows.length === 0) return undefined;
  const rows = rowsByScore(series);
  const areas = widths.map((width) => areaAtWidth(series, rows, width));
  return areas.reduce((sum, area) => sum + area, 0) / areas.length;
}

function areaAtWidth(series: ScoredSeries, rows: Uint32Array, width: number): number {
  const { scores, windows, probationRows } = series;
  const labels = softLabels(windows, { rows: scores.length, from: probationRows, width });
  const { stretchOf, count: stretches } = stretchesOf(labels);
  const hardTotal = windows.reduce((sum, { from, to }) => sum + to - Math.max(from, probationRows), 0);
  const softTotal = labels.reduce((sum, label) => sum + label, 0);
  const positives = (hardTotal + softTotal) / 2;
  const isHit = new Uint8Array(stretches);
  let hits = 0;
  let found = 0;
  let recallBefore = 0;
  let area = 0;
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number;
    found += labels[row] as number;
    const stretch = stretchOf[row] as number;
    if (stretch >= 0 && isHit[stretch] === 0) {
      isHit[stretch] = 1;
      hits += 1;
    }
    if (index + 1 < rows.length && scores[rows[index + 1] as number] === scores[row]) continue;
    const recall = Math.min(1, found / positives) * (hits / stretches);
    area += (recall - recallBefore) * (found / (index + 1));
    recallBefore = recall;
  }
  return area;
}

/** 1 within the windows, falling with the square root to both sides over half of `width`, added where two overlap. */
export function softLabels(
  windows: readonly LabelledWindow[],
  extent: { rows: number; from: number; width: number },
): Float64Array {
  const labels = new Float64Array(extent.rows);
  const reach = Math.floor(extent.width / 2);
  const add = (row: number, label: number) => {
    if (row >= extent.from && row < extent.rows) labels[row] = Math.min(1, (labels[row] as number) + label);
  };
  for (const { from, to } of windows) {
    for (let row = from; row < to; row += 1) add(row, 1);
    for (let distance = 1; distance <= reach; distance += 1) {
      const label = Math.sqrt(1 - distance / extent.width);
      add(from - distance, label);
      add(to - 1 + distance, label);
    }
  }
  return labels;
}

/** The number of the run of positive labels that each row is in, -1 for none. */
function stretchesOf(labels: Float64Array): { stretchOf: Int32Array; count: number } {
  const stretchOf = new Int32Array(labels.length).fill(-1);
  let count = 0;
  for (let row = 0; row < labels.length; row += 1) {
    if (labels[row] === 0) continue;
    if (row === 0 || labels[row - 1] === 0) count += 1;
    stretchOf[row] = count - 1;
  }
  return { stretchOf, count };
}
