import { failure, type Outcome, success } from "../../core/outcome.ts";
import { type Word, wordsOf } from "../nano/tokenizer.ts";

/** An example without its marks, and which of its words fill which slot. */
export interface MarkedExample {
  readonly text: string;
  readonly words: readonly Word[];
  readonly slots: readonly MarkedSlot[];
}

export interface MarkedSlot {
  readonly name: string;
  /** Words [start, end). */
  readonly start: number;
  readonly end: number;
}

const mark = /\[([^[\]]*)\]\(([^()]*)\)/g;
const slotName = /^[A-Za-z][A-Za-z0-9_.-]{0,59}$/;

/** Reads `order [two boxes](amount) of [labels](material)`; a reason if the marks cannot be read. */
export function readMarkedExample(line: string): Outcome<MarkedExample> {
  const spans: { name: string; start: number; end: number }[] = [];
  let text = "";
  let at = 0;
  for (const match of line.matchAll(mark)) {
    const [whole, inside = "", name = ""] = match;
    text += line.slice(at, match.index);
    if (!slotName.test(name.trim()))
      return failure(`"${name}" is no name for a slot; use letters, digits and _ . -`);
    if (wordsOf(inside).length === 0) return failure(`the slot ${name.trim()} marks no word`);
    spans.push({ name: name.trim(), start: text.length, end: text.length + inside.length });
    text += inside;
    at = match.index + whole.length;
  }
  text += line.slice(at);
  const stray = /[[\]]/.exec(text);
  if (stray) return failure(`"${stray[0]}" is not part of a mark such as [two boxes](amount)`);
  const words = wordsOf(text);
  if (words.length === 0) return failure("it has no word");
  const twice = spans.find((span, index) => spans.findIndex(({ name }) => name === span.name) < index);
  if (twice) return failure(`the slot ${twice.name} is marked twice`);
  return success({
    text,
    words,
    slots: spans.map((span) => ({ name: span.name, ...wordsWithin(words, span) })),
  });
}

function wordsWithin(
  words: readonly Word[],
  span: { start: number; end: number },
): { start: number; end: number } {
  const start = words.findIndex((word) => word.end > span.start);
  const end = words.findLastIndex((word) => word.start < span.end) + 1;
  return { start, end };
}
