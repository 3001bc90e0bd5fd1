import { EdgewiseError } from "../core/errors.ts";

/** One thing wrong with the configuration, in words. */
export interface ConfigProblem {
  /** `file:line`, the environment variable or the flag it was given in. */
  origin: string;
  /** Dotted path of the setting. */
  path: string;
  message: string;
}

/** The configuration cannot be used. Every problem found is listed, not only the first. */
export class ConfigInvalidError extends EdgewiseError {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(
      ({ origin, path, message }) => `${origin}: ${path ? `${path}: ` : ""}${message}`,
    );
    super("config.invalid", lines.join("\n"), {
      hint: "correct the lines above; `edgewise config docs` lists every setting",
    });
    this.problems = problems;
  }
}
