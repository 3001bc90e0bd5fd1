import type { AnomalyKind } from "../domain/anomaly.ts";
import type { LogSeverity } from "../domain/log-line.ts";
import type { Series } from "../domain/sample.ts";
import type { Severity } from "../domain/severity.ts";

/**
 * How urgent an anomaly is. All rules in one place: what the operator says comes first, then the kind and
 * the size, then one step up when the thing is about safety or spoils quickly.
 */
export function severityOf(about: {
  kind: AnomalyKind;
  score: number;
  durationMs: number | undefined;
  /** Severity of a threshold rule, which wins over everything. */
  given: Severity | undefined;
  logSeverity: LogSeverity | undefined;
  /** Names, topics, areas and messages in which safety words are looked for. */
  words: readonly (string | undefined)[];
}): Severity {
  if (about.given) return about.given;
  const own = ownSeverity(about.kind, about.score, about.durationMs, about.logSeverity);
  return about.words.some((text) => text !== undefined && isAboutSafety(text)) ? oneUp(own) : own;
}

/** Words of things that hurt people or spoil within hours. Whole words, as topics and names write them. */
export const safetyWords = [
  "smoke",
  "fire",
  "gas",
  "co",
  "monoxide",
  "leak",
  "leakage",
  "flood",
  "freezer",
  "fridge",
  "refrigerator",
  "boiler",
  "overheat",
  "overheating",
  "overpressure",
  "emergency",
  "sos",
  "panic",
] as const;

const safetyPattern = new RegExp(`(?:^|[^a-z0-9])(?:${safetyWords.join("|")})(?:$|[^a-z0-9])`);

/** Whether a name, topic or message speaks of safety. `camelCase` counts as two words. */
export function isAboutSafety(text: string): boolean {
  return safetyPattern.test(text.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase());
}

const safetyStatePattern =
  /^(?:smoke|fire|gas|co|carbon_?monoxide|(?:water_?)?leak(?:age)?|flood)(?:_?(?:detected|alarm|alert|state))?$/;

/** Whether an on/off series tells of smoke, gas or water itself (not, say, the battery of a smoke detector). */
export function isSafetyState(series: Pick<Series, "kind" | "topic" | "field">): boolean {
  if (series.kind !== "binary") return false;
  const own = (series.field === "" ? series.topic.split("/") : series.field.split(".")).at(-1) ?? "";
  return safetyStatePattern.test(own.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase());
}

/** Words by which a log line without a severity tells that something went wrong. */
const failurePattern =
  /\b(?:error|fail(?:ed|ure|s)?|fatal|panic|exception|critical|denied|refused|unreachable|timed? ?out|corrupt(?:ed)?|abort(?:ed)?|crash(?:ed)?|overheat(?:ed|ing)?|leak(?:ing)?|lost|stall(?:ed)?|fault)\b/i;

/** The severity a line gives itself, or what its words suggest: `error` for words of failure. */
export function effectiveLogSeverity(severity: LogSeverity | undefined, message: string): LogSeverity {
  if (severity !== undefined) return severity;
  return failurePattern.test(message) ? "error" : "info";
}

/** Three times the limit; see `scoreOfRatio`. */
const largeScore = 0.75;
const longMs = 6 * 3_600_000;

function ownSeverity(
  kind: AnomalyKind,
  score: number,
  durationMs: number | undefined,
  logSeverity: LogSeverity | undefined,
): Severity {
  switch (kind) {
    case "pattern":
      return "info";
    case "level":
    case "rate":
      return score >= largeScore ? "warning" : "info";
    case "stuck":
      return score >= largeScore || (durationMs ?? 0) >= longMs ? "warning" : "info";
    case "gap":
    case "threshold":
    case "logBurst":
    case "logSilent":
    case "logRising":
      return logSeverity === "critical" ? "critical" : "warning";
    case "logNovel":
      return logSeverity === "critical" ? "critical" : logSeverity === "error" ? "warning" : "info";
    case "logOrder":
      return logSeverity === "critical" ? "critical" : score >= largeScore ? "warning" : "info";
  }
}

function oneUp(severity: Severity): Severity {
  return severity === "info" ? "warning" : "critical";
}
