/**
 * How near a text is to the examples of each class: what a text that belongs to none betrays even where the logistic
 * model is sure. Vectors are taken around the mean of all examples, as all embeddings share much of their direction.
 */
export interface ClassMeans {
  /** Cosine to the mean of the class, in [-1, 1]. */
  toMean(vector: Float32Array, label: number): number;
  /** Mean of the three highest cosines to examples of the class. */
  toExamples(vector: Float32Array, label: number): number;
  /** A vector as the others want it: around the mean of all, of length 1. */
  centre(embedding: Float32Array): Float32Array;
}

const nearestCount = 3;
/** Examples of a class that are compared; more do not tell more. */
const comparedMax = 200;

export function createClassMeans(
  embeddings: readonly Float32Array[],
  labels: readonly number[],
  { classes, background }: { classes: number; background: readonly Float32Array[] },
): ClassMeans {
  const size = embeddings[0]?.length ?? 0;
  // Of one intent or two the mean would be that of the intent itself, and nothing would be left.
  const middle = meanOf(classes < 3 ? background : embeddings, size);

  const centre = (embedding: Float32Array): Float32Array =>
    unit(embedding.map((value, i) => value - (middle[i] as number)));
  const rowsOf: number[][] = Array.from({ length: classes }, () => []);
  const centred = embeddings.map(centre);
  const means = Array.from({ length: classes }, () => new Float32Array(size));
  for (const [row, vector] of centred.entries()) {
    const label = labels[row] as number;
    rowsOf[label]?.push(row);
    const mean = means[label] as Float32Array;
    for (let i = 0; i < size; i += 1) mean[i] = (mean[i] as number) + (vector[i] as number);
  }
  const unitMeans = means.map(unit);

  return {
    centre,
    toMean: (vector, label) => dot(vector, unitMeans[label] as Float32Array),
    toExamples(vector, label) {
      const cosines = (rowsOf[label] as number[])
        .slice(0, comparedMax)
        .map((row) => dot(vector, centred[row] as Float32Array))
        .sort((a, b) => b - a)
        .slice(0, nearestCount);
      return cosines.length === 0 ? 0 : cosines.reduce((sum, one) => sum + one, 0) / cosines.length;
    },
  };
}

function meanOf(vectors: readonly Float32Array[], size: number): Float64Array {
  const mean = new Float64Array(size);
  for (const vector of vectors) {
    for (let i = 0; i < size; i += 1) mean[i] = (mean[i] as number) + (vector[i] as number) / vectors.length;
  }
  return mean;
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return length > 0 ? vector.map((value) => value / length) : vector;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
