import { LabelledFileError, LabelledLineError } from "../errors.ts";
import { outOfScope } from "./head/train-head.ts";

/** A text and the intent it has, as one line of a tab-separated file has them. */
export interface LabelledLine {
  readonly text: string;
  /** {@link outOfScope}: none. */
  readonly intent: string;
}

const textLengthMax = 10_000;

/**
 * Reads lines of `text<TAB>intent`; empty ones are skipped. Throws a `LabelledLineError` that names file and line of
 * the first that cannot be read, or a `LabelledFileError` if there is none.
 */
export function readLabelledLines(content: string, file: string): LabelledLine[] {
  const lines: LabelledLine[] = [];
  for (const [index, whole] of content
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (whole.trim() === "") continue;
    const fail = (problem: string, hint: string) =>
      new LabelledLineError({ file, line: index + 1, problem, hint });
    const columns = whole.split("\t");
    if (columns.length !== 2) {
      throw fail(
        columns.length === 1 ? "it has no tab" : `it has ${columns.length - 1} tabs`,
        "write the text, one tab, and the name of the intent",
      );
    }
    const [text = "", intent = ""] = columns.map((column) => column.trim());
    if (text === "")
      throw fail("there is no text before the tab", "write what is said, or take the line out");
    if (intent === "") {
      throw fail("there is no intent after the tab", `write its name, or ${outOfScope} for none`);
    }
    if (text.length > textLengthMax) {
      throw fail(`the text has ${text.length} characters`, `shorten it to ${textLengthMax}`);
    }
    if (text.includes("\u0000") || intent.includes("\u0000")) {
      throw fail("it has a NUL character", "save the file as plain UTF-8 text");
    }
    lines.push({ text, intent });
  }
  if (lines.length === 0) {
    throw new LabelledFileError(
      file,
      "it holds no text",
      "give lines of a text, a tab and the name of its intent",
    );
  }
  return lines;
}

/** Refuses a training file without any intent to learn. */
export function requireIntents(lines: readonly LabelledLine[], file: string): void {
  if (lines.some(({ intent }) => intent !== outOfScope)) return;
  throw new LabelledFileError(
    file,
    `all of its texts are ${outOfScope}, so there is no intent to learn`,
    "add examples of the intents",
  );
}
