import { atOnce, type Steps } from "../../core/slices.ts";
import type { SpokenNode } from "../../domain/spoken-network.ts";
import { compileInSteps } from "../grammar/compile.ts";
import { isReaderName, type ReaderName } from "../grammar/readers.ts";
import { readSentenceFiles } from "../grammar/sentence-file.ts";
import { spokenValues } from "../sentences/en/spoken-values.ts";
import { everyValue, SpokenLists } from "./spoken-lists.ts";
import type { SpokenPool } from "./spoken-pool.ts";
import { SpokenShapes } from "./spoken-shapes.ts";

/** What readers read, and a time around a command as `understand/clauses.ts` finds it. */
export type SpokenValueName = ReaderName | "later";

export interface SpokenReaders {
  /** How what a reader reads is said. All are made when the first is asked for. */
  of(name: SpokenValueName): SpokenNode;
  /** Makes them before, in steps. */
  prepare(): Steps<void>;
}

export function createSpokenReaders(pool: SpokenPool): SpokenReaders {
  let made: ReadonlyMap<SpokenValueName, SpokenNode> | undefined;
  return {
    of(name) {
      made ??= atOnce(makeAll(pool));
      return made.get(name) ?? pool.choice([]);
    },
    *prepare() {
      made ??= yield* makeAll(pool);
    },
  };
}

function* makeAll(pool: SpokenPool): Steps<Map<SpokenValueName, SpokenNode>> {
  const source = readSentenceFiles([{ file: "en/spoken-values", content: spokenValues }], {
    names: "asWritten",
  });
  const lists = new SpokenLists(pool, () => pool.choice([]));
  const shapes = new SpokenShapes(pool, ({ list, slot }, letters) =>
    lists.list(list, slot, { ...everyValue, letters }),
  );
  const ways = new Map<SpokenValueName, SpokenNode[]>();
  for (const { node, block } of (yield* compileInSteps(source, {})).sentences) {
    yield;
    const said = shapes.closed(node);
    const name = block.intent === "later" || isReaderName(block.intent) ? block.intent : undefined;
    if (!said || !name) continue;
    const known = ways.get(name);
    if (known) known.push(said);
    else ways.set(name, [said]);
  }
  return new Map([...ways].map(([name, all]) => [name, pool.choice(all)]));
}
