import { type Dirent, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { errorMessage } from "../core/errors.ts";
import { ConfigInvalidError } from "./errors.ts";
import { describeFound, isTable, type RawConfig } from "./raw-config.ts";
import { fileProblem, readTextFile } from "./text-file.ts";
import { parseYaml } from "./yaml-text.ts";

/** YAML files up to this size are read. */
const fileBytesMax = 4 * 1024 * 1024;

/** `main` first, then `conf.d/*.yaml` beside it in order of name. A missing `main` is an error only if `isRequired`. */
export function configFiles(main: string, directory: string, isRequired: boolean): string[] {
  const dropIns = listDirectory(join(directory, "conf.d"))
    // Editors leave files like .#name.yaml beside the one being edited.
    .filter((entry) => /^[^.].*\.ya?ml$/.test(entry.name) && !entry.isDirectory())
    .map((entry) => join(directory, "conf.d", entry.name))
    .sort();
  const isThere = listDirectory(directory).some(({ name }) => name === basename(main));
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

/** Reads one YAML file that holds a table; an empty one counts as an empty table. */
export function readYamlFile(file: string): RawConfig {
  let text: string;
  try {
    text = readTextFile(file, fileBytesMax);
  } catch (error) {
    throw new ConfigInvalidError([
      { origin: file, path: "", message: `the file cannot be read (${fileProblem(error)})` },
    ]);
  }
  const { value, origins } = parseYaml(text, (line) => `${file}:${line}`);
  const values = value ?? {};
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
