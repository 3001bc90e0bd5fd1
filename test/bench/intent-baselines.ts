import type { Encoder } from "../../src/commands/nano/encoder.ts";
import { wordsOf } from "../../src/commands/nano/tokenizer.ts";
import { indexOfLargest } from "../../src/commands/own-intents/head/classifier.ts";
import { softmax, trainLogisticModel } from "../../src/commands/own-intents/head/logistic-model.ts";
import { createWordFeatures } from "../../src/commands/own-intents/head/word-features.ts";
import type { LabelledLine } from "../../src/commands/own-intents/labelled-lines.ts";

interface Baseline {
  gold: string;
  best: string;
  score: number;
}

/** The intent whose mean embedding is nearest, scored by its cosine. */
export async function nearestMean(
  train: readonly LabelledLine[],
  test: readonly LabelledLine[],
  encoder: Encoder,
): Promise<Baseline[]> {
  const embed = async (lines: readonly LabelledLine[]) => {
    const texts = lines.map(({ text }) => text);
    const encoded = await encoder.encode(texts, { priority: "batch", withinMs: 60_000 });
    return encoded.map((one) => one?.embedding ?? new Float32Array());
  };
  const means = new Map<string, Float64Array>();
  for (const [index, embedding] of (await embed(train)).entries()) {
    const intent = train[index]?.intent ?? "";
    const mean = means.get(intent) ?? new Float64Array(embedding.length);
    means.set(intent, mean);
    for (const [i, value] of embedding.entries()) mean[i] = (mean[i] ?? 0) + value;
  }
  const names = [...means.keys()];
  const units = [...means.values()].map((mean) => {
    const length = Math.hypot(...mean);
    return mean.map((value) => value / length);
  });
  return (await embed(test)).map((embedding, index) => {
    const cosines = units.map((mean) => embedding.reduce((sum, value, i) => sum + value * (mean[i] ?? 0), 0));
    const best = indexOfLargest(cosines);
    return { gold: test[index]?.intent ?? "", best: names[best] ?? "", score: cosines[best] ?? 0 };
  });
}

/** Logistic regression on words and pairs of words, scored by the chance of the likeliest intent. */
export async function wordsOnly(
  train: readonly LabelledLine[],
  test: readonly LabelledLine[],
): Promise<Baseline[]> {
  const wordsIn = (text: string) => wordsOf(text).map((word) => word.text);
  const names = [...new Set(train.map(({ intent }) => intent))];
  const features = createWordFeatures(train.map(({ text }) => wordsIn(text)));
  const vectorOf = (text: string) => ({ embedding: new Float32Array(), words: features.of(wordsIn(text)) });
  const model = await trainLogisticModel(
    train.map(({ text }) => vectorOf(text)),
    train.map(({ intent }) => names.indexOf(intent)),
    { features: features.count, classes: names.length, epochs: 12, pause: async () => {} },
  );
  return test.map(({ text, intent }) => {
    const chances = softmax(model.scores(vectorOf(text)));
    const best = indexOfLargest(chances);
    return { gold: intent, best: names[best] ?? "", score: chances[best] ?? 0 };
  });
}
