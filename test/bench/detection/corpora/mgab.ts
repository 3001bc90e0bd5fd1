import { join } from "node:path";
import type { LabelledSeries } from "../labelled-series.ts";
import type { Corpus } from "./corpus.ts";
import { readTableFile } from "./table-file.ts";
import { probationOf, rowTimes, windowsOfLabels } from "./windows.ts";

/** The Mackey-Glass benchmark: changes of a chaotic signal that the eye does not see. */
export async function readMgab(folder: string): Promise<Corpus> {
  const series: LabelledSeries[] = [];
  for (const name of ["1", "2"]) {
    const file = await readTableFile(join(folder, "mgab", `${name}.csv`), ",");
    series.push({
      name,
      family: "mackey-glass",
      at: rowTimes(file.rows),
      columns: [{ name: "value", values: file.numbers("value") }],
      windows: windowsOfLabels(file.numbers("is_anomaly")),
      probationRows: probationOf(file.rows),
    });
  }
  return { name: "mgab", description: "two chaotic series with ten hidden changes of shape each", series };
}
