import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../../../src/core/backoff.ts";
import type { LogSeverity } from "../../../src/domain/log-line.ts";
import { pick, shuffled } from "../../../src/simulate/engine/random.ts";
import { fillSlots } from "./fill.ts";

/** One kind of line that a program writes; `id` is put where the kind has room for one. */
export interface LineKind {
  severity: LogSeverity | undefined;
  say(random: Random, id?: string): string;
}

/** Kinds of line from which a log is put together; each is taken once. */
export interface LinePool {
  normal: LineKind[];
  /** Normal lines with room for an identifier. */
  withId: LineKind[];
  warnings: LineKind[];
  errors: LineKind[];
}

/** From the hand-written templates of all areas. */
export function readSeedPool(folder: string, random: Random): LinePool {
  const pool: LinePool = { normal: [], withId: [], warnings: [], errors: [] };
  const files = readdirSync(folder).filter((file) => file.endsWith(".tsv"));
  const lines = files.flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"));
  const seen = new Set<string>();
  for (const line of shuffled(random, lines)) {
    const [severity = "", kind, template = ""] = line.split("\t");
    if (template === "" || seen.has(template)) continue;
    seen.add(template);
    if (severity === "warning") pool.warnings.push(seedKind(template, "warning"));
    else if (severity === "error") pool.errors.push(seedKind(template, "error"));
    else if (kind !== "normal" || !(severity === "info" || severity === "debug")) continue;
    else if (/\{(?:id|uuid|hex|pid)\}/.test(template)) pool.withId.push(seedKind(template, "info"));
    else pool.normal.push(seedKind(template, "info"));
  }
  return pool;
}

function seedKind(template: string, severity: LogSeverity): LineKind {
  return {
    severity,
    say: (random, id) =>
      fillSlots(id === undefined ? template : template.replace(/\{(?:id|uuid|hex|pid)\}/, id), random),
  };
}

/** From one system of loghub; what it has too few of is taken from `rest`. */
export function readLoghubPool(folder: string, system: string, rest: LinePool, random: Random): LinePool {
  const rows = readCsv(readFileSync(join(folder, system, `${system}_2k.log_structured.csv`), "utf8"));
  const byTemplate = new Map<string, { contents: string[]; level: string }>();
  for (const row of rows) {
    const template = row.get("EventTemplate") ?? "";
    const known = byTemplate.get(template);
    if (known !== undefined) known.contents.push(row.get("Content") ?? "");
    else byTemplate.set(template, { contents: [row.get("Content") ?? ""], level: row.get("Level") ?? "" });
  }
  const pool: LinePool = { normal: [], withId: [], warnings: [], errors: [] };
  for (const [template, { contents, level }] of shuffled(random, [...byTemplate])) {
    const severity = severityOfLevel(level);
    const kind = loghubKind(template, contents, severity);
    if (severity === "error") pool.errors.push(kind);
    else if (severity === "warning") pool.warnings.push(kind);
    else if (failure.test(template)) pool.errors.push({ ...kind, severity: undefined });
    else if (template.includes("<*>")) pool.withId.push(kind);
    else pool.normal.push(kind);
  }
  for (const part of ["normal", "withId", "warnings", "errors"] as const) {
    pool[part] = [...pool[part].slice(0, partMax), ...rest[part]];
  }
  return pool;
}

const partMax = 14;
const failure = /error|fail|invalid|denied|refused|timed? ?out|unavailable|break-in|lost|abort/i;

function loghubKind(
  template: string,
  contents: readonly string[],
  severity: LogSeverity | undefined,
): LineKind {
  const [first = "", ...others] = contents;
  return {
    severity,
    say(random, id) {
      if (id === undefined) return pick(random, [first, ...others]);
      let isFirst = true;
      return template.replaceAll("<*>", () => {
        const text = isFirst ? id : Math.floor(random() * 1000).toString();
        isFirst = false;
        return text;
      });
    },
  };
}

function severityOfLevel(level: string): LogSeverity | undefined {
  if (/^(?:w|warn|warning)$/i.test(level)) return "warning";
  if (/^(?:e|error)$/i.test(level)) return "error";
  return /^(?:i|d|v|info|notice|debug)$/i.test(level) ? "info" : undefined;
}

/** Comma-separated values with quoted fields, by the names of the first row. */
function readCsv(text: string): Map<string, string>[] {
  const [header = [], ...rows] = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(fieldsOf);
  return rows.map((fields) => new Map(header.map((name, index) => [name, fields[index] ?? ""])));
}

function fieldsOf(line: string): string[] {
  return [...line.trimEnd().matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'),
  );
}
