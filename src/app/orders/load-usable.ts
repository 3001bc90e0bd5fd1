import { prepare } from "../../commands/prepare.ts";
import { readSentences } from "../../commands/world.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { nothingOrdered, type Ordered } from "../../config/ordered.ts";
import { EdgewiseError } from "../../core/errors.ts";
import { readSentenceSources } from "../sentences.ts";

/** Reads the configuration; with `ordered` in place of what is in the file of orders, and strictly. */
export type LoadConfig = (ordered?: Ordered) => LoadedConfig;

/**
 * The configuration with what was ordered, or without it where it cannot be used: things and sentences show only when they
 * are put together that they do not fit the operator's, who may have changed his since.
 */
export function loadUsable(load: LoadConfig): LoadedConfig {
  const loaded = load();
  if (loaded.ordered.status !== "used") return loaded;
  try {
    prepareCommands(loaded);
    return loaded;
  } catch (error) {
    if (!(error instanceof EdgewiseError)) throw error;
    return {
      ...load(nothingOrdered),
      ordered: { status: "leftOut", reason: error.message, sentences: {} },
    };
  }
}

/** Throws what the daemon would find only at its start: things, sentences and intents that do not fit together. */
export function prepareCommands({ config, directory, ordered }: LoadedConfig): void {
  const sources = readSentenceSources(config.commands.sentences, directory, ordered.sentences);
  prepare(config.commands, readSentences(sources));
}
