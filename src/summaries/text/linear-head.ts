/** A logistic regression: the log-odds of a vector being of the first class. */
export interface LinearHead {
  logit(vector: Float32Array): number;
}

/**
 * Fits it by accelerated gradient steps (Nesterov 1983) with weight decay; both classes weigh the same however many
 * there are of each. `pause` is awaited every few steps, so that a thousand examples hold nothing up for long.
 */
export async function fitLinearHead(
  examples: readonly { vector: Float32Array; isFirst: boolean }[],
  pause: () => Promise<void>,
): Promise<LinearHead> {
  const size = examples[0]?.vector.length ?? 0;
  const firsts = examples.filter(({ isFirst }) => isFirst).length;
  const weightOf = (isFirst: boolean) => 1 / (2 * Math.max(1, isFirst ? firsts : examples.length - firsts));
  const weights = new Float64Array(size + 1);
  const ahead = new Float64Array(size + 1);
  for (let step = 0; step < steps; step += 1) {
    if (step % stepsPerPause === 0) await pause();
    const gradient = new Float64Array(size + 1);
    for (const { vector, isFirst } of examples) {
      const error = (1 / (1 + Math.exp(-logitOf(ahead, vector))) - (isFirst ? 1 : 0)) * weightOf(isFirst);
      for (let at = 0; at < size; at += 1) gradient[at] = (gradient[at] ?? 0) + error * (vector[at] ?? 0);
      gradient[size] = (gradient[size] ?? 0) + error;
    }
    const momentum = step / (step + 3);
    for (let at = 0; at <= size; at += 1) {
      const decay = at === size ? 0 : decayShare * (ahead[at] ?? 0);
      const moved = (ahead[at] ?? 0) - rate * ((gradient[at] ?? 0) + decay);
      ahead[at] = moved + momentum * (moved - (weights[at] ?? 0));
      weights[at] = moved;
    }
  }
  return { logit: (vector) => logitOf(weights, vector) };
}

const steps = 300;
const stepsPerPause = 10;
/** Below 1 / the largest curvature, a quarter of the longest vector's squared length: 1 and at most 12 for the marks of form. */
const rate = 0.3;
/** As C = 1 of the usual sum of losses over some seven hundred examples. */
const decayShare = 0.0015;

function logitOf(weights: Float64Array, vector: Float32Array): number {
  const size = weights.length - 1;
  let sum = weights[size] ?? 0;
  for (let at = 0; at < size; at += 1) sum += (weights[at] ?? 0) * (vector[at] ?? 0);
  return sum;
}
