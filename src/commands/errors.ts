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

/** The active command model does not fit this program; the message says which and why. Sentences still work. */
export class NanoModelUnusableError extends EdgewiseError {
  constructor(model: { id: string; version: string }, what: string, cause?: unknown) {
    super(
      "commands.nanoModelUnusable",
      `model ${model.id} ${model.version} cannot be used for commands: ${what}`,
      { hint: "activate another version with edgewise models activate or rollback", cause },
    );
  }
}

/** A run of the command model gave something else than its manifest promises. */
export class NanoOutputInvalidError extends EdgewiseError {
  constructor(model: { id: string; version: string }, what: string) {
    super("commands.nanoOutputInvalid", `model ${model.id} ${model.version} gave ${what}`, {
      hint: "check it with edgewise models verify, or roll it back",
    });
  }
}
