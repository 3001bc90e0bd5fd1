import type { AreaDefinition, EntityDefinition } from "./entities/definition.ts";
import { createRegistry, type EntityRegistry } from "./entities/registry.ts";
import { EntitiesInvalidError } from "./errors.ts";
import { compileGrammar } from "./grammar/compile.ts";
import { joinSources, readSentenceFiles, type SentenceFile } from "./grammar/sentence-file.ts";
import type { Grammar } from "./grammar/types.ts";
import { dynamicLists, wildcardLists } from "./understand/lists.ts";
import type { Grammars } from "./understand/understand.ts";

/** The things there are and the sentences that name them; replaced as a whole when either changes. */
export interface World {
  registry: EntityRegistry;
  grammars: Grammars;
}

/** Sentences by where they come from; earlier ones win a tie, and none sees the rules of another. */
export type SentenceSources = readonly (readonly SentenceFile[])[];

/**
 * Builds and compiles everything before anything is replaced: throws an `EntitiesInvalidError`, or the
 * grammar's own errors, and then whatever was in use stays in use.

 */
export function createWorld(
  definitions: readonly EntityDefinition[],
  areas: readonly AreaDefinition[],
  sentences: CompiledSentences,
): World {
  const registry = createRegistry(definitions, areas);
  if (!registry.ok) throw new EntitiesInvalidError(registry.reason);
  const exact = sentences.compileFor(registry.value);
  return { registry: registry.value, grammars: { exact, loose: sentences.loose } };
}

/** Sentences, ready to be compiled with the names of a registry. */
export interface CompiledSentences {
  loose: Grammar;
  compileFor(registry: EntityRegistry): Grammar;
}

export function compileSentences(sources: SentenceSources): CompiledSentences {
  const source = joinSources(sources.map((files) => readSentenceFiles(files)));
  return {
    loose: compileGrammar(source, wildcardLists),
    compileFor: (registry) => compileGrammar(source, dynamicLists(registry)),
  };
}
