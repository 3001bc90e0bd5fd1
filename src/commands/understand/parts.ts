import type { DecodedText } from "../nano/decode.ts";
import type { Word } from "../nano/tokenizer.ts";

/**
 * Whether a text joined by "and" is several commands or one about several things. Each part of several has a verb of
 * its own ("turn off the lamp and open the blinds"); in "turn off the lamp and the fan" the second has none.
 */

/** A part of a text as `splitCommands` gives it, and what the model makes of it alone. */
export interface TextPart {
  text: string;
  decoded: DecodedText | undefined;
}

/** Words that make no command of the things they stand with. */
const fillers = new Set(
  (
    "the a an my our your this that these those and or also too as well then plus please now just in on at of for " +
    "from to by with as into inside"
  ).split(" "),
);

/** Verbs that say what to do only with another word. */
const openVerbs = new Set(["turn", "switch", "put", "flip", "set", "make", "get", "bring", "pull"]);
const ways = new Set(
  "on off up down out open shut closed back brighter dimmer warmer cooler louder quieter".split(" "),
);

function isThingTag(tag: string): boolean {
  return ["name", "kind", "area", "floor", "here", "all", "except", "exceptArea"].includes(tag);
}

/** Whether a part says what to do, and not only with what. */
export function isCommandByItself({ words, spans }: DecodedText): boolean {
  const isFree = (index: number) => !spans.some(({ start, end }) => index >= start && index < end);
  const [verb] = words;
  // "Turn all the radios" of "turn all the radios and speakers off" does not say yet what to do.
  const isOpen = verb !== undefined && isFree(0) && openVerbs.has(verb.text);
  const isClosed =
    spans.some(({ tag }) => !isThingTag(tag)) ||
    words.some(({ text }, index) => isFree(index) && ways.has(text));
  if (isOpen && !isClosed) return false;
  // "On" and "off" after a thing are what to do with it; before one they may be where.
  const lastSpanEnd = spans.at(-1)?.end ?? 0;
  return words.some(({ text }, index) => {
    if (!isFree(index)) return false;
    return !fillers.has(text) || (text === "on" && index >= lastSpanEnd && spans.length > 0);
  });
}

/** Whether one span holds words of two parts, such as a message: "remind me to feed the cat and lock the door". */
export function crossesParts(whole: DecodedText, parts: readonly TextPart[]): boolean {
  const starts = startsOf(whole.text, parts);
  return whole.spans.some((span) => {
    const from = whole.words[span.start]?.start ?? 0;
    const to = whole.words[span.end - 1]?.end ?? 0;
    return starts.some((start) => start > from && start < to);
  });
}

const courtesies = new Set(
  "please thanks thank you will ok okay now right away quickly hey hi hello edgewise so well um uh".split(
    " ",
  ),
);

/** Parts that say something of which nothing is in what the model marked: "turn on the lamp and boil an egg". */
export function unsaidParts(whole: DecodedText, parts: readonly TextPart[]): readonly TextPart[] {
  const starts = startsOf(whole.text, parts);
  return parts.filter((part, index) => {
    const from = starts[index] ?? 0;
    const to = from + part.text.length;
    const isIn = (word: Word | undefined) => word !== undefined && word.start >= from && word.start < to;
    const own = whole.words.filter(isIn);
    return (
      own.some((word) => !courtesies.has(word.text)) &&
      !whole.spans.some((span) => isIn(whole.words[span.start]))
    );
  });
}

function startsOf(text: string, parts: readonly TextPart[]): number[] {
  let from = 0;
  return parts.map((part) => {
    const start = Math.max(from, text.indexOf(part.text, from));
    from = start + part.text.length;
    return start;
  });
}
