/**
 * Whether `said` is `fact` rounded by the rules of arithmetic to at least `digitsMin` significant digits (usually
 * three, two below 1). So 23.2 is a 23.187 and 23.3 is not.
 */
export function isRoundingOf(said: number, fact: number, digitsMin = Math.abs(fact) < 1 ? 2 : 3): boolean {
  if (said === fact) return true;
  for (let digits = digitsMin; digits <= 15; digits += 1) {
    if (Number(fact.toPrecision(digits)) === said) return true;
  }
  return false;
}

/** How many significant digits `value` needs for steps of at most `stepMax`; undefined where there is no such step. */
export function digitsForStep(value: number, stepMax: number): number | undefined {
  if (!(stepMax > 0) || value === 0) return undefined;
  return Math.max(1, Math.floor(Math.log10(Math.abs(value))) + 1 - Math.floor(Math.log10(stepMax)));
}
