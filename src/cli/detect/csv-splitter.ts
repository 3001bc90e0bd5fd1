import { type Delimiter, parseCsvRecord, sniffDelimiter } from "../../simulate/replay/csv-record.ts";
import { ReplayFormatError } from "../../simulate/replay/errors.ts";

/**
 * Cuts text that comes in pieces into CSV records. What cannot be read becomes a record without cells, so that
 * nothing that was a row is lost from the count.
 *
 * Limits: one line of `lineLengthMax` characters, or one quoted cell over `quotedLinesMax` lines, is in memory at a
 * time. A line longer than that is refused with a {@link ReplayFormatError}; a quote that is open for longer makes its
 * first line a broken record, and the lines behind it are read anew.
 */
const lineLengthMax = 1_048_576;
const quotedLinesMax = 100;
/** So many lines tell the delimiter. */
const sniffedLines = 3;

export interface CsvRecord {
  cells: readonly string[];
  /** From 1. */
  line: number;
  /** Its quotes do not add up; it has no cells then. */
  isBroken: boolean;
}

interface Line {
  text: string;
  number: number;
}

export class CsvSplitter {
  readonly #file: string;
  #delimiter: Delimiter | undefined;
  #rest = "";
  #line = 0;
  /** Lines that wait for the delimiter to be told. */
  #head: Line[] = [];
  /** Lines of a record in which a quote is open. */
  #open: Line[] = [];

  /** `file`: what it is called in errors. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Undefined as long as too few lines came. */
  get delimiter(): Delimiter | undefined {
    return this.#delimiter;
  }

  /** The records that this piece of text completes. */
  *split(chunk: string): Generator<CsvRecord> {
    // Text has none; UTF-16, as spreadsheets save it, has one in every second byte.
    if (chunk.includes("\0")) this.#refuse("this is no text in UTF-8", "save it as CSV in UTF-8");
    const text = this.#rest + chunk;
    let from = 0;
    for (let end = text.indexOf("\n", from); end >= 0; end = text.indexOf("\n", from)) {
      this.#line += 1;
      yield* this.#takeLine({ text: withoutReturn(text.slice(from, end)), number: this.#line });
      from = end + 1;
    }
    this.#rest = text.slice(from);
    if (this.#rest.length > lineLengthMax) {
      this.#refuse(`the line is longer than ${lineLengthMax} characters`, "is it a text file?");
    }
  }

  #refuse(problem: string, hint: string): never {
    throw new ReplayFormatError({ file: this.#file, line: this.#line + 1, problem, hint });
  }

  /** The records that the end of the text completes. */
  *end(): Generator<CsvRecord> {
    const rest = withoutReturn(this.#rest);
    this.#rest = "";
    this.#line += 1;
    yield* this.#takeLine({ text: rest, number: this.#line });
    if (this.#delimiter === undefined) yield* this.#readHead();
    while (this.#open.length > 0) yield* this.#giveUpQuote();
  }

  *#takeLine(line: Line): Generator<CsvRecord> {
    if (this.#open.length === 0 && isBlank(line.text)) return;
    if (this.#delimiter !== undefined) {
      yield* this.#takeRecord(line);
      return;
    }
    this.#head.push(line);
    if (this.#head.length >= sniffedLines) yield* this.#readHead();
  }

  *#readHead(): Generator<CsvRecord> {
    const lines = this.#head;
    this.#head = [];
    this.#delimiter = sniffDelimiter(lines.map(({ text }) => text)) ?? ",";
    for (const line of lines) yield* this.#takeRecord(line);
  }

  *#takeRecord(line: Line): Generator<CsvRecord> {
    const delimiter = this.#delimiter ?? ",";
    if (this.#open.length === 0) {
      const cells = parseCsvRecord(line.text, delimiter);
      if (cells === "open") this.#open.push(line);
      else yield record(cells, line);
      return;
    }
    this.#open.push(line);
    // Without a quote in it, a line cannot close one.
    if (line.text.includes('"')) {
      const [first = line] = this.#open;
      const cells = parseCsvRecord(this.#open.map(({ text }) => text).join("\n"), delimiter);
      if (Array.isArray(cells)) {
        this.#open = [];
        yield record(cells, first);
        return;
      }
      if (cells === "textAfterQuote") yield* this.#giveUpQuote();
    }
    if (this.#open.length >= quotedLinesMax) yield* this.#giveUpQuote();
  }

  /** The first line is broken; the ones behind it may well be rows. */
  *#giveUpQuote(): Generator<CsvRecord> {
    const [first, ...others] = this.#open;
    this.#open = [];
    if (first) yield { cells: [], line: first.number, isBroken: true };
    for (const line of others) yield* this.#takeLine(line);
  }
}

function record(cells: string[] | "textAfterQuote", { number }: Line): CsvRecord {
  return typeof cells === "string"
    ? { cells: [], line: number, isBroken: true }
    : { cells, line: number, isBroken: false };
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/** Blank for a person; tabs are kept, for a row of a table with tabs may have nothing else. */
function isBlank(line: string): boolean {
  return line.trim() === "" && !line.includes("\t");
}
