/**
 * An operational failure: something outside the program went wrong and a person may have to act. The
 * message says what failed and which one; `hint` says what to do next. Bugs are plain `Error`s.
 */
export class EdgewiseError extends Error {
  /** Stable, e.g. `config.invalid`; documented, safe to match on in scripts. */
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
  }
}

/** The message of anything thrown, for logs and replies. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Throws a plain `Error` (a bug, not an operational failure) when `condition` does not hold. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}
