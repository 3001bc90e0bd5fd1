import { type SpokenNode, silentNode } from "../../domain/spoken-network.ts";
import type { Node } from "../grammar/nodes.ts";
import { withoutOtherSpellings } from "./other-spellings.ts";
import type { SpokenPool } from "./spoken-pool.ts";

/**
 * Templates are written letter by letter (`light[s]`, `bed[ ]room`), what is said goes word by word. The shape of a node
 * keeps what of it may still grow together with its neighbours apart from what is whole words already.
 */
interface Shape {
  /** Ways without a border between words: parts of one word; "" is nothing at all. */
  readonly wholes: ReadonlySet<string>;
  /** Ways with a border. */
  readonly pieces: readonly Piece[];
}

interface Piece {
  /** Ends of words before the first border. */
  readonly lefts: ReadonlySet<string>;
  readonly middle: SpokenNode;
  /** Beginnings of words after the last border. */
  readonly rights: ReadonlySet<string>;
  /** The same with letters directly after it, for "{name}s". */
  readonly ending?: (letters: string) => SpokenNode | undefined;
}

/** Stands for the edge of a list's value: a border between words that is still to come, no letters. */
const edge = " ";
const nothing: ReadonlySet<string> = new Set([""]);
const atEdge: ReadonlySet<string> = new Set([edge]);
const silence: Shape = { wholes: nothing, pieces: [] };

/** How a list's values are said; undefined: not at all. With letters: right after each value's last word. */
export type SpokenList = (slot: Extract<Node, { kind: "slot" }>, letters: string) => SpokenNode | undefined;

/** Turns compiled templates into what can be said. Each node once, however many sentences it stands in. */
export class SpokenShapes {
  #pool: SpokenPool;
  #list: SpokenList;
  #shapes = new Map<Node, Shape>();
  #closed = new Map<Node, SpokenNode | undefined>();

  constructor(pool: SpokenPool, list: SpokenList) {
    this.#pool = pool;
    this.#list = list;
  }

  /** The node between two borders; undefined: it cannot be said. */
  closed(node: Node): SpokenNode | undefined {
    if (this.#closed.has(node)) return this.#closed.get(node);
    const closed = this.#closeNode(node);
    this.#closed.set(node, closed);
    return closed;
  }

  #closeNode(node: Node): SpokenNode | undefined {
    switch (node.kind) {
      case "choice": {
        const ways = node.items.flatMap((item) => this.closed(item) ?? []);
        return ways.length === 0 ? undefined : this.#pool.choice(ways);
      }
      case "pair": {
        const parts: SpokenNode[] = [];
        for (const stretch of stretchesOf(node)) {
          const said = this.#closeStretch(stretch);
          if (!said) return undefined;
          parts.push(said);
        }
        return this.#pool.sequence(parts);
      }
      default:
        return this.#close(this.#shape(node));
    }
  }

