import { sayPlain } from "./say-name.ts";
import { exact, type RoughNumber, sayNumbersApart } from "./say-number.ts";

/**
 * Values of one quantity, rounded so that they keep their order. Percentages also keep off 0 and 100, which mean
 * "none" and "all": 99.97% is not `100%`.
 */
export function sayValues(values: readonly (number | RoughNumber)[], unit: string | undefined): string[] {
  const edges = unit?.trim() === "%" ? [exact(0), exact(100)] : [];
  return sayNumbersApart([...values, ...edges]).slice(0, values.length);
}

/** The unit as it follows a number: ` °C`, `%`, `` when there is none. Units come from configuration and devices. */
export function sayUnit(unit: string | undefined): string {
  const plain = sayPlain(unit ?? "", unitLengthMax);
  // A unit that begins with a digit would read as a second number.
  if (plain === "" || /^[\p{N}.,+-]/u.test(plain)) return "";
  return /^[%‰°′″]$/u.test(plain) ? plain : ` ${plain}`;
}

const unitLengthMax = 12;
