import { normaliseUnit } from "./unit.ts";

export interface NumberText {
  value: number;
  unit: string | undefined;
}

/** Longest text that is tried as a number. */
const numberLengthMax = 48;

/**
 * A number written as text, perhaps with its unit: `21.5`, `21,5`, `21.5 °C`, `1,234.5 W`.
 *
 * A comma is read with care, because `1,234` is 1.234 in one country and 1234 in the next: it is a decimal
 * comma when it cannot separate thousands (`21,5`, `0,125`), it separates thousands when there is more than
 * one or a dot follows, and else the answer is `ambiguous` unless `isDecimalComma` settles it.
 *
 * `anyUnit`: take a unit that is not in the table too, unless it has digits (`0x10` is no 0).
 */
export function readNumberText(
  text: string,
  options: { isDecimalComma?: boolean | undefined; anyUnit?: boolean } = {},
): NumberText | "ambiguous" | undefined {
  if (text.length === 0 || text.length > numberLengthMax) return undefined;
  const trimmed = text.trim();
  const match = /^([+-]?(?:\d[\d.,]*|[.,]\d+)(?:[eE][+-]?\d+)?) ?(\D.{0,15})?$/u.exec(trimmed);
  if (!match) return undefined;
  const [, digits = "", suffix] = match;
  const unit =
    suffix === undefined
      ? undefined
      : (normaliseUnit(suffix.trim()) ?? (options.anyUnit && !/\d/.test(suffix) ? suffix.trim() : undefined));
  if (suffix !== undefined && unit === undefined) return undefined;
  const value = readDigits(digits, options.isDecimalComma);
  return typeof value === "number" ? { value, unit } : value;
}

const groupedByComma = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const groupedByDot = /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/;
const decimalComma = /^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/;

function readDigits(digits: string, isDecimalComma: boolean | undefined): number | "ambiguous" | undefined {
  if (isDecimalComma && groupedByDot.test(digits))
    return Number(digits.replaceAll(".", "").replace(",", "."));
  if (!digits.includes(",")) {
    const value = Number(digits);
    return Number.isNaN(value) ? undefined : value;
  }
  const isGroups = groupedByComma.test(digits);
  const isDecimal = decimalComma.test(digits);
  if (isGroups && isDecimal && isDecimalComma === undefined && !/^[+-]?0/.test(digits)) return "ambiguous";
  if (isDecimal && isDecimalComma !== false) return Number(digits.replace(",", "."));
  if (isGroups && isDecimalComma !== true) return Number(digits.replaceAll(",", ""));
  if (groupedByDot.test(digits) && isDecimalComma !== false) {
    return Number(digits.replaceAll(".", "").replace(",", "."));
  }
  return undefined;
}
