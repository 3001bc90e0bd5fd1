import { EdgewiseError } from "../../core/errors.ts";

/** The larger recogniser could not be asked, or its answer is none. */
export class LargerRecogniserError extends EdgewiseError {
  constructor(url: string, problem: string, options: { hint?: string; cause?: unknown } = {}) {
    super("voice.largerRecogniser", `${url}: ${problem}`, {
      hint: options.hint ?? "Check that it runs, and voice.larger.url.",
      cause: options.cause,
    });
  }
}
