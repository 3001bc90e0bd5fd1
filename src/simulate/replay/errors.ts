import { EdgewiseError } from "../../core/errors.ts";

/** A file to replay is not there or cannot be read. */
export class ReplayUnreadableError extends EdgewiseError {
  constructor(file: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super("simulate.replayUnreadable", `cannot read ${file}: ${reason}`, {
      hint: "check the path and the permissions",
      cause,
    });
  }
}

/** A line of a file to replay is not what the lines before it promised. */
export class ReplayFormatError extends EdgewiseError {
  readonly file: string;
  /** From 1. */
  readonly line: number;

  constructor(options: { file: string; line: number; problem: string; hint?: string }) {
    const { file, line, problem, hint } = options;
    super("simulate.replayFormat", `${file}:${line}: ${problem}`, hint === undefined ? {} : { hint });
    this.file = file;
    this.line = line;
  }
}
