import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { oneOutput, type Scorer } from "./scorer.ts";

/** Scores made elsewhere: `<folder>/<corpus>/<series>.csv` with a number a line, named after the folder. */
export function createScoreFiles(folder: string): Scorer {
  if (!existsSync(folder)) throw new Error(`there is no folder of scores ${folder}`);
  return {
    name: basename(folder),
    settings: "scores from files",
    async score(corpus, { name }) {
      const path = join(folder, corpus, `${name}.csv`);
      if (!existsSync(path)) return undefined;
      return oneOutput(Float64Array.from((await readFile(path, "utf8")).trim().split("\n"), Number));
    },
  };
}
