import { parseTimestamp, readTimestamp } from "../../text/timestamp.ts";
import type { ParsedLine, ParseOptions } from "./parsed-line.ts";
import { severityOfSyslog } from "./severity.ts";

/**
 * A syslog message of RFC 5424, else of RFC 3164; undefined when it does not begin with a valid PRI.
 *
 * RFC 5424 is read strictly: a message that claims version 1 but breaks the grammar is taken for what follows its
 * PRI as plain text, as RFC 3164 section 4.3.3 has a relay do with a message it does not understand.
 */
export function parseSyslog(line: string, options: ParseOptions): ParsedLine | undefined {
  const pri = /^<(0|[1-9]\d{0,2})>/.exec(line);
  const priority = Number(pri?.[1] ?? "999");
  if (!pri || priority > 191) return undefined;
  const severity = severityOfSyslog(priority % 8);
  const rest = line.slice(pri[0].length);
  const parsed = parse5424(rest, options) ?? parse3164(rest, options);
  if (parsed) return { ...parsed, severity };
  return { at: undefined, severity, host: undefined, program: undefined, message: rest };
}

const header5424 =
  /^[1-9]\d{0,2} (?<time>-|\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) (?<host>[!-~]{1,255}) (?<program>[!-~]{1,48}) [!-~]{1,128} [!-~]{1,32} /;

function parse5424(text: string, options: ParseOptions): Omit<ParsedLine, "severity"> | undefined {
  const header = header5424.exec(text);
  if (!header?.groups) return undefined;
  const { time = "-", host, program } = header.groups;
  const at = time === "-" ? undefined : parseTimestamp(time, options);
  if (time !== "-" && at === undefined) return undefined;
  const dataEnd = structuredDataEnd(text, header[0].length);
  if (dataEnd === undefined || (dataEnd < text.length && text[dataEnd] !== " ")) return undefined;
  // A message in UTF-8 begins with a byte order mark (section 6.4).
  const message = text.slice(dataEnd + 1).replace(/^\ufeff/, "");
  const said = message === "" ? text.slice(header[0].length, dataEnd) : message;
  return { at, host: nilled(host), program: nilled(program), message: said };
}

function nilled(value: string | undefined): string | undefined {
  return value === "-" ? undefined : value;
}

/** Where the structured data (section 6.3) that starts at `from` ends; undefined when it breaks the grammar. */
function structuredDataEnd(text: string, from: number): number | undefined {
  if (text[from] === "-") return from + 1;
  const element = /\[[^\s=\]"]{1,32}(?: [^\s=\]"]{1,32}="(?:\\[\s\S]|[^"\\\]])*")*\]/y;
  let end = from;
  for (;;) {
    element.lastIndex = end;
    if (!element.test(text)) return end === from ? undefined : end;
    end = element.lastIndex;
  }
}

/** `Mmm dd hh:mm:ss host tag[pid]: content`, or with the ISO 8601 time that rsyslog and syslog-ng write instead. */
export function parse3164(text: string, options: ParseOptions): Omit<ParsedLine, "severity"> | undefined {
  const isMonth = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/.test(text);
  if (!isMonth && !/^\d{4}-\d\d-\d\dT/.test(text)) return undefined;
  const time = readTimestamp(text, 0, options);
  if (!time || text[time.end] !== " ") return undefined;
  const rest =
    /^ (?<host>[^\s[\]]{1,255}) (?:(?<program>[^\s:[\]]{1,64}?)(?:\[[^\]\s]{1,32}\])?: ?)?(?<message>.*)$/s.exec(
      text.slice(time.end),
    );
  if (!rest?.groups) return undefined;
  const { host = "", program, message = "" } = rest.groups;
  // `Jun 14 15:16:01 kernel: …`, as a sender without a host name writes it.
  if (host.endsWith(":"))
    return {
      at: time.at,
      host: undefined,
      program: host.slice(0, -1),
      message: text.slice(time.end + host.length + 2),
    };
  return { at: time.at, host, program, message };
}
