import type { Steps } from "../../core/slices.ts";
import type { SpokenNode } from "../../domain/spoken-network.ts";
import { IntColumn, ListTable, PairTable } from "./number-tables.ts";

/**
 * The words with which each node of a network may begin, worked out once for each, whatever comes after it. Everything is a number
 * here, since there are very many of each:
 *
 * - A frame is what is still to come of a node: the items of a sequence from an offset on, or what may follow that many words of
 *   `anyWords`; of another node, at offset 0, all of it.
 * - A suffix is several frames one after the other, the innermost first; 0 is none.
 * - A leaf is the words of a word or of a list, all as far-fetched, each with what is still to come of its item.
 * - A word has a number, too, by which `wordOf` knows it.
 */
export interface FirstWordsOf {
  frameOf(node: SpokenNode, offset: number): number;
  /** Works out what `afterFrame` needs of a node, which of a whole grammar is a lot; a step is a choice. */
  prepare(node: SpokenNode): Steps<void>;
  afterFrame(frame: number): FirstWords;
  /** As `afterFrame` says it, but quick: it is asked of many places from which nothing goes on. */
  mayBeNothing(frame: number): boolean;
  leaf(number: number): Leaf;
  wordOf(number: number): string;
  /** The last frame of a suffix, and what comes before it. */
  outerFrameOf(suffix: number): number;
  innerOf(suffix: number): number;
  /** Suffixes, of which one or another comes after a word of a leaf. */
  suffixesOf(items: number): Int32Array;
}

export interface Leaf {
  /** Of each of its words. */
  readonly logWeight: number;
  /** Of each word what is still to come of its items, for `suffixesOf`. */
  readonly words: ReadonlyMap<number, number>;
}

export interface FirstWords {
  /** Pairs, one after the other: the words of a leaf may be first, and then comes what is left of its item, and then a suffix. */
  readonly alternatives: ArrayLike<number>;
  /** Suffixes, of which one or another is still to come after one word of any kind. */
  readonly any: ArrayLike<number>;
  readonly mayBeNothing: boolean;
}

