import { readFile } from "node:fs/promises";

/** A file of numbers with a row of names above them. */
export interface TableFile {
  readonly rows: number;
  /** Cells of a column as written. @throws Error naming the file and the columns it has. */
  text(column: string): readonly string[];
  /** The same as numbers, NaN where a cell is none. */
  numbers(column: string): Float64Array;
  readonly columns: readonly string[];
}

export async function readTableFile(path: string, separator: string): Promise<TableFile> {
  return tableOf(await readFile(path, "utf8"), { path, separator });
}

/**
 * Cells may be in double quotes with the separator inside them. Where the rows have one cell more than the header, as R
 * writes row names, the first is left out.
 */
export function tableOf(content: string, options: { path: string; separator: string }): TableFile {
  const { path, separator } = options;
  const lines = content.split(/\r?\n/).filter((line) => line !== "");
  const columns = cellsOf(lines[0] ?? "", separator);
  const cells = lines.slice(1).map((line) => cellsOf(line, separator));
  const shift = (cells[0]?.length ?? 0) - columns.length;
  const crooked = cells.findIndex((row) => row.length !== columns.length + shift);
  if (crooked >= 0 || shift < 0 || shift > 1) {
    throw new Error(`${path}: row ${crooked + 2} has not as many cells as the header has names`);
  }
  const text = (column: string) => {
    const index = columns.indexOf(column);
    if (index < 0) throw new Error(`${path} has no column ${column}; it has ${columns.join(", ")}`);
    return cells.map((row) => row[index + shift] as string);
  };
  return {
    rows: cells.length,
    columns,
    text,
    numbers: (column) => Float64Array.from(text(column), numberOf),
  };
}

function cellsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator);
  const cells: string[] = [""];
  let isQuoted = false;
  for (const letter of line) {
    if (letter === '"') isQuoted = !isQuoted;
    else if (letter === separator && !isQuoted) cells.push("");
    else cells[cells.length - 1] += letter;
  }
  return cells;
}

function numberOf(cell: string): number {
  return cell.trim() === "" ? Number.NaN : Number(cell);
}
