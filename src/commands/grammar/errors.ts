import { EdgewiseError } from "../../core/errors.ts";

/** A sentence, rule or list value cannot be read; says which one, where in it, and what was expected. */
export class TemplateInvalidError extends EdgewiseError {
  /** The template as written. */
  readonly template: string;
  /** Position of the mistake in the template, from 0. */
  readonly position: number;
  /** File and place in it. */
  readonly origin: string;

  constructor(problem: string, at: { template: string; position: number; origin: string }) {
    super(
      "commands.templateInvalid",
      `${at.origin}: in "${shorten(at.template)}" at character ${at.position + 1}: ${problem}`,
      { hint: "Correct the sentence; [a] is optional, (a|b) a choice, {list} a list, <rule> a rule." },
    );
    this.template = at.template;
    this.position = at.position;
    this.origin = at.origin;
  }
}

/** A sentence file has not the shape it must have. */
export class SentenceFileInvalidError extends EdgewiseError {
  constructor(file: string, path: string, expected: string, found: unknown) {
    super("commands.sentenceFileInvalid", `${file}: ${path} must be ${expected}, found ${describe(found)}`, {
      hint: "Sentence files have the shape of Home Assistant's: intents, lists, expansion_rules, skip_words.",
    });
  }
}

function shorten(template: string): string {
  return template.length > 120 ? `${template.slice(0, 117)}...` : template;
}

function describe(found: unknown): string {
  if (found === undefined) return "nothing";
  if (found === null) return "null";
  if (Array.isArray(found)) return "a list";
  if (typeof found === "object") return "a table";
  return JSON.stringify(found).slice(0, 60);
}
