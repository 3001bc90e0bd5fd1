import type { TextBudget } from "./budget.ts";
import type { Sentence } from "./sentence.ts";

/**
 * Every warning, and of the rest the best that fit the budget, each as unlike the ones before as possible (maximal
 * marginal relevance, Carbonell and Goldstein 1998). In the order of the text.
 */
export function chooseSentences(
  sentences: readonly Sentence[],
  options: {
    warns: ReadonlySet<Sentence>;
    budget: TextBudget;
    scores: readonly number[];
    similarity: readonly Float64Array[] | undefined;
  },
): Sentence[] {
  const { warns, budget, scores, similarity } = options;
  const chosen = new Set<number>();
  for (const [at, sentence] of sentences.entries()) if (warns.has(sentence)) chosen.add(at);
  for (const at of chosen) addContext(at, sentences, chosen);
  let length = [...chosen].reduce((sum, at) => sum + (sentences[at]?.text.length ?? 0), 0);
  const countMax = Math.max(budget.sentencesMax, chosen.size + besidesMin);
  const lengthMax = Math.max(budget.lengthMax, length + besidesLengthMin);
  const likeChosen = (at: number) =>
    [...chosen].reduce((most, other) => Math.max(most, similarity?.[at]?.[other] ?? 0), 0);
  const left = new Set(sentences.keys());
  for (const at of chosen) left.delete(at);
  while (left.size > 0 && chosen.size < countMax) {
    let best = -1;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (const at of left) {
      const value = (scores[at] ?? 0) - redundancyShare * likeChosen(at);
      if (value > bestValue) [best, bestValue] = [at, value];
    }
    left.delete(best);
    const size = sentences[best]?.text.length ?? 0;
    if (length + size > lengthMax && chosen.size > 0) continue;
    chosen.add(best);
    length += size;
  }
  return [...chosen].sort((a, b) => a - b).flatMap((at) => sentences[at] ?? []);
}

/** However many warnings there are, this much is said of the rest. */
const besidesMin = 1;
const besidesLengthMin = 160;
const redundancyShare = 0.5;

/** "It must not be entered" says nothing without the sentence before. */
function addContext(at: number, sentences: readonly Sentence[], chosen: Set<number>): void {
  const [sentence, before] = [sentences[at], sentences[at - 1]];
  if (sentence === undefined || before === undefined || before.block !== sentence.block) return;
  if (pointsBack(sentence)) chosen.add(at - 1);
}

/** Whether it says nothing without the sentence before. */
export function pointsBack({ text }: Sentence): boolean {
  return backward.test(text);
}

const backward =
  /^(?:it|its|they|them|their|this|these|those|he|she|both|otherwise|es|sie|er|dies|diese[rs]?|il|elle|ils|elles|ello|esto|esta|questo|questa|dit|deze)\b/i;
