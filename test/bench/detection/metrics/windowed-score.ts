import type { LabelledWindow } from "../labelled-series.ts";
import type { ScoredSeries } from "./scored-series.ts";

/** What the outcomes are worth. */
export interface ScoreProfile {
  /** A window found in its first row; later is worth less. */
  readonly truePositive: number;
  /** A flagged row far from any window; soon after one costs less. */
  readonly falsePositive: number;
  /** A window without a flag. */
  readonly falseNegative: number;
}

/** The paper's standard profile. */
const standardProfile: ScoreProfile = { truePositive: 1, falsePositive: -0.11, falseNegative: -1 };

export interface WindowedScore {
  /** 0 is worth as much as a detector that never flags, 100 is every window in its first row and nothing else. */
  readonly score: number;
  /** Rows with this score or a higher one are flagged. Infinite where flagging nothing is worth most. */
  readonly threshold: number;
}

/**
 * Lavin and Ahmad's scoring of real-time detectors (arXiv:1510.03336), written from the paper. Only the first flag of a
 * window counts, and by a sigmoid over the window the more the earlier it is; every flagged row outside costs, but less
 * where it follows soon after a window; rows of the probation are ignored; one threshold for the corpus is chosen that
 * gives the highest sum, which is put between that of the null and of the perfect detector. Undefined where the corpus
 * has no window. O(n log n): rows are flagged from the highest score down, each changing the sum by its own share.
 */
export function windowedScore(
  corpus: readonly ScoredSeries[],
  profile: ScoreProfile = standardProfile,
): WindowedScore | undefined {
  const { scores, worths, windowOf, windows } = flatten(corpus, profile);
  if (windows === 0) return undefined;
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[b] as number) - (scores[a] as number));
  const best = new Float64Array(windows).fill(profile.falseNegative);
  const nothing = windows * profile.falseNegative;
  let sum = nothing;
  let highest = { sum, threshold: Number.POSITIVE_INFINITY };
  for (let index = 0; index < order.length; index += 1) {
    const row = order[index] as number;
    const worth = worths[row] as number;
    const window = windowOf[row] as number;
    if (window < 0) sum += worth;
    else if (worth > (best[window] as number)) {
      sum += worth - (best[window] as number);
      best[window] = worth;
    }
    if (index + 1 < order.length && scores[order[index + 1] as number] === scores[row]) continue;
    if (sum > highest.sum) highest = { sum, threshold: scores[row] as number };
  }
  const everything = windows * profile.truePositive;
  return { score: (100 * (highest.sum - nothing)) / (everything - nothing), threshold: highest.threshold };
}

interface FlatRows {
  scores: Float64Array;
  /** What flagging the row is worth; in a window only the row worth most counts. */
  worths: Float64Array;
  /** Number of the window over the corpus, -1 for none. */
  windowOf: Int32Array;
  windows: number;
}

/** All rows of the corpus after the probation, one behind the other. */
function flatten(corpus: readonly ScoredSeries[], profile: ScoreProfile): FlatRows {
  const rows = corpus.reduce((sum, one) => sum + Math.max(0, one.scores.length - one.probationRows), 0);
  const flat: FlatRows = {
    scores: new Float64Array(rows),
    worths: new Float64Array(rows),
    windowOf: new Int32Array(rows),
    windows: 0,
  };
  let index = 0;
  for (const { scores, windows, probationRows } of corpus) {
    let next = 0;
    for (let row = probationRows; row < scores.length; row += 1, index += 1) {
      while (next < windows.length && row >= (windows[next] as LabelledWindow).to) next += 1;
      const window = windows[next];
      const isInside = window !== undefined && row >= window.from;
      flat.scores[index] = scores[row] as number;
      flat.windowOf[index] = isInside ? flat.windows + next : -1;
      flat.worths[index] = isInside
        ? profile.truePositive * worthInside(window, row)
        : -profile.falsePositive * worthAfter(windows[next - 1], row);
    }
    flat.windows += windows.length;
  }
  return flat;
}

/** 1 at the first row of the window, near 0 at its last. */
function worthInside({ from, to }: LabelledWindow, row: number): number {
  return scaledSigmoid(-(to - row) / (to - from)) / scaledSigmoid(-1);
}

/** 0 just behind the window, -1 far from it and before any: the distance is counted in widths of the window. */
function worthAfter(window: LabelledWindow | undefined, row: number): number {
  if (window === undefined) return -1;
  return scaledSigmoid((row - (window.to - 1)) / Math.max(1, window.to - window.from - 1));
}

/** From 1 to -1, through 0 at the right end of a window; beyond three widths it is -1. */
function scaledSigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}