export function createFirstWords(): FirstWordsOf {
  const firstFrames = new Map<SpokenNode, number>();
  /** By frame. */
  const nodes: SpokenNode[] = [];
  const offsets = new IntColumn();
  const suffixes = new PairTable();
  const itemLists = new ListTable();
  const noItems = itemLists.numberOf([0]);
  const leaves: Leaf[] = [];
  const words: string[] = [];
  const wordNumbers = new Map<string, number>();
  const ofChoices = new Map<SpokenNode, FirstWords>();
  const silentChoices = new Map<SpokenNode, boolean>();
  /** Leaves of one word, by its weight and itself. */
  const wordLeaves = new Map<number, Map<number, number>>();

  function frameOf(node: SpokenNode, offset: number): number {
    let first = firstFrames.get(node);
    if (first === undefined) {
      first = nodes.length;
      firstFrames.set(node, first);
      const count = offsetsOf(node);
      for (let one = 0; one < count; one += 1) {
        nodes.push(node);
        offsets.push(one);
      }
    }
    return first + offset;
  }

  function numberOf(word: string): number {
    let number = wordNumbers.get(word);
    if (number === undefined) {
      number = words.push(word) - 1;
      wordNumbers.set(word, number);
    }
    return number;
  }

  function first(node: SpokenNode, offset: number): FirstWords {
    switch (node.kind) {
      case "word":
        return {
          alternatives: [leafOf(numberOf(node.word), node.logWeight), 0],
          any: [],
          mayBeNothing: false,
        };
      case "sequence":
        return ofSequence(node, offset);
      case "choice": {
        if (node.items.length === 1) return first(node.items[0] as SpokenNode, 0);
        let found = ofChoices.get(node);
        if (!found) {
          found = ofChoice(node.items);
          ofChoices.set(node, found);
        }
        return found;
      }
      case "anyWords":
        return {
          alternatives: [],
          any: offset < node.wordsMax ? [suffixes.numberOf(0, frameOf(node, offset + 1))] : [],
          mayBeNothing: offset > 0,
        };
    }
  }

  /** In the order in which `first` does it. */
  function* prepare(node: SpokenNode): Steps<void> {
    if (node.kind === "sequence") {
      for (const item of node.items) {
        yield* prepare(item);
        if (!mayBeNothing(item, 0)) return;
      }
    } else if (node.kind === "choice" && !ofChoices.has(node)) {
      for (const item of node.items) if (beginOf(item)?.kind !== "word") yield* prepare(item);
      yield;
    }
    first(node, 0);
  }

  function leafOf(word: number, logWeight = 0): number {
    const known = entryOf(wordLeaves, logWeight);
    let leaf = known.get(word);
    if (leaf === undefined) {
      leaf = leaves.push({ words: new Map([[word, noItems]]), logWeight }) - 1;
      known.set(word, leaf);
    }
    return leaf;
  }

  function ofSequence(node: SpokenNode & { kind: "sequence" }, offset: number): FirstWords {
    const alternatives: number[] = [];
    const any: number[] = [];
    for (let at = offset; at < node.items.length; at += 1) {
      const item = first(node.items[at] as SpokenNode, 0);
      const left = at + 1 < node.items.length ? frameOf(node, at + 1) : undefined;
      const withLeft = (suffix: number) => (left === undefined ? suffix : suffixes.numberOf(suffix, left));
      for (let one = 0; one < item.alternatives.length; one += 2) {
        alternatives.push(item.alternatives[one] as number, withLeft(item.alternatives[one + 1] as number));
      }
      for (let one = 0; one < item.any.length; one += 1) any.push(withLeft(item.any[one] as number));
      if (!item.mayBeNothing) return { alternatives, any, mayBeNothing: false };
    }
    return { alternatives, any, mayBeNothing: true };
  }

  /** Items that begin with a word of one weight are one leaf: a list of names is one thing in every sentence that has it. */
  function ofChoice(items: readonly SpokenNode[]): FirstWords {
    const byWeight = new Map<number, Map<number, number[]>>();
    const alternatives: number[] = [];
    const any: number[] = [];
    let mayBeNothing = false;
    for (const item of items) {
      const begin = beginOf(item);
      if (begin?.kind === "word") {
        const isMore = item.kind === "sequence" && item.items.length > 1;
        const left = isMore ? suffixes.numberOf(0, frameOf(item, 1)) : 0;
        const ofWeight = entryOf(byWeight, begin.logWeight ?? 0);
        const word = numberOf(begin.word);
        const same = ofWeight.get(word);
        if (same) same.push(left);
        else ofWeight.set(word, [left]);
        continue;
      }
      const inner = first(item, 0);
      for (let one = 0; one < inner.alternatives.length; one += 1)
        alternatives.push(inner.alternatives[one] as number);
      for (let one = 0; one < inner.any.length; one += 1) any.push(inner.any[one] as number);
      if (inner.mayBeNothing) mayBeNothing = true;
    }
    for (const [logWeight, ofWeight] of byWeight) {
      const found = new Map<number, number>();
      for (const [word, lefts] of ofWeight) found.set(word, itemLists.numberOf(lefts));
      alternatives.push(leaves.push({ words: found, logWeight }) - 1, 0);
    }
    return { alternatives: Int32Array.from(alternatives), any: Int32Array.from(any), mayBeNothing };
  }

  function mayBeNothing(node: SpokenNode, offset: number): boolean {
    switch (node.kind) {
      case "word":
        return false;
      case "anyWords":
        return offset > 0;
      case "sequence": {
        for (let at = offset; at < node.items.length; at += 1) {
          if (!mayBeNothing(node.items[at] as SpokenNode, 0)) return false;
        }
        return true;
      }
      case "choice": {
        let found = silentChoices.get(node);
        if (found === undefined) {
          found = node.items.some((item) => mayBeNothing(item, 0));
          silentChoices.set(node, found);
        }
        return found;
      }
    }
  }

  return {
    frameOf,
    prepare,
    afterFrame: (frame) => first(nodes[frame] as SpokenNode, offsets.at(frame)),
    mayBeNothing: (frame) => mayBeNothing(nodes[frame] as SpokenNode, offsets.at(frame)),
    leaf: (number) => leaves[number] as Leaf,
    wordOf: (number) => words[number] as string,
    outerFrameOf: (suffix) => suffixes.second(suffix),
    innerOf: (suffix) => suffixes.first(suffix),
    suffixesOf: (items) => itemLists.list(items),
  };
}

function beginOf(item: SpokenNode): SpokenNode | undefined {
  return item.kind === "sequence" ? item.items[0] : item;
}

/** Frames that a node may have. */
function offsetsOf(node: SpokenNode): number {
  switch (node.kind) {
    case "word":
    case "choice":
      return 1;
    case "sequence":
      return Math.max(1, node.items.length);
    case "anyWords":
      return node.wordsMax + 1;
  }
}

function entryOf<V>(maps: Map<number, Map<number, V>>, key: number): Map<number, V> {
  let found = maps.get(key);
  if (!found) {
    found = new Map();
    maps.set(key, found);
  }
  return found;
}
