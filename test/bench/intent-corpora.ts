import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { wordsOf } from "../../src/commands/nano/tokenizer.ts";
import type { LabelledLine } from "../../src/commands/own-intents/labelled-lines.ts";

export interface Corpus {
  name: string;
  train: LabelledLine[];
  test: LabelledLine[];
}

const slotMark = /\[([^\]]+)\]\(([^)]+)\)/g;

/** HWU64: a tenth of the templates is held out, as `models/train/commands/corpora.py` does it. */
export async function readHwu(folder: string): Promise<Corpus> {
  const corpus: Corpus = { name: "HWU64 development", train: [], test: [] };
  let intent = "";
  for (const line of (await readFile(join(folder, "hwu64", "train.md"), "utf8")).split("\n")) {
    if (line.startsWith("## ")) intent = /^## intent:(.*)$/.exec(line)?.[1] ?? "";
    if (!line.startsWith("- ") || intent === "") continue;
    const text = plainWords(line.slice(2).replace(slotMark, " $1 "));
    // The words with each slot replaced by its name.
    const template = line
      .slice(2)
      .split(/(\[[^\]]+\]\([^)]+\))/)
      .flatMap((part) => {
        const slot = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part);
        if (!slot) return wordsOf(part).map((word) => word.text);
        return plainWords(slot[1] ?? "") === "" ? [] : [`{${slot[2]?.trim()}}`];
      })
      .join(" ");
    if (text === "") continue;
    corpus[isDevelopment(`${intent}\t${template}`) ? "test" : "train"].push({ text, intent });
  }
  return corpus;
}

function isDevelopment(key: string): boolean {
  return createHash("sha256").update(key).digest().readUInt32BE(0) / 2 ** 32 < 0.1;
}

/** CLINC150: training against validation with its out-of-scope texts. */
export async function readClinc(folder: string): Promise<Corpus> {
  const content = await readFile(join(folder, "clinc150", "train_val.json"), "utf8");
  const parts = JSON.parse(content) as Record<string, [string, string][]>;
  const lines = (part: string, intent?: string) =>
    (parts[part] ?? []).map(([text, label]) => ({ text, intent: intent ?? label }));
  return {
    name: "CLINC150 validation",
    train: lines("train"),
    test: [...lines("val"), ...lines("oos_val", "__oos__")],
  };
}

function plainWords(text: string): string {
  return wordsOf(text)
    .map((word) => word.text)
    .join(" ");
}
