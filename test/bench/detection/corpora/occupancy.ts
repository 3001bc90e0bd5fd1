import { join } from "node:path";
import type { Corpus } from "./corpus.ts";
import { readTableFile } from "./table-file.ts";
import { probationOf } from "./windows.ts";

/** In the order of time. */
const files = ["datatest.txt", "datatraining.txt", "datatest2.txt"];
const columns = ["Temperature", "Humidity", "Light", "CO2", "HumidityRatio"];

/** Sixteen days of an office room, with two gaps of hours: nothing is known to be wrong, so that every alarm is false. */
export async function readOccupancy(folder: string): Promise<Corpus> {
  const parts = await Promise.all(files.map((file) => readTableFile(join(folder, "occupancy", file), ",")));
  const at = Float64Array.from(
    parts.flatMap((part) => part.text("date")),
    (text) => Date.parse(`${text.replace(" ", "T")}Z`),
  );
  return {
    name: "occupancy",
    description: "an office room, five quantities a minute judged jointly, nothing labelled",
    series: [
      {
        name: "room",
        family: "office",
        at,
        columns: columns.map((name) => ({
          name,
          values: Float64Array.from(parts.flatMap((part) => [...part.numbers(name)])),
        })),
        windows: [],
        probationRows: probationOf(at.length),
      },
    ],
  };
}
