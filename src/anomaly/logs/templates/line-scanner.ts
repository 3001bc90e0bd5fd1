import {
  apostrophe,
  colon,
  comma,
  dot,
  isClosing,
  isDigit,
  isLetter,
  isSign,
  isUrlEnd,
  isWord,
  isWordAt,
  slash,
  tilde,
} from "./characters.ts";
import {
  addressEnd,
  closingQuote,
  isClosedAt,
  isDateWord,
  isDigitGroup,
  isJoint,
  isMailAddress,
  isPathFrom,
  isWholeIdentifier,
  pathStart,
  variableStart,
} from "./token-shapes.ts";

/**
 * Splits a line into units and finds the variable parts in them by their shape, in one pass and without making strings:
 * numbers with their fractions, signs and units, addresses, times, hexadecimal numbers, UUIDs, paths, URLs, host names
 * and numbered names. A unit is what stands between blanks, brackets, commas, equals signs and the like; quoted text with
 * blanks in it is one unit.
 *
 * Limits: `charactersMax` characters and `unitsMax` units of a line are read, what follows is not looked at; a token of more
 * than `tokenCharactersMax` is one variable part, whatever is in it.
 */
export class LineScanner {
  static readonly charactersMax = 4000;
  text = "";
  unitCount = 0;
  readonly unitStart = new Int32Array(unitsMax);
  readonly unitEnd = new Int32Array(unitsMax);
  /** Index behind the last span of each unit. */
  readonly unitSpanEnd = new Int32Array(unitsMax);
  spanCount = 0;
  readonly spanStart = new Int32Array(spansMax);
  readonly spanEnd = new Int32Array(spansMax);
  /** 1 for a path, address or name that is one thing, 0 for one made of numbered parts. */
  readonly spanIsWhole = new Uint8Array(spansMax);
  /** Where the part of the text that was read ends. */
  end = 0;
  /** Two hashes of the constant text and the shape of the variable parts: lines that share both are alike. */
  hashA = 0;
  hashB = 0;

  /** Reads a line; what is known of it holds until the next one is read. */
  scan(text: string, seed = 0): void {
    this.text = text;
    this.unitCount = 0;
    this.spanCount = 0;
    this.hashA = seed ^ 0x2545f491;
    this.hashB = Math.imul(seed + 1, 0x9e3779b1);
    const end = Math.min(text.length, LineScanner.charactersMax);
    let at = 0;
    let isAfterBlank = true;
    while (at < end && this.unitCount < unitsMax && this.spanCount < spansMax - spansOfToken) {
      const code = text.charCodeAt(at);
      const kind = kindOf(code);
      if (kind === blank) {
        if (!isAfterBlank) this.#mix(32);
        isAfterBlank = true;
        at += 1;
      } else if (kind === divider || kind === quote) {
        const close = kind === quote ? closingQuote(text, at, end) : -1;
        this.#mix(code);
        at += 1;
        if (close >= 0) {
          this.#constant(at, close);
          this.#addUnit(at, close);
          at = close;
        } else if (isClosedAt(text, code, at)) this.#addUnit(at, at);
        isAfterBlank = false;
      } else {
        at = this.#token(at, end);
        isAfterBlank = false;
      }
    }
    this.end = at;
  }

