import { describe, expect, it } from "vitest";
import { parseEntities } from "../../../../src/commands/entities/parse.ts";
import { createRegistry } from "../../../../src/commands/entities/registry.ts";
import { compileSentences } from "../../../../src/commands/grammar/compile.ts";
import { createMatcher } from "../../../../src/commands/grammar/match.ts";
import { readSentenceFiles } from "../../../../src/commands/grammar/sentence-file.ts";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import { openWords } from "../../../../src/commands/spoken/open-words.ts";
import { spokenNetwork } from "../../../../src/commands/spoken/spoken-network.ts";
import { SpokenPool } from "../../../../src/commands/spoken/spoken-pool.ts";
import { createSpokenReaders } from "../../../../src/commands/spoken/spoken-readers.ts";
import { dynamicLists } from "../../../../src/commands/understand/lists.ts";
import { atOnce } from "../../../../src/core/slices.ts";
import { createRandom } from "../../../../src/simulate/engine/random.ts";
import { sampleSpoken } from "../../../support/sample-spoken.ts";
import { factory } from "../../../support/sites.ts";

describe("what sentences say", () => {
  it("is read by the grammar of the same sentences, whatever it is", () => {
    const registry = createRegistry(parseEntities(factory.entities, factory.areas), factory.areas);
    if (!registry.ok) throw new Error(registry.reason.join());
    const compiled = compileSentences(readSentenceFiles(englishSentences), dynamicLists(registry.value));
    const network = atOnce(spokenNetwork(compiled, createSpokenReaders(new SpokenPool()).of));
    const grammar = createMatcher(compiled);
    const random = createRandom(1);
    const words = [...openWords([]).keys()];
    // Nobody says what is much longer, and reading it takes its time.
    const texts = Array.from({ length: 40 }, () => sampleSpoken(network, random, words))
      .filter((text) => text.split(" ").length <= 9)
      .slice(0, 8);
    expect(texts.filter((text) => grammar.match(text).length === 0)).toEqual([]);
  }, 30_000);
});
