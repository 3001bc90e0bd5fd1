import type { EmbedOptions } from "../../domain/ports.ts";
import type { TextDigest } from "../../domain/text-summary.ts";
import type { TextBudget } from "./budget.ts";
import { centralities } from "./centrality.ts";
import { chooseSentences, pointsBack } from "./choose.ts";
import { languageOf, textLanguages } from "./languages/table.ts";
import type { Sentence } from "./sentence.ts";
import type { SentenceReader } from "./sentence-reader.ts";
import { similarities } from "./similarities.ts";
import { splitSentences } from "./split-sentences.ts";
import { wordsOfWarningIn } from "./warned-by-words.ts";
import { weightOf, weightWords } from "./weight.ts";

/** Condenses a text. `reader` undefined: there is no model. Rejects as the reader does. */
export async function condense(
  text: string,
  {
    budget,
    reader,
    embedding,
  }: { budget: TextBudget; reader: SentenceReader | undefined; embedding: EmbedOptions },
): Promise<TextDigest> {
  const all = splitSentences(text);
  const language = languageOf(text);
  const sentences = all.filter(({ kind }) => kind !== "heading");
  const warns = await wordsOfWarningIn(text, all, language);
  const length = sentences.reduce((sum, sentence) => sum + sentence.text.length, 0);
  const isShort = sentences.length <= budget.sentencesMax && length <= budget.lengthMax;
  const isUnknown = language === undefined && /\p{L}{2}/u.test(text);
  // Words alone find about half of the warnings in texts that they were not made from.
  const isUnsure = reader === undefined && length <= budget.lengthMax * wholeWithoutModel;
  if (isShort || isUnknown || isUnsure || sentences.length === 0) {
    return digestOf(all, sentences.length > 0 ? sentences : all, {
      warns,
      method: "whole",
      language: language?.code,
    });
  }
  if (reader === undefined) {
    const chosen = chooseSentences(sentences, {
      warns,
      budget,
      scores: leadScores(sentences),
      similarity: undefined,
    });
    return digestOf(all, chosen, { warns, method: "lead", language: language?.code });
  }
  const distinct = withoutRepeats(sentences, warns);
  const texts = distinct.map((sentence) => sentence.text);
  const { embeddings, warningLogits } = await reader.read(texts, embedding);
  const kept = new Set([...warns, ...likeWarnings(distinct, { warns, warningLogits, budget })]);
  const languages = language === undefined ? textLanguages : [language];
  const commonWords = new Set(languages.flatMap(({ commonWords: words }) => words.split(" ")));
  const similarity = similarities(texts, embeddings, commonWords);
  const central = centralities(similarity);
  const words = weightWords(languages);
  const scores = distinct.map(
    (sentence, position) =>
      weightOf(sentence, { position, count: distinct.length, words }) +
      centralityShare * (central[position] ?? 0),
  );
  const chosen = chooseSentences(distinct, { warns: kept, budget, scores, similarity });
  return digestOf(all, chosen, { warns, method: "encoder", language: language?.code });
}

/**
 * Below even odds: a sentence too many costs a line, one too few may cost more. In cross-validation by text over the
 * development texts the head alone finds about 97 % of the warnings at this point, and takes a quarter of the rest for one.
 */
const warningLogitMin = -1;
/** Without the model, a text no longer than so many times the budget is kept whole. */
const wholeWithoutModel = 2;
const centralityShare = 0.5;

/**
 * What the model alone takes for warnings. Where that is most of the text it tells nothing apart (a language or a kind
 * of text that it has not learnt from), and only those most like one are kept.
 */
function likeWarnings(
  sentences: readonly Sentence[],
  options: {
    warns: ReadonlySet<Sentence>;
    warningLogits: readonly (number | undefined)[];
    budget: TextBudget;
  },
): Sentence[] {
  const { warns, warningLogits, budget } = options;
  const rest = sentences
    .map((sentence, at) => ({ sentence, logit: warningLogits[at] ?? Number.NEGATIVE_INFINITY }))
    .filter(({ sentence }) => !warns.has(sentence));
  const found = rest
    .filter(({ logit }) => logit > warningLogitMin)
    .sort((left, right) => right.logit - left.logit);
  const isTelling = found.length <= Math.max(budget.sentencesMax, rest.length * tellingShareMax);
  return found.slice(0, isTelling ? undefined : budget.sentencesMax).map(({ sentence }) => sentence);
}

/** It takes a quarter of the sentences that are no warnings for one in texts like those that it has learnt from. */
const tellingShareMax = 0.5;

/**
 * The first of those that say the same under the same heading. What warns by its words stays wherever it stands, and so
 * does what the next sentence points back to.
 */
function withoutRepeats(sentences: readonly Sentence[], warns: ReadonlySet<Sentence>): Sentence[] {
  const seen = new Set<string>();
  return sentences.filter((sentence, at) => {
    const key = `${sentence.heading ?? ""} ${sentence.text.toLowerCase()}`;
    const next = sentences[at + 1];
    if (seen.has(key)) return warns.has(sentence) || (next !== undefined && pointsBack(next));
    seen.add(key);
    return true;
  });
}

function leadScores(sentences: readonly Sentence[]): number[] {
  return sentences.map((_, position) => 1 / (1 + position));
}

function digestOf(
  all: readonly Sentence[],
  chosen: readonly Sentence[],
  found: { warns: ReadonlySet<Sentence>; method: TextDigest["method"]; language: string | undefined },
): TextDigest {
  const isAlone = chosen === all;
  const total = isAlone ? all.length : all.filter(({ kind }) => kind !== "heading").length;
  // A title that warns by itself is told even if nothing of what stands under it is; "Hazards:" says nothing alone.
  const headings = all.filter(
    (one) => one.kind === "heading" && found.warns.has(one) && !isAlone && !one.text.endsWith(":"),
  );
  const lone = headings.filter((one) => !chosen.some(({ heading }) => heading === all.indexOf(one)));
  const told = [...chosen, ...lone].sort((left, right) => left.start - right.start);
  return {
    language: found.language,
    method: found.method,
    sentencesOmitted: Math.max(0, total - chosen.length),
    sentences: told.map((sentence) => ({
      text: sentence.text,
      start: sentence.start,
      end: sentence.end,
      isWarning: found.warns.has(sentence),
      heading: sentence.heading === undefined ? undefined : all[sentence.heading]?.text,
    })),
  };
}
