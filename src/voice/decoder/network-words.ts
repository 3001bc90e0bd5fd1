import type { SpokenNode } from "../../domain/spoken-network.ts";

/** Stands for `anyWords` among the words; no word is empty. */
export const anyWord = "";

/** Every word of a network, once. */
export function wordsIn(network: SpokenNode): Set<string> {
  const words = new Set<string>();
  const seen = new Set<SpokenNode>();
  const open = [network];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === "word") words.add(node.word);
    else if (node.kind === "anyWords") words.add(anyWord);
    else for (const item of node.items) open.push(item);
  }
  return words;
}
