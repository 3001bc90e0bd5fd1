import type { ExpectedRange, PatternReason } from "../../domain/anomaly.ts";
import { counterFields, isCounter, isJudgedByIncrements, readCounter } from "./counter.ts";
import { expectedRangeFields, expectedRangeOf } from "./expected-range.ts";
import * as series from "./features.ts";
import { beginHolding, heldLogRarity, holdingFields } from "./holding.ts";
import type { PatternNetwork } from "./network.ts";
import { isNews, noveltyFields } from "./novelty.ts";
import { clamp } from "./numbers.ts";

const range = series.featureFields;
const novelty = range + expectedRangeFields;
const counter = novelty + noveltyFields;
/** The reading before, and the one that was judged last. */
const holding = counter + counterFields;
const before = holding + holdingFields;
const last = before + 1;
/** Doubles of memory per series: about 13 kB. */
export const patternFields = last + 1;

/** Readings before a series is judged at all. */
const judgedFrom = 64;
/**
 * A young series has many firsts that mean nothing. Measured on held-back ordinary telemetry: so much evidence comes
 * sixty times as often at a hundred readings, and five times at a thousand, as beyond 2,500.
 */
const youthDoubt = 1.5;
const knownFrom = 2500;
/** Profiles and pieces are kept as singles, and squares of 256 values must stay finite. */
const valueMax = 1e30;
const features = new Float32Array(series.featureCount);
const weekMs = 7 * 86_400_000;
/** However seldom a series reports, one ordinary reading in so many at most may alarm. */
const shareMax = 1e-3;

/** Where the memory of a series lies; `singles` are the bytes of `memory` as singles. */
export interface PatternMemory {
  memory: Float64Array;
  singles: Float32Array;
  base: number;
}

/** Memory of its own for a series that is nobody else's, such as what is left over of another. */
export function createPatternMemory(): PatternMemory {
  const memory = new Float64Array(patternFields);
  return { memory, singles: new Float32Array(memory.buffer), base: 0 };
}

/** What one reading of one series amounts to. Reused: read it before the next reading is judged. */
export interface PatternScore {
  /** How much speaks for a fault (see network.ts). */
  evidence: number;
  /** Logarithm of the share of ordinary readings with at least this evidence; 0 for what was reported already. */
  logRarity: number;
  /** The same without regard to what was reported, or of a report that lasts (holding.ts). */
  logRarityAlone: number;
}

/** A short mean and a short spread tell whether what was reported goes on. */
const levelIndex = series.outputIndex("mean4");
const spreadIndex = series.outputIndex("spread16");
/** Reports this rare are held. */
const heldFrom = Math.log(1e-3);
/** How much less the evidence of the last reading counts. */
let doubt = 0;
const score: PatternScore = { evidence: 0, logRarity: 0, logRarityAlone: 0 };

/** Judges one reading by all that came before, then learns it. */
export function judgePattern(
  { memory, singles, base }: PatternMemory,
  network: PatternNetwork,
  reading: { value: number; at: number },
): PatternScore {
  const { at } = reading;
  const value = clamp(reading.value, -valueMax, valueMax);
  score.evidence = Number.NEGATIVE_INFINITY;
  score.logRarity = score.logRarityAlone = 0;
  memory[base + before] = memory[base + last] as number;
  memory[base + last] = value;
  const kind = readCounter(memory, base + counter, value);
  if (kind === "skip") return score;
  // A short rise at the beginning of an ordinary series: what was learnt of its increments is dropped.
  if (kind === "firstValue") {
    memory.fill(0, base, base + counter);
    memory.fill(0, base + holding, base + before);
  }
  const judged = kind === "increment" ? value - (memory[base + before] as number) : value;
  const seen = series.takeIn(memory, singles, base, { value: judged, at }, features, base + range);
  if (seen < judgedFrom) return score;
  doubt = youthDoubt * Math.max(0, Math.log(knownFrom / seen));
  score.evidence = network.evidenceOf(features) - doubt;
  if (Number.isNaN(score.evidence)) {
    // Memory that holds no numbers any more would stay so: it is better to learn anew.
    memory.fill(0, base, base + patternFields);
    score.evidence = Number.NEGATIVE_INFINITY;
    return score;
  }
  score.logRarityAlone = network.logRarityOf(score.evidence);
  score.logRarity = isNews(memory, base + novelty, score.evidence) ? score.logRarityAlone : 0;
  const level = series.lastOf(memory, base, levelIndex);
  const spread = series.lastOf(memory, base, spreadIndex);
  if (score.logRarity <= heldFrom) beginHolding(memory, base + holding, score.logRarity, [level, spread]);
  else {
    const held = heldLogRarity(memory, base + holding, [level.value, spread.value]);
    score.logRarityAlone = Math.min(score.logRarityAlone, held);
  }
  return score;
}

/** The time until the next reading says nothing: the clock jumped, or nobody watched. */
export function forgetTime({ memory, base }: PatternMemory): void {
  series.forgetTime(memory, base);
}

/** Logarithm of the rarity of the last reading as another network sees it, whether reported or not. */
export function logRarityOfLast(network: PatternNetwork): number {
  return network.logRarityOf(network.evidenceOf(features) - doubt);
}

/** Why the reading that was judged last is unusual. Ask it before another is judged. */
export function reasonOfLast(network: PatternNetwork): { reason: PatternReason; isHigh: boolean } {
  return network.leadOf(features);
}

/** The reading that was judged last. */
export function lastValueOf({ memory, base }: PatternMemory): number {
  return memory[base + last] as number;
}

/** Share of readings that were the same as the one before, lately. */
export function repeatedShareOf({ memory, base }: PatternMemory): number {
  return series.repeatedShareOf(memory, base);
}

/** Whether it never fell so far, but for resets, and is judged by its increments. */
export function isCounterSeries({ memory, base }: PatternMemory): boolean {
  return isCounter(memory, base + counter);
}

/** The range in which the last reading was expected, from the readings before it. */
export function expectedOf({ memory, base }: PatternMemory): ExpectedRange | undefined {
  const expected = expectedRangeOf(memory, base + range);
  if (expected === undefined || !isJudgedByIncrements(memory, base + counter)) return expected;
  const from = memory[base + before] as number;
  return { low: from + expected.low, high: from + expected.high, typical: from + expected.typical };
}

/** How often readings usually come. */
export function usualIntervalMsOf({ memory, base }: PatternMemory): number {
  return series.meanIntervalMs(memory, base);
}

/** The rarity at which alarms come at `alarmsPerWeek` on a series that reports this often. */
export function alarmLogRarity({ memory, base }: PatternMemory, alarmsPerWeek: number): number {
  const readingsPerWeek = weekMs / Math.max(1, series.meanIntervalMs(memory, base));
  return Math.log(Math.min(shareMax, alarmsPerWeek / readingsPerWeek));
}
