import type { Steps } from "../../core/slices.ts";
import type { SpokenNode } from "../../domain/spoken-network.ts";
import { isValueAllowed } from "../grammar/context.ts";
import type { CompiledList } from "../grammar/lists.ts";
import type { ReaderName } from "../grammar/readers.ts";
import type { CompiledSentence } from "../grammar/sentence-index.ts";
import type { ListValue, SentenceBlock } from "../grammar/types.ts";
import { SpokenLists } from "./spoken-lists.ts";
import type { SpokenPool } from "./spoken-pool.ts";
import { SpokenShapes } from "./spoken-shapes.ts";

/** Compiled sentences as words. Sentences whose lists have no sayable value are left out. */
export class SpokenTemplates {
  #pool: SpokenPool;
  #lists: SpokenLists;
  #shapes = new Map<string, SpokenShapes>();

  constructor(pool: SpokenPool, readers: (name: ReaderName) => SpokenNode) {
    this.#pool = pool;
    this.#lists = new SpokenLists(pool, readers);
  }

  /** What sentences with these lists have in common, in steps. */
  prepare(lists: Iterable<CompiledList>): Steps<void> {
    return this.#lists.prepare(lists);
  }

  /** Any of them; a step is a sentence. */
  *choice(sentences: readonly CompiledSentence[]): Steps<SpokenNode> {
    const said: SpokenNode[] = [];
    for (const { node, block } of sentences) {
      const closed = this.#shapesOf(block).closed(node);
      if (closed) said.push(closed);
      yield;
    }
    return yield* this.#pool.choiceInSteps(said);
  }

  /** Which values may stand in a sentence depends on the context that it requires. */
  #shapesOf(block: SentenceBlock): SpokenShapes {
    const key = JSON.stringify([block.requiresContext, block.excludesContext]);
    const known = this.#shapes.get(key);
    if (known) return known;
    const isAllowed = ({ context }: ListValue) => isValueAllowed(block, context);
    const shapes = new SpokenShapes(this.#pool, ({ list, slot }, letters) =>
      this.#lists.list(list, slot, { key, isAllowed, letters }),
    );
    this.#shapes.set(key, shapes);
    return shapes;
  }
}
