import { readTimeCell } from "../../simulate/replay/columns.ts";
import type { Delimiter } from "../../simulate/replay/csv-record.ts";
import { cellValue } from "./cell-value.ts";
import type { CsvRecord } from "./csv-splitter.ts";
import type { Remarks } from "./remarks.ts";
import type { Table } from "./table.ts";

/** One row of a table. The same object is filled again for the next row. */
export interface Row {
  /** From 1; the header is none. */
  row: number;
  /** What it tells of its time; elapsed times count from the start of the file. */
  time: "absolute" | "elapsed" | undefined;
  /** Milliseconds since 1970 or the start of the file; where the row tells no time, what it probably is. */
  at: number;
  /** One for each column that is judged; NaN: missing. */
  values: Float64Array;
}

/** Where no row tells a time, one a minute. */
const untimedStepMs = 60_000;

export interface RowReaderOptions {
  table: Table;
  delimiter: Delimiter;
  remarks: Remarks;
  /** Zone of times that name none. */
  zone: "local" | "utc";
  /** Times without a year are the last of that date before this. */
  nearMs: number;
}

/** Reads records as rows; whatever is wrong with one is remarked, and it is a row with missing values. */
export class RowReader {
  readonly #options: RowReaderOptions;
  readonly #row: Row;
  #stepMs = untimedStepMs;

  constructor(options: RowReaderOptions) {
    this.#options = options;
    const values = new Float64Array(options.table.values.length);
    this.#row = { row: 0, time: undefined, at: -untimedStepMs, values };
  }

  read({ cells, isBroken, line }: CsvRecord): Row {
    const { table, remarks } = this.#options;
    this.#row.row += 1;
    if (isBroken) remarks.add("brokenLine", line);
    else if (cells.length < table.cellCount) remarks.add("shortRow", line);
    else if (cells.length > table.cellCount) remarks.add("longRow", line);
    this.#readTime(cells, line);
    this.#readValues(cells, line);
    return this.#row;
  }

  #readTime(cells: readonly string[], line: number): void {
    const { table, remarks, zone, nearMs } = this.#options;
    const row = this.#row;
    const before = row.at;
    if (table.timeColumns.length === 0) {
      row.at = before + this.#stepMs;
      return;
    }
    const time = readTimeCell(timeText(cells, table.timeColumns), { zone, nearMs });
    if (!time) {
      remarks.add("noTime", line);
      row.time = undefined;
      row.at = row.row === 1 ? 0 : before + this.#stepMs;
      return;
    }
    row.time = "at" in time ? "absolute" : "elapsed";
    row.at = "at" in time ? time.at : time.elapsedMs;
    if (row.row === 1) return;
    if (row.at > before) this.#stepMs = row.at - before;
    else remarks.add(row.at === before ? "sameTime" : "earlierTime", line);
  }

  #readValues(cells: readonly string[], line: number): void {
    const { table, delimiter, remarks } = this.#options;
    const { values } = this.#row;
    for (let column = 0; column < values.length; column += 1) {
      const cell = cells[table.values[column]?.position ?? -1] ?? "";
      const value = cellValue(cell, delimiter);
      if (value === undefined) remarks.add("noNumber", line, cell);
      values[column] = value ?? Number.NaN;
    }
  }
}

function timeText(cells: readonly string[], [first = 0, ...others]: readonly number[]): string {
  const date = cells[first] ?? "";
  // Some write 18.30.00 for half past six.
  return others.reduce((text, position) => `${text} ${(cells[position] ?? "").replaceAll(".", ":")}`, date);
}