  /** Only nodes that touch without a border between them may make words together. */
  #closeStretch(nodes: readonly Node[]): SpokenNode | undefined {
    const [only, ...more] = nodes;
    if (!only) return silentNode;
    return more.length === 0 ? this.closed(only) : this.#close(this.#joined(nodes));
  }

  #close({ wholes, pieces }: Shape): SpokenNode | undefined {
    const ways = [...this.#words(wholes), ...pieces.flatMap((piece) => this.#closePiece(piece))];
    return ways.length === 0 ? undefined : this.#pool.choice(ways);
  }

  #closePiece({ lefts, middle, rights }: Piece): SpokenNode[] {
    const [before, after] = [this.#words(lefts), this.#words(rights)];
    if (before.length === 0 || after.length === 0) return [];
    return [this.#pool.sequence([this.#pool.choice(before), middle, this.#pool.choice(after)])];
  }

  #words(texts: Iterable<string>): SpokenNode[] {
    const ways: SpokenNode[] = [];
    for (const text of withoutOtherSpellings(texts)) {
      if (text === "" || text === edge) ways.push(silentNode);
      else if (/[\p{L}\p{N}]/u.test(text)) ways.push(this.#pool.word(text));
    }
    return ways;
  }

  #shape(node: Node): Shape {
    const known = this.#shapes.get(node);
    if (known) return known;
    const made = this.#make(node);
    this.#shapes.set(node, made);
    return made;
  }

  #make(node: Node): Shape {
    switch (node.kind) {
      case "empty":
        return silence;
      case "gap":
        return { wholes: new Set(), pieces: [{ lefts: nothing, middle: silentNode, rights: nothing }] };
      case "text":
        return { wholes: new Set([node.text]), pieces: [] };
      case "choice":
        return this.#together(node.items.map((item) => this.#shape(item)));
      case "pair":
        return this.#chain(node);
      case "slot": {
        const middle = this.#list(node, "");
        if (!middle) return { wholes: new Set(), pieces: [] };
        const ending = (letters: string) => this.#list(node, letters);
        return { wholes: new Set(), pieces: [{ lefts: atEdge, middle, rights: atEdge, ending }] };
      }
    }
  }

  #together(shapes: readonly Shape[]): Shape {
    const wholes = new Set(shapes.flatMap((shape) => [...shape.wholes]));
    const byEdges = new Map<string, Piece[]>();
    for (const piece of shapes.flatMap((shape) => shape.pieces)) {
      // A piece that letters may be added to is kept by itself.
      const key = [[...piece.lefts].join("\n"), [...piece.rights].join("\n")].join("\n\n");
      const same = byEdges.get(key);
      if (same) same.push(piece);
      else byEdges.set(key, [piece]);
    }
    const pieces = [...byEdges.values()].map((same): Piece => {
      const [first, ...others] = same as [Piece, ...Piece[]];
      if (others.length === 0) return first;
      return {
        lefts: first.lefts,
        rights: first.rights,
        middle: this.#pool.choice(same.map((piece) => piece.middle)),
        ...(same.some(({ ending }) => ending)
          ? {
              ending: (letters: string) => {
                const ways = same.flatMap(({ ending }) => ending?.(letters) ?? []);
                return ways.length === 0 ? undefined : this.#pool.choice(ways);
              },
            }
          : {}),
      };
    });
    return { wholes, pieces };
  }

  #chain(node: Node): Shape {
    const stretches = stretchesOf(node);
    const [first = silence, ...others] = [stretches[0] ?? [], ...stretches.slice(1).slice(-1)].map((nodes) =>
      this.#joined(nodes),
    );
    const [last] = others;
    if (!last) return first;
    const inner: SpokenNode[] = [];
    for (const stretch of stretches.slice(1, -1)) {
      const said = this.#closeStretch(stretch);
      if (!said) return { wholes: new Set(), pieces: [] };
      inner.push(said);
    }
    return this.#bordered(first, inner, last);
  }

  /** Nodes without a border of the template's between them. */
  #joined(nodes: readonly Node[]): Shape {
    return nodes.reduce<Shape>((shape, node) => {
      const next = this.#shape(node);
      return shape === silence ? next : this.#concatenated(shape, next);
    }, silence);
  }

  #bordered(first: Shape, inner: readonly SpokenNode[], last: Shape): Shape {
    const heads = [
      ...(first.wholes.size > 0 ? [{ lefts: first.wholes, middle: silentNode }] : []),
      ...first.pieces.flatMap(({ lefts, middle, rights }) => {
        const words = this.#words(rights);
        if (words.length === 0) return [];
        return [{ lefts, middle: this.#pool.sequence([middle, this.#pool.choice(words)]) }];
      }),
    ];
    const tails: Omit<Piece, "lefts">[] = [
      ...(last.wholes.size > 0 ? [{ middle: silentNode, rights: last.wholes }] : []),
      ...last.pieces.flatMap(({ lefts, middle, rights, ending }) => {
        const words = this.#words(lefts);
        if (words.length === 0) return [];
        const before = this.#pool.choice(words);
        return [
          {
            middle: this.#pool.sequence([before, middle]),
            rights,
            ...(ending ? { ending: this.#after([before], ending) } : {}),
          },
        ];
      }),
    ];
    const pieces = heads.flatMap(({ lefts, middle }) =>
      tails.map(
        (tail): Piece => ({
          lefts,
          middle: this.#pool.sequence([middle, ...inner, tail.middle]),
          rights: tail.rights,
          ...(tail.ending ? { ending: this.#after([middle, ...inner], tail.ending) } : {}),
        }),
      ),
    );
    return this.#together([{ wholes: new Set(), pieces }]);
  }

  #after(
    before: readonly SpokenNode[],
    ending: (letters: string) => SpokenNode | undefined,
  ): (letters: string) => SpokenNode | undefined {
    return (letters) => {
      const ended = ending(letters);
      return ended && this.#pool.sequence([...before, ended]);
    };
  }

  #concatenated(one: Shape, other: Shape): Shape {
    const wholes = new Set<string>();
    for (const head of one.wholes) for (const tail of other.wholes) wholes.add(head + tail);
    const pieces: Piece[] = [];
    if (one.wholes.size > 0) {
      for (const piece of other.pieces) {
        const lefts = joints(one.wholes, piece.lefts);
        if (lefts.size > 0) pieces.push({ ...piece, lefts });
      }
    }
    for (const piece of one.pieces) {
      if (other.wholes.size > 0) pieces.push(...this.#withEnding(piece, other.wholes));
      for (const next of other.pieces) {
        for (const { middle, rights } of this.#withEnding(piece, next.lefts)) {
          const between = this.#words(rights);
          if (between.length === 0) continue;
          const before = [middle, this.#pool.choice(between)];
          pieces.push({
            lefts: piece.lefts,
            middle: this.#pool.sequence([...before, next.middle]),
            rights: next.rights,
            ...(next.ending ? { ending: this.#after(before, next.ending) } : {}),
          });
        }
      }
    }
    return this.#together([{ wholes, pieces }]);
  }

  /** The piece with what may follow its last border, which is letters of its last word or another border. */
  #withEnding(piece: Piece, letters: ReadonlySet<string>): Piece[] {
    const rights = joints(piece.rights, letters);
    const found: Piece[] = rights.size > 0 ? [{ ...piece, rights }] : [];
    if (!piece.rights.has(edge)) return found;
    for (const end of letters) {
      const ended = end === "" || end === edge ? undefined : piece.ending?.(end);
      if (ended) found.push({ lefts: piece.lefts, middle: ended, rights: atEdge });
    }
    return found;
  }
}

/** The nodes of a chain between the borders that are written in it, at which whatever stands around begins a new word. */
function stretchesOf(node: Node): Node[][] {
  const stretches: Node[][] = [[]];
  let rest: Node = node;
  for (; rest.kind === "pair"; rest = rest.tail) {
    if (rest.head.kind === "gap") stretches.push([]);
    else stretches.at(-1)?.push(rest.head);
  }
  if (rest.kind === "gap") stretches.push([]);
  else stretches.at(-1)?.push(rest);
  return stretches;
}

/** What stands before and what stands after, as one word. A value's edge goes with nothing but a border. */
function joints(heads: ReadonlySet<string>, tails: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const head of heads) {
    for (const tail of tails) {
      const isEdge = head === edge || tail === edge;
      if (!isEdge) found.add(head + tail);
      else if (head === "" || tail === "") found.add(edge);
    }
  }
  return found;
}
