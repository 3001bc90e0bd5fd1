import { letterBit } from "./letter-bits.ts";
import type { CompiledList } from "./lists.ts";

/**
 * What templates are compiled to. Equal parts of all templates are one node (hash-consing), a sequence is a
 * chain of pairs, and so equal beginnings and equal ends of sentences are matched once for a text: the cost
 * of a match grows with the number of different parts, not with the number of sentences they spell out.
 */
export type Node = NodeShape & {
  readonly id: number;
  /** Whether a list that fills a slot is somewhere below. */
  readonly hasSlots: boolean;
  /** Whether it matches nothing at all, too. */
  readonly isNullable: boolean;
  /** In every text that matches, at least one word part of each clause occurs; indexes of {@link NodePool.clauses}. */
  readonly clauses: readonly number[];
  /** The letters it may begin with (see `letter-bits.ts`), after a space if there is one. */
  readonly firstLetters: number;
};

type Facts = Pick<Node, "hasSlots" | "isNullable" | "clauses" | "firstLetters">;

export type NodeShape =
  | { kind: "empty" }
  /** The space between two words: nothing at the start of a word, and at the end of the text. */
  | { kind: "gap" }
  | { kind: "text"; text: string }
  | { kind: "pair"; head: Node; tail: Node }
  | { kind: "choice"; items: readonly Node[] }
  | { kind: "slot"; list: CompiledList; slot: string; isCapture: boolean };

const nothing: Facts = { hasSlots: false, isNullable: true, clauses: [], firstLetters: 0 };

/** Indexes of word parts (see {@link NodePool.fragments}), in order. */
export type Clause = readonly number[];

/** A word or a part of one, and its first two letters. */
export interface Fragment {
  word: string;
  start: string;
}

/** Longest clause kept; a choice among more words is no filter worth its time. */
const clauseLengthMax = 48;

export class NodePool {
  /** Word parts that clauses speak of, by index. */
  readonly fragments: Fragment[] = [];
  readonly clauses: Clause[] = [];
  #fragmentIndexes = new Map<string, number>();
  #nodes = new Map<string, Node>();
  #clauseIndexes = new Map<string, number>();
  readonly empty: Node;
  readonly gap: Node;

  constructor() {
    this.empty = this.#intern("e", () => ({ kind: "empty", ...nothing }));
    this.gap = this.#intern("g", () => ({ kind: "gap", ...nothing }));
  }

  text(text: string): Node {
    return this.#intern(`t${text}`, () => ({
      kind: "text",
      text,
      hasSlots: false,
      isNullable: false,
      clauses: [this.#clause([this.#fragment(text)])],
      firstLetters: letterBit(text.charCodeAt(0)),
    }));
  }

  slot(list: CompiledList, slot: string, isCapture: boolean): Node {
    return this.#intern(`s${list.id}:${isCapture ? "@" : ""}${slot}`, () => ({
      kind: "slot",
      list,
      slot,
      isCapture,
      hasSlots: true,
      isNullable: false,
      clauses: [],
      firstLetters: list.firstLetters,
    }));
  }

  sequence(items: readonly Node[]): Node {
    return items.reduceRight((chain, item) => this.#pair(item, chain), this.empty);
  }

  choice(items: readonly Node[]): Node {
    const different: Node[] = [];
    let key = "c";
    const add = (item: Node) => {
      if (different.includes(item)) return;
      different.push(item);
      key += `${item.id},`;
    };
    for (const item of items) {
      if (item.kind === "choice") item.items.forEach(add);
      else add(item);
    }
    if (different.length === 1 && different[0]) return different[0];
    return this.#intern(key, () => ({
      kind: "choice",
      items: different,
      hasSlots: different.some((item) => item.hasSlots),
      isNullable: different.some((item) => item.isNullable),
      clauses: this.#choiceClauses(different),
      firstLetters: different.reduce((bits, item) => bits | item.firstLetters, 0),
    }));
  }

  #pair(head: Node, tail: Node): Node {
    if (head === this.empty) return tail;
    if (tail === this.empty) return head;
    if (head === this.gap && (tail === this.gap || (tail.kind === "pair" && tail.head === this.gap))) {
      return tail;
    }
    return this.#intern(`p${head.id},${tail.id}`, () => ({
      kind: "pair",
      head,
      tail,
      hasSlots: head.hasSlots || tail.hasSlots,
      isNullable: head.isNullable && tail.isNullable,
      clauses: [...new Set([...head.clauses, ...tail.clauses])],
      firstLetters: head.firstLetters | (head.isNullable ? tail.firstLetters : 0),
    }));
  }

  #choiceClauses(items: readonly Node[]): number[] {
    const merged = new Set<number>();
    for (const item of items) {
      const clauses = item.clauses.map((index) => this.clauses[index] ?? []);
      if (clauses.length === 0) return [];
      const shortest = clauses.reduce((best, clause) => (clause.length < best.length ? clause : best));
      for (const fragment of shortest) merged.add(fragment);
    }
    return merged.size > clauseLengthMax ? [] : [this.#clause([...merged].sort((a, b) => a - b))];
  }

  #clause(fragments: Clause): number {
    const key = fragments.join(",");
    const known = this.#clauseIndexes.get(key);
    if (known !== undefined) return known;
    const index = this.clauses.push(fragments) - 1;
    this.#clauseIndexes.set(key, index);
    return index;
  }

  #fragment(text: string): number {
    const known = this.#fragmentIndexes.get(text);
    if (known !== undefined) return known;
    const index = this.fragments.push({ word: text, start: text.slice(0, 2) }) - 1;
    this.#fragmentIndexes.set(text, index);
    return index;
  }

  #intern(key: string, make: () => NodeShape & Facts): Node {
    const known = this.#nodes.get(key);
    if (known) return known;
    const node = createNode(this.#nodes.size, make());
    this.#nodes.set(key, node);
    return node;
  }
}

/** Every node has every property, in one order, which keeps the matcher's reads of them fast in V8. */
function createNode(id: number, made: NodeShape & Facts): Node {
  const { kind, hasSlots, isNullable, clauses, firstLetters } = made;
  return {
    id,
    kind,
    hasSlots,
    isNullable,
    clauses,
    firstLetters,
    text: kind === "text" ? made.text : "",
    head: kind === "pair" ? made.head : undefined,
    tail: kind === "pair" ? made.tail : undefined,
    items: kind === "choice" ? made.items : undefined,
    list: kind === "slot" ? made.list : undefined,
    slot: kind === "slot" ? made.slot : "",
    isCapture: kind === "slot" && made.isCapture,
  } as Node;
}
