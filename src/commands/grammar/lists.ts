import { readNumbers } from "../../text/number-words.ts";
import { anyLetter } from "./letter-bits.ts";
import type { TextView } from "./text-view.ts";
import type { ListDefinition, ListReader, SpelledValue } from "./types.ts";

/** One value of a list found at a place of the text. */
export interface ListReading {
  readonly end: number;
  readonly out: string | number;
  readonly context: Readonly<Record<string, unknown>> | undefined;
  /** 1 for the value's own words, below for similar ones. */
  readonly similarity: number;
  readonly isWildcard: boolean;
}

export interface CompiledList {
  readonly id: number;
  /** Letters its values may begin with (see `letter-bits.ts`). */
  readonly firstLetters: number;
  /** What it is, for those who must know what can be said. */
  readonly content: ListContent;
  /** Every value that can be read from `start`, the start of a word; with `isFuzzy` similar ones too. */
  read(view: TextView, start: number, isFuzzy: boolean): readonly ListReading[];
}

export type ListContent =
  | { type: "text"; values: readonly SpelledValue[] }
  | Extract<ListDefinition, { type: "range" | "wildcard" | "reader" }>;

type NumberList = Extract<ListDefinition, { type: "range" }>;

export function compileNumberList(id: number, list: NumberList): CompiledList {
  return {
    id,
    firstLetters: anyLetter,
    content: list,
    read: (view, start) =>
      readNumbers(view.text, start)
        .filter(({ value }) => isInRange(value, list))
        .map(({ end, value }) => exact(end, round(value * (list.multiplier ?? 1)))),
  };
}

export function compileReaderList(id: number, read: ListReader): CompiledList {
  return {
    id,
    firstLetters: anyLetter,
    content: { type: "reader", read },
    read: (view, start) => read(view.text, start).map(({ end, out }) => exact(end, out)),
  };
}

/** Most words of one free text; a longer stretch is left to other lists or to nobody. */
const wildcardWordsMax = 60;

/** Any words, at least one. */
export function compileWildcardList(id: number): CompiledList {
  return {
    id,
    firstLetters: anyLetter,
    content: { type: "wildcard" },
    read: (view, start) =>
      start === 0 || view.text[start - 1] === " "
        ? view.wordEndsAfter(start, wildcardWordsMax).map((end) => ({
            end,
            out: view.originalWords(start, end),
            context: undefined,
            similarity: 1,
            isWildcard: true,
          }))
        : [],
  };
}

/** Whether the list has `value`: in its bounds, on its steps, with no finer fraction than it allows. */
function isInRange(value: number, { from, to, step, fractions }: NumberList): boolean {
  if (value < from || value > to) return false;
  if (fractions) {
    const parts = value * (fractions === "halves" ? 2 : 10);
    return Math.abs(parts - Math.round(parts)) < 1e-9;
  }
  const steps = (value - from) / step;
  return Math.abs(steps - Math.round(steps)) < 1e-9;
}

function exact(end: number, out: string | number): ListReading {
  return { end, out, context: undefined, similarity: 1, isWildcard: false };
}

/** Takes the noise of a multiplication away: 0.1 * 3 is 0.3. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}
