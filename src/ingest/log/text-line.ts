import type { LogSeverity } from "../../domain/log-line.ts";
import { readTimestamp } from "../../text/timestamp.ts";
import type { ParsedLine, ParseOptions } from "./parsed-line.ts";
import { severityOfLetter, severityOfWord } from "./severity.ts";
import { parse3164 } from "./syslog.ts";

/**
 * A plain line, its header taken apart where it has one: time, level, and the program or component. A line
 * without a header is its own message, and says nothing of its severity.
 */
export function parseTextLine(line: string, options: ParseOptions): ParsedLine {
  return (
    parseGlog(line, options) ??
    parseLogfmt(line, options) ??
    parseSyslogText(line, options) ??
    parseHeader(line, options)
  );
}

/** `Jun 14 15:16:01 combo sshd[19939]: …`, as /var/log/messages has it: no PRI. */
function parseSyslogText(line: string, options: ParseOptions): ParsedLine | undefined {
  const parsed = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /.test(line) ? parse3164(line, options) : undefined;
  if (!parsed?.program) return undefined;
  return { ...parsed, severity: leadingLevel(parsed.message)?.severity };
}

/** `I0614 15:16:01.123456   123 file.go:12] message` */
function parseGlog(line: string, options: ParseOptions): ParsedLine | undefined {
  const match = /^([IWEF])(\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d{6}) +\d+ ([^\s\]]{1,128})\] (.*)$/.exec(line);
  if (!match) return undefined;
  const [, letter = "", month, day, time, program, message = ""] = match;
  const at = readTimestamp(`${month}-${day} ${time}`, 0, options)?.at;
  return { at, severity: severityOfLetter(letter), host: undefined, program, message };
}

/** `time=… level=warn msg="…"` */
function parseLogfmt(line: string, options: ParseOptions): ParsedLine | undefined {
  const level = /(?:^|\s)(?:level|lvl|severity)="?(\w{3,13})"?(?:\s|$)/.exec(line);
  const message = /(?:^|\s)(?:msg|message)=(?:"((?:[^"\\]|\\.)*)"|(\S+))/.exec(line);
  if (!level || !message) return undefined;
  const time = /(?:^|\s)(?:time|ts|t|timestamp)="?([^"\s]{8,35})/.exec(line)?.[1];
  const program = /(?:^|\s)(?:component|logger|app|service|module)="?([^"\s]{1,64})/.exec(line)?.[1];
  return {
    at: time === undefined ? undefined : readTimestamp(time, 0, options)?.at,
    severity: severityOfWord(level[1] ?? ""),
    host: undefined,
    program,
    message: message[2] ?? (message[1] ?? "").replace(/\\(["\\])/g, "$1"),
  };
}

function parseHeader(line: string, options: ParseOptions): ParsedLine {
  const time = leadingTime(line, options);
  const afterTime = line.slice(time?.end ?? 0);
  const level = leadingLevel(afterTime, time !== undefined);
  if (!time && !level)
    return { at: undefined, severity: undefined, host: undefined, program: undefined, message: line };
  const component = leadingComponent(afterTime.slice(level?.end ?? 0), level !== undefined);
  return {
    at: time?.at,
    severity: level?.severity,
    host: undefined,
    program: component.program,
    message: component.message || line,
  };
}

/** A time at the start, perhaps in brackets. */
function leadingTime(line: string, options: ParseOptions): { at: number; end: number } | undefined {
  const isBracketed = line.startsWith("[");
  const found = readTimestamp(line, isBracketed ? 1 : 0, options);
  if (!found) return undefined;
  const end = isBracketed && line[found.end] === "]" ? found.end + 1 : found.end;
  return /^(?:$|[\s,;|:\]-])/.test(line.slice(end, end + 1)) ? { at: found.at, end } : undefined;
}

/**
 * A level that is written as one: in brackets, in capitals, or before a colon. Up to three words (thread, process)
 * may come before it when a time does. `Error in line 3` is a sentence.
 */
function leadingLevel(text: string, isAfterTime = false): { severity: LogSeverity; end: number } | undefined {
  const android = isAfterTime ? /^ +\d+ +\d+ ([VDIWEFA]) (?=\S)/.exec(text) : null;
  if (android) {
    const severity = severityOfLetter(android[1] ?? "");
    return severity && { severity, end: android[0].length };
  }
  const token =
    /[\s,;|:-]*(?:[[(<](?:\w{1,16}:)?([A-Za-z]{3,13})[\])>]|([A-Z]{3,13})(?=[\s:,;|[\]-]|$)|([A-Za-z]{3,13})(?=:(?:\s|$)))[:\s,;|-]*/y;
  const other = /[\s,;|:-]*(?:\[[^\]\s]{1,64}\]|[^\s[\]]{1,64})(?=\s)/y;
  let from = 0;
  for (let words = 0; words <= (isAfterTime ? 3 : 0); words += 1) {
    token.lastIndex = from;
    const match = token.exec(text);
    const severity = match && severityOfWord(match[1] ?? match[2] ?? match[3] ?? "");
    if (severity) return { severity, end: token.lastIndex };
    other.lastIndex = from;
    if (!other.test(text)) return undefined;
    from = other.lastIndex;
  }
  return undefined;
}

/** `[QuorumPeer[myid=1]/…:FastLeaderElection@774] - message` and `dfs.DataNode: message` */
function leadingComponent(
  text: string,
  isAfterLevel: boolean,
): { program: string | undefined; message: string } {
  const rest = text.replace(/^[\s,;|:-]+/, "");
  const bracketed = /^\[((?:[^[\]\s]|\[[^[\]\s]*\]){1,128})\]\s*[:-]?\s+(?=\S)/.exec(rest);
  if (bracketed) return { program: lastName(bracketed[1] ?? ""), message: rest.slice(bracketed[0].length) };
  const named = isAfterLevel
    ? /^([A-Za-z_][\w.$/@()-]{1,63})(?:\[\d+\])?\s*(?::| -)\s+(?=\S)/.exec(rest)
    : null;
  return named
    ? { program: named[1], message: rest.slice(named[0].length) }
    : { program: undefined, message: rest };
}

/** The class at the end of a thread's name, without its line: `FastLeaderElection@774` → FastLeaderElection. */
function lastName(component: string): string | undefined {
  const name = component
    .slice(Math.max(component.lastIndexOf(":"), component.lastIndexOf("/")) + 1)
    .replace(/@\d+$/, "");
  return /\p{L}/u.test(name) ? name : undefined;
}