  #addUnit(start: number, end: number): void {
    const unit = this.unitCount;
    this.unitStart[unit] = start;
    this.unitEnd[unit] = end;
    this.unitSpanEnd[unit] = this.spanCount;
    this.unitCount = unit + 1;
  }

  /** Reads from a token's first character to behind its last one. */
  #token(from: number, limit: number): number {
    const { text } = this;
    let at = from;
    let digits = 0;
    let marks = 0;
    let letters = 0;
    for (; at < limit; at += 1) {
      const code = text.charCodeAt(at);
      const kind = kindOf(code);
      if (kind <= mark) {
        if (kind === letter) letters += 1;
        else if (kind === digit) digits += 1;
        else if (kind === mark) {
          marks += 1;
          if (
            code === slash &&
            at > from + 1 &&
            text.charCodeAt(at - 1) === colon &&
            text.charCodeAt(at + 1) === slash
          )
            return this.#url(from, at, limit);
        }
        continue;
      }
      // An apostrophe within a word, the groups of a large number, and fractions of a second after a comma.
      if (code === apostrophe && isLetter(text.charCodeAt(at - 1)) && isLetter(text.charCodeAt(at + 1)))
        continue;
      if (code === comma && digits > 0 && isDigitGroup(text, at)) continue;
      break;
    }
    let start = from;
    let end = at;
    if (digits + letters === 0) {
      for (let index = from; index < at; index += 1) this.#mix(text.charCodeAt(index));
      return at;
    }
    while (
      start < end &&
      !isWordAt(text, start) &&
      !(isSign(text.charCodeAt(start)) && isDigit(text.charCodeAt(start + 1)))
    ) {
      if (
        text.charCodeAt(start) === slash ||
        text.charCodeAt(start) === tilde ||
        text.charCodeAt(start) === dot
      ) {
        if (isPathFrom(text, start, end)) break;
      }
      this.#mix(text.charCodeAt(start));
      start += 1;
    }
    while (end > start && !isWordAt(text, end - 1)) end -= 1;
    if (end > start) this.#unit(start, end, digits, marks);
    for (let index = end; index < at; index += 1) this.#mix(text.charCodeAt(index));
    return at;
  }

  #unit(start: number, end: number, digits: number, marks: number): void {
    if (end - start > tokenCharactersMax) this.#variable(start, end);
    else if (digits > 0 || marks > 0) this.#parts(start, end, digits, marks);
    else if (end - start === 3 && isDateWord(this.text, start)) this.#variable(start, end);
    else this.#constant(start, end);
    this.#addUnit(start, end);
  }

  #url(from: number, slashAt: number, limit: number): number {
    const { text } = this;
    let at = slashAt;
    while (at < limit && !isUrlEnd(text.charCodeAt(at))) at += 1;
    let end = at;
    while (end > slashAt && isClosing(text.charCodeAt(end - 1))) end -= 1;
    this.#variable(from, end);
    this.#addUnit(from, end);
    return end;
  }

  /** The parts of a token that has digits, slashes or an at sign in it. */
  #parts(start: number, end: number, digits: number, marks: number): void {
    const { text } = this;
    if (marks > 0) {
      const path = pathStart(text, start, end);
      if (path >= 0) {
        if (path > start) this.#parts(start, path, digits, 0);
        this.#variable(path, end);
        return;
      }
      if (isMailAddress(text, start, end)) {
        this.#variable(start, end);
        return;
      }
    }
    if (digits === 0) {
      this.#constant(start, end);
      return;
    }
    if (isWholeIdentifier(text, start, end)) {
      this.#variable(start, end);
      return;
    }
    let at = start;
    let constantFrom = start;
    // Where the variable part before this one ended, to join those that belong together.
    let lastEnd = -1;
    const spansMaxHere = this.spanCount + spansOfToken;
    while (at < end) {
      const code = text.charCodeAt(at);
      if (!isWord(code)) {
        at += 1;
        continue;
      }
      const partStart = at;
      at = addressEnd(text, partStart, end);
      const isAddress = at > partStart;
      while (at < end && isWord(text.charCodeAt(at))) at += 1;
      const variableFrom = isAddress ? partStart : variableStart(text, partStart, at);
      if (variableFrom < 0 || this.spanCount >= spansMaxHere) continue;
      let from = variableFrom;
      if (
        from === partStart &&
        from > start &&
        isSign(text.charCodeAt(from - 1)) &&
        (from - 1 === start || !isWordAt(text, from - 2))
      )
        from -= 1;
      const joins = lastEnd >= 0 && isJoint(text, lastEnd, from);
      if (joins) {
        for (let index = lastEnd; index < from; index += 1) this.#mix(text.charCodeAt(index));
        this.#mix(variableMark);
        this.spanEnd[this.spanCount - 1] = at;
      } else {
        this.#constant(constantFrom, from);
        this.#variable(from, at, isAddress ? 1 : 0);
      }
      constantFrom = at;
      lastEnd = at;
    }
    this.#constant(constantFrom, end);
  }

  #variable(start: number, end: number, isWhole = 1): void {
    this.spanIsWhole[this.spanCount] = isWhole;
    this.spanStart[this.spanCount] = start;
    this.spanEnd[this.spanCount] = end;
    this.spanCount += 1;
    this.#mix(variableMark);
  }

  #constant(start: number, end: number): void {
    const { text } = this;
    let a = this.hashA;
    let b = this.hashB;
    for (let index = start; index < end; index += 1) {
      const code = text.charCodeAt(index);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ (b >>> 15) ^ code, 0x85ebca6b);
    }
    this.hashA = a;
    this.hashB = b;
  }

  #mix(code: number): void {
    this.hashA = Math.imul(this.hashA ^ code, 0x01000193);
    this.hashB = Math.imul(this.hashB ^ (this.hashB >>> 15) ^ code, 0x85ebca6b);
  }
}

const unitsMax = 128;
const spansMax = 256;
const spansOfToken = 16;
const tokenCharactersMax = 400;

const variableMark = 0x10ffff;
/** Kinds of characters; those that end no token come first. */
const [other, digit, letter, mark, blank, divider, quote] = [0, 1, 2, 3, 4, 5, 6];

const kinds = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  if (code <= 32 || code === 127) kinds[code] = blank;
  else if (isDigit(code)) kinds[code] = digit;
  else if (isLetter(code)) kinds[code] = letter;
  else kinds[code] = other;
}
for (const character of "/\\@") kinds[character.charCodeAt(0)] = mark;
for (const character of "=,;()[]{}<>|") kinds[character.charCodeAt(0)] = divider;
for (const character of "\"'`") kinds[character.charCodeAt(0)] = quote;

function kindOf(code: number): number {
  if (code < 128) return kinds[code] as number;
  return code > 160 ? letter : code === 160 ? blank : other;
}
