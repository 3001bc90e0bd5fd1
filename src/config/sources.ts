import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { errorMessage } from "../core/errors.ts";
import { ConfigInvalidError, type ConfigProblem } from "./errors.ts";

/** A tree of raw values and where each came from, by dotted path. */
export interface RawConfig {
  values: Record<string, unknown>;
  origins: Map<string, string>;
}

/** YAML files up to this size are read. */
const fileBytesMax = 4 * 1024 * 1024;

/** `main` first, then `conf.d/*.yaml` beside it in order of name. A missing `main` is an error only if `isRequired`. */
export function configFiles(main: string, directory: string, isRequired: boolean): string[] {
  const dropIns = listDirectory(join(directory, "conf.d"))
    .filter((entry) => /\.ya?ml$/.test(entry.name) && !entry.isDirectory())
    .map((entry) => join(directory, "conf.d", entry.name))
    .sort();
  const isThere = listDirectory(directory).some((entry) => join(directory, entry.name) === main);
  return isThere || isRequired ? [main, ...dropIns] : dropIns;
}

function listDirectory(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new ConfigInvalidError([
      { origin: path, path: "", message: `the folder cannot be read (${errorMessage(error)})` },
    ]);
  }
}

/** Reads one YAML file. Keys that could reach a prototype are refused. */
export function readYamlFile(file: string): RawConfig {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new ConfigInvalidError([
      { origin: file, path: "", message: `the file cannot be read (${errorMessage(error)})` },
    ]);
  }
  if (text.length > fileBytesMax) {
    throw new ConfigInvalidError([
      {
        origin: file,
        path: "",
        message: `the file has ${text.length} bytes; at most ${fileBytesMax} are read`,
      },
    ]);
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const problems: ConfigProblem[] = document.errors.map((error) => ({
    origin: `${file}:${lineCounter.linePos(error.pos[0]).line}`,
    path: "",
    message: `not valid YAML: ${error.message}`,
  }));
  if (problems.length > 0) throw new ConfigInvalidError(problems);
  const origins = new Map<string, string>();
  const originOf = (node: Node | null | undefined) =>
    `${file}:${lineCounter.linePos(node?.range?.[0] ?? 0).line}`;
  noteOrigins(document.contents, [], origins, originOf);
  const values: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  if (!isTable(values)) {
    throw new ConfigInvalidError([
      {
        origin: `${file}:1`,
        path: "",
        message: `expected a table of settings, found ${describeFound(values)}`,
      },
    ]);
  }
  return { values, origins };
}

function noteOrigins(
  node: unknown,
  path: readonly string[],
  origins: Map<string, string>,
  originOf: (node: Node | null | undefined) => string,
): void {
  if (isMap(node)) {
    for (const pair of node.items) {
      if (!isPair(pair) || !isScalar(pair.key)) continue;
      const childPath = [...path, String(pair.key.value)];
      origins.set(childPath.join("."), originOf(pair.key));
      noteOrigins(pair.value, childPath, origins, originOf);
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const childPath = [...path, String(index)];
      origins.set(childPath.join("."), originOf(item as Node));
      noteOrigins(item, childPath, origins, originOf);
    }
  }
}

/** Tables merge key by key, lists of `over` follow those of `under`, anything else of `over` wins. */
export function mergeRaw(under: RawConfig, over: RawConfig): RawConfig {
  const origins = new Map(under.origins);
  const values = mergeValues(under.values, over.values, [], (from, to) => {
    for (const [path, origin] of over.origins) {
      if (path === from) origins.set(to, origin);
      else if (path.startsWith(`${from}.`)) origins.set(`${to}${path.slice(from.length)}`, origin);
    }
  });
  return { values: values as Record<string, unknown>, origins };
}

function mergeValues(
  under: unknown,
  over: unknown,
  path: readonly string[],
  noteMoved: (from: string, to: string) => void,
): unknown {
  if (isTable(under) && isTable(over)) {
    const merged: Record<string, unknown> = { ...under };
    for (const [key, value] of Object.entries(over)) {
      const childPath = [...path, key];
      setOwn(
        merged,
        key,
        Object.hasOwn(under, key) ? mergeValues(under[key], value, childPath, noteMoved) : value,
      );
      if (!Object.hasOwn(under, key)) noteMoved(childPath.join("."), childPath.join("."));
    }
    return merged;
  }
  if (Array.isArray(under) && Array.isArray(over)) {
    for (const index of over.keys()) {
      noteMoved([...path, index].join("."), [...path, under.length + index].join("."));
    }
    return [...under, ...over];
  }
  noteMoved(path.join("."), path.join("."));
  return over;
}

/** Sets an own property, `__proto__` too, which then fails validation as an unknown key instead of polluting. */
export function setOwn(table: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(table, key, { value, enumerable: true, writable: true, configurable: true });
}

export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A short description of a raw value for error messages. */
export function describeFound(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "nothing (null)";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "a table";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
