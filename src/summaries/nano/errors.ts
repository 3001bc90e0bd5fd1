import { EdgewiseError } from "../../core/errors.ts";

/** The active summary model cannot be read by this program; the message says why. */
export class SummaryModelUnusableError extends EdgewiseError {
  constructor(model: { id: string; version: string }, what: string, cause?: unknown) {
    super(
      "summaries.modelUnusable",
      `model ${model.id} ${model.version} cannot be used for summaries: ${what}`,
      { hint: "activate another version with edgewise models activate or rollback", cause },
    );
  }
}

/** A run of the summary model gave something else than its manifest promises. */
export class SummaryOutputInvalidError extends EdgewiseError {
  constructor(model: { id: string; version: string }, what: string) {
    super("summaries.modelOutputInvalid", `model ${model.id} ${model.version} gave ${what}`, {
      hint: "check it with edgewise models verify, or roll it back",
    });
  }
}
