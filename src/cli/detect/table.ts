import { planColumns } from "../../simulate/replay/columns.ts";
import type { Delimiter } from "../../simulate/replay/csv-record.ts";
import { ReplayFormatError } from "../../simulate/replay/errors.ts";
import { safeText } from "../style.ts";
import { cellValue } from "./cell-value.ts";
import type { CsvRecord } from "./csv-splitter.ts";

/** What the user said about the columns. */
export interface ColumnChoice {
  /** Column that holds the time; found by its name or its look when left out. */
  timeColumn?: string | undefined;
  /** The columns to judge; all with numbers when left out, but not those that look like labels. */
  valueColumns?: readonly string[] | undefined;
}

/** Where the time and the values of a table are. */
export interface Table {
  hasHeader: boolean;
  cellCount: number;
  /** One column, or a date and a time of day; empty: the table tells no time. */
  timeColumns: readonly number[];
  values: readonly { position: number; name: string }[];
  /** Columns that are not judged, with why. */
  leftOut: readonly { name: string; why: "text" | "label" }[];
}

/** What data sets call the answer: to judge it as if it were measured would be looking it up. */
const labelName =
  /^(?:is[ _-]?)?(?:anomal(?:y|ies|ous)|outliers?|labels?|change[ _-]?points?|ground[ _-]?truth|ignored)(?:[ _-]?labels?)?$/i;

/**
 * Tells the columns by the header and the first row: a column that begins with text is none of values, one that
 * begins with nothing may be. Later rows change nothing, so that no row is judged by what comes after it.
 * Throws {@link ReplayFormatError} when a column that was asked for is not there, or nothing can be judged.
 */
export function planTable(
  file: string,
  { first, second, delimiter }: { first: CsvRecord; second: CsvRecord | undefined; delimiter: Delimiter },
  { timeColumn, valueColumns }: ColumnChoice,
): Table {
  const refuse = (problem: string, hint: string): never => {
    throw new ReplayFormatError({ file, line: first.line, problem, hint });
  };
  if (first.isBroken) refuse("its quotes do not add up, so the columns are not known", "mend the line");
  const plan = planColumns(first.cells, second?.cells, {
    ...(timeColumn === undefined ? {} : { timeColumn }),
    ...(valueColumns === undefined ? {} : { columns: valueColumns }),
  });
  if ("unknownColumn" in plan) {
    const known = plan.known.filter((name) => name !== "");
    return refuse(`there is no column "${plan.unknownColumn}"`, `the columns are: ${sayNames(known)}`);
  }
  const { hasHeader, cellCount, timeColumns } = plan;
  const cells = hasHeader ? second?.cells : first.cells;
  const named = tellApart(plan.values);
  if (valueColumns && named.length === 0) {
    refuse(`"${timeColumn}" cannot be both the time and a value`, "name another column with --value");
  }
  if (valueColumns) return { hasHeader, cellCount, timeColumns, values: named, leftOut: [] };
  const judged = named.map((column) => ({ ...column, why: whyLeftOut(column, cells, delimiter) }));
  const values = judged.filter(({ why }) => why === undefined);
  const leftOut = judged.flatMap(({ name, why }) => (why === undefined ? [] : [{ name, why }]));
  if (values.length === 0) {
    const names = sayNames(judged.map(({ name }) => name)) || "none but the time";
    refuse("no column begins with a number", `name columns with --value; there are: ${names}`);
  }
  return { hasHeader, cellCount, timeColumns, values, leftOut };
}

function whyLeftOut(
  { name, position }: { name: string; position: number },
  cells: readonly string[] | undefined,
  delimiter: Delimiter,
): "text" | "label" | undefined {
  if (cellValue(cells?.[position] ?? "", delimiter) === undefined) return "text";
  return labelName.test(name) ? "label" : undefined;
}

/** Names of a file that may be anything, as they can be shown. */
function sayNames(names: readonly string[]): string {
  const shown = names.slice(0, namesMax).map((name) => safeText(name).slice(0, nameLengthMax));
  return shown.join(", ") + (names.length > namesMax ? ` and ${names.length - namesMax} more` : "");
}

const namesMax = 20;
const nameLengthMax = 40;

/** Columns of the same name get a number. */
function tellApart(
  columns: readonly { position: number; name: string }[],
): { position: number; name: string }[] {
  const times = new Map<string, number>();
  return columns.map(({ position, name }) => {
    const count = (times.get(name) ?? 0) + 1;
    times.set(name, count);
    return { position, name: count === 1 ? name : `${name} (${count})` };
  });
}
