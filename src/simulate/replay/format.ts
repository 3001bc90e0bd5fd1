import { open } from "node:fs/promises";
import { parseCsvRecord, sniffDelimiter } from "./csv-record.ts";
import { ReplayUnreadableError } from "./errors.ts";
import type { ReplayFormat } from "./record.ts";

/** So much of a file is looked at to tell its format. */
const headBytes = 65_536;

export interface FileHead {
  text: string;
  modifiedAt: number;
}

/** The beginning of a file and when it was last written. */
export async function readHead(file: string): Promise<FileHead> {
  try {
    const handle = await open(file);
    try {
      const stat = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return { text: buffer.toString("utf8", 0, bytesRead).replace(/^\ufeff/, ""), modifiedAt: stat.mtimeMs };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new ReplayUnreadableError(file, error);
  }
}

/**
 * Tells the format of a file by how it begins; its name settles what a beginning leaves open. What is neither JSON,
 * nor numbers, nor a table with numbers in it is a log.
 */
export function sniffFormat(file: string, head: string): ReplayFormat {
  const lines = wholeLines(head).slice(0, 10);
  const [first = ""] = lines;
  if (/^\[\s*(?:\{|\]|$)/.test(first)) return "jsonArray";
  if (first.startsWith("{")) return "jsonLines";
  if (/\.log$/i.test(file)) return "log";
  if (lines.length > 0 && lines.every((line) => Number.isFinite(Number(line)))) return "values";
  if (/\.(?:csv|tsv)$/i.test(file)) return "csv";
  return isTable(lines) ? "csv" : "log";
}

function isTable(lines: readonly string[]): boolean {
  const delimiter = sniffDelimiter(lines);
  if (delimiter === undefined || lines.length < 2) return false;
  const cells = parseCsvRecord(lines[1] ?? "", delimiter);
  return Array.isArray(cells) && cells.some((cell) => cell !== "" && Number.isFinite(Number(cell)));
}

/** Without the last line where it is cut off by the end of the head, and without empty ones. */
function wholeLines(head: string): string[] {
  const lines = head.split(/\r?\n/);
  if (Buffer.byteLength(head) >= headBytes && lines.length > 1) lines.pop();
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}
