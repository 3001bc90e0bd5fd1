import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ConfigInvalidError } from "./errors.ts";
import { isTable } from "./raw-config.ts";
import { readYamlFile } from "./sources.ts";

/**
 * What orders from the cloud have set, in a file of its own beside the database. It is written by edgewise alone, and read
 * with the configuration while a key is trusted to give orders.
 */
export interface Ordered {
  /** Settings as they would stand in a configuration file. */
  configuration: Readonly<Record<string, unknown>>;
  /** Added to `commands.entities` and `commands.ownIntents`. */
  entities: readonly unknown[];
  ownIntents: readonly unknown[];
  /** Sentence files by name, as parsed. */
  sentences: Readonly<Record<string, unknown>>;
  /** By kind of order, the id of the one whose content this is. */
  orders: Readonly<Record<string, string>>;
}

export const nothingOrdered: Ordered = {
  configuration: {},
  entities: [],
  ownIntents: [],
  sentences: {},
  orders: {},
};

export function orderedFile(dataDirectory: string): string {
  return join(resolve(dataDirectory), "ordered.yaml");
}

/** Nothing when there is no such file. Throws a `ConfigInvalidError` for one that cannot be read. */
export function readOrdered(file: string): Ordered {
  if (!existsSync(file)) return nothingOrdered;
  const { values } = readYamlFile(file);
  const { configuration = {}, entities = [], ownIntents = [], sentences = {}, orders = {} } = values;
  const isWhole =
    isTable(configuration) &&
    Array.isArray(entities) &&
    Array.isArray(ownIntents) &&
    isTable(sentences) &&
    isTable(orders) &&
    Object.values(orders).every((id) => typeof id === "string");
  if (isWhole) {
    return { configuration, entities, ownIntents, sentences, orders: orders as Record<string, string> };
  }
  const message = "it is not as edgewise writes it; remove it, and what was ordered is given up";
  throw new ConfigInvalidError([{ origin: file, path: "", message }]);
}

/** The file's text. JSON is YAML 1.2; what has a line for each value can be read by a person. */
export function orderedText(ordered: Ordered): string {
  return `# Written by edgewise from orders of the cloud (see docs/down-sync.md). Changes are lost with the next order.\n${JSON.stringify(ordered, undefined, 2)}\n`;
}
