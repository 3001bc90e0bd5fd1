import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LabelledSeries } from "../labelled-series.ts";
import type { Corpus } from "./corpus.ts";
import { readTableFile } from "./table-file.ts";
import { orderedWindows, rowTimes } from "./windows.ts";

/** Spacecraft telemetry (Hundman et al. 2018): the normal training part is the probation of what follows it. */
export async function readSmapMsl(folder: string): Promise<Corpus> {
  const labels = await readTableFile(join(folder, "smap-msl", "labels.csv"), ",");
  const crafts = labels.text("spacecraft");
  const sequences = labels.text("anomaly_sequences");
  const series: LabelledSeries[] = [];
  for (const [index, channel] of labels.text("channel").entries()) {
    const train = await readNumbers(join(folder, "smap-msl", `${channel}.train.csv`));
    const test = await readNumbers(join(folder, "smap-msl", `${channel}.test.csv`));
    const values = Float64Array.of(...train, ...test);
    series.push({
      name: channel,
      family: crafts[index] ?? "",
      at: rowTimes(values.length),
      columns: [{ name: "telemetry", values }],
      windows: windowsIn(sequences[index] ?? "", { after: train.length, rows: values.length }),
      probationRows: train.length,
    });
  }
  return {
    name: "smap-msl",
    description: "telemetry of two spacecraft, one channel each; the normal training part is the probation",
    series,
  };
}

/** Sequences such as `[[10, 20], [5, 8]]`: rows of the test part, both ends included, in any order. */
export function windowsIn(
  sequences: string,
  place: { after: number; rows: number },
): LabelledSeries["windows"] {
  const pairs = JSON.parse(sequences) as [number, number][];
  return orderedWindows(
    pairs.map(([first, last]) => ({
      from: place.after + first,
      to: Math.min(place.rows, place.after + last + 1),
    })),
  );
}

async function readNumbers(path: string): Promise<number[]> {
  return (await readFile(path, "utf8")).trim().split("\n").map(Number);
}
