import { type Measured, type MeasureName, measures } from "./measures.ts";

/** Ranks from 1, the best; those with equal values share the mean of their ranks. */
export function ranksOf(values: readonly number[], isMoreBetter: boolean): number[] {
  const isBetter = (a: number, b: number) => (isMoreBetter ? a > b : a < b);
  return values.map((value) => {
    const better = values.filter((other) => isBetter(other, value)).length;
    const equal = values.filter((other) => other === value).length;
    return better + (equal + 1) / 2;
  });
}

/** The ranks of all detectors in each measure that says something, in the order of `results`. */
export function ranksByMeasure(results: readonly Measured[]): Partial<Record<MeasureName, number[]>> {
  const ranks: Partial<Record<MeasureName, number[]>> = {};
  for (const [name, { isMoreBetter }] of Object.entries(measures) as [
    MeasureName,
    (typeof measures)[MeasureName],
  ][]) {
    const values = results.map((result) => result[name]).filter((value) => value !== undefined);
    if (values.length === 0) continue;
    if (values.length < results.length) throw new Error(`${name} is missing for some detectors of a corpus`);
    ranks[name] = ranksOf(values, isMoreBetter);
  }
  return ranks;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
