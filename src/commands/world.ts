import { isDeepStrictEqual } from "node:util";
import { atOnce, type Steps } from "../core/slices.ts";
import type { SpokenNode } from "../domain/spoken-network.ts";
import type { AreaDefinition, EntityDefinition } from "./entities/definition.ts";
import { type EntityRegistry, registryInSteps } from "./entities/registry.ts";
import { EntitiesInvalidError } from "./errors.ts";
import { type CompiledLists, compileGrammar, compileInSteps } from "./grammar/compile.ts";
import { createMatcher, type MatcherOptions } from "./grammar/match.ts";
import { joinSources, readSentenceFiles, type SentenceFile } from "./grammar/sentence-file.ts";
import { templateWords } from "./grammar/template-words.ts";
import type { Grammar, ListDefinition } from "./grammar/types.ts";
import { spokenClauses } from "./sentences/en/spoken-clauses.ts";
import { nameParts } from "./spoken/name-parts.ts";
import { SpokenPool } from "./spoken/spoken-pool.ts";
import { createSpokenReaders } from "./spoken/spoken-readers.ts";
import { spokenUtterances } from "./spoken/spoken-utterances.ts";
import { dynamicLists, wildcardLists } from "./understand/lists.ts";
import type { Grammars } from "./understand/understand.ts";

/** The things there are and the sentences that name them; replaced as a whole when either changes. */
export interface World {
  registry: EntityRegistry;
  grammars: Grammars;
  words: Words;
  /** What can be said, as words; worked out when it is first asked for, and kept. */
  spoken(): Steps<SpokenNode>;
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
  return atOnce(worldInSteps(definitions, areas, sentences));
}

/** The same in steps. */
export function* worldInSteps(
  definitions: readonly EntityDefinition[],
  areas: readonly AreaDefinition[],
  sentences: Sentences,
): Steps<World> {
  const registry = yield* registryInSteps(definitions, areas);
  if (!registry.ok) throw new EntitiesInvalidError(registry.reason);
  yield;
  const { grammar: exact, spoken } = yield* sentences.compileFor(registry.value);
  yield;
  return {
    registry: registry.value,
    spoken,
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
  /** What they were read from. */
  sources: SentenceSources;
  /** At once where the names are those of the time before: most changes of a registry leave them alone. */
  compileFor(registry: EntityRegistry): Steps<{ grammar: Grammar; spoken: () => Steps<SpokenNode> }>;
  /** With any words for names. Compiled when first asked for, since a daemon should be ready before it is needed. */
  loose(): Grammar;
  /** Every word that stands in a template. */
  words: ReadonlySet<string>;
}

interface Compiled {
  lists: Readonly<Record<string, ListDefinition>>;
  /** Those of `lists` and of the sentences, for other sentences that have the same. */
  compiledLists: CompiledLists;
  compiled: MatcherOptions;
  spoken: SpokenNode | undefined;
}

export function readSentences(sources: SentenceSources): Sentences {
  const source = joinSources(sources.map((files) => readSentenceFiles(files)));
  const own = readSentenceFiles([{ file: "en/spoken-clauses", content: spokenClauses }]);
  const clauses = { ...own, lists: { ...source.lists, ...own.lists } };
  let loose: Grammar | undefined;
  let latest: Compiled | undefined;
  const readers = createSpokenReaders(new SpokenPool());
  return {
    sources,
    words: templateWords(source),
    *compileFor(registry) {
      const lists = dynamicLists(registry);
      yield;
      if (!latest || !isDeepStrictEqual(lists, latest.lists)) {
        const compiledLists: CompiledLists = new Map();
        const compiled = yield* compileInSteps(source, lists, { compiledLists });
        yield;
        latest = { lists, compiledLists, compiled, spoken: undefined };
      }
      const of = latest;
      function* spoken(): Steps<SpokenNode> {
        if (of.spoken) return of.spoken;
        yield* readers.prepare();
        const { lists: own, compiledLists } = of;
        const listed = { ...own, part: nameParts(own.name) };
        const said = yield* compileInSteps(clauses, listed, { compiledLists });
        of.spoken = yield* spokenUtterances(of.compiled, {
          pool: new SpokenPool(),
          readers: readers.of,
          clauses: said.sentences,
          lists: compiledLists.values(),
        });
        return of.spoken;
      }
      return { grammar: createMatcher(of.compiled), spoken };
    },
    loose() {
      loose ??= compileGrammar(source, wildcardLists);
      return loose;
    },
  };
}
