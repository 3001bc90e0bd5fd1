import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../../../src/core/backoff.ts";
import { pick, shuffled } from "../../../src/simulate/engine/random.ts";
import { fillSlots } from "../log-anomalies/fill.ts";

/** Messages with the template that each is of. */
export interface LabelledLog {
  readonly name: string;
  readonly messages: readonly string[];
  /** The group of each message. */
  readonly groups: readonly string[];
  /** Its template as the collection writes it; undefined where only the group is known for sure. */
  readonly templates: readonly string[] | undefined;
}

/** One of the systems of loghub, 2,000 lines. */
export function readLoghub(folder: string, system: string): LabelledLog {
  const path = join(folder, system, `${system}_2k.log_structured.csv`);
  const [header = [], ...rows] = readFileSync(path, "utf8").split(/\r?\n/).filter(isFilled).map(cellsOf);
  const column = (name: string) => {
    const index = header.indexOf(name);
    if (index < 0) throw new Error(`${path} has no column ${name}; it has ${header.join(", ")}`);
    return rows.map((cells) => cells[index] ?? "");
  };
  return {
    name: system,
    messages: column("Content"),
    groups: column("EventId"),
    templates: column("EventTemplate"),
  };
}

/** Cells with a comma are in double quotes, with double quotes in them doubled. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'),
  );
}

function isFilled(line: string): boolean {
  return line.trim() !== "";
}

/**
 * A log of `lineCount` lines of hand-written templates: `templateCount` of them drawn from all areas, by Zipf's law, each line
 * with values of its own.
 */
export function generatedLog(
  folder: string,
  options: { random: Random; lineCount: number; templateCount: number },
): LabelledLog {
  const { random, lineCount, templateCount } = options;
  const files = readdirSync(folder).filter((file) => file.endsWith(".tsv"));
  const all = files.flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"));
  const known = new Set(all.map((line) => line.split("\t")[2] ?? "").filter((template) => template !== ""));
  const templates = shuffled(random, [...known]).slice(0, templateCount);
  const ends: number[] = [];
  let total = 0;
  for (let rank = 1; rank <= templates.length; rank += 1) {
    total += 1 / rank;
    ends.push(total);
  }
  const messages: string[] = [];
  const groups: string[] = [];
  while (messages.length < lineCount) {
    const index = firstAbove(ends, random() * total);
    messages.push(fillSlots(templates[index] as string, random));
    groups.push(String(index));
  }
  return { name: "generated", messages, groups, templates: undefined };
}

/** Lines that share nothing but their length: words of random letters. */
export function randomWords(random: Random, lineCount: number): string[] {
  const letters = [..."abcdefghijklmnopqrstuvwxyz"] as [string, ...string[]];
  const word = () =>
    Array.from({ length: 4 + Math.floor(random() * 6) }, () => pick(random, letters)).join("");
  return Array.from({ length: lineCount }, () => `${word()} ${word()} ${word()} ${word()} ${word()}`);
}

function firstAbove(ends: readonly number[], value: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
