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
  /** In every text that matches, at least one word part of each clause occurs. */
  readonly clauses: readonly Clause[];
};

export type NodeShape =
  | { kind: "empty" }
  /** The space between two words: nothing at the start of a word, and at the end of the text. */
  | { kind: "gap" }
  | { kind: "text"; text: string }
  | { kind: "pair"; head: Node; tail: Node }
  | { kind: "choice"; items: readonly Node[] }
  | { kind: "slot"; list: CompiledList; slot: string; isCapture: boolean };

/** Indexes of word parts (see {@link NodePool.fragments}), in order. */
export type Clause = readonly number[];

/** Longest clause kept; a choice among more words is no filter worth its time. */
const clauseLengthMax = 48;

export class NodePool {
  /** Word parts that clauses speak of, by index. */
  readonly fragments: string[] = [];
  #fragmentIndexes = new Map<string, number>();
  #nodes = new Map<string, Node>();
  #clauses = new Map<string, Clause>();
  readonly empty: Node;
  readonly gap: Node;

  constructor() {
    this.empty = this.#intern("e", { kind: "empty" }, { hasSlots: false, isNullable: true, clauses: [] });
    this.gap = this.#intern("g", { kind: "gap" }, { hasSlots: false, isNullable: true, clauses: [] });
  }

  get size(): number {
    return this.#nodes.size;
  }

  text(text: string): Node {
    const clauses = [this.#clause([this.#fragment(text)])];
    return this.#intern(`t${text}`, { kind: "text", text }, { hasSlots: false, isNullable: false, clauses });
  }

  slot(list: CompiledList, slot: string, isCapture: boolean): Node {
    const key = `s${list.id}:${isCapture ? "@" : ""}${slot}`;
    const facts = { hasSlots: true, isNullable: false, clauses: [] };
    return this.#intern(key, { kind: "slot", list, slot, isCapture }, facts);
  }

  sequence(items: readonly Node[]): Node {
    let chain = this.empty;
    for (const item of items.toReversed()) chain = this.#pair(item, chain);
    return chain;
  }

  choice(items: readonly Node[]): Node {
    const different = [...new Set(items.flatMap((item) => (item.kind === "choice" ? item.items : [item])))];
    if (different.length === 1 && different[0]) return different[0];
    const key = `c${different.map((item) => item.id).join(",")}`;
    return this.#intern(
      key,
      { kind: "choice", items: different },
      {
        hasSlots: different.some((item) => item.hasSlots),
        isNullable: different.some((item) => item.isNullable),
        clauses: this.#choiceClauses(different),
      },
    );
  }

  #pair(head: Node, tail: Node): Node {
    if (head === this.empty) return tail;
    if (tail === this.empty) return head;
    if (head.kind === "pair") return this.#pair(head.head, this.#pair(head.tail, tail));
    if (head === this.gap && (tail === this.gap || (tail.kind === "pair" && tail.head === this.gap)))
      return tail;
    if (head.kind === "text" && tail.kind === "text") return this.text(head.text + tail.text);
    return this.#intern(
      `p${head.id},${tail.id}`,
      { kind: "pair", head, tail },
      {
        hasSlots: head.hasSlots || tail.hasSlots,
        isNullable: head.isNullable && tail.isNullable,
        clauses: [...new Set([...head.clauses, ...tail.clauses])],
      },
    );
  }

  #choiceClauses(items: readonly Node[]): Clause[] {
    const merged = new Set<number>();
    for (const item of items) {
      if (item.clauses.length === 0) return [];
      const shortest = item.clauses.reduce((best, clause) => (clause.length < best.length ? clause : best));
      for (const fragment of shortest) merged.add(fragment);
    }
    return merged.size > clauseLengthMax ? [] : [this.#clause([...merged].sort((a, b) => a - b))];
  }

  #clause(fragments: readonly number[]): Clause {
    const key = fragments.join(",");
    const known = this.#clauses.get(key);
    if (known) return known;
    this.#clauses.set(key, fragments);
    return fragments;
  }

  #fragment(text: string): number {
    const known = this.#fragmentIndexes.get(text);
    if (known !== undefined) return known;
    const index = this.fragments.push(text) - 1;
    this.#fragmentIndexes.set(text, index);
    return index;
  }

  #intern(
    key: string,
    shape: NodeShape,
    facts: { hasSlots: boolean; isNullable: boolean; clauses: readonly Clause[] },
  ): Node {
    const known = this.#nodes.get(key);
    if (known) return known;
    const node: Node = { ...shape, ...facts, id: this.#nodes.size };
    this.#nodes.set(key, node);
    return node;
  }
}
