import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LabelledSeries } from "../labelled-series.ts";

/** Values of a series and scores of slow detectors as files, named after what they were made from. */
export class ScoreCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where the scores are, or are to be put: another file for other values or other settings. */
  async scoresPath(scorer: { name: string; settings: string }, corpus: string, series: LabelledSeries) {
    const folder = await this.#folderOf(corpus);
    const key = createHash("sha256").update(scorer.settings).update(`${series.probationRows}`);
    const digest = key.update(rowMajor(series)).digest("hex").slice(0, 16);
    return join(folder, `${series.name}.${scorer.name.replace(/\W+/g, "-")}.${digest}.f64`);
  }

  /** Writes the values of a series, a row of all columns after the other. */
  async writeValues(corpus: string, series: LabelledSeries): Promise<string> {
    const path = join(await this.#folderOf(corpus), `${series.name}.values.f64`);
    await writeFile(path, rowMajor(series));
    return path;
  }

  async read(path: string): Promise<Float64Array | undefined> {
    if (!existsSync(path)) return undefined;
    const content = await readFile(path);
    // A copy, since the bytes need not begin at a multiple of eight.
    return new Float64Array(Uint8Array.from(content).buffer);
  }

  async #folderOf(corpus: string): Promise<string> {
    const folder = join(this.#folder, corpus);
    await mkdir(folder, { recursive: true });
    return folder;
  }
}

function rowMajor({ at, columns }: LabelledSeries): Uint8Array {
  const values = new Float64Array(at.length * columns.length);
  for (const [index, column] of columns.entries()) {
    for (let row = 0; row < at.length; row += 1) {
      values[row * columns.length + index] = column.values[row] as number;
    }
  }
  return new Uint8Array(values.buffer);
}
