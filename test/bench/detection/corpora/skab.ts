import { join } from "node:path";
import type { LabelledSeries } from "../labelled-series.ts";
import type { Corpus } from "./corpus.ts";
import { readTableFile, type TableFile } from "./table-file.ts";
import { probationOf, windowsOfLabels } from "./windows.ts";

const experiments = ["valve2/0", "valve2/1", "valve2/2", "valve2/3", "anomaly-free/anomaly-free"];

/** The water-circulation test bed: eight sensors judged jointly. */
export async function readSkab(folder: string): Promise<Corpus> {
  const series: LabelledSeries[] = [];
  for (const experiment of experiments) {
    const file = await readTableFile(join(folder, "skab", `${experiment}.csv`), ";");
    series.push(experimentOf(experiment, file));
  }
  return {
    name: "skab",
    description:
      "a water-circulation test bed, eight sensors judged jointly; one of the five runs has no fault",
    series,
  };
}

function experimentOf(experiment: string, file: TableFile): LabelledSeries {
  const [family = ""] = experiment.split("/");
  const isLabelled = file.columns.includes("anomaly");
  return {
    name: experiment.replace("/", "-"),
    family,
    at: Float64Array.from(file.text("datetime"), (text) => Date.parse(`${text.replace(" ", "T")}Z`)),
    columns: file.columns
      .filter((name) => !["datetime", "anomaly", "changepoint"].includes(name))
      .map((name) => ({ name, values: file.numbers(name) })),
    windows: isLabelled ? windowsOfLabels(file.numbers("anomaly")) : [],
    probationRows: probationOf(file.rows),
  };
}
