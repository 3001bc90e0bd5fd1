import type { LogRule } from "../config.ts";
import { cleanText } from "./clean.ts";
import { parseJsonLine } from "./json-line.ts";
import type { ParsedLine, ParseOptions } from "./parsed-line.ts";
import { parseSyslog } from "./syslog.ts";
import { parseTextLine } from "./text-line.ts";

/** Deepest nesting of records within records: a Docker record whose line is JSON again. */
const nestingMax = 2;

/** Lines, or JSON records where the whole payload is one or a list of them (it may be spread over several lines). */
export function splitPayload(text: string, format: LogRule["format"]): unknown[] {
  const mayBeJson = format === "json" || format === "auto";
  if (mayBeJson && /^\ufeff?\s*(?:\{|\[\s*\{)/.test(text)) {
    const value = parseOrUndefined(text.replace(/^\ufeff/, ""));
    if (Array.isArray(value)) return value;
    if (value !== undefined) return [value];
  }
  return text.split(/\r\n|\n|\r(?!\n)/).filter((line) => line.trim() !== "");
}

/** What a record says of itself; undefined for what is no record at all, such as a number in a list. */
export function parseRecord(
  record: unknown,
  format: LogRule["format"],
  options: ParseOptions,
  depth = 0,
): ParsedLine | undefined {
  if (typeof record === "object" && record !== null) return parseObject(record, options, depth);
  if (typeof record !== "string") return undefined;
  const line = format === "text" || format === "auto" ? cleanText(record) : record.trim();
  if ((format === "json" || format === "auto") && line.startsWith("{")) {
    const value = parseOrUndefined(line);
    if (typeof value === "object" && value !== null) return parseObject(value, options, depth);
  }
  if ((format === "syslog" || format === "auto") && line.startsWith("<")) {
    const parsed = parseSyslog(line, options);
    if (parsed) return parsed;
  }
  return parseTextLine(cleanText(line), options);
}

function parseObject(record: object, options: ParseOptions, depth: number): ParsedLine {
  const parseText = (line: string): ParsedLine =>
    (depth < nestingMax ? parseRecord(line, "auto", options, depth + 1) : undefined) ??
    parseTextLine(cleanText(line), options);
  return (
    parseJsonLine(record as Record<string, unknown>, options, parseText) ?? {
      at: undefined,
      severity: undefined,
      host: undefined,
      program: undefined,
      message: JSON.stringify(record),
    }
  );
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
