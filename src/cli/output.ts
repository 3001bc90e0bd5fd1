import { EdgewiseError, errorMessage } from "../core/errors.ts";

/** Where a verb writes: results to `out`, progress and errors to `err`, so that `--json` stays parseable. */
export interface Output {
  isJson: boolean;
  /** A result: the text for a person, or the value as one line of JSON with `--json`. */
  result(text: string, value: unknown): void;
  /** Shown while something takes time; on a terminal only, and never with `--json`. */
  progress(text: string): void;
  /** Wipes the progress line. */
  endProgress(): void;
  line(text: string): void;
}

export function createOutput(isJson: boolean): Output {
  const isTerminal = process.stderr.isTTY === true && !isJson;
  return {
    isJson,
    result(text, value) {
      process.stdout.write(isJson ? `${JSON.stringify(value)}\n` : text.endsWith("\n") ? text : `${text}\n`);
    },
    progress(text) {
      if (isTerminal) process.stderr.write(`\r\u001b[2K${text}`);
    },
    endProgress() {
      if (isTerminal) process.stderr.write("\r\u001b[2K");
    },
    line(text) {
      if (!isJson) process.stdout.write(`${text}\n`);
    },
  };
}

/** Prints an operational error with its hint; bugs keep their stack, because a person must report them. */
export function printError(error: unknown, isJson: boolean): void {
  if (error instanceof EdgewiseError) {
    const { code, message, hint } = error;
    if (isJson) printJsonError({ code, message, hint });
    process.stderr.write(`${message}\n${hint ? `→ ${hint}\n` : ""}`);
    return;
  }
  if (isJson) printJsonError({ code: "bug", message: errorMessage(error), hint: "please report it" });
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`This is a bug in edgewise; please report it:\n${stack}\n`);
}

/** An error as one line of JSON on standard output, where `--json` promises to find it. */
export function printJsonError(error: { code: string; message: string; hint?: string | undefined }): void {
  process.stdout.write(`${JSON.stringify({ error })}\n`);
}
