import { atOnce, type Steps } from "../../core/slices.ts";
import { numberToWords, otherOrdinal, readNumbers } from "../../text/number-words.ts";
import { createFuzzyIndex, type FuzzyIndex } from "./fuzzy-index.ts";
import { anyLetter, letterBit } from "./letter-bits.ts";
import type { CompiledList, ListReading } from "./lists.ts";
import { isNumberEdge } from "./text-view.ts";
import type { ListValue, SpelledValue } from "./types.ts";

/** Values indexed letter by letter, so that reading costs no more for ten thousand values than for ten. */
export function compileTextList(
  id: number,
  values: readonly SpelledValue[],
  options: { isFuzzy: boolean },
): CompiledList {
  return { id, ...atOnce(textListInSteps(values, options)) };
}

/** The same, but for its number; a step is a value. */
export function* textListInSteps(
  values: readonly SpelledValue[],
  options: { isFuzzy: boolean },
): Steps<Omit<CompiledList, "id">> {
  const root = createBranch();
  for (const { value, spellings } of values) {
    const all = new Set(spellings.flatMap((spelling) => [spelling, ...otherSpellings(spelling)]));
    for (const spelling of all) insert(root, spelling, value);
    yield;
  }
  let fuzzyIndex: FuzzyIndex | undefined;
  return {
    // A fuzzy list may begin with a slip.
    firstLetters: options.isFuzzy ? anyLetter : firstLetters(root),
    content: { type: "text", values },
    read(view, start, isFuzzy) {
      const readings: ListReading[] = [];
      walk(root, view.text, start, readings);
      if (!isFuzzy || !options.isFuzzy) return readings;
      fuzzyIndex ??= createFuzzyIndex(values);
      const exactEnds = new Set(readings.map(({ end }) => end));
      const similar = fuzzyIndex.read(view.text, start).filter(({ end }) => !exactEnds.has(end));
      return [...readings, ...similar];
    },
  };
}

interface Branch {
  children: Map<string, Branch>;
  values: ListValue[];
}

function createBranch(): Branch {
  return { children: new Map(), values: [] };
}

function firstLetters(root: Branch): number {
  let bits = 0;
  for (const letter of root.children.keys()) bits |= letterBit(letter.charCodeAt(0));
  return bits;
}

function insert(root: Branch, spelling: string, value: ListValue): void {
  if (spelling === "") return;
  let branch = root;
  for (const character of spelling) {
    let next = branch.children.get(character);
    if (!next) {
      next = createBranch();
      branch.children.set(character, next);
    }
    branch = next;
  }
  if (!branch.values.includes(value)) branch.values.push(value);
}

function walk(from: Branch, text: string, start: number, readings: ListReading[]): void {
  let branch: Branch | undefined = from;
  for (let position = start; branch; position += 1) {
    for (const { out, context } of branch.values) {
      readings.push({ end: position, out, context, similarity: 1, isWildcard: false });
    }
    if (position >= text.length) return;
    // A name with a space between letter and number ("pump 2") may be written without ("pump2").
    const spaced: Branch | undefined = branch.children.get(" ");
    if (spaced && position > start && text[position] !== " " && isNumberEdge(text, position)) {
      walk(spaced, text, position, readings);
    }
    branch = branch.children.get(text[position] ?? "");
  }
}

/** Numbers in words for numbers in digits and back, ordinals likewise, and "pump 2" for "pump2". */
function otherSpellings(spelling: string): string[] {
  const spaced = /\d/.test(spelling) ? withNumbersApart(spelling) : spelling;
  const inWords = /\d/.test(spelling) ? withNumbersInWords(spaced) : spelling;
  const withOrdinals = spelling
    .split(" ")
    .map((word) => otherOrdinal(word) ?? word)
    .join(" ");
  return [spaced, inWords, inDigits(spelling), withOrdinals].filter((other) => other !== spelling);
}

function withNumbersApart(spelling: string): string {
  return spelling
    .split(" ")
    .map((word) => (otherOrdinal(word) ? word : word.replace(/(\p{L})(\d+)$/u, "$1 $2")))
    .join(" ");
}

function withNumbersInWords(spelling: string): string {
  return spelling
    .split(" ")
    .map((word) => (/^\d{1,3}$/.test(word) ? numberToWords(Number(word)) : undefined) ?? word)
    .join(" ");
}

function inDigits(spelling: string): string {
  const words: string[] = [];
  for (let position = 0; position < spelling.length; ) {
    const number = readNumbers(spelling, position).at(-1);
    const next = spelling.indexOf(" ", position);
    const wordEnd = next < 0 ? spelling.length : next;
    const end = number && Number.isInteger(number.value) ? number.end : wordEnd;
    words.push(number && end === number.end ? String(number.value) : spelling.slice(position, end));
    position = end + 1;
  }
  return words.join(" ");
}
