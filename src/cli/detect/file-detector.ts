import type { Judge, Judgement } from "../../anomaly/judge.ts";
import { type CsvRecord, CsvSplitter } from "./csv-splitter.ts";
import { Remarks } from "./remarks.ts";
import { type Row, RowReader } from "./row-reader.ts";
import { type ColumnChoice, planTable, type Table } from "./table.ts";

export interface FileDetectorOptions extends ColumnChoice {
  /** What the file is called in errors. */
  file: string;
  zone: "local" | "utc";
  nearMs: number;
  /** Called once the columns are known. */
  openJudge: (columns: readonly string[]) => Judge;
  /** Called once, before the first row. */
  onTable?: (table: Table) => void;
  /** Called for each row, in order; the row is filled anew for the next. */
  onRow: (row: Row, judgement: Judgement) => void;
}

/**
 * Judges the rows of one table as its text comes in. Each row is judged before the next is looked at. Only the form of
 * the file is told from more than that: the delimiter from three lines, header and columns from two records.
 */
export class FileDetector {
  readonly remarks = new Remarks();
  readonly #options: FileDetectorOptions;
  readonly #splitter: CsvSplitter;
  #first: CsvRecord | undefined;
  #rows: { reader: RowReader; judge: Judge } | undefined;

  constructor(options: FileDetectorOptions) {
    this.#options = options;
    this.#splitter = new CsvSplitter(options.file);
  }

  /** Throws a `ReplayFormatError` where nothing can be made of the text. */
  take(chunk: string): void {
    for (const record of this.#splitter.split(chunk)) this.#takeRecord(record);
  }

  /** The text has ended. */
  end(): void {
    for (const record of this.#splitter.end()) this.#takeRecord(record);
    if (this.#first && !this.#rows) this.#open(this.#first, undefined);
  }

  #takeRecord(record: CsvRecord): void {
    if (this.#rows) this.#judge(this.#rows, record);
    else if (!this.#first) this.#first = record;
    else this.#judge(this.#open(this.#first, record), record);
  }

  #open(first: CsvRecord, second: CsvRecord | undefined) {
    const { file, zone, nearMs, openJudge, onTable } = this.#options;
    const { delimiter = "," } = this.#splitter;
    const table = planTable(file, { first, second, delimiter }, this.#options);
    onTable?.(table);
    const judge = openJudge(table.values.map(({ name }) => name));
    const reader = new RowReader({ table, delimiter, remarks: this.remarks, zone, nearMs });
    this.#rows = { reader, judge };
    if (!table.hasHeader) this.#judge(this.#rows, first);
    return this.#rows;
  }

  #judge({ reader, judge }: { reader: RowReader; judge: Judge }, record: CsvRecord): void {
    const row = reader.read(record);
    this.#options.onRow(row, judge.observe(row.values, row.at));
  }
}
