import { anomalyConfig } from "../../../../src/anomaly/config.ts";
import type { DetectorSettings } from "../../../../src/anomaly/detectors/detector.ts";
import { createSeriesWatch } from "../../../../src/anomaly/series-watch.ts";
import type { Series } from "../../../../src/domain/sample.ts";
import type { LabelledColumn, LabelledSeries } from "../labelled-series.ts";
import type { Scorer } from "./scorer.ts";

/** The table of detectors as the daemon runs it on each series by itself: the highest score of any. */
export function createPresentDetectors(): Scorer {
  const settings = defaultSettings();
  return {
    name: "edgewise (table)",
    settings: "default settings, highest score of the detectors and of the columns",
    async score(_corpus, series) {
      const scores = new Float64Array(series.at.length);
      for (const [index, column] of series.columns.entries()) {
        raiseTo(scores, columnScores(series, column, index, settings));
      }
      return scores;
    },
  };
}

function columnScores(
  series: LabelledSeries,
  column: LabelledColumn,
  index: number,
  settings: DetectorSettings,
): Float64Array {
  const watch = createSeriesWatch(seriesOf(column.name, index), [], settings);
  return series.at.map((at, row) => {
    const value = column.values[row] as number;
    let score = 0;
    for (const { definition, base } of watch.attached) {
      // No value is no sample: what notices its absence is asked by time.
      const isDue = definition.tick !== undefined && (definition.dueAt?.(watch, base) ?? Infinity) <= at;
      if (isDue) score = Math.max(score, definition.tick?.(watch, base, at) ?? 0);
      if (Number.isFinite(value)) score = Math.max(score, definition.observe(watch, base, value, at, at));
    }
    return score;
  });
}

function raiseTo(scores: Float64Array, others: Float64Array): void {
  for (const [row, other] of others.entries()) scores[row] = Math.max(scores[row] as number, other);
}

/** As the service makes them of its section of the configuration. */
function defaultSettings(): DetectorSettings {
  const { warmUpSamples, warmUpMs, falseAlarmRate, adaptAfterMs, silentMsMin, stuckMsMin, sensitivity } =
    anomalyConfig.parse({});
  return {
    warmUpSamples,
    warmUpMs,
    falseAlarmRate,
    adaptAfterMs,
    silentMsMin,
    stuckMsMin,
    limitFactor: 1 / sensitivity,
    // The pattern detector is compared on its own, as the judge of `edgewise detect`.
    patterns: undefined,
    shadow: undefined,
    falseAlarmsPerWeek: 0,
    seriesCount: 1,
  };
}

function seriesOf(name: string, index: number): Series {
  return {
    index,
    id: name,
    topic: name,
    field: "",
    kind: "numeric",
    unit: undefined,
    name,
    place: {},
    labels: {},
    states: [],
  };
}
