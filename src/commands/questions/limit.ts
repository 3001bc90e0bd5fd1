import type { Series } from "../../domain/sample.ts";
import { convert, isUnitName } from "../../text/units.ts";

/** What a measure is asked to be: above or below a number, in a unit if one was said. */
export interface Limit {
  isAbove: boolean;
  value: number;
  unit: string | undefined;
}

/** The slot `limit`: "above 8 °C", "below 30". */
export function readLimit(said: string | undefined): Limit | undefined {
  const [word, number, unit] = said?.split(" ") ?? [];
  const value = Number(number);
  if ((word !== "above" && word !== "below") || !Number.isFinite(value)) return undefined;
  return { isAbove: word === "above", value, unit };
}

/** Whether a value is beyond the limit; undefined: the limit is in a unit of something else. */
export function isBeyond(limit: Limit, value: number, { unit }: Pick<Series, "unit">): boolean | undefined {
  const own = unit?.trim();
  let bound = limit.value;
  if (limit.unit !== undefined && limit.unit !== own) {
    if (own === undefined || !isUnitName(own) || !isUnitName(limit.unit)) return undefined;
    const converted = convert(limit.value, limit.unit, own);
    if (!converted.ok) return undefined;
    bound = converted.value;
  }
  return limit.isAbove ? value > bound : value < bound;
}

/** "No, the highest temperature today was 9.6 °C." */
export function withVerdict(isSo: boolean | undefined, sentence: string): string {
  if (isSo === undefined) return sentence;
  const rest = /^The /.test(sentence) ? sentence.replace(/^T/, "t") : sentence;
  return `${isSo ? "Yes" : "No"}, ${rest}`;
}
