import { EdgewiseError } from "../../core/errors.ts";
import { z } from "../../core/schema.ts";
import type { PatternReason } from "../../domain/anomaly.ts";
import { contextNames, outputs } from "./features.ts";
import { standingFeatures } from "./standing.ts";

const numbers = z.array(z.number());
const weightsShape = z.strictObject({
  format: z.literal(1),
  id: z.string().max(100),
  version: z.string().max(100),
  /** Outputs of the statistics and names of the context, in the order of the rows of the weights. */
  statistics: z.array(z.string()),
  context: z.array(z.string()),
  /** Row by row: features times hidden units. No weight of evidence is negative. */
  evidence: numbers,
  context1: numbers,
  bias1: numbers,
  hidden: numbers,
  context2: numbers,
  bias2: numbers,
  output: numbers,
  outputBias: z.number(),
  /** Pairs of evidence and the share of ordinary readings with at least as much, from ordinary telemetry. */
  rarity: z.array(z.tuple([z.number(), z.number().positive()])).min(2),
});

export type PatternWeights = z.infer<typeof weightsShape>;

/** The weights of the pattern network cannot be used. */
export class PatternWeightsError extends EdgewiseError {
  constructor(where: string, reason: string, cause?: unknown) {
    super("anomaly.weights", `The weights of the pattern detector in ${where} cannot be used: ${reason}.`, {
      cause,
      hint: "Install edgewise again, or restore the folder models/anomaly.",
    });
  }
}

/**
 * Joins the standings of all statistics into one figure: how much speaks for something being wrong. Two hidden layers,
 * trained once on synthetic telemetry (models/anomaly/README.md). It is monotone by construction (no negative weight
 * on evidence; Sill, "Monotonic networks", NIPS 1997): a larger deviation never lowers the result.
 */
export class PatternNetwork {
  readonly id: string;
  readonly version: string;
  readonly #evidence: Float32Array;
  readonly #context1: Float32Array;
  readonly #bias1: Float32Array;
  readonly #hidden: Float32Array;
  readonly #context2: Float32Array;
  readonly #bias2: Float32Array;
  readonly #output: Float32Array;
  readonly #outputBias: number;
  readonly #rarity: readonly (readonly [number, number])[];
  readonly #first: Float32Array;
  readonly #second: Float32Array;

  constructor(weights: PatternWeights) {
    this.id = weights.id;
    this.version = weights.version;
    this.#evidence = Float32Array.from(weights.evidence);
    this.#context1 = Float32Array.from(weights.context1);
    this.#bias1 = Float32Array.from(weights.bias1);
    this.#hidden = Float32Array.from(weights.hidden);
    this.#context2 = Float32Array.from(weights.context2);
    this.#bias2 = Float32Array.from(weights.bias2);
    this.#output = Float32Array.from(weights.output);
    this.#outputBias = weights.outputBias;
    this.#rarity = weights.rarity;
    this.#first = new Float32Array(this.#bias1.length);
    this.#second = new Float32Array(this.#bias2.length);
  }

