import type { ActiveModel, InferencePriority, Tensors } from "../../domain/inference.ts";
import type { ModelRunner } from "../../domain/ports.ts";
import type { ForecastAnchor } from "../../signal/forecast/anchor.ts";
import { forecastHorizon, forecastLayout, forecastLevels, windowSize } from "../../signal/forecast/layout.ts";
import { ForecastQuantiles } from "../../signal/forecast/quantiles.ts";
import { ForecastWindowWriter } from "../../signal/forecast/window.ts";
import { ForecastModelUnusableError, ForecastOutputInvalidError } from "./errors.ts";

/** What is known of a series whose next values are asked for. */
export interface ForecastRequest {
  /** Newest last, NaN where a value is missing; the last 2,240 are looked at, fewer will do. */
  readonly history: Float64Array;
  /** Samples until it repeats itself, 0 for none: a day where the sampling is known, then a detected season or a week. */
  readonly seasons: readonly [first: number, second: number];
}

export interface ForecastOptions {
  readonly priority: InferencePriority;
  readonly withinMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Forecasts by the task `forecast`.
 *
 * Limits: `batchMax` series in one run, more are run one after the other.
 */
export interface Forecaster {
  /**
   * For each request, in order, the quantiles of the next value, the one after, … (`forecastHorizon` of them), in the
   * unit of the series; undefined for a history without any value. Rejects with a named error: no usable model, or one
   * of the `ModelRunner`'s.
   */
  forecast(
    requests: readonly ForecastRequest[],
    options: ForecastOptions,
  ): Promise<(readonly ForecastQuantiles[] | undefined)[]>;
}

export const forecastTask = "forecast";
const batchMax = 64;

export function createForecaster(models: ModelRunner): Forecaster {
  const writer = new ForecastWindowWriter();

  async function forecastBatch(requests: readonly ForecastRequest[], options: ForecastOptions) {
    const model = usableModel(models);
    const windows = new Float32Array(requests.length * windowSize);
    let rows = 0;
    const anchors = requests.map(({ history, seasons }) => {
      const anchor = writer.write(history, seasons, windows, rows * windowSize);
      if (anchor) rows += 1;
      return anchor;
    });
    if (rows === 0) return requests.map(() => undefined);
    const data = windows.subarray(0, rows * windowSize);
    const window = { type: "float32", dims: [rows, windowSize], data } as const;
    const outputs = await models.run(forecastTask, { window }, options);
    const quantiles = readQuantiles(outputs, rows, model);
    let row = -1;
    return anchors.map((anchor) => {
      if (!anchor) return undefined;
      row += 1;
      return forecastOf(quantiles, row, anchor);
    });
  }

  return {
    async forecast(requests, options) {
      const found: (readonly ForecastQuantiles[] | undefined)[] = [];
      for (let start = 0; start < requests.length; start += batchMax) {
        found.push(...(await forecastBatch(requests.slice(start, start + batchMax), options)));
      }
      return found;
    },
  };
}

/** Throws {@link ForecastModelUnusableError}: a model of another layout would be fed with nonsense. */
function usableModel(models: ModelRunner): ActiveModel {
  const active = models.active(forecastTask);
  if (!active) throw new ForecastModelUnusableError(undefined, "none is active");
  const { layout, horizon, levels } = active.settings;
  if (layout !== forecastLayout) {
    throw new ForecastModelUnusableError(
      active,
      `settings.layout is ${JSON.stringify(layout)} instead of "${forecastLayout}"`,
    );
  }
  const isSame = horizon === forecastHorizon && JSON.stringify(levels) === JSON.stringify(forecastLevels);
  if (!isSame) throw new ForecastModelUnusableError(active, "settings.horizon or settings.levels is another");
  return active;
}

/** float32 [rows, forecastHorizon, levels], all finite. */
function readQuantiles(outputs: Tensors, rows: number, model: ActiveModel): Float32Array {
  const tensor = Object.hasOwn(outputs, "quantiles") ? outputs.quantiles : undefined;
  if (!tensor) throw new ForecastOutputInvalidError(model, 'no output "quantiles"');
  const wanted = [rows, forecastHorizon, forecastLevels.length].join(", ");
  if (!(tensor.data instanceof Float32Array) || tensor.dims.join(", ") !== wanted) {
    const got = `${tensor.type} [${tensor.dims.join(", ")}]`;
    throw new ForecastOutputInvalidError(model, `"quantiles" as ${got} instead of float32 [${wanted}]`);
  }
  if (!tensor.data.every(Number.isFinite)) {
    throw new ForecastOutputInvalidError(model, '"quantiles" with values that are no numbers');
  }
  return tensor.data;
}

function forecastOf(quantiles: Float32Array, row: number, anchor: ForecastAnchor): ForecastQuantiles[] {
  const size = forecastLevels.length;
  return Array.from({ length: forecastHorizon }, (_, ahead) => {
    const start = (row * forecastHorizon + ahead) * size;
    return new ForecastQuantiles(quantiles.slice(start, start + size), anchor);
  });
}
