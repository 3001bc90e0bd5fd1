import { normaliseText } from "../../text/normalise.ts";
import { anyLetter, letterBit } from "./letter-bits.ts";

/** A text to be matched: its words, and the gaps between them with what may be skipped there. */
export interface TextView {
  readonly original: string;
  /** As `text/normalise.ts` leaves it. */
  readonly text: string;
  /** Positions a gap at `position` may lead to: the next word, or the one after words to be skipped. */
  gapEnds(position: number): readonly number[];
  /** Whether a node that begins with one of `letters` and is not empty can begin at `position` or after the gap there. */
  canBegin(letters: number, position: number): boolean;
  /** What the person wrote between two positions of `text`. */
  originalWords(start: number, end: number): string;
  /** The next `countMax` ends of words after `position`. */
  wordEndsAfter(position: number, countMax: number): readonly number[];
  /** Characters in [start, end) that are no spaces. */
  lengthOf(start: number, end: number): number;
}

const none: readonly number[] = [];

/** `skipPhrases` are normalised. */
export function createTextView(original: string, skipPhrases: readonly string[]): TextView {
  const { text, offsets } = normaliseText(original);
  const present = skipPhrases.filter((phrase) => text.includes(phrase));
  const gaps: (readonly number[] | undefined)[] = new Array(text.length + 1);
  const wordEnds: number[] = [];
  const spacesBefore: number[] = [0];
  for (let position = 1; position <= text.length; position += 1) {
    if (position === text.length || text[position] === " ") wordEnds.push(position);
    spacesBefore.push((spacesBefore[position - 1] ?? 0) + (text[position - 1] === " " ? 1 : 0));
  }

  const withSkips = (start: number): readonly number[] => {
    const ends = [start];
    for (const at of ends) {
      for (const phrase of present) {
        if (!text.startsWith(phrase, at)) continue;
        const end = at + phrase.length;
        const next = end === text.length ? end : text[end] === " " ? end + 1 : undefined;
        if (next !== undefined && !ends.includes(next)) ends.push(next);
      }
    }
    return ends;
  };

  const gapEnds = (position: number): readonly number[] => {
    const known = gaps[position];
    if (known) return known;
    const start = wordStart(text, position);
    const ends = start === undefined ? none : present.length === 0 ? [start] : withSkips(start);
    gaps[position] = ends;
    return ends;
  };
  // Where words may be skipped, a node may begin with any of the words after them.
  const beginnings: number[] = [];
  for (let position = 0; position < text.length; position += 1) {
    const isSkipping = present.length > 0 && gapEnds(position).length > 1;
    const at = text[position] === " " ? position + 1 : position;
    beginnings.push(isSkipping ? anyLetter : letterBit(text.charCodeAt(at)));
  }
  beginnings.push(0);

  return {
    original,
    text,
    gapEnds,
    canBegin: (letters, position) => (letters & (beginnings[position] ?? 0)) !== 0,
    originalWords(start, end) {
      const from = offsets[start] ?? original.length;
      const to = end < text.length ? (offsets[end] ?? original.length) : original.length;
      return original.slice(from, to).replace(/^[\s\p{P}]+|[\s,.;:!?]+$/gu, "");
    },
    wordEndsAfter: (position, countMax) => wordEnds.filter((end) => end > position).slice(0, countMax),
    lengthOf: (start, end) => end - start - ((spacesBefore[end] ?? 0) - (spacesBefore[start] ?? 0)),
  };
}

/** Where the next word starts if `position` is between words, or between a number and its unit ("10min"). */
function wordStart(text: string, position: number): number | undefined {
  if (position === 0 || position === text.length || text[position - 1] === " ") return position;
  if (text[position] === " ") return position + 1;
  return isNumberEdge(text, position) ? position : undefined;
}

/** Between a digit and a letter, as in "10min" and "pump2". */
export function isNumberEdge(text: string, position: number): boolean {
  const before = isDigit(text.charCodeAt(position - 1));
  const after = isDigit(text.charCodeAt(position));
  return before !== after && text[position] !== "." && text[position - 1] !== ".";
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
