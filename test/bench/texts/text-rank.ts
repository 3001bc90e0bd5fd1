import { centralities } from "../../../src/summaries/text/centrality.ts";
import { splitSentences } from "../../../src/summaries/text/split-sentences.ts";

interface Span {
  start: number;
  end: number;
}

/** The first `count` sentences. */
export function leadOf(text: string, count: number): Span[] {
  return sentencesOf(text).slice(0, count);
}

/** TextRank (Mihalcea and Tarau 2004): the most central sentences by the words they share, over the logarithm of their lengths. */
export function textRankOf(text: string, count: number): Span[] {
  const sentences = sentencesOf(text);
  const words = sentences.map((one) => new Set(one.text.toLowerCase().match(/\p{L}{3,}|\d+/gu) ?? []));
  const similarity = words.map((left, row) =>
    Float64Array.from(words, (right, column) => {
      if (row === column) return 1;
      const shared = [...left].filter((word) => right.has(word)).length;
      const scale = Math.log(left.size + 1) + Math.log(right.size + 1);
      return scale > 0 ? shared / scale : 0;
    }),
  );
  const ranks = centralities(similarity);
  return [...sentences.keys()]
    .sort((left, right) => (ranks[right] ?? 0) - (ranks[left] ?? 0))
    .slice(0, count)
    .flatMap((at) => sentences[at] ?? []);
}

function sentencesOf(text: string) {
  return splitSentences(text).filter(({ kind }) => kind !== "heading");
}
