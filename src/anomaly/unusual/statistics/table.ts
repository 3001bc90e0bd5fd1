import { autoregression } from "./autoregression.ts";
import { distribution } from "./distribution.ts";
import { interval } from "./interval.ts";
import { level } from "./level.ts";
import { neighbours } from "./neighbours.ts";
import { outliers } from "./outliers.ts";
import { repetition } from "./repetition.ts";
import { season } from "./season.ts";
import type { StatisticGroup } from "./statistic.ts";
import { windows } from "./windows.ts";

/** Every way to look at a series. The weights of the network (models/anomaly) are for this table in this order. */
export const statistics = {
  level,
  windows,
  season,
  neighbours,
  distribution,
  autoregression,
  repetition,
  interval,
  outliers,
} as const satisfies Record<string, StatisticGroup>;
