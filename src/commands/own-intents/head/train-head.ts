import { type EncodedWords, type Finding, indexOfLargest, trainClassifier } from "./classifier.ts";
import { softmax } from "./logistic-model.ts";
import { breadthOf, fitScope, type ScopeCase } from "./scope.ts";

/**
 * The head over the frozen encoder that knows a user's own intents, trained on the device from their examples alone.
 * The same examples in the same order give the same head. Works for any size of embedding.
 *
 * Limits: what training costs is bounded by passes over the examples; of more than `crossValidatedMax` only a third
 * is held out, once, and of more than `thirdHeldOutMax` a fifth.
 */
export interface Head {
  /** Names of the intents, sorted. */
  readonly intents: readonly string[];
  classify(text: EncodedWords): Verdict;
}

/** What a head makes of a text. */
export interface Verdict {
  /** The likeliest intent, given that it is one. */
  readonly intent: string;
  /** Chance of that intent among the intents, in [0, 1]. */
  readonly confidence: number;
  /** How surely the text belongs to any of the intents, in [0, 1]. */
  readonly score: number;
  /** Whether `score` is high enough: at least 0.5. */
  readonly isInScope: boolean;
}

export interface LabelledText extends EncodedWords {
  /** {@link outOfScope}: it belongs to none of the intents. */
  readonly intent: string;
}

export const outOfScope = "__oos__";

export interface HeadOptions {
  /** Sentences of no particular intent, at least one. They may resemble the intents: the nearest are not believed. */
  background: readonly EncodedWords[];
  pause: () => Promise<void>;
}

/** A third of as many shows how sure right answers are; holding out each in turn takes twice as long in all. */
const crossValidatedMax = 500;
const thirdHeldOutMax = 3_000;

/** `examples` must hold at least one that is in scope. */
export async function trainHead(examples: readonly LabelledText[], options: HeadOptions): Promise<Head> {
  const texts = examples.filter(({ intent }) => intent !== outOfScope);
  const outside = examples.filter(({ intent }) => intent === outOfScope);
  const intents = [...new Set(texts.map(({ intent }) => intent))].sort();
  const labels = texts.map(({ intent }) => intents.indexOf(intent));
  const background = options.background.map((one) => one.embedding);
  const train = (rows: readonly number[], epochs: number) =>
    trainClassifier({
      texts: rows.map((row) => texts[row] as LabelledText),
      labels: rows.map((row) => labels[row] as number),
      classes: intents.length,
      background,
      epochs,
      pause: options.pause,
    });
  const all = [...texts.keys()];
  const classifier = await train(all, epochsFor(texts.length));

  const found: ({ label: number } & Finding)[] = [];
  for (const part of partsHeldOut(labels)) {
    const held = new Set(part);
    const kept = all.filter((row) => !held.has(row));
    const known = new Set(kept.map((row) => labels[row]));
    // An intent's only example cannot be known once it is held out.
    const usable = part.filter((row) => known.has(labels[row]));
    if (usable.length === 0) continue;
    const by = await train(kept, Math.ceil(epochsFor(texts.length) * 0.6));
    for (const row of usable) {
      found.push({ label: labels[row] as number, ...by.find(texts[row] as LabelledText) });
    }
  }
  await options.pause();
  const inside = found
    .filter(({ scores, label }) => indexOfLargest(scores) === label)
    .map(({ evidence }): ScopeCase => ({ evidence, weight: 1 }));
  // No intent has two examples: as near as any text comes is then all there is to go by.
  const insideCases =
    inside.length > 0
      ? inside
      : texts.map((text) => ({ evidence: classifier.find(text).evidence, weight: 1 }));
  const scope = fitScope(insideCases, [
    ...cases(
      outside.map((text) => classifier.find(text).evidence),
      1,
    ),
    ...backgroundCases(
      options.background.map((text) => classifier.find(text).evidence),
      // Without a held-out example nothing else bounds how much is rejected.
      inside.length > 0 ? 0.95 - 0.2 * breadthOf(texts.length) : 0.7,
    ),
    // What one intent is to the others: text outside that is as near as text outside can be.
    ...(intents.length < 3
      ? []
      : cases(
          found.map(({ evidenceWithout, label }) => evidenceWithout(label)),
          0.5,
        )),
  ]);
  const sharpness = fitSharpness(found);

  return {
    intents,
    classify(text) {
      const { scores, evidence } = classifier.find(text);
      const chances = softmax(scores.map((score) => score * sharpness));
      const best = indexOfLargest(chances);
      const score = scope.scoreOf(evidence);
      return {
        intent: intents[best] as string,
        confidence: chances[best] as number,
        score,
        isInScope: score >= 0.5,
      };
    },
  };
}

/** Passes over the examples: what counts is the number of steps. */
function epochsFor(count: number): number {
  return Math.min(Math.max(Math.round(3_000 / count), 3), 8);
}

/** Rows to hold out, in three parts or one of them, each intent spread evenly over the parts. */
function partsHeldOut(labels: readonly number[]): number[][] {
  const parts = labels.length > thirdHeldOutMax ? 5 : 3;
  const held: number[][] = Array.from({ length: parts }, () => []);
  const seen = new Map<number, number>();
  for (const [row, label] of labels.entries()) {
    const count = seen.get(label) ?? 0;
    seen.set(label, count + 1);
    held[(count + label) % parts]?.push(row);
  }
  return labels.length > crossValidatedMax ? held.slice(0, 1) : held;
}

/** Cases that together weigh `weight`. */
function cases(evidence: readonly (readonly number[])[], weight: number): ScopeCase[] {
  return evidence.map((one) => ({ evidence: one, weight: weight / evidence.length }));
}

/** All but the `share` that lies farthest from the intents may well mean one, and weigh nothing. */
function backgroundCases(evidence: readonly (readonly number[])[], share: number): ScopeCase[] {
  const nearness = (one: readonly number[]) => one.at(-1) as number;
  const believed = Math.ceil(evidence.length * share);
  return [...evidence]
    .sort((a, b) => nearness(a) - nearness(b))
    .map((one, rank) => ({ evidence: one, weight: rank < believed ? 0.5 / believed : 0 }));
}

/** With one example of each intent: the model is far less sure than it is right (HWU64: 60 % against 86 %). */
const blindSharpness = 2;

/** The factor on the scores that makes the right intents of held-out examples likeliest (Guo et al. 2017). */
function fitSharpness(found: readonly { scores: Float64Array; label: number }[]): number {
  let best = { sharpness: blindSharpness, likelihood: Number.NEGATIVE_INFINITY };
  if (found.length === 0) return best.sharpness;
  for (let step = -8; step <= 8; step += 1) {
    const sharpness = 2 ** (step / 4);
    // Each intent counts as one case of doubt, so that few examples, all right, do not make it certain.
    let likelihood = -Math.abs(Math.log(sharpness)) * 2;
    for (const { scores, label } of found) {
      const chances = softmax(scores.map((score) => score * sharpness));
      likelihood += Math.log((chances[label] as number) + 1e-9);
    }
    if (likelihood > best.likelihood) best = { sharpness, likelihood };
  }
  return best.sharpness;
}
