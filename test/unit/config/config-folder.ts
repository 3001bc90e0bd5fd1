import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach } from "vitest";
import { ConfigInvalidError } from "../../../src/config/errors.ts";
import { type LoadOptions, loadConfig } from "../../../src/config/load.ts";

const made: string[] = [];

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true });
});

/** A folder with these files, by path inside it; gone after the test. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const directory = mkdtempSync(join(tmpdir(), "edgewise-config-"));
  made.push(directory);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

/** Loads `edgewise.yaml` and what lies beside it. */
export function loadFrom(
  files: Readonly<Record<string, string | Buffer>>,
  options: Partial<LoadOptions> = {},
) {
  const directory = folderWith(files);
  const loaded = loadConfig({ file: join(directory, "edgewise.yaml"), environment: {}, ...options });
  return { ...loaded, directory };
}

/** The problems of a configuration as lines, with the folder cut off their files. */
export function problemsOf(
  files: Readonly<Record<string, string | Buffer>>,
  options: Partial<LoadOptions> = {},
): string[] {
  const directory = folderWith(files);
  const error = thrownBy(() =>
    loadConfig({ file: join(directory, "edgewise.yaml"), environment: {}, ...options }),
  );
  return error.message.replaceAll(`${directory}/`, "").split("\n");
}

export function thrownBy(run: () => unknown): ConfigInvalidError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigInvalidError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
