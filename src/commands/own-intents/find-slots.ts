import { normalise } from "../../text/normalise.ts";
import { readNumbers } from "../../text/number-words.ts";
import { type Word, wordsOf } from "../nano/tokenizer.ts";
import type { MarkedExample } from "./marked-example.ts";
import type { SlotValues } from "./slot-template.ts";

/**
 * What a text says for the slots of an intent: the text is laid along each marked example, so that words stand on
 * words and a slot takes what is between, and the cheapest way counts. A slot holds only beside a word that is said as
 * in the example, or with a word that some example has in it; else anything would fill it.
 *
 * Limits: a slot takes at most `slotWordsMax` words; the first `examplesMax` marked examples are tried.
 */
const slotWordsMax = 8;
const examplesMax = 100;

const missCost = 1.4;
const extraCost = 0.6;
const otherWordCost = 1.6;
/** A slot costs a little for each word, so that words of the example are taken as such where they can be. */
const fillCost = 0.15;
/** Words that examples have beside their slots are hardly ever in one. */
const contextFillCost = 0.7;
/** Words that an example has in this slot, and numbers where it has numbers, cost next to nothing. */
const knownFillCost = 0.02;

export function findSlots(text: string, examples: readonly MarkedExample[]): SlotValues {
  const words = wordsOf(text);
  const marked = examples.filter(({ slots }) => slots.length > 0).slice(0, examplesMax);
  const vocabulary = { fillers: fillersOf(marked), context: contextOf(marked) };
  let best: { cost: number; spans: readonly Found[] } = { cost: Number.POSITIVE_INFINITY, spans: [] };
  for (const example of marked) {
    const found = align(words, example, vocabulary);
    if (found.cost < best.cost) best = found;
  }
  // An example without slots that fits better says that none was given.
  for (const example of examples.filter(({ slots }) => slots.length === 0).slice(0, examplesMax)) {
    const found = align(words, example, vocabulary);
    if (found.cost < best.cost) best = found;
  }
  return Object.fromEntries(best.spans.map((span) => [span.name, saidIn(text, words, span)]));
}

interface Found {
  name: string;
  start: number;
  end: number;
}

interface Vocabulary {
  fillers: ReadonlyMap<string, ReadonlySet<string>>;
  context: ReadonlySet<string>;
}

/** A part of an example: a word, or a slot. */
type Part = { word: string } | { slot: string };

function align(
  words: readonly Word[],
  example: MarkedExample,
  { fillers, context }: Vocabulary,
): { cost: number; spans: readonly Found[] } {
  const parts = partsOf(example);
  // costs[p][w]: the cheapest way to lay the first p parts along the first w words; from[p][w]: the words before.
  const costs = Array.from({ length: parts.length + 1 }, () =>
    new Array<number>(words.length + 1).fill(Number.POSITIVE_INFINITY),
  );
  const from = costs.map((row) => row.map((): Place => ({ part: 0, word: 0 })));
  const offer = (to: Place, cost: number, back: Place) => {
    const row = costs[to.part] as number[];
    if (cost >= (row[to.word] as number)) return;
    row[to.word] = cost;
    (from[to.part] as Place[])[to.word] = back;
  };
  (costs[0] as number[])[0] = 0;
  for (let part = 0; part <= parts.length; part += 1) {
    for (let word = 0; word <= words.length; word += 1) {
      const cost = (costs[part] as number[])[word] as number;
      const here = { part, word };
      if (word < words.length) offer({ part, word: word + 1 }, cost + extraCost, here);
      const next = parts[part];
      if (!next) continue;
      const to = part + 1;
      offer({ part: to, word }, cost + ("slot" in next ? 2 * missCost : missCost), here);
      if ("word" in next) {
        const said = words[word];
        if (said)
          offer({ part: to, word: word + 1 }, cost + (said.text === next.word ? 0 : otherWordCost), here);
        continue;
      }
      const known = fillers.get(next.slot);
      let filled = cost;
      for (let end = word + 1; end <= Math.min(words.length, word + slotWordsMax); end += 1) {
        const said = words[end - 1]?.text ?? "";
        filled += known?.has(shapeOf(said)) ? knownFillCost : context.has(said) ? contextFillCost : fillCost;
        offer({ part: to, word: end }, filled, here);
      }
    }
  }
  const path = [{ part: parts.length, word: words.length }];
  for (let at = path[0]; at && (at.part > 0 || at.word > 0); at = path[0]) {
    path.unshift((from[at.part] as Place[])[at.word] as Place);
  }
  const steps = path.slice(1).map((to, index): Step => {
    const { part, word } = path[index] as Place;
    const taken = to.part > part ? parts[part] : undefined;
    const isSaid =
      taken !== undefined && "word" in taken && taken.word === words[word]?.text && to.word > word;
    return { part: taken, start: word, end: to.word, isSaid };
  });
  const isLone = parts.every((part) => "slot" in part);
  const spans = steps.flatMap(({ part, start, end }, index): Found[] => {
    if (!part || "word" in part || end === start) return [];
    const known = fillers.get(part.slot);
    const holds =
      isLone ||
      steps[index - 1]?.isSaid ||
      steps[index + 1]?.isSaid ||
      words.slice(start, end).some((word) => known?.has(shapeOf(word.text)));
    return holds ? [{ name: part.slot, start, end }] : [];
  });
  return { cost: (costs[parts.length] as number[])[words.length] as number, spans };
}

/** So many parts of the example and words of the text are laid. */
interface Place {
  part: number;
  word: number;
}

/** One part of the example laid on words [start, end), or a word beside all parts. */
interface Step {
  part: Part | undefined;
  start: number;
  end: number;
  isSaid: boolean;
}

function partsOf({ words, slots }: MarkedExample): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < words.length; ) {
    const slot = slots.find((one) => one.start === at);
    parts.push(slot ? { slot: slot.name } : { word: words[at]?.text ?? "" });
    at = slot ? slot.end : at + 1;
  }
  return parts;
}

/** The words that examples have outside their slots. */
function contextOf(examples: readonly MarkedExample[]): Set<string> {
  return new Set(
    examples.flatMap(({ words, slots }) =>
      words
        .filter((_, index) => !slots.some(({ start, end }) => index >= start && index < end))
        .map((word) => word.text),
    ),
  );
}

/** The words that examples have in each slot; numbers stand for any number. */
function fillersOf(examples: readonly MarkedExample[]): Map<string, Set<string>> {
  const fillers = new Map<string, Set<string>>();
  for (const { words, slots } of examples) {
    for (const { name, start, end } of slots) {
      const known = fillers.get(name) ?? new Set();
      fillers.set(name, known);
      for (const word of words.slice(start, end)) known.add(shapeOf(word.text));
    }
  }
  return fillers;
}

function shapeOf(word: string): string {
  return readNumbers(word, 0).some(({ end }) => end === word.length) ? "0" : word;
}

/** As it was said, or as a number if it is one. */
function saidIn(text: string, words: readonly Word[], { start, end }: Found): string | number {
  const said = text.slice(words[start]?.start ?? 0, words[end - 1]?.end ?? 0);
  const plain = normalise(said);
  const whole = readNumbers(plain, 0).find((reading) => reading.end === plain.length);
  return whole ? whole.value : said;
}
