import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { WarningSentence } from "../summaries/text/likeness.ts";
import { bundledModels } from "./model-places.ts";

const bundledFile = join(bundledModels, "warning-sentences", "sentences.tsv");

/** The bundled sentences from which digests of texts learn what a warning is like. */
export function readWarningSentences(): WarningSentence[] {
  return readFileSync(bundledFile, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [label, text = ""] = line.split("\t");
      return { text, isWarning: label === "warning" };
    });
}
