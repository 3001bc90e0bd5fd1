import { atOnce, type Steps } from "../../core/slices.ts";
import { type SpokenNode, silentNode } from "../../domain/spoken-network.ts";

/**
 * Makes the nodes of a spoken network so that equal parts are one object, whatever they were made from. Ways that begin
 * alike are led together up to where they part: what listens then has few places to keep in mind at once.
 */
export class SpokenPool {
  #ids = new Map<SpokenNode, number>([[silentNode, 0]]);
  #nodes = new Map<string, SpokenNode>();
  #phrases = new Map<string, SpokenNode>();
  /** By the items that were given: to merge the ways of 500 names takes milliseconds. */
  #choices = new Map<string, SpokenNode>();

  /** Different nodes there are. */
  get size(): number {
    return this.#ids.size;
  }

  word(word: string, logWeight = 0): SpokenNode {
    return this.#intern(`w${word} ${logWeight}`, () =>
      logWeight === 0 ? { kind: "word", word } : { kind: "word", word, logWeight },
    );
  }

  anyWords(wordsMax: number): SpokenNode {
    return this.#intern(`a${wordsMax}`, () => ({ kind: "anyWords", wordsMax }));
  }

  /** The words of a text, one after the other. */
  words(text: string): SpokenNode {
    let phrase = this.#phrases.get(text);
    if (!phrase) {
      phrase = this.sequence(text.split(" ").map((word) => this.word(word)));
      this.#phrases.set(text, phrase);
    }
    return phrase;
  }

  sequence(parts: readonly SpokenNode[]): SpokenNode {
    const items = parts.flatMap((part, index) => {
      if (part === silentNode) return [];
      // Only what stands first is taken apart: ways that begin alike are found by it, and what follows stays shared.
      return index === 0 && part.kind === "sequence" ? part.items : [part];
    });
    if (items.length === 0) return silentNode;
    if (items.length === 1 && items[0]) return items[0];
    return this.#intern(`s${this.#keyOf(items)}`, () => ({ kind: "sequence", items }));
  }

  choice(items: readonly SpokenNode[]): SpokenNode {
    return atOnce(this.choiceInSteps(items));
  }

  /** The same; a step is all that begins alike. */
  *choiceInSteps(items: readonly SpokenNode[]): Steps<SpokenNode> {
    const key = this.#keyOf(items);
    let choice = this.#choices.get(key);
    if (!choice) {
      choice = yield* this.#merged(items);
      this.#choices.set(key, choice);
    }
    return choice;
  }

  /** A choice whose ways that begin alike are led together. */
  *#merged(items: readonly SpokenNode[]): Steps<SpokenNode> {
    const byHead = new Map<SpokenNode, SpokenNode[]>();
    for (const item of new Set(items)) {
      const head = (item.kind === "sequence" && item.items[0]) || item;
      const same = byHead.get(head);
      if (same) same.push(item);
      else byHead.set(head, [item]);
    }
    const merged: SpokenNode[] = [];
    for (const [head, same] of byHead) {
      const [only, ...others] = same;
      if (others.length === 0 && only) merged.push(only);
      else {
        merged.push(this.sequence([head, this.choice(same.map((item) => this.#tailOf(item, head)))]));
        yield;
      }
    }
    if (merged.length === 1 && merged[0]) return merged[0];
    return this.#intern(`c${this.#keyOf(merged)}`, () => ({ kind: "choice", items: merged }));
  }

  optional(node: SpokenNode): SpokenNode {
    return this.choice([silentNode, node]);
  }

  /** The same with every first word as much less likely. What may be silent keeps its silence as it is. */
  weighed(node: SpokenNode, logWeight: number): SpokenNode {
    switch (node.kind) {
      case "word":
        return this.word(node.word, (node.logWeight ?? 0) + logWeight);
      case "choice":
        return this.choice(node.items.map((item) => this.weighed(item, logWeight)));
      case "sequence": {
        const [first, ...rest] = node.items;
        return first ? this.sequence([this.weighed(first, logWeight), ...rest]) : node;
      }
      case "anyWords":
        return node;
    }
  }

  #tailOf(item: SpokenNode, head: SpokenNode): SpokenNode {
    return item === head || item.kind !== "sequence" ? silentNode : this.sequence(item.items.slice(1));
  }

  #keyOf(items: readonly SpokenNode[]): string {
    return items.map((item) => this.#idOf(item)).join(",");
  }

  /** Nodes of another pool are taken as they are. */
  #idOf(node: SpokenNode): number {
    let id = this.#ids.get(node);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(node, id);
    }
    return id;
  }

  #intern(key: string, make: () => SpokenNode): SpokenNode {
    let node = this.#nodes.get(key);
    if (!node) {
      node = make();
      this.#nodes.set(key, node);
      this.#idOf(node);
    }
    return node;
  }
}
