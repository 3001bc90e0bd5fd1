import { refuseLine } from "./bad-line.ts";
import { type ColumnPlan, planColumns, readTimeCell } from "./columns.ts";
import { type Delimiter, parseCsvRecord, sniffDelimiter } from "./csv-record.ts";
import { ReplayFormatError } from "./errors.ts";
import type { ReplayRecord, ReplaySource } from "./record.ts";
import { readLines, type TextLine } from "./text-lines.ts";

/** Most lines that one record may be spread over by quoted line breaks. */
const recordLinesMax = 100;

/** Each row as one JSON message with a field for each column, the time left out. */
export async function* readCsv(source: ReplaySource): AsyncGenerator<ReplayRecord> {
  const { file, topic, options } = source;
  let header: { cells: string[]; line: number } | undefined;
  let plan: ColumnPlan | undefined;
  let row = 0;
  for await (const record of readRecords(source)) {
    if (!plan) {
      if (!header) {
        header = record;
        continue;
      }
      plan = planFile(source, header, record.cells);
      if (!plan.hasHeader) {
        const first = readRow(source, plan, header, row);
        row += 1;
        if (first) yield { ...first, topic };
      }
    }
    const message = readRow(source, plan, record, row);
    row += 1;
    if (message) yield { ...message, topic };
  }
  if (!header || plan) return;
  plan = planFile(source, header, undefined);
  const only = plan.hasHeader ? undefined : readRow(source, plan, header, 0);
  if (only) yield { ...only, topic };
  else
    options.onBadLine?.(
      new ReplayFormatError({ file, line: header.line, problem: "there is a header but no data" }),
    );
}

async function* readRecords(source: ReplaySource): AsyncGenerator<{ cells: string[]; line: number }> {
  const { file, options } = source;
  let delimiter: Delimiter | undefined;
  let open: { text: string; line: number; lines: number } | undefined;
  const head: TextLine[] = [];
  const split = (
    text: string,
    line: number,
    lines: number,
  ): { cells: string[]; line: number } | undefined => {
    const cells = parseCsvRecord(text, delimiter ?? ",");
    if (cells === "open" && lines < recordLinesMax) {
      open = { text, line, lines };
      return undefined;
    }
    open = undefined;
    if (Array.isArray(cells)) return { cells, line };
    const problem = cells === "open" ? "a quote is not closed" : "there is text behind a closing quote";
    return refuseLine(source, line, problem);
  };
  const take = (line: TextLine) => {
    if (open) return split(`${open.text}\n${line.text}`, open.line, open.lines + 1);
    return line.text.trim() === "" ? undefined : split(line.text, line.number, 1);
  };
  for await (const line of readLines(file, options.signal)) {
    if (delimiter === undefined) {
      if (line.text.trim() !== "") head.push(line);
      if (head.length < 3) continue;
      delimiter = sniffDelimiter(head.map(({ text }) => text)) ?? ",";
      for (const early of head) {
        const record = take(early);
        if (record) yield record;
      }
      continue;
    }
    const record = take(line);
    if (record) yield record;
  }
  if (delimiter === undefined) {
    delimiter = sniffDelimiter(head.map(({ text }) => text)) ?? ",";
    for (const early of head) {
      const record = take(early);
      if (record) yield record;
    }
  }
  if (open) refuseLine(source, open.line, "a quote is not closed");
}

function planFile(
  { file, options }: ReplaySource,
  first: { cells: string[]; line: number },
  second: string[] | undefined,
): ColumnPlan {
  const plan = planColumns(first.cells, second, options);
  if (!("unknownColumn" in plan)) return plan;
  const known = plan.known.filter((name) => name !== "").join(", ");
  throw new ReplayFormatError({
    file,
    line: first.line,
    problem: `there is no column "${plan.unknownColumn}"`,
    hint: `the columns are: ${known}`,
  });
}

function readRow(
  source: ReplaySource,
  plan: ColumnPlan,
  { cells, line }: { cells: string[]; line: number },
  row: number,
): { at: number | undefined; payload: string } | undefined {
  if (cells.length !== plan.cellCount) {
    return refuseLine(source, line, `found ${cells.length} cells where there should be ${plan.cellCount}`);
  }
  const { options, modifiedAt } = source;
  const { zone = "utc", startAt = 0, intervalMs } = options;
  let at = intervalMs === undefined ? undefined : startAt + row * intervalMs;
  if (plan.timeColumns.length > 0) {
    const text = plan.timeColumns
      .map((position) => timeText(cells[position] ?? "", position !== plan.timeColumns[0]))
      .join(" ");
    const time = readTimeCell(text, { zone, nearMs: modifiedAt });
    if (!time) return refuseLine(source, line, `"${text.slice(0, 40)}" is not a time`);
    at = "at" in time ? time.at : startAt + time.elapsedMs;
  }
  const fields: Record<string, number | string> = Object.create(null);
  for (const { position, name } of plan.values) {
    const value = cellValue(cells[position] ?? "");
    if (value !== undefined) fields[name] = value;
  }
  return { at, payload: JSON.stringify(fields) };
}

/** Some write 18.30.00 for half past six. */
function timeText(cell: string, isTimeOfDay: boolean): string {
  return isTimeOfDay ? cell.replaceAll(".", ":") : cell;
}

/** A number where it is one (with a comma for the point too); an empty cell is no value. */
function cellValue(cell: string): number | string | undefined {
  if (cell === "" || /^(?:nan|na|null|none)$/i.test(cell)) return undefined;
  const number = Number(/^[+-]?\d+,\d+$/.test(cell) ? cell.replace(",", ".") : cell);
  return Number.isFinite(number) ? number : cell;
}
