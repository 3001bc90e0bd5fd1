import type { EncodedText } from "./encoder.ts";
import type { Word } from "./tokenizer.ts";

/** Words of a text that belong together and what they are: `name`, `area`, `duration`, … */
export interface Span {
  tag: string;
  /** Words [start, end). */
  start: number;
  end: number;
  /** As it stands in the text. */
  text: string;
  /** Geometric mean of the probabilities of its words' tags. */
  confidence: number;
}

/** What the command model makes of a text. */
export interface DecodedText {
  intent: string;
  spans: readonly Span[];
  /** Chance that intent and spans are all right, in [0, 1]. */
  confidence: number;
  /** The sentence embedding, for a user's own intents. */
  embedding: Float32Array;
  text: string;
  words: readonly Word[];
  /** The model, for the log: `command-en 1.0.0`. */
  origin: string;
}

export function decode(text: string, encoded: EncodedText): DecodedText {
  const { model, intents, words } = encoded;
  const path = bestPath(encoded.tags, model.tags);
  const spans = spansOf(text, path, encoded);
  const best = intents.reduce((top, value, index) => (value > (intents[top] ?? 0) ? index : top), 0);
  return {
    intent: model.intents[best] ?? "",
    spans,
    confidence: confidenceOf(intents[best] ?? 0, tagConfidence(path, spans, encoded), encoded),
    embedding: encoded.embedding,
    text,
    words,
    origin: `${model.id} ${model.version}`,
  };
}

/** Viterbi over the words' tag probabilities: an `I-x` only after a `B-x` or `I-x`. Indexes of tags. */
function bestPath(probabilities: readonly Float32Array[], tags: readonly string[]): number[] {
  const scores: number[][] = [];
  const from: number[][] = [];
  for (const [at, row] of probabilities.entries()) {
    const before = scores[at - 1];
    const current: number[] = [];
    const back: number[] = [];
    for (const [tag, name] of tags.entries()) {
      let best = before ? Number.NEGATIVE_INFINITY : name.startsWith("I-") ? Number.NEGATIVE_INFINITY : 0;
      let bestFrom = -1;
      for (const [previous, score] of (before ?? []).entries()) {
        if (score > best && mayFollow(tags[previous] ?? "O", name)) [best, bestFrom] = [score, previous];
      }
      current.push(best + Math.log(Math.max(row[tag] ?? 0, 1e-12)));
      back.push(bestFrom);
    }
    scores.push(current);
    from.push(back);
  }
  const last = scores.at(-1) ?? [];
  let tag = last.indexOf(Math.max(...last));
  const path: number[] = [];
  for (let at = probabilities.length - 1; at >= 0; at -= 1) {
    path.unshift(tag);
    tag = from[at]?.[tag] ?? -1;
  }
  return path;
}

function mayFollow(before: string, after: string): boolean {
  return !after.startsWith("I-") || before.slice(1) === after.slice(1);
}

function spansOf(text: string, path: readonly number[], { model, words, tags }: EncodedText): Span[] {
  const spans: Span[] = [];
  for (const [at, index] of path.entries()) {
    const name = model.tags[index] ?? "O";
    if (name === "O") continue;
    const open = spans.at(-1);
    if (name.startsWith("I-") && open?.end === at) open.end += 1;
    else spans.push({ tag: name.slice(2), start: at, end: at + 1, text: "", confidence: 0 });
  }
  for (const span of spans) {
    span.text = text.slice(words[span.start]?.start ?? 0, words[span.end - 1]?.end ?? 0);
    let sum = 0;
    for (let at = span.start; at < span.end; at += 1) sum += Math.log(tags[at]?.[path[at] ?? 0] || 1e-12);
    span.confidence = Math.exp(sum / (span.end - span.start));
  }
  return spans;
}

/** The least sure span, and words left out of spans: a word missed costs less than a span that is wrong. */
function tagConfidence(
  path: readonly number[],
  spans: readonly Span[],
  { model, tags }: EncodedText,
): number {
  let least = 1;
  for (const span of spans) least = Math.min(least, span.confidence);
  for (const [at, index] of path.entries()) {
    if (model.tags[index] === "O") least = Math.min(least, Math.sqrt(tags[at]?.[index] ?? 0));
  }
  return least;
}

function confidenceOf(intent: number, tags: number, { model }: EncodedText): number {
  const { calibration } = model;
  if (!calibration) return intent * tags;
  const logit = calibration.bias + calibration.intent * logitOf(intent) + calibration.tags * logitOf(tags);
  return 1 / (1 + Math.exp(-logit));
}

function logitOf(probability: number): number {
  const inside = Math.min(Math.max(probability, 1e-6), 1 - 1e-6);
  return Math.log(inside / (1 - inside));
}