  /** Reads the weights in `text`; `where` names it in messages. Throws {@link PatternWeightsError}. */
  static parse(text: string, where: string): PatternNetwork {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw new PatternWeightsError(where, "it is not whole JSON", error);
    }
    const parsed = weightsShape.safeParse(json);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new PatternWeightsError(
        where,
        `${issue?.path.join(".") || "the file"}: ${issue?.message ?? "unknown"}`,
      );
    }
    const problem = mismatch(parsed.data);
    if (problem !== undefined) throw new PatternWeightsError(where, problem);
    return new PatternNetwork(parsed.data);
  }

  /** The figure for `features` (see features.ts): about -4 for ordinary readings, above 0 for plain faults. */
  evidenceOf(features: Float32Array): number {
    const first = this.#first;
    const second = this.#second;
    first.set(this.#bias1);
    second.set(this.#bias2);
    addProduct(features, 0, evidenceCount, this.#evidence, first);
    addProduct(features, evidenceCount, contextNames.length, this.#context1, first);
    addProduct(features, evidenceCount, contextNames.length, this.#context2, second);
    bend(first);
    addProduct(first, 0, first.length, this.#hidden, second);
    bend(second);
    let sum = this.#outputBias;
    for (let unit = 0; unit < second.length; unit += 1)
      sum += (second[unit] as number) * (this.#output[unit] as number);
    return sum;
  }

  /**
   * Which statistic matters most: without its standing the figure falls the furthest. Costs a pass per statistic, so it
   * is asked for alarms only.
   */
  leadOf(features: Float32Array): { index: number; isHigh: boolean; reason: PatternReason } {
    const changed = Float32Array.from(features);
    let lead = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let index = 0; index < outputs.length; index += 1) {
      const first = index * standingFeatures;
      changed.fill(0, first, first + standingFeatures);
      const without = this.evidenceOf(changed);
      changed.set(features.subarray(first, first + standingFeatures), first);
      if (without < least) {
        least = without;
        lead = index;
      }
    }
    const first = lead * standingFeatures;
    const isHigh =
      (features[first] as number) + (features[first + 2] as number) >=
      (features[first + 1] as number) + (features[first + 3] as number);
    const output = outputs[lead];
    return { index: lead, isHigh, reason: (isHigh ? output?.high : output?.low) ?? "level" };
  }

  /**
   * Natural logarithm of the share of ordinary readings with at least this much evidence: the expected false alarms per
   * reading of an alarm from here on. Straight lines between the measured points, and on beyond them.
   */
  logRarityOf(evidence: number): number {
    const points = this.#rarity;
    let upper = 1;
    while (upper < points.length - 1 && (points[upper]?.[0] ?? 0) < evidence) upper += 1;
    const [fromEvidence, fromShare] = points[upper - 1] as readonly [number, number];
    const [toEvidence, toShare] = points[upper] as readonly [number, number];
    const slope = (Math.log(toShare) - Math.log(fromShare)) / (toEvidence - fromEvidence);
    return Math.min(0, Math.log(fromShare) + slope * (evidence - fromEvidence));
  }
}

const evidenceCount = outputs.length * standingFeatures;

/** Adds rows of `weights`, each times one of `count` inputs, to `sums`. Most inputs are zero. */
function addProduct(
  inputs: Float32Array,
  from: number,
  count: number,
  weights: Float32Array,
  sums: Float32Array,
): void {
  const width = sums.length;
  for (let row = 0; row < count; row += 1) {
    const input = inputs[from + row] as number;
    if (input === 0) continue;
    const start = row * width;
    for (let unit = 0; unit < width; unit += 1)
      sums[unit] = (sums[unit] as number) + input * (weights[start + unit] as number);
  }
}

/** The first half of the units is rectified, the other half saturates. */
function bend(units: Float32Array): void {
  const half = units.length / 2;
  for (let unit = 0; unit < half; unit += 1) if ((units[unit] as number) < 0) units[unit] = 0;
  for (let unit = half; unit < units.length; unit += 1) units[unit] = Math.tanh(units[unit] as number);
}

function mismatch(weights: PatternWeights): string | undefined {
  const names = outputs.map(({ name }) => name);
  if (weights.statistics.join() !== names.join() || weights.context.join() !== contextNames.join())
    return "they were trained for other statistics than this version has";
  const width1 = weights.bias1.length;
  const width2 = weights.bias2.length;
  const sizes: readonly [keyof PatternWeights & string, readonly number[], number][] = [
    ["evidence", weights.evidence, evidenceCount * width1],
    ["context1", weights.context1, contextNames.length * width1],
    ["hidden", weights.hidden, width1 * width2],
    ["context2", weights.context2, contextNames.length * width2],
    ["output", weights.output, width2],
  ];
  for (const [name, values, size] of sizes)
    if (values.length !== size) return `${name} has ${values.length} numbers instead of ${size}`;
  for (const name of ["evidence", "hidden", "output"] as const)
    if (weights[name].some((weight) => weight < 0)) return `${name} has a negative weight`;
  const isRising = weights.rarity.every(
    ([evidence, share], index) =>
      index === 0 ||
      (evidence > (weights.rarity[index - 1]?.[0] ?? 0) && share <= (weights.rarity[index - 1]?.[1] ?? 0)),
  );
  return isRising ? undefined : "rarity is not in order of evidence";
}
