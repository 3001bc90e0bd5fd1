/**
 * Whether a text belongs to any intent: logistic regression over a classifier's evidence, fitted with what the
 * training examples got from classifiers that had not seen them, against text that is known or made to belong to none.
 */
export interface Scope {
  /** In [0, 1]; from 0.5 on the text belongs to an intent. */
  scoreOf(evidence: readonly number[]): number;
}

/** A case to fit with. Weights of cases are relative to each other within their side. */
export interface ScopeCase {
  readonly evidence: readonly number[];
  readonly weight: number;
}

/** How much of what is in scope, and would be classified right, may be rejected: a share of held-out examples. */
const lossMax = 0.006;
/** Pull of the weights towards 1 for each kind of evidence; in cases. */
const priorStrength = 4;
const newtonSteps = 12;

/** `inside` and `outside` must not be empty. */
export function fitScope(inside: readonly ScopeCase[], outside: readonly ScopeCase[]): Scope {
  const scale = scaleOf([...weighted(inside), ...weighted(outside)]);
  const rows = [
    ...weighted(inside).map((one) => ({ ...one, wanted: 1 })),
    ...weighted(outside).map((one) => ({ ...one, wanted: 0 })),
  ].map((one) => ({ ...one, z: [...standardised(one.evidence, scale), 1] }));
  const weights = fitLogistic(rows, [...scale.map(() => 1), 0]);
  const logitOf = (evidence: readonly number[]) => inner([...standardised(evidence, scale), 1], weights);
  const limit = limitOf(
    inside.map(({ evidence, weight }) => ({ value: logitOf(evidence), weight })),
    outside.map(({ evidence, weight }) => ({ value: logitOf(evidence), weight })),
  );
  return { scoreOf: (evidence) => 1 / (1 + Math.exp(limit - logitOf(evidence))) };
}

/**
 * Where a text counts as in scope: where `keptOut` of the outside lies below, unless that would cost too much of what
 * is inside. Held-out examples look surer than new texts will: the encoder may have been trained with their like, and
 * a few examples do not show how differently people will say it.
 */
function limitOf(inside: readonly Ranked[], outside: readonly Ranked[]): number {
  const dearest = quantile(inside, Math.max(lossMax, 2 / (inside.length + 2)));
  return Math.min(quantile(outside, keptOutOf(inside.length)), dearest);
}

/**
 * The share of the outside, by weight, that is to be kept out. CLINC150, validation, with 15,000 examples: 94.6 % in
 * scope with 86 % of the out-of-scope texts rejected; with `lossMax` alone it was 91 and 98.
 */
function keptOutOf(examples: number): number {
  return 0.95 - 0.1 * breadthOf(examples);
}

/** 0 to 100 examples, 1 from 1000 on: who has a few intents says mostly other things, a large set is asked what it knows. */
export function breadthOf(examples: number): number {
  return Math.log10(Math.min(Math.max(examples, 100), 1000) / 100);
}

interface Ranked {
  value: number;
  weight: number;
}

/** The value below which `share` of the weight lies. */
function quantile(values: readonly Ranked[], share: number): number {
  const sorted = [...values].sort((a, b) => a.value - b.value);
  const all = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  for (const { value, weight } of sorted) {
    below += weight;
    if (below > share * all) return value;
  }
  return sorted.at(-1)?.value ?? 0;
}

interface Scale {
  mean: number;
  spread: number;
}

function scaleOf(cases: readonly ScopeCase[]): Scale[] {
  const kinds = cases[0]?.evidence.length ?? 0;
  const all = cases.reduce((sum, { weight }) => sum + weight, 0);
  return Array.from({ length: kinds }, (_, kind) => {
    const mean = cases.reduce((sum, one) => sum + one.weight * (one.evidence[kind] as number), 0) / all;
    const variance =
      cases.reduce((sum, one) => sum + one.weight * ((one.evidence[kind] as number) - mean) ** 2, 0) / all;
    return { mean, spread: Math.max(Math.sqrt(variance), 1e-3) };
  });
}

/** Far out the exact value tells nothing more, and would tell too much of a scale from few cases. */
function standardised(evidence: readonly number[], scale: readonly Scale[]): number[] {
  return scale.map(({ mean, spread }, kind) =>
    Math.min(Math.max(((evidence[kind] as number) - mean) / spread, -8), 8),
  );
}

/** Weights that sum to the number of cases inside, at most 1000, on either side. */
function weighted(cases: readonly ScopeCase[]): ScopeCase[] {
  const sum = cases.reduce((total, one) => total + one.weight, 0);
  return cases.map((one) => ({ ...one, weight: (one.weight / sum) * sideWeight }));
}

const sideWeight = 100;

/** Newton's method with a Gaussian prior around `prior`. */
function fitLogistic(
  rows: readonly { z: readonly number[]; weight: number; wanted: number }[],
  prior: readonly number[],
): number[] {
  const size = prior.length;
  let weights = [...prior];
  for (let step = 0; step < newtonSteps; step += 1) {
    const gradient = weights.map((weight, i) => priorStrength * (weight - (prior[i] as number)));
    const curvature = weights.map((_, i) => weights.map((_, j) => (i === j ? priorStrength : 0)));
    for (const { z, weight, wanted } of rows) {
      const chance = 1 / (1 + Math.exp(-inner(z, weights)));
      for (let i = 0; i < size; i += 1) {
        gradient[i] = (gradient[i] as number) + weight * (chance - wanted) * (z[i] as number);
        const line = curvature[i] as number[];
        for (let j = 0; j < size; j += 1) {
          line[j] =
            (line[j] as number) + weight * chance * (1 - chance) * (z[i] as number) * (z[j] as number);
        }
      }
    }
    const change = solve(curvature, gradient);
    weights = weights.map((weight, i) => weight - Math.min(Math.max(change[i] as number, -2), 2));
  }
  return weights;
}

/** Gaussian elimination of a small positive definite system. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] as number]);
  for (const [i, row] of rows.entries()) {
    for (const below of rows.slice(i + 1)) {
      const factor = (below[i] as number) / (row[i] as number);
      for (let j = i; j < row.length; j += 1) below[j] = (below[j] as number) - factor * (row[j] as number);
    }
  }
  const solution = new Array<number>(rows.length).fill(0);
  for (let i = rows.length - 1; i >= 0; i -= 1) {
    const row = rows[i] as number[];
    let sum = row.at(-1) as number;
    for (let j = i + 1; j < rows.length; j += 1) sum -= (row[j] as number) * (solution[j] as number);
    solution[i] = sum / (row[i] as number);
  }
  return solution;
}

function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}
