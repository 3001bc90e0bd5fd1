import { epochMs, parseTimestamp } from "../../text/timestamp.ts";
import type { ParsedLine, ParseOptions } from "./parsed-line.ts";
import { severityOfField } from "./severity.ts";

type Fields = Readonly<Record<string, unknown>>;

const messageKeys = [
  "message",
  "msg",
  "MESSAGE",
  "text",
  "log",
  "body",
  "event",
  "Message",
  "@m",
  "short_message",
];
const levelKeys = [
  "level",
  "severity",
  "lvl",
  "PRIORITY",
  "priority",
  "loglevel",
  "levelname",
  "log.level",
  "severity_text",
  "SeverityText",
  "Level",
  "@l",
];
const timeKeys = [
  "time",
  "ts",
  "timestamp",
  "@timestamp",
  "datetime",
  "date",
  "asctime",
  "@t",
  "Timestamp",
  "t",
];
const hostKeys = ["hostname", "host", "_HOSTNAME", "host.name", "nodename"];
const programKeys = [
  "SYSLOG_IDENTIFIER",
  "_COMM",
  "program",
  "logger",
  "app",
  "service",
  "component",
  "module",
  "name",
  "tag",
  "source",
];

/**
 * What a JSON object says as a log record: pino and bunyan, systemd's journal export, Docker's json-file, and others
 * that name their fields as most do. `parseText` reads the line inside a Docker record.
 */
export function parseJsonLine(
  fields: Fields,
  options: ParseOptions,
  parseText: (line: string) => ParsedLine,
): ParsedLine | undefined {
  if (isDocker(fields)) {
    const inner = parseText(String(fields.log));
    return { ...inner, at: timeOf(fields.time, options) ?? inner.at };
  }
  const message = messageOf(fields);
  if (message === undefined) return undefined;
  return {
    at: journalTime(fields) ?? firstOf(fields, timeKeys, (value) => timeOf(value, options)),
    severity: firstOf(fields, levelKeys, severityOfField),
    host: firstOf(fields, hostKeys, shortText),
    program: firstOf(fields, programKeys, shortText),
    message,
  };
}

function isDocker(fields: Fields): boolean {
  return typeof fields.log === "string" && (fields.stream === "stdout" || fields.stream === "stderr");
}

function messageOf(fields: Fields): string | undefined {
  const text = firstOf(fields, messageKeys, (value) => {
    if (typeof value === "string" && value !== "") return value;
    return value === fields.MESSAGE ? bytesText(value) : undefined;
  });
  if (text !== undefined) return text;
  const error = own(fields, "err") ?? own(fields, "error");
  if (typeof error === "string") return error;
  return isObject(error) && typeof error.message === "string" ? error.message : undefined;
}

/** The journal gives a message that is not UTF-8 as a list of bytes (systemd.journal-fields). */
function bytesText(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const isBytes = value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255);
  return isBytes ? Buffer.from(value as number[]).toString() : undefined;
}

/** Microseconds since 1970 as text; the time at the source is nearer to the event than that of the journal. */
function journalTime(fields: Fields): number | undefined {
  for (const key of ["_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP"]) {
    const value = own(fields, key);
    if (typeof value === "string" && /^\d{1,17}$/.test(value)) return Math.floor(Number(value) / 1000);
  }
  return undefined;
}

function timeOf(value: unknown, options: ParseOptions): number | undefined {
  if (typeof value === "number") return epochMs(value);
  return typeof value === "string" ? parseTimestamp(value, options) : undefined;
}

function shortText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= 255 ? value : undefined;
}

function firstOf<T>(
  fields: Fields,
  keys: readonly string[],
  read: (value: unknown) => T | undefined,
): T | undefined {
  for (const key of keys) {
    const value = own(fields, key);
    const found = value === undefined ? undefined : read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function own(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
