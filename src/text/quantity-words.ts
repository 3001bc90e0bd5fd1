import { readFractions } from "./fraction-words.ts";
import { readNumbers } from "./number-words.ts";
import { readUnits } from "./unit-words.ts";
import { convert, quantityOf, type UnitName } from "./units.ts";

/** A number with its unit; without one when none was said. Plain degrees are `°`. */
export interface QuantityReading {
  end: number;
  value: number;
  unit: UnitName | undefined;
}

/**
 * Every way to read a number, with or without a unit, from `start` in a text that `normalise` made: "20", "21.5
 * degrees", "three bar", "half a litre", "5 feet 6 inches". A word of several units reads as each of them.
 */
export function readQuantities(text: string, start: number): QuantityReading[] {
  const numbers = readNumbers(text, start);
  const bare = numbers.map((number) => ({ ...number, unit: undefined }));
  const counted = numbers.flatMap(({ end, value }) => withUnits(text, end, value));
  const parts = readFractions(text, start).flatMap(({ end, value }) => {
    const link = /(?: of)?(?: an?)?(?= )/y;
    link.lastIndex = end;
    return link.test(text) ? withUnits(text, link.lastIndex, value) : [];
  });
  const article = /an?(?= )/y;
  article.lastIndex = start;
  const one = article.test(text) ? withUnits(text, article.lastIndex, 1) : [];
  const single = [...counted, ...parts, ...one];
  return [...bare, ...single, ...single.flatMap((first) => readSmaller(text, first))];
}

function withUnits(text: string, end: number, value: number) {
  return readUnits(text, end).map((reading) => ({ end: reading.end, value, unit: reading.unit }));
}

/** "… 6 inches" after feet: a second amount of the same quantity in a smaller unit. */
function readSmaller(
  text: string,
  { end, value, unit }: { end: number; value: number; unit: UnitName },
): QuantityReading[] {
  const link = / (?:and )?/y;
  link.lastIndex = end;
  if (!link.test(text)) return [];
  return readNumbers(text, link.lastIndex).flatMap((number) =>
    withUnits(text, number.end, number.value).flatMap((rest) => {
      if (rest.value < 0 || rest.unit === unit || quantityOf(rest.unit) !== quantityOf(unit)) return [];
      const size = convert(1, unit, rest.unit);
      const more = convert(rest.value, rest.unit, unit);
      // Degrees are not made of parts; and the smaller part is less than one of the larger.
      const isPart = more.ok && size.ok && quantityOf(unit) !== "temperature" && rest.value < size.value;
      return isPart ? [{ end: rest.end, value: Number((value + more.value).toPrecision(12)), unit }] : [];
    }),
  );
}
