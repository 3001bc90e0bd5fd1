import { type DestinationStream, destination as openDestination, pino } from "pino";
import type { Log, LogFields, LogLevel } from "../core/log.ts";

/** The daemon's log: one JSON object per line, for journald and everything that reads it. */
export interface AdjustableLog extends Log {
  setLevel(level: LogLevel): void;
}

/**
 * Lines have `level` (a word), `time` (UTC, ISO 8601), `event`, the fields, and `msg`. Values of fields whose
 * name says secret are never written, nor are passwords inside URLs. Writing is synchronous: the last line
 * before a crash is the one that matters.
 *
 * Limits: texts are cut at `textLengthMax`, lists and objects at `itemsMax`, nesting at `depthMax`.
 */
export function createPinoLog(options: { level: LogLevel; destination?: DestinationStream }): AdjustableLog {
  const logger = pino(
    {
      level: options.level,
      // pid and host name are known to journald already.
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.destination ?? standardOutput(),
  );
  return {
    write(level, event, message, fields) {
      if (!logger.isLevelEnabled(level)) return;
      logger[level]({ event, ...cleanFields(fields) }, message);
    },
    setLevel(level) {
      logger.level = level;
    },
  };
}

const textLengthMax = 4_096;
const itemsMax = 50;
const depthMax = 4;

const secretName =
  /pass(word|phrase)?$|passwd|secret|token|authori[sz]ation|credential|cookie|api[-_]?key|private[-_]?key/i;
/** Keys the line has of its own. */
const reserved = new Set(["level", "time", "event", "msg"]);

function cleanFields(fields: LogFields): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    clean[reserved.has(name) ? `${name}_` : name] = cleanNamed(name, value, 1);
  }
  return clean;
}

function cleanNamed(name: string, value: unknown, depth: number): unknown {
  return secretName.test(name) && value !== undefined && value !== null ? "[secret]" : clean(value, depth);
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error) return cleanError(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= depthMax) return Array.isArray(value) ? `[${value.length} items]` : "[object]";
  if (value instanceof Map) return clean(Object.fromEntries(value), depth);
  if (value instanceof Set) return clean([...value], depth);
  if (Array.isArray(value)) return value.slice(0, itemsMax).map((item) => clean(item, depth + 1));
  const entries = Object.entries(value).slice(0, itemsMax);
  return Object.fromEntries(entries.map(([name, child]) => [name, cleanNamed(name, child, depth + 1)]));
}

function cleanError(error: Error): Record<string, unknown> {
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: cleanText(error.message),
    ...(code === undefined ? {} : { code: String(code) }),
    ...(error.stack ? { stack: cleanText(error.stack) } : {}),
  };
}

function cleanText(text: string): string {
  // Masked before it is cut, so that the cut cannot hide the @ that ends a password.
  const masked = text.includes("://")
    ? text.replace(/(:\/\/[^\s:/@]{0,256}):[^\s/@]{1,256}@/g, "$1:[secret]@")
    : text;
  return masked.length > textLengthMax ? `${masked.slice(0, textLengthMax)}…` : masked;
}

function standardOutput(): DestinationStream {
  const stream = openDestination({ fd: 1, sync: true });
  // Whoever read our output is gone; the daemon's work goes on.
  stream.on("error", () => {});
  return stream;
}
