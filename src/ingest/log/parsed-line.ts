import type { LogSeverity } from "../../domain/log-line.ts";

/** What a line says of itself. `at` in milliseconds since 1970, as written: not yet judged. */
export interface ParsedLine {
  at: number | undefined;
  severity: LogSeverity | undefined;
  host: string | undefined;
  program: string | undefined;
  message: string;
}

export interface ParseOptions {
  /** Zone of times that name none. */
  zone: "local" | "utc";
  /** Times without a year are put near this. */
  nearMs: number;
}
