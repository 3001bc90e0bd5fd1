import { averagePrecision } from "./metrics/average-precision.ts";
import { alarmsAbove, alarmsAtBudget } from "./metrics/budgeted-alarms.ts";
import type { ScoredSeries } from "./metrics/scored-series.ts";
import { volumeUnderSurface } from "./metrics/volume-under-surface.ts";
import { windowedScore } from "./metrics/windowed-score.ts";

/** What a detector is worth on a corpus, by measure. Undefined: the measure says nothing here. */
export type Measured = Readonly<Record<MeasureName, number | undefined>>;

export type MeasureName = keyof typeof measures;

/** Every measure with the heading of its column, and whether more of it is better. */
export const measures = {
  surface: { heading: "VUS-PR", isMoreBetter: true },
  average: { heading: "average precision", isMoreBetter: true },
  windowed: { heading: "windowed score", isMoreBetter: true },
  recall: { heading: "recall at budget", isMoreBetter: true },
  precision: { heading: "precision at budget", isMoreBetter: true },
  earliness: { heading: "earliness at budget", isMoreBetter: true },
  falseAlarms: { heading: "false alarms in 2,000 rows", isMoreBetter: false },
} as const;

/**
 * All measures of one corpus. Those without a threshold are means over the series with windows; the others take one
 * threshold for all series. Where nothing is labelled, there are only the false alarms above `threshold`, which was
 * chosen on labelled corpora. `lasting`: the same series with the scores for measures of all rows.
 */
export function measure(
  corpus: readonly ScoredSeries[],
  threshold: number,
  lasting: readonly ScoredSeries[] = corpus,
): Measured {
  const isLabelled = corpus.some(({ windows }) => windows.length > 0);
  const alarms = isLabelled ? alarmsAtBudget(corpus) : alarmsAbove(corpus, threshold);
  return {
    surface: meanOf(lasting.map((series) => volumeUnderSurface(series))),
    average: meanOf(lasting.map(averagePrecision)),
    windowed: windowedScore(corpus)?.score,
    recall: alarms.recall,
    // A detector that cannot flag anything within the budget is of no use.
    precision: isLabelled ? (alarms.precision ?? 0) : undefined,
    earliness: alarms.earliness,
    falseAlarms: isLabelled ? undefined : (alarms.falseAlarms / alarms.quietRows) * 2000,
  };
}

function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}
