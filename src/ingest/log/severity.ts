import type { LogSeverity } from "../../domain/log-line.ts";

/** By the eight numbers of syslog (RFC 5424 section 6.2.1): emergency, alert, critical, error, warning, notice, info, debug. */
const bySyslogNumber: readonly LogSeverity[] = [
  ...(["critical", "critical", "critical", "error"] as const),
  ...(["warning", "info", "info", "debug"] as const),
];

const words: Readonly<Record<LogSeverity, readonly string[]>> = {
  critical: ["critical", "crit", "fatal", "emerg", "emergency", "panic", "alert", "severe"],
  error: ["error", "err", "eror"],
  warning: ["warning", "warn", "wrn"],
  info: ["info", "information", "informational", "notice", "inf", "ntc", "note"],
  debug: ["debug", "dbg", "trace", "trc", "verbose", "fine", "finer", "finest"],
};

const byWord = new Map(
  Object.entries(words).flatMap(([severity, names]) =>
    names.map((name) => [name, severity as LogSeverity] as const),
  ),
);

/** Android and glog write one letter. */
const byLetter: Readonly<Record<string, LogSeverity>> = {
  V: "debug",
  D: "debug",
  I: "info",
  W: "warning",
  E: "error",
  F: "critical",
  A: "critical",
};

/** Syslog's 0 (emergency) to 7 (debug). */
export function severityOfSyslog(number: number): LogSeverity | undefined {
  return bySyslogNumber[number];
}

/** A severity in words, in any case. */
export function severityOfWord(word: string): LogSeverity | undefined {
  return word.length <= 13 ? byWord.get(word.toLowerCase()) : undefined;
}

export function severityOfLetter(letter: string): LogSeverity | undefined {
  return Object.hasOwn(byLetter, letter) ? byLetter[letter] : undefined;
}

/** A `level` field of a JSON log: a word, syslog's 0 to 7, or the tens of pino and bunyan (10 trace to 60 fatal). */
export function severityOfField(value: unknown): LogSeverity | undefined {
  if (typeof value === "number") return severityOfNumber(value);
  if (typeof value !== "string") return undefined;
  return /^\d{1,2}$/.test(value) ? severityOfNumber(Number(value)) : severityOfWord(value.trim());
}

function severityOfNumber(level: number): LogSeverity | undefined {
  if (!(level >= 0)) return undefined;
  if (level <= 7) return severityOfSyslog(level);
  if (level < 10) return undefined;
  if (level < 30) return "debug";
  if (level < 40) return "info";
  if (level < 50) return "warning";
  return level < 60 ? "error" : "critical";
}
