import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Encoder } from "../../src/commands/nano/encoder.ts";
import { evaluateIntents, type Prediction } from "../../src/commands/own-intents/evaluate.ts";
import { outOfScope } from "../../src/commands/own-intents/head/train-head.ts";
import type { LabelledLine } from "../../src/commands/own-intents/labelled-lines.ts";
import { systemClock } from "../../src/core/clock.ts";
import { withEncoder } from "./encoder.ts";
import { printFigure } from "./figure.ts";
import { nearestMean, wordsOnly } from "./intent-baselines.ts";
import { type Corpus, readClinc, readHwu } from "./intent-corpora.ts";

const draws = 3;

/**
 * Intents learnt from 1 to 20 examples each and from all of them, on the development splits of HWU64 and CLINC150
 * (with its out-of-scope texts), against the nearest mean of the same embeddings and against logistic regression on
 * the words alone. `EDGEWISE_NLU_DATA` is the folder of the corpora.
 */
export async function runIntents(): Promise<void> {
  const folder = process.env.EDGEWISE_NLU_DATA;
  if (folder === undefined) {
    process.stderr.write("Set EDGEWISE_NLU_DATA to the folder that holds hwu64/ and clinc150/.\n");
    process.exitCode = 2;
    return;
  }
  const corpora = [await readHwu(folder), await readClinc(folder)];
  await withEncoder(async (encoder) => {
    const cached = withMemory(encoder);
    for (const corpus of corpora) {
      const texts = [...corpus.train, ...corpus.test].map(({ text }) => text);
      const startMs = systemClock.monotonicMs();
      await cached.encode(texts, { priority: "batch", withinMs: 60_000 });
      const spentMs = systemClock.monotonicMs() - startMs;
      printFigure(
        "intents",
        `${corpus.name}, embedding`,
        spentMs / (texts.length / 1000),
        "ms per 1000 texts",
      );
      for (const shots of [1, 3, 5, 10, 20, "all"] as const) await benchShots(corpus, shots, cached);
    }
  });
}

async function benchShots(corpus: Corpus, shots: number | "all", encoder: Encoder): Promise<void> {
  const results: Record<string, number[]> = {};
  const note = (figure: string, value: number | undefined) => {
    if (value !== undefined) results[figure] = [...(results[figure] ?? []), value];
  };
  for (let draw = 0; draw < (shots === "all" ? 1 : draws); draw += 1) {
    const train = shots === "all" ? corpus.train : drawShots(corpus.train, shots, draw);
    const own = await evaluateIntents(train, corpus.test, {
      encoder,
      clock: systemClock,
      pause: () => setImmediate(),
      signal: new AbortController().signal,
    });
    note("in-scope accuracy, %", percent(own.inScopeAccuracy));
    note("out-of-scope recall, %", percent(own.oosRecall));
    note("out-of-scope precision, %", own.oosRecall === undefined ? undefined : percent(own.oosPrecision));
    note("training, ms per 1000 examples", own.trainingMs / (train.length / 1000));
    const compared = {
      edgewise: own.predictions,
      "nearest mean": await nearestMean(train, corpus.test, encoder),
      "words only": await wordsOnly(train, corpus.test),
    };
    for (const [name, predictions] of Object.entries(compared)) {
      note(`${name}: accuracy without rejection, %`, percent(accuracy(predictions)));
      note(
        `${name}: out-of-scope recall where 2 % in scope are lost, %`,
        percent(recallAt(predictions, 0.02)),
      );
    }
  }
  for (const [figure, values] of Object.entries(results)) {
    const [name = figure, unit = ""] = figure.split(/, (?=[^,]*$)/);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    printFigure("intents", `${corpus.name}, ${shots} examples each, ${name}`, mean, unit);
  }
}

type Scored = Pick<Prediction, "gold" | "best" | "score">;

function accuracy(predictions: readonly Scored[]): number | undefined {
  const inScope = predictions.filter(({ gold }) => gold !== outOfScope);
  return inScope.filter(({ gold, best }) => gold === best).length / inScope.length;
}

/** The share of out-of-scope texts below the score that `loss` of the in-scope texts, among the right ones, lie below. */
function recallAt(predictions: readonly Scored[], loss: number): number | undefined {
  const inScope = predictions.filter(({ gold }) => gold !== outOfScope);
  const outside = predictions.filter(({ gold }) => gold === outOfScope);
  if (outside.length === 0) return undefined;
  const right = inScope.filter(({ gold, best }) => gold === best).map(({ score }) => score);
  const limit = right.sort((a, b) => a - b)[Math.floor(loss * inScope.length)] ?? 0;
  return outside.filter(({ score }) => score < limit).length / outside.length;
}

function percent(share: number | undefined): number | undefined {
  return share === undefined ? undefined : 100 * share;
}

/** So many texts of each intent, the same in every run. */
function drawShots(lines: readonly LabelledLine[], count: number, draw: number): LabelledLine[] {
  const order = (line: LabelledLine) => createHash("sha256").update(`${draw}\t${line.text}`).digest("hex");
  return [...new Set(lines.map(({ intent }) => intent))].flatMap((intent) =>
    lines
      .filter((line) => line.intent === intent)
      .map((line) => ({ line, key: order(line) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, count)
      .map(({ line }) => line),
  );
}

/** Embeds each text once, since every draw is made of the same ones. */
function withMemory(encoder: Encoder): Encoder {
  const known = new Map<string, Awaited<ReturnType<Encoder["encode"]>>[number]>();
  return {
    start: () => encoder.start(),
    stop: () => encoder.stop(),
    get model() {
      return encoder.model;
    },
    get problem() {
      return encoder.problem;
    },
    async encode(texts, options) {
      const missing = [...new Set(texts.filter((text) => !known.has(text)))];
      for (const [index, one] of (await encoder.encode(missing, options)).entries()) {
        // Its probabilities of tags would be most of the memory, and nobody asks for them.
        known.set(missing[index] ?? "", one && { ...one, tags: [] });
      }
      return texts.map((text) => known.get(text));
    },
  };
}
