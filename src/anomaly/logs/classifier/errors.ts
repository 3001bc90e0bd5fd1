import { EdgewiseError } from "../../../core/errors.ts";

/** No model that this program can read is active for log lines; the message says which and why. */
export class LogModelUnusableError extends EdgewiseError {
  constructor(model: { id: string; version: string } | undefined, what: string, cause?: unknown) {
    const name = model ? `model ${model.id} ${model.version}` : "no model";
    super("anomaly.logModelUnusable", `${name} cannot be used for log lines: ${what}`, {
      hint: "activate another version with edgewise models activate or rollback; until then lines are judged by their words",
      cause,
    });
  }
}

/** A run of the log classifier gave something else than its manifest promises. */
export class LogOutputInvalidError extends EdgewiseError {
  constructor(model: { id: string; version: string }, what: string) {
    super("anomaly.logOutputInvalid", `model ${model.id} ${model.version} gave ${what}`, {
      hint: "check it with edgewise models verify, or roll it back",
    });
  }
}
