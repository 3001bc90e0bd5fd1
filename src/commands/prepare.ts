import type { CommandsConfig } from "./config.ts";
import type { EntityDefinition } from "./entities/definition.ts";
import { EntitiesInvalidError } from "./errors.ts";
import { type OwnIntent, readOwnIntents } from "./own-intents/own-intent.ts";
import { createWorld, type Sentences, type World } from "./world.ts";

/** What a configuration of commands comes to, whole or not at all. */
export interface Prepared {
  world: World;
  ownIntents: readonly OwnIntent[];
}

/**
 * Reads all that shows its mistakes only when it is put together: things, their names in the sentences, own intents.
 * Throws an `EntitiesInvalidError`, an `OwnIntentsInvalidError` or the grammar's own errors; changes nothing.
 */
export function prepare(config: CommandsConfig, sentences: Sentences): Prepared {
  return {
    world: prepareWorld(config.entities, config, sentences),
    ownIntents: readOwnIntents(config.ownIntents),
  };
}

/** The same for other things than the configured ones. */
export function prepareWorld(
  definitions: readonly EntityDefinition[],
  { areas, code }: Pick<CommandsConfig, "areas" | "code">,
  sentences: Sentences,
): World {
  // A thing that asks for a code there is none of could never be commanded.
  const guarded = code === undefined ? definitions.filter(({ safety }) => safety === "code") : [];
  if (guarded.length > 0) {
    throw new EntitiesInvalidError(
      guarded.map(({ name }) => `entity "${name}": safety is code, but commands.code is not set`),
    );
  }
  return createWorld(definitions, areas, sentences);
}
