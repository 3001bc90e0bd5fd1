import { parseTimestamp } from "../../text/timestamp.ts";

export const inputKinds = ["facts", "log", "text"] as const;
export type InputKind = (typeof inputKinds)[number];

/**
 * What a file is, by its content: JSON that begins like an object with facts in it; a log, most of whose lines begin with
 * a time, a level or a syslog mark, or are JSON objects; else a text.
 */
export function recognise(content: string): InputKind {
  const trimmed = content.trimStart();
  const lines = trimmed
    .split("\n", linesMax)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const isOneObject = trimmed.startsWith("{") && !(lines.length > 1 && lines.every(isJsonObject));
  if (isOneObject && (lines.length > 1 || /"(?:evidence|incidents|facts|incident|schema)"\s*:/.test(trimmed)))
    return "facts";
  const logLike = lines.filter((line) => isLogLine(line)).length;
  return lines.length > 0 && logLike >= lines.length * logShareMin ? "log" : "text";
}

const linesMax = 200;
/** Stack traces and continued lines have no time. */
const logShareMin = 0.4;

function isLogLine(line: string): boolean {
  if (isJsonObject(line)) return true;
  if (/^<\d{1,3}>/.test(line)) return true;
  if (/^\[?\s*(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRIT(?:ICAL)?|FATAL)\b/.test(line)) return true;
  if (/^(?:[A-Z][a-z]{2} [ \d]?\d \d{2}:\d{2}:\d{2}|\[?\s*\d+\.\d{3,}\])/.test(line)) return true;
  const [first = "", second = ""] = line.replace(/^[[(]/, "").split(/[\])]?\s+/, 2);
  const isTime = (text: string) =>
    /\d{1,4}[-/.:]\d/.test(text) && parseTimestamp(text, { zone: "utc", nearMs: 0 }) !== undefined;
  return isTime(first) || isTime(`${first} ${second}`) || /^\d{6} \d{6}\b|^\d{10}\b/.test(line);
}

function isJsonObject(line: string): boolean {
  if (!line.trimStart().startsWith("{")) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
