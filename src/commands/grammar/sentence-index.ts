import type { Clause, Fragment, Node } from "./nodes.ts";
import type { SentenceBlock } from "./types.ts";

export interface CompiledSentence {
  node: Node;
  block: SentenceBlock;
  /** Position in the source; earlier wins a tie. */
  order: number;
}

export interface IndexedSentences {
  sentences: readonly CompiledSentence[];
  /** Word parts, and the clauses over them that sentences need (see `nodes.ts`). */
  fragments: readonly Fragment[];
  clauses: readonly Clause[];
}

/**
 * Finds the sentences all of whose needed words occur in a text (a necessary condition, so none is lost).
 * Each sentence is filed under the clause that fewest sentences need, and looked at only when that is met.
 */
export function createSentenceIndex(
  indexed: IndexedSentences,
): (text: string) => readonly CompiledSentence[] {
  const { sentences, fragments, clauses } = indexed;
  const { byClause, always } = fileSentences(sentences, clauses.length);
  return (text) => {
    const isPresent = findFragments(fragments, text);
    const isMet = clauses.map((clause) => {
      for (const fragment of clause) if (isPresent[fragment]) return true;
      return false;
    });
    const found = [...always];
    for (const [clause, filed] of byClause) {
      if (!isMet[clause]) continue;
      for (const sentence of filed) {
        if (sentence.node.clauses.every((other) => isMet[other])) found.push(sentence);
      }
    }
    return found;
  };
}

function fileSentences(sentences: readonly CompiledSentence[], clauseCount: number) {
  const neededBy = new Array<number>(clauseCount).fill(0);
  for (const { node } of sentences) {
    for (const clause of node.clauses) neededBy[clause] = (neededBy[clause] ?? 0) + 1;
  }
  const byClause = new Map<number, CompiledSentence[]>();
  const always: CompiledSentence[] = [];
  for (const sentence of sentences) {
    const [first, ...rest] = sentence.node.clauses;
    if (first === undefined) {
      always.push(sentence);
      continue;
    }
    const rarest = rest.reduce(
      (best, clause) => ((neededBy[clause] ?? 0) < (neededBy[best] ?? 0) ? clause : best),
      first,
    );
    const filed = byClause.get(rarest);
    if (filed) filed.push(sentence);
    else byClause.set(rarest, [sentence]);
  }
  return { byClause, always };
}

/** Two letters tell most absent words at a fraction of the cost of looking for them. */
function findFragments(fragments: readonly Fragment[], text: string): boolean[] {
  const pairs = new Set<string>();
  for (let index = 0; index + 1 < text.length; index += 1) pairs.add(text.slice(index, index + 2));
  return fragments.map(({ word, start }) => (word.length < 2 || pairs.has(start)) && text.includes(word));
}
