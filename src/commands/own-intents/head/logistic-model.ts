import type { SparseVector } from "./word-features.ts";

/**
 * Multinomial logistic regression over the embedding of a text and its words together: one model weighs what the
 * encoder takes texts to mean against the very words, which the few examples of an intent share more than any text.
 */
export interface LogisticModel {
  /** A log-odds like score of each class. */
  scores(text: TextVector): Float64Array;
}

/** `embedding` of length 1, `words` of length 1. */
export interface TextVector {
  readonly embedding: Float32Array;
  readonly words: SparseVector;
}

/** Weight of the words beside the embedding; from 0.5 to 1 made no difference of note on HWU64 (10 examples each). */
const wordWeight = 0.7;
const rate = 0.35;
const leastGradient = 0.02;
/** Of the feature that every text has: small, or the commoner class would win before its time. */
const biasValue = 0.1;

/**
 * AdaGrad (Duchi et al. 2011) with one rate for each feature, which all classes share: it is as good here and needs
 * a hundredth of the memory. Rows are taken in an order that is spread over the classes and always the same.
 */
export async function trainLogisticModel(
  rows: readonly TextVector[],
  labels: readonly number[],
  {
    features,
    classes,
    epochs,
    pause,
  }: {
    features: number;
    classes: number;
    epochs: number;
    /** Awaited now and then, so that training does not hold up everything else. */
    pause: () => Promise<void>;
  },
): Promise<LogisticModel> {
  const size = rows[0]?.embedding.length ?? 0;
  // Class by class, so that a score is one run through memory; words feature by feature, as a text has few.
  const dense = new Float64Array(classes * size);
  const sparse = new Float32Array((features + 1) * classes);
  const denseSquares = new Float64Array(size).fill(1e-4);
  const sparseSquares = new Float64Array(features + 1).fill(1e-2);

  const exact = new Float64Array(size);
  const scores = ({ embedding, words }: TextVector): Float64Array => {
    // Of one type with the weights: conversions would take as long as the sums.
    exact.set(embedding);
    const sums = new Float64Array(classes);
    const bias = features * classes;
    for (let c = 0; c < classes; c += 1) {
      sums[c] = (sparse[bias + c] as number) + dot(dense, c * size, exact);
    }
    for (let at = 0; at < words.indexes.length; at += 1) {
      const value = wordWeight * (words.values[at] as number);
      const base = (words.indexes[at] as number) * classes;
      for (let c = 0; c < classes; c += 1)
        sums[c] = (sums[c] as number) + value * (sparse[base + c] as number);
    }
    return sums;
  };

  const active = new Int32Array(classes);
  const scaled = new Float64Array(size);
  const learn = (row: TextVector, label: number): void => {
    const { embedding, words } = row;
    const gradient = softmax(scores(row));
    gradient[label] = (gradient[label] as number) - 1;
    // Classes that are as good as ruled out, which soon are most, learn nothing: it halves the time.
    let activeCount = 0;
    let power = 0;
    for (let c = 0; c < classes; c += 1) {
      const one = gradient[c] as number;
      if (Math.abs(one) < leastGradient) continue;
      active[activeCount] = c;
      activeCount += 1;
      power += one * one;
    }
    for (let i = 0; i < size; i += 1) {
      const value = embedding[i] as number;
      denseSquares[i] = (denseSquares[i] as number) + value * value * power;
      scaled[i] = (rate * value) / Math.sqrt(denseSquares[i] as number);
    }
    for (let at = 0; at < activeCount; at += 1) {
      const c = active[at] as number;
      subtractScaled(dense, c * size, scaled, gradient[c] as number);
    }
    const learnFeature = (feature: number, value: number) => {
      sparseSquares[feature] = (sparseSquares[feature] as number) + value * value * power;
      const factor = (rate * value) / Math.sqrt(sparseSquares[feature] as number);
      for (let at = 0; at < activeCount; at += 1) {
        const index = feature * classes + (active[at] as number);
        sparse[index] = (sparse[index] as number) - factor * (gradient[active[at] as number] as number);
      }
    };
    for (let at = 0; at < words.indexes.length; at += 1) {
      learnFeature(words.indexes[at] as number, wordWeight * (words.values[at] as number));
    }
    learnFeature(features, biasValue);
  };

  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (const [done, row] of spreadOrder(rows.length).entries()) {
      learn(rows[row] as TextVector, labels[row] as number);
      if (done % 256 === 255) await pause();
    }
  }
  return { scores };
}

/** Four sums at once, which do not wait for each other. */
function dot(weights: Float64Array, start: number, vector: Float64Array): number {
  const { length } = vector;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    const at = start + i;
    a += (weights[at] as number) * (vector[i] as number);
    b += (weights[at + 1] as number) * (vector[i + 1] as number);
    c += (weights[at + 2] as number) * (vector[i + 2] as number);
    d += (weights[at + 3] as number) * (vector[i + 3] as number);
  }
  for (; i < length; i += 1) a += (weights[start + i] as number) * (vector[i] as number);
  return a + b + c + d;
}

function subtractScaled(into: Float64Array, start: number, vector: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i += 1) {
    into[start + i] = (into[start + i] as number) - factor * (vector[i] as number);
  }
}

export function softmax(scores: Float64Array): Float64Array {
  let top = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > top) top = score;
  let sum = 0;
  const shares = new Float64Array(scores.length);
  for (let c = 0; c < scores.length; c += 1) {
    const share = Math.exp((scores[c] as number) - top);
    shares[c] = share;
    sum += share;
  }
  for (let c = 0; c < shares.length; c += 1) shares[c] = (shares[c] as number) / sum;
  return shares;
}

/** All of 0 … count - 1, in strides of about the golden ratio, so that neighbours of a sorted list lie far apart. */
export function spreadOrder(count: number): number[] {
  let stride = Math.max(1, Math.round(count * 0.618));
  while (greatestDivisor(stride, count) !== 1) stride += 1;
  return Array.from({ length: count }, (_, index) => (index * stride) % count);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
