import type { Random } from "../../src/core/backoff.ts";
import type { SpokenNode } from "../../src/domain/spoken-network.ts";
import { createWordStates, type WordState } from "../../src/voice/decoder/word-states.ts";

/** A text that a spoken network spells out, choosing by `random`; free words come from `openWords`. */
export function sampleSpoken(
  root: SpokenNode,
  random: Random,
  openWords: readonly string[] = ["milk"],
): string {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const words: string[] = [];
  const walk = (node: SpokenNode): void => {
    switch (node.kind) {
      case "word":
        words.push(node.word);
        return;
      case "sequence":
        node.items.forEach(walk);
        return;
      case "choice":
        walk(pick(node.items));
        return;
      case "anyWords":
        for (let left = 1 + Math.floor(random() * Math.min(3, node.wordsMax)); left > 0; left -= 1)
          words.push(pick(openWords));
        return;
    }
  };
  walk(root);
  return words.join(" ");
}

/** Nodes, words and edges of a network, each object counted once. */
export function measureSpoken(root: SpokenNode): { nodes: number; words: number; edges: number } {
  const seen = new Set<SpokenNode>();
  let edges = 0;
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (!("items" in node)) continue;
    edges += node.items.length;
    waiting.push(...node.items);
  }
  return { nodes: seen.size, words: [...seen].filter(({ kind }) => kind === "word").length, edges };
}

/** Whether a spoken network has the text, free words being any. */
export function hasSpoken(root: SpokenNode, text: string): boolean {
  let states: ReadonlySet<WordState> = new Set([createWordStates(root).start]);
  for (const word of text.split(" ")) {
    const next = [...states].flatMap((state) => [
      ...wordsOf(state).flatMap((one, number) => (one === word ? [state.after(number)] : [])),
      ...(state.afterAny ? [state.afterAny] : []),
    ]);
    states = new Set(next);
  }
  return [...states].some(({ isFinal }) => isFinal);
}

/** The words that may come next, by number. */
export function wordsOf({ next }: WordState): string[] {
  return Array.from({ length: next.count }, (_, number) => next.word(number));
}
