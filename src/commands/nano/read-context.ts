import type { EntityRegistry } from "../entities/registry.ts";
import type { NameFinder } from "./name-finder.ts";
import type { SpanWords } from "./span-words.ts";

/** What is needed to turn spans into slots. */
export interface ReadContext {
  registry: EntityRegistry;
  finder: NameFinder;
  words: SpanWords;
  /** Where it was said. */
  area: string | undefined;
  /** Whether "it" may stand for something spoken of before. */
  hasLastThings: boolean;
}
