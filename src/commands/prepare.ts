import { atOnce, type Steps } from "../core/slices.ts";
import type { CommandsConfig } from "./config.ts";
import type { EntityDefinition } from "./entities/definition.ts";
import { EntitiesInvalidError } from "./errors.ts";
import { type OwnIntent, readOwnIntents } from "./own-intents/own-intent.ts";
import { type Sentences, type World, worldInSteps } from "./world.ts";

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
  return atOnce(prepareInSteps(config, sentences));
}

/** The same in steps. */
export function* prepareInSteps(config: CommandsConfig, sentences: Sentences): Steps<Prepared> {
  const world = yield* worldOf(config.entities, config, sentences);
  yield;
  return { world, ownIntents: readOwnIntents(config.ownIntents) };
}

/** The world of other things than the configured ones, with the same mistakes found. */
export function* worldOf(
  definitions: readonly EntityDefinition[],
  { areas, code }: Pick<CommandsConfig, "areas" | "code">,
  sentences: Sentences,
): Steps<World> {
  // A thing that asks for a code there is none of could never be commanded.
  const guarded = code === undefined ? definitions.filter(({ safety }) => safety === "code") : [];
  if (guarded.length > 0) {
    throw new EntitiesInvalidError(
      guarded.map(({ name }) => `entity "${name}": safety is code, but commands.code is not set`),
    );
  }
  return yield* worldInSteps(definitions, areas, sentences);
}
