/** Numbers in words that a text may use, and what they mean. */
export const numberWords: ReadonlyMap<string, number> = new Map(
  [
    "zero one two three four five six seven eight nine ten eleven twelve".split(" "),
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(" "),
  ]
    .flat()
    .map((word, value) => [word, value]),
);

const wordSource = [...numberWords.keys()].join("|");

/** Source of a pattern for a number in digits (`12,430`, `-0.5`, `1e-7`) or words. */
export const numberSource = `-?\\d[\\d,]*(?:\\.\\d+)?(?:e[+-]?\\d+)?|${wordSource}`;

/** The same for what people count: never negative, and without an exponent. */
export const amountSource = `\\d[\\d,]*(?:\\.\\d+)?|${wordSource}`;

/** The value of what {@link numberSource} matched. */
export function spokenValue(said: string): number {
  return numberWords.get(said.toLowerCase()) ?? Number(said.replaceAll(",", ""));
}

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
