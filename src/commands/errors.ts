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

/** `commands.ownIntents` cannot be used as written; the message lists every problem. */
export class OwnIntentsInvalidError extends EdgewiseError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super("commands.ownIntentsInvalid", problems.join("; "), {
      hint: "correct the intents named in commands.ownIntents; until then the ones before stay in use",
    });
    this.problems = problems;
  }
}

/** A line of a file with labelled texts cannot be read. */
export class LabelledLineError extends EdgewiseError {
  constructor({ file, line, problem, hint }: { file: string; line: number; problem: string; hint: string }) {
    super("commands.labelledLine", `${file}:${line}: ${problem}`, { hint });
  }
}

/** A file with labelled texts holds nothing to train or test with. */
export class LabelledFileError extends EdgewiseError {
  constructor(file: string, problem: string, hint: string) {
    super("commands.labelledFile", `${file}: ${problem}`, { hint });
  }
}
