import { dirname, resolve } from "node:path";
import { type Environment, readEnvironment, readFlags } from "./environment.ts";
import { type EdgewiseConfig, edgewiseConfig } from "./schema.ts";
import { resolveSecrets } from "./secrets.ts";
import { configFiles, mergeRaw, type RawConfig, readYamlFile } from "./sources.ts";
import { validate } from "./validate.ts";

export interface LoadOptions {
  /** `--config`; else `EDGEWISE_CONFIG`; else `/etc/edgewise/edgewise.yaml` if it is there; else all defaults. */
  file?: string | undefined;
  /** `--set SETTING=VALUE`, strongest of all. */
  flags?: readonly string[];
  environment: Environment;
}

export interface LoadedConfig {
  config: EdgewiseConfig;
  /** The files that were read, in the order in which later ones win. */
  files: readonly string[];
  /** Folder to which relative paths in the configuration refer. */
  directory: string;
}

export const defaultConfigFile = "/etc/edgewise/edgewise.yaml";

/** Files, then environment, then flags; validated as a whole. Throws `ConfigInvalidError`. */
export function loadConfig(options: LoadOptions): LoadedConfig {
  const asked = options.file ?? options.environment.EDGEWISE_CONFIG;
  const main = resolve(asked ?? defaultConfigFile);
  const directory = dirname(main);
  const files = configFiles(main, directory, asked !== undefined);
  let raw: RawConfig = { values: {}, origins: new Map() };
  for (const file of files) raw = mergeRaw(raw, readYamlFile(file));
  raw = override(raw, readEnvironment(edgewiseConfig, options.environment));
  raw = override(raw, readFlags(edgewiseConfig, options.flags ?? []));
  resolveSecrets(edgewiseConfig, raw, options.environment.CREDENTIALS_DIRECTORY);
  return { config: validate(edgewiseConfig, raw), files, directory };
}

/** Unlike drop-in files, the environment and flags replace lists instead of adding to them. */
function override(under: RawConfig, over: RawConfig): RawConfig {
  const cleared = structuredClone(under.values);
  for (const path of over.origins.keys()) removeAt(cleared, path.split("."));
  return mergeRaw({ values: cleared, origins: under.origins }, over);
}

function removeAt(values: Record<string, unknown>, path: readonly string[]): void {
  let table: unknown = values;
  for (const key of path.slice(0, -1)) table = (table as Record<string, unknown> | undefined)?.[key];
  if (typeof table === "object" && table !== null)
    delete (table as Record<string, unknown>)[path.at(-1) ?? ""];
}
