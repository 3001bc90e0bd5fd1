import type { SpokenNode } from "../../domain/spoken-network.ts";

/**
 * What is still to come of a node: the items of a sequence from `offset` on, or what may follow `offset` words of `anyWords`; of
 * another node, at offset 0, all of it. Equal frames are one object.
 */
export interface Frame {
  readonly id: number;
  readonly node: SpokenNode;
  readonly offset: number;
}

/** Words of a word or of a list, each with what is still to come of its item, the innermost first. */
export interface Leaf {
  readonly id: number;
  /** Of each of its words. */
  readonly logWeight: number;
  readonly words: ReadonlyMap<string, readonly (readonly Frame[])[]>;
}

/** The words of a leaf may be first, and then comes what is left of its item, and then `suffix`. */
export interface Alternative {
  readonly leaf: Leaf;
  readonly suffix: readonly Frame[];
}

export interface FirstWords {
  readonly alternatives: readonly Alternative[];
  /** What is still to come after one word of any kind. */
  readonly any: readonly (readonly Frame[])[];
  readonly mayBeNothing: boolean;
}

/** The words with which each node of a network may begin, worked out once for each, whatever comes after it. */
export interface FirstWordsOf {
  frameOf(node: SpokenNode, offset: number): Frame;
  afterFrame(frame: Frame): FirstWords;
  /** As `afterFrame` says it, but quick: it is asked of many places from which nothing goes on. */
  mayBeNothing(frame: Frame): boolean;
}

export function createFirstWords(): FirstWordsOf {
  const frames = new Map<SpokenNode, Frame[]>();
  const ofChoices = new Map<SpokenNode, FirstWords>();
  const silentChoices = new Map<SpokenNode, boolean>();
  /** Leaves of one word, by its weight and itself. */
  const wordLeaves = new Map<number, Map<string, Leaf>>();
  let frameCount = 0;
  let leafCount = 0;

  function frameOf(node: SpokenNode, offset: number): Frame {
    let ofNode = frames.get(node);
    if (!ofNode) {
      ofNode = [];
      frames.set(node, ofNode);
    }
    let frame = ofNode.find((one) => one.offset === offset);
    if (!frame) {
      frameCount += 1;
      frame = { id: frameCount, node, offset };
      ofNode.push(frame);
    }
    return frame;
  }

  function first(node: SpokenNode, offset: number): FirstWords {
    switch (node.kind) {
      case "word":
        return {
          alternatives: [{ leaf: leafOf(node.word, node.logWeight), suffix: [] }],
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
          any: offset < node.wordsMax ? [[frameOf(node, offset + 1)]] : [],
          mayBeNothing: offset > 0,
        };
    }
  }

  function leafOf(word: string, logWeight = 0): Leaf {
    const leaves = entryOf(wordLeaves, logWeight);
    let leaf = leaves.get(word);
    if (!leaf) {
      leaf = newLeaf(new Map([[word, [[]]]]), logWeight);
      leaves.set(word, leaf);
    }
    return leaf;
  }

  function newLeaf(words: Leaf["words"], logWeight: number): Leaf {
    leafCount += 1;
    return { id: leafCount, logWeight, words };
  }

  function ofSequence(node: SpokenNode & { kind: "sequence" }, offset: number): FirstWords {
    const alternatives: Alternative[] = [];
    const any: (readonly Frame[])[] = [];
    for (let at = offset; at < node.items.length; at += 1) {
      const item = first(node.items[at] as SpokenNode, 0);
      const left = at + 1 < node.items.length ? [frameOf(node, at + 1)] : [];
      for (const { leaf, suffix } of item.alternatives)
        alternatives.push({ leaf, suffix: [...suffix, ...left] });
      for (const inner of item.any) any.push([...inner, ...left]);
      if (!item.mayBeNothing) return { alternatives, any, mayBeNothing: false };
    }
    return { alternatives, any, mayBeNothing: true };
  }

  /** Items that begin with a word of one weight are one leaf: a list of names is one thing in every sentence that has it. */
  function ofChoice(items: readonly SpokenNode[]): FirstWords {
    const byWeight = new Map<number, Map<string, (readonly Frame[])[]>>();
    const alternatives: Alternative[] = [];
    const any: (readonly Frame[])[] = [];
    let mayBeNothing = false;
    for (const item of items) {
      const begin = item.kind === "sequence" ? item.items[0] : item;
      if (begin?.kind === "word") {
        const left = item.kind === "sequence" && item.items.length > 1 ? [frameOf(item, 1)] : [];
        const words = entryOf(byWeight, begin.logWeight ?? 0);
        const same = words.get(begin.word);
        if (same) same.push(left);
        else words.set(begin.word, [left]);
        continue;
      }
      const inner = first(item, 0);
      for (const alternative of inner.alternatives) alternatives.push(alternative);
      for (const one of inner.any) any.push(one);
      if (inner.mayBeNothing) mayBeNothing = true;
    }
    for (const [logWeight, words] of byWeight)
      alternatives.push({ leaf: newLeaf(words, logWeight), suffix: [] });
    return { alternatives, any, mayBeNothing };
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
    afterFrame: ({ node, offset }) => first(node, offset),
    mayBeNothing: ({ node, offset }) => mayBeNothing(node, offset),
  };
}

function entryOf<V>(maps: Map<number, Map<string, V>>, key: number): Map<string, V> {
  let found = maps.get(key);
  if (!found) {
    found = new Map();
    maps.set(key, found);
  }
  return found;
}
