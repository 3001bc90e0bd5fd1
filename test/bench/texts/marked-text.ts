import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** A text of `test/fixtures/texts` and what must be kept of it, as [start, end) in the text without its marks. */
export interface MarkedText {
  id: string;
  text: string;
  marks: readonly { isWarning: boolean; start: number; end: number }[];
}

/** `blind`: written after everything was fixed, and looked at once. */
export const textSets = ["development", "held-back", "blind"] as const;
export type TextSet = (typeof textSets)[number];

/** All texts of a set; the marks are `[!…!]` for a warning and `[*…*]` for what else must be kept. */
export function readMarkedTexts(half: TextSet): MarkedText[] {
  const folder = resolve("test/fixtures/texts", half);
  return readdirSync(folder)
    .sort()
    .flatMap((file) => readFileSync(join(folder, file), "utf8").split(/^=== /m).slice(1))
    .map((part) => {
      const [id = "", ...lines] = part.split("\n");
      return { id: id.trim(), ...unmarked(lines.join("\n").trim()) };
    });
}

function unmarked(marked: string): Pick<MarkedText, "text" | "marks"> {
  const marks: { isWarning: boolean; start: number; end: number }[] = [];
  let text = "";
  let from = 0;
  for (const found of marked.matchAll(/\[([!*])(.*?)\1\]/gs)) {
    text += marked.slice(from, found.index);
    const start = text.length;
    text += found[2] ?? "";
    marks.push({ isWarning: found[1] === "!", start, end: text.length });
    from = found.index + found[0].length;
  }
  return { text: text + marked.slice(from), marks };
}
