import { dirname, resolve } from "node:path";
import type { z } from "../core/schema.ts";
import { type Environment, readEnvironment, readFlags } from "./environment.ts";
import { ConfigInvalidError, type ConfigProblem } from "./errors.ts";
import { nothingOrdered, type Ordered, orderedFile, readOrdered } from "./ordered.ts";
import { withOrdered } from "./ordered-layer.ts";
import { isTable, mergeRaw, type RawConfig, setOwn } from "./raw-config.ts";
import { type EdgewiseConfig, edgewiseConfig } from "./schema.ts";
import { tableShape } from "./schema-walk.ts";
import { referSecretFiles } from "./secret-file.ts";
import { readSecrets } from "./secrets.ts";
import { configFiles, readYamlFile } from "./sources.ts";
import { validate } from "./validate.ts";

export interface LoadOptions {
  /** `--config`; else `EDGEWISE_CONFIG`; else `/etc/edgewise/edgewise.yaml` if it is there; else all defaults. */
  file?: string | undefined;
  /** `--set SETTING=VALUE`, strongest of all. */
  flags?: readonly string[];
  environment: Environment;
  /**
   * What orders have set, in place of what is in their file, and strictly: what cannot count is an error. Left out, the
   * file is read, and what cannot count is left out of the configuration, which has to be usable without the cloud.
   */
  ordered?: Ordered | undefined;
}

export interface LoadedConfig {
  config: EdgewiseConfig;
  /** The files that were read, in the order in which later ones win. */
  files: readonly string[];
  /** Folder to which relative paths in the configuration refer. */
  directory: string;
  ordered: LoadedOrders;
}

/** What orders from the cloud contribute. */
export interface LoadedOrders {
  /** `none`: nobody may give orders, or nothing was ordered; `leftOut`: see `reason`. */
  status: "none" | "used" | "leftOut";
  reason?: string;
  /** Sentence files by name, as parsed. */
  sentences: Readonly<Record<string, unknown>>;
}

export const defaultConfigFile = "/etc/edgewise/edgewise.yaml";

/**
 * Files, then what was ordered, then environment, then flags; validated as a whole. Throws `ConfigInvalidError`.
 */
export function loadConfig(options: LoadOptions): LoadedConfig {
  const { file, flags = [], environment } = options;
  const asked = file ?? (environment.EDGEWISE_CONFIG || undefined);
  const main = resolve(asked ?? defaultConfigFile);
  const directory = dirname(main);
  const files = configFiles(main, directory, asked !== undefined);
  const layers = readAll([
    // A path in a file is relative to the file, one on the command line to where it was typed.
    ...files.map((path) => layer("append", directory, () => withoutEmptySections(readYamlFile(path)))),
    layer("replace", ".", () => readEnvironment(edgewiseConfig, environment)),
    layer("replace", ".", () => readFlags(edgewiseConfig, flags)),
  ]);
  const below = merge(layers.slice(0, files.length));
  const above = merge(layers.slice(files.length));
  const finish = (raw: RawConfig) =>
    validate(edgewiseConfig, readSecrets(edgewiseConfig, raw, environment.CREDENTIALS_DIRECTORY));
  // Usable by itself, so that nothing from the cloud can keep edgewise from starting.
  const config = finish(mergeRaw(below, above, "replace"));
  const base = { config, files, directory, ordered: { status: "none", sentences: {} } } as const;
  if (config.sync.down.trustedKeys.length === 0) return base;
  try {
    const ordered = options.ordered ?? readOrdered(orderedFile(config.daemon.dataDirectory));
    if (ordered === nothingOrdered) return base;
    const raw = withOrdered({ below, above, ordered, down: config.sync.down });
    return {
      ...base,
      config: finish(raw),
      ordered: { status: "used", sentences: ordered.sentences },
    };
  } catch (error) {
    if (options.ordered || !(error instanceof ConfigInvalidError)) throw error;
    return { ...base, ordered: { status: "leftOut", reason: error.message, sentences: {} } };
  }
}

interface Layer {
  raw: RawConfig;
  lists: "append" | "replace";
}

function merge(layers: readonly Layer[]): RawConfig {
  return layers.reduce<RawConfig>((under, { raw, lists }) => mergeRaw(under, raw, lists), {
    values: {},
    origins: new Map(),
  });
}

function layer(lists: Layer["lists"], directory: string, read: () => RawConfig): () => Layer {
  return () => ({ raw: referSecretFiles(edgewiseConfig, read(), directory), lists });
}

/** What is wrong with one source does not hide what is wrong with the next. */
function readAll<T>(sources: readonly (() => T)[]): T[] {
  const problems: ConfigProblem[] = [];
  const read = sources.flatMap((source) => {
    try {
      return [source()];
    } catch (error) {
      if (!(error instanceof ConfigInvalidError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new ConfigInvalidError(problems);
  return read;
}

/** A section in which every line is a comment is nothing to YAML; it counts as left out. */
function withoutEmptySections({ values, origins }: RawConfig): RawConfig {
  return { values: keepFilled(edgewiseConfig, values), origins };
}

function keepFilled(schema: z.ZodType, values: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    const shape = tableShape(schema);
    const child = shape && Object.hasOwn(shape, key) ? shape[key] : undefined;
    const isSection = child !== undefined && tableShape(child) !== undefined;
    if (isSection && value === null) continue;
    setOwn(kept, key, isSection && isTable(value) ? keepFilled(child, value) : value);
  }
  return kept;
}
