import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { expectedRangeFields } from "../../../src/anomaly/unusual/expected-range.ts";
import {
  contextNames,
  featureCount,
  featureFields,
  outputs,
  takeIn,
} from "../../../src/anomaly/unusual/features.ts";
import { createTelemetry } from "./telemetry.ts";

/**
 * Writes what the statistics see of labelled telemetry, for the training of the pattern network (models/train/anomaly.sh):
 * `<out>.f32`, one row of features per reading as little-endian singles, and `<out>.json`, which says what they are.
 */
const { values } = parseArgs({
  options: { seed: { type: "string" }, count: { type: "string" }, out: { type: "string" } },
});
const { seed, count, out } = values;
if (seed === undefined || count === undefined || out === undefined)
  throw new Error(
    "usage: write-features.js --seed NUMBER --count SERIES_PER_FAMILY --out FILE_WITHOUT_ENDING",
  );

const file = openSync(`${out}.f32`, "w");
const telemetry = createTelemetry({ seed: Number(seed), count: Number(count) });
for (const { at, columns } of telemetry) {
  const readings = columns[0]?.values ?? new Float64Array(0);
  const memory = new Float64Array(featureFields + expectedRangeFields);
  const singles = new Float32Array(memory.buffer);
  const rows = new Float32Array(readings.length * featureCount);
  readings.forEach((value, row) => {
    const features = rows.subarray(row * featureCount, (row + 1) * featureCount);
    takeIn(memory, singles, 0, { value, at: at[row] ?? 0 }, features, featureFields);
  });
  writeSync(file, new Uint8Array(rows.buffer));
}
closeSync(file);
writeFileSync(
  `${out}.json`,
  JSON.stringify({
    statistics: outputs.map(({ name }) => name),
    context: contextNames,
    series: telemetry.map(({ name, family, at, windows, probationRows }) => ({
      name,
      family,
      rows: at.length,
      windows,
      probationRows,
    })),
  }),
);
console.log(`${telemetry.length} series of seed ${seed} in ${out}.f32`);
