/**
 * A text under examination. What has been checked is blanked out in place, so that positions stay and what is
 * left at the end is what nobody vouched for.
 */
export class Draft {
  readonly text: string;
  #rest: string;
  #sentenceEnds: readonly number[] | undefined;

  constructor(text: string) {
    this.text = text;
    this.#rest = text;
  }

  /** The text with blanks for everything settled so far. */
  get rest(): string {
    return this.#rest;
  }

  settle(start: number, end: number): void {
    this.#sentenceEnds = undefined;
    this.#rest = this.#rest.slice(0, start) + blank.repeat(end - start) + this.#rest.slice(end);
  }

  /** All matches in what is left, first to last. `pattern` must be global. */
  find(pattern: RegExp): Found[] {
    return [...this.#rest.matchAll(pattern)].map((match) => ({
      text: match[0],
      start: match.index,
      end: match.index + match[0].length,
      groups: match.slice(1),
    }));
  }

  /** Start and end of the sentence that `position` is in. A full stop inside a number or settled name ends nothing. */
  sentenceAt(position: number): { start: number; end: number } {
    let start = 0;
    for (const end of this.#ends()) {
      if (position < end) return { start, end };
      start = end;
    }
    return { start, end: this.text.length };
  }

  /** Start and end of the clause that `position` is in, within its sentence. `clauseEnd` must be global. */
  clauseAt(position: number, clauseEnd: RegExp): { start: number; end: number } {
    const sentence = this.sentenceAt(position);
    let { start } = sentence;
    for (const match of this.#rest.slice(sentence.start, sentence.end).matchAll(clauseEnd)) {
      const at = sentence.start + match.index;
      if (at >= position) return { start, end: at };
      start = at + match[0].length;
    }
    return { start, end: sentence.end };
  }

  /** What is left before `position` in its clause, and after `end` in it. */
  around(position: number, end: number, clauseEnd: RegExp): { before: string; after: string } {
    const clause = this.clauseAt(position, clauseEnd);
    return {
      before: this.#rest.slice(clause.start, position),
      after: this.#rest.slice(end, Math.max(end, clause.end)),
    };
  }

  get sentenceCount(): number {
    const ends = this.#ends();
    const hasRest = this.#rest.slice(ends[ends.length - 1] ?? 0).trim() !== "";
    return ends.length + (hasRest ? 1 : 0);
  }

  #ends(): readonly number[] {
    this.#sentenceEnds ??= this.find(sentenceEnd).map(({ end }) => end);
    return this.#sentenceEnds;
  }
}

export interface Found {
  text: string;
  start: number;
  end: number;
  groups: (string | undefined)[];
}

/** The full stop of a German date ends no sentence: `am 3. Januar`. */
const sentenceEnd =
  /[.!?](?=\s|$)(?! (?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)(?!\p{L}))/gu;

/** A private-use character, which no text under examination may contain. */
const blank = "\uE000";
