import { sayCount } from "../../text/say-list.ts";
import { safeText } from "../style.ts";

/** What may be wrong with a row, and what was made of it. */
const sentences = {
  noNumber: (count: number) =>
    `${sayCount(count, "value")} could not be read and ${were(count)} taken as missing`,
  shortRow: (count: number) => `${sayCount(count, "row")} had too few cells; the rest of them is missing`,
  longRow: (count: number) => `${sayCount(count, "row")} had too many cells, of which the last were left out`,
  brokenLine: (count: number) =>
    `${sayCount(count, "line")} had quotes that do not add up and ${were(count)} taken as missing`,
  noTime: (count: number) => `${sayCount(count, "row")} told no time; the one that was due was taken`,
  sameTime: (count: number) => `${sayCount(count, "row")} had the time of the row before`,
  earlierTime: (count: number) => `${sayCount(count, "row")} had an earlier time than the row before`,
} as const;

export type RemarkKind = keyof typeof sentences;

/** Counts what is wrong in a file, to be told once at its end. */
export class Remarks {
  readonly #found = new Map<RemarkKind, { count: number; line: number; example: string | undefined }>();

  /** `line`: where, from 1; the first of a kind is told. */
  add(kind: RemarkKind, line: number, example?: string): void {
    const found = this.#found.get(kind);
    if (found) found.count += 1;
    else this.#found.set(kind, { count: 1, line, example: example?.slice(0, 40) });
  }

  /** One sentence for each kind. */
  tell(): string[] {
    return [...this.#found].map(([kind, { count, line, example }]) => {
      const first = example === undefined ? `line ${line}` : `"${safeText(example)}" in line ${line}`;
      return `${sentences[kind](count)} (${count > 1 ? "first: " : ""}${first}).`;
    });
  }
}

function were(count: number): string {
  return count === 1 ? "was" : "were";
}
