export type LogLevel = "debug" | "info" | "warn" | "error";

/** Where log records go. The daemon's is pino (`system/log.ts`); tests collect records in an array. */
export interface Log {
  write(level: LogLevel, event: string, message: string, fields: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** Throws every record away. */
export const silentLog: Log = { write() {} };
