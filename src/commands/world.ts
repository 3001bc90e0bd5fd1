import { isDeepStrictEqual } from "node:util";
import type { AreaDefinition, EntityDefinition } from "./entities/definition.ts";
import { createRegistry, type EntityRegistry } from "./entities/registry.ts";
import { EntitiesInvalidError } from "./errors.ts";
import { compileGrammar, compileSentences } from "./grammar/compile.ts";
import { createMatcher, type MatcherOptions } from "./grammar/match.ts";
import { joinSources, readSentenceFiles, type SentenceFile } from "./grammar/sentence-file.ts";
import { templateWords } from "./grammar/template-words.ts";
import type { Grammar, ListDefinition } from "./grammar/types.ts";
import { dynamicLists, wildcardLists } from "./understand/lists.ts";
import type { Grammars } from "./understand/understand.ts";

/** The things there are and the sentences that name them; replaced as a whole when either changes. */
export interface World {
  registry: EntityRegistry;
  grammars: Grammars;
  words: Words;
}

/** The words that belong to a world, as `nameKey` gives them. */
export interface Words {
  /** Of things and places. */
  names: ReadonlySet<string>;
  /** Those, and of the templates. */
  all: ReadonlySet<string>;
}

/** Parsed sentence files by origin, the bundled ones first; earlier ones win a tie, and none sees the rules of another. */
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
    words: wordsOf(registry.value, sentences.words),
    grammars: {
      exact,
      get loose() {
        return sentences.loose();
      },
    },
  };
}

function wordsOf({ names, areas, floors }: EntityRegistry, templateWords: Iterable<string>): Words {
  const keys = [...names.map(({ key }) => key), ...[...areas, ...floors].flatMap((place) => place.keys)];
  const own = new Set(keys.flatMap((key) => key.split(" ")));
  return { names: own, all: new Set([...own, ...templateWords]) };
}

/** Sentences, ready to be compiled with the names of a registry. */
export interface Sentences {
  /** At once where the names are those of the time before: most changes of a registry leave them alone. */
  compileFor(registry: EntityRegistry): Grammar;
  /** With any words for names. Compiled when first asked for, since a daemon should be ready before it is needed. */
  loose(): Grammar;
  /** Every word that stands in a template. */
  words: ReadonlySet<string>;
}

export function readSentences(sources: SentenceSources): Sentences {
  const source = joinSources(sources.map((files) => readSentenceFiles(files)));
  let loose: Grammar | undefined;
  let latest: { lists: Readonly<Record<string, ListDefinition>>; compiled: MatcherOptions } | undefined;
  return {
    words: templateWords(source),
    compileFor(registry) {
      const lists = dynamicLists(registry);
      if (!latest || !isDeepStrictEqual(lists, latest.lists)) {
        latest = { lists, compiled: compileSentences(source, lists) };
      }
      return createMatcher(latest.compiled);
    },
    loose() {
      loose ??= compileGrammar(source, wildcardLists);
      return loose;
    },
  };
}
