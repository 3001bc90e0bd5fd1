/** Prints one figure as one JSON line, the only thing a benchmark writes to standard output. */
export function printFigure(bench: string, figure: string, value: number, unit: string): void {
  const rounded = Number(value.toPrecision(4));
  process.stdout.write(`${JSON.stringify({ bench, figure, value: rounded, unit })}\n`);
}

/** The value below which `share` of `sorted` lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
