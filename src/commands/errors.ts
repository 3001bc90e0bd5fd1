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
