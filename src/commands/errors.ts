import { EdgewiseError } from "../core/errors.ts";

/** The entities of a configuration (or an upsert) do not fit together; the message lists every problem. */
export class EntitiesInvalidError extends EdgewiseError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super("commands.entitiesInvalid", problems.join("; "), {
      hint: "correct the entities named; until then the ones before stay in use",
    });
    this.problems = problems;
  }
}

/** A sentence file cannot be used; the message names the file and the sentence. */
export class SentencesInvalidError extends EdgewiseError {
  constructor(message: string, cause?: unknown) {
    super("commands.sentencesInvalid", message, {
      hint: "correct the sentence named; until then the ones before stay in use",
      cause,
    });
  }
}
