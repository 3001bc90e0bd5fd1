import type { Steps } from "../../core/slices.ts";
import type { SpokenNode } from "../../domain/spoken-network.ts";
import { numberToWords } from "../../text/number-words.ts";
import type { CompiledList, ListContent } from "../grammar/lists.ts";
import { type ReaderName, readers } from "../grammar/readers.ts";
import type { ListValue, SpelledValue } from "../grammar/types.ts";
import { withoutOtherSpellings } from "./other-spellings.ts";
import { spokenNumbers } from "./spoken-numbers.ts";
import type { SpokenPool } from "./spoken-pool.ts";

/** Most words of one free text, by slot: a note is longer than the name of a timer. */
const wordsMax: Readonly<Record<string, number>> = { message: 10, item: 6, person: 3 };
const wordsMaxElse = 4;

/** Which of a list's values may be said. */
export interface SpokenScope {
  /** Equal for scopes that allow the same values. */
  readonly key: string;
  isAllowed(value: ListValue): boolean;
}

export const everyValue: SpokenScope = { key: "", isAllowed: () => true };

/** How the values of lists are said. */
export class SpokenLists {
  #pool: SpokenPool;
  #readers: (name: ReaderName) => SpokenNode;
  #known = new Map<ListContent, Map<string, SpokenNode | undefined>>();
  /** The same values stand in a list again for each context that sentences require. */
  #texts = new Map<SpelledValue, readonly string[]>();

  constructor(pool: SpokenPool, readers: (name: ReaderName) => SpokenNode) {
    this.#pool = pool;
    this.#readers = readers;
  }

  /** Undefined: no value can be said. `letters` follow right after a value's last word. */
  list(
    { content }: CompiledList,
    slot: string,
    scope: SpokenScope & { letters: string },
  ): SpokenNode | undefined {
    if (content.type === "wildcard") {
      return scope.letters === "" ? this.#pool.anyWords(wordsMax[slot] ?? wordsMaxElse) : undefined;
    }
    const key = `${scope.letters}\n${content.type === "text" ? scope.key : ""}`;
    let known = this.#known.get(content);
    if (!known) {
      known = new Map();
      this.#known.set(content, known);
    }
    if (!known.has(key)) known.set(key, this.#values(content, scope));
    return known.get(key);
  }

  /** Works out how the values of long lists are written, which the first sentence that has one would wait for; a step is a value. */
  *prepare(lists: Iterable<CompiledList>): Steps<void> {
    for (const { content } of lists) {
      if (content.type !== "text") continue;
      for (const value of content.values) {
        for (const text of this.#textsOf(value)) this.#pool.words(text);
        yield;
      }
    }
  }

  #values(
    content: Exclude<ListContent, { type: "wildcard" }>,
    { letters, isAllowed }: SpokenScope & { letters: string },
  ): SpokenNode | undefined {
    if (content.type === "text") {
      const texts = new Set(
        content.values.filter(({ value }) => isAllowed(value)).flatMap((value) => this.#textsOf(value)),
      );
      if (texts.size === 0) return undefined;
      return this.#pool.choice([...texts].map((text) => this.#pool.words(text + letters)));
    }
    if (letters !== "") return undefined;
    if (content.type === "reader") {
      const name = readerNames.find((one) => readers[one] === content.read);
      return name && this.#readers(name);
    }
    const numbers = spokenNumbers(this.#pool, content);
    return numbers.kind === "choice" && numbers.items.length === 0 ? undefined : numbers;
  }

  #textsOf(value: SpelledValue): readonly string[] {
    let texts = this.#texts.get(value);
    if (!texts) {
      texts = saidSpellings(value);
      this.#texts.set(value, texts);
    }
    return texts;
  }
}

const readerNames = Object.keys(readers) as ReaderName[];

/** A value's spellings with numbers in words, without those that only write the same in another way. */
function saidSpellings({ spellings }: SpelledValue): string[] {
  return withoutOtherSpellings(spellings.map(inWords)).filter((text) =>
    text.split(" ").every((word) => /[\p{L}\p{N}]/u.test(word)),
  );
}

/** "pump2" and "pump 2" are "pump two", as the list reads it, too. */
function inWords(spelling: string): string {
  return spelling
    .replace(/(?<=^| )(\p{L}+)(\d{1,3})(?=$| )/gu, (word, letters: string, digits: string) =>
      letters.length > 2 ? `${letters} ${digits}` : word,
    )
    .split(" ")
    .map((word) => (/^(?:0|[1-9]\d{0,2})$/.test(word) ? numberToWords(Number(word)) : undefined) ?? word)
    .join(" ");
}
