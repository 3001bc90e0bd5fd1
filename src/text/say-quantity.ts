import { sayPlain } from "./say-name.ts";
import { sayNumbersApart } from "./say-number.ts";

/**
 * Values of one quantity, rounded so that they keep their order and keep off `besides`, which are said in full.
 * Percentages also keep off 0 and 100, which mean "none" and "all": 99.97% is not `100%`.
 */
export function sayValues(
  values: readonly number[],
  options: { unit: string | undefined; besides?: readonly number[] },
): string[] {
  const edges = options.unit?.trim() === "%" ? [0, 100] : [];
  return sayNumbersApart(values, [...(options.besides ?? []), ...edges]);
}

/** The unit as it follows a number: ` °C`, `%`, `` when there is none. Units come from configuration and devices. */
export function sayUnit(unit: string | undefined): string {
  const plain = sayPlain(unit ?? "", unitLengthMax);
  if (plain === "") return "";
  return /^[%‰°′″]$/u.test(plain) ? plain : ` ${plain}`;
}

const unitLengthMax = 12;
