import type { Direction, ExpectedRange, PatternReason } from "../domain/anomaly.ts";
import { sayPattern } from "../text/say-pattern.ts";
import type { PatternNetwork } from "./unusual/network.ts";
import { Partners } from "./unusual/partners.ts";
import {
  alarmLogRarity,
  expectedOf,
  judgePattern,
  type PatternMemory,
  patternFields,
  reasonOfLast,
} from "./unusual/series-pattern.ts";

/** What one row of readings amounts to, judged by the rows before it only. */
export interface Judgement {
  /**
   * How unusual, in [0, 1], and not reported yet: one half where one ordinary row in a thousand would be, 0.99 where one
   * in 10,000 or so. What goes on after it was reported scores low again.
   */
  score: number;
  /** The same without regard to what was reported: stays high as long as the readings are unusual. */
  unusualness: number;
  /** Rarer than the budget of false alarms allows, and news. */
  isAlarm: boolean;
  direction: Direction;
  /** Where the reading of the leading column was expected; undefined while unknown. */
  expected: ExpectedRange | undefined;
  /** Index of the column that says most. */
  column: number;
  /** What about it is unusual; undefined while the score is low. */
  kind: PatternReason | undefined;
  /** The same in words, or "". */
  reason: string;
}

/** Judges the rows of several columns that belong together, or of one. */
export interface Judge {
  /**
   * @param values one per column; NaN for one that is missing
   * @param at when they were measured, in milliseconds since 1970
   */
  observe(values: ArrayLike<number>, at: number): Judgement;
}

export interface JudgeOptions {
  columns: readonly string[];
  network: PatternNetwork;
  /** False alarms a week that may be raised, over all columns together. */
  alarmsPerWeek: number;
}

/** A score of one half: so many ordinary rows score as high. */
const halfLogRarity = Math.log(1e-3);
/** More columns are judged each by itself: what is foretold from all others costs the square of their number. */
const partnersMax = 32;
/** From here on a reason is worth giving. */
const toldScore = 0.2;

export function createJudge({ columns, network, alarmsPerWeek }: JudgeOptions): Judge {
  const own = columns.map(() => createTrack());
  const arePartners = columns.length > 1 && columns.length <= partnersMax;
  const partners = arePartners ? new Partners(columns.length) : undefined;
  const joint = columns.map(() => createTrack());
  const tracks = own.length + (partners ? joint.length : 0);
  const share = Math.log(tracks);

  function observe(values: ArrayLike<number>, at: number): Judgement {
    const judgement: Judgement = {
      score: 0,
      unusualness: 0,
      isAlarm: false,
      direction: "none",
      expected: undefined,
      column: 0,
      kind: undefined,
      reason: "",
    };
    let leastRarity = 0;
    let leastAlone = 0;
    let leading = 0;
    const consider = (track: PatternMemory, column: number, value: number, isJoint: boolean): void => {
      const { logRarity, logRarityAlone } = judgePattern(track, network, { value, at });
      leastRarity = Math.min(leastRarity, logRarity);
      leastAlone = Math.min(leastAlone, logRarityAlone);
      // Several columns share the budget.
      const isAlarm = logRarity < 0 && logRarity <= alarmLogRarity(track, alarmsPerWeek / tracks);
      const isLeading = isAlarm === judgement.isAlarm ? logRarity < leading : isAlarm;
      // The first column stands for a row of which nothing stands out.
      if (!isLeading && (column > 0 || isJoint)) return;
      judgement.expected = expectedOf(own[column] as PatternMemory);
      if (!isLeading) return;
      leading = logRarity;
      judgement.column = column;
      judgement.isAlarm = isAlarm;
      const isTold = isAlarm || scoreOfLogRarity(logRarity + share) >= toldScore;
      judgement.kind = !isTold ? undefined : isJoint ? "together" : reasonOfLast(network).reason;
      judgement.direction = isTold && !isJoint ? directionOf(value, judgement.expected) : "none";
    };
    for (let column = 0; column < columns.length; column += 1) {
      const value = values[column] as number;
      if (!Number.isFinite(value)) continue;
      consider(own[column] as PatternMemory, column, value, false);
    }
    if (partners) {
      const residuals = partners.observe(values);
      for (let column = 0; column < columns.length; column += 1) {
        const residual = residuals[column] as number;
        if (Number.isFinite(residual)) consider(joint[column] as PatternMemory, column, residual, true);
      }
    }
    judgement.score = scoreOfLogRarity(Math.min(0, leastRarity + share));
    judgement.unusualness = scoreOfLogRarity(Math.min(0, leastAlone + share));
    if (judgement.kind !== undefined) judgement.reason = sayPattern(judgement.kind, judgement.direction);
    return judgement;
  }

  return { observe };
}

function createTrack(): PatternMemory {
  const memory = new Float64Array(patternFields);
  return { memory, singles: new Float32Array(memory.buffer), base: 0 };
}

function directionOf(value: number, expected: ExpectedRange | undefined): Direction {
  if (expected === undefined) return "none";
  return value > expected.high ? "high" : value < expected.low ? "low" : "none";
}

/** One half at one in a thousand; the odds go on like the rarity. */
function scoreOfLogRarity(logRarity: number): number {
  return logRarity >= 0 ? 0 : 1 / (1 + Math.exp(logRarity - halfLogRarity));
}
