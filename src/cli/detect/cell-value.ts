import { readNumberText } from "../../ingest/sensor/number-text.ts";
import { isNoValue, onOffWord } from "../../ingest/sensor/words.ts";
import type { Delimiter } from "../../simulate/replay/csv-record.ts";

/**
 * The number in a cell, also with a unit behind it or a decimal comma; words for off and on are 0 and 1. NaN: there is
 * no value (`NaN`, `null`, `unavailable`, nothing). Undefined: there is something, but no number.
 *
 * In a file that is delimited by something else than commas, a comma in a number is a decimal comma. Between commas
 * `1,234` (in quotes) is a thousand and `21,5` is not.
 */
export function cellValue(cell: string, delimiter: Delimiter): number | undefined {
  // A blank would be read as zero.
  if (cell.trim() === "") return Number.NaN;
  const number = Number(cell);
  if (Number.isFinite(number)) return number;
  if (isNoValue(cell) || notANumber.test(cell)) return Number.NaN;
  let read = readNumberText(cell, { isDecimalComma: delimiter === "," ? undefined : true });
  if (read === "ambiguous") read = readNumberText(cell, { isDecimalComma: false });
  if (typeof read === "object") return Number.isFinite(read.value) ? read.value : Number.NaN;
  return onOffWord(cell)?.value;
}

/** As pandas, R, Excel and C write it; an infinite reading is none. */
const notANumber = /^(?:[+-]?(?:nan|inf|infinity)|[+-]?1\.#\w+|<na>|#n\/a|nil|\?)$/i;
