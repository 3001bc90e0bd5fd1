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
  sentences: Sentences,
): World {
  const registry = createRegistry(definitions, areas);
  if (!registry.ok) throw new EntitiesInvalidError(registry.reason);
  const exact = sentences.compileFor(registry.value);
  return {
    registry: registry.value,
    grammars: {
      exact,
      get loose() {
        return sentences.loose();
      },
    },
  };
}

/** Sentences, ready to be compiled with the names of a registry. */
export interface Sentences {
  compileFor(registry: EntityRegistry): Grammar;
  /** With any words for names. Compiled when first asked for, since a daemon should be ready before it is needed. */
  loose(): Grammar;
}

export function readSentences(sources: SentenceSources): Sentences {
  const source = joinSources(sources.map((files) => readSentenceFiles(files)));
  let loose: Grammar | undefined;
  return {
    compileFor: (registry) => compileGrammar(source, dynamicLists(registry)),
    loose() {
      loose ??= compileGrammar(source, wildcardLists);
      return loose;
    },
  };
}
