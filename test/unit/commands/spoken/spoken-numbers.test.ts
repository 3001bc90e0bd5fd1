import { describe, expect, it } from "vitest";
import { compileNumberList } from "../../../../src/commands/grammar/lists.ts";
import { createTextView } from "../../../../src/commands/grammar/text-view.ts";
import { spokenNumbers } from "../../../../src/commands/spoken/spoken-numbers.ts";
import { SpokenPool } from "../../../../src/commands/spoken/spoken-pool.ts";
import type { SpokenNode } from "../../../../src/domain/spoken-network.ts";
import { createRandom } from "../../../../src/simulate/engine/random.ts";
import { numberToWords } from "../../../../src/text/number-words.ts";
import { measureSpoken, sampleSpoken } from "../../../support/sample-spoken.ts";

type Range = Parameters<typeof spokenNumbers>[1];

/** Every text of a small network. */
function textsOf(node: SpokenNode): string[] {
  switch (node.kind) {
    case "word":
      return [node.word];
    case "sequence":
      return node.items.reduce<string[]>(
        (texts, item) => texts.flatMap((text) => textsOf(item).map((more) => `${text} ${more}`.trim())),
        [""],
      );
    case "choice":
      return node.items.flatMap(textsOf);
    case "anyWords":
      return ["?"];
  }
}

function spoken(range: Range): SpokenNode {
  return spokenNumbers(new SpokenPool(), range);
}

const plain = (from: number, to: number, step = 1): Range => ({ from, to, step });

describe("numbers of a range, as they are said", () => {
  it.each<[string, Range]>([
    ["a percentage", plain(0, 100)],
    ["a part of hundreds", plain(95, 321)],
    ["below nought", plain(-12, 3)],
    ["in tenths", { ...plain(-5, 30), fractions: "tenths" }],
    ["in halves", { ...plain(5, 30), fractions: "halves" }],
    ["in steps", plain(3, 1000, 7)],
    ["by the hundred", plain(50, 100_000, 50)],
    ["in quarters", plain(0, 3, 0.25)],
    ["large", plain(-10_000, 1_000_000)],
    ["from a fraction on", plain(0.5, 4.5)],
  ])("are all of the range: %s", (_, range) => {
    const random = createRandom(5);
    const list = compileNumberList(0, { type: "range", ...range });
    const network = spoken(range);
    const texts = Array.from({ length: 200 }, () => sampleSpoken(network, random));
    const unread = texts.filter(
      (text) => !list.read(createTextView(text, []), 0, false).some(({ end }) => end === text.length),
    );
    expect(unread).toEqual([]);
  });

  it("are there each", () => {
    const texts = new Set(textsOf(spoken(plain(90, 213))));
    const all = Array.from({ length: 124 }, (_, index) => numberToWords(90 + index) ?? "");
    expect(all.filter((text) => !texts.has(text))).toEqual([]);
    expect(texts).toContain("a hundred and five");
    expect(texts).not.toContain(numberToWords(89));
    expect(texts).not.toContain(numberToWords(214));
  });

  it("may be said in the ways people have for them", () => {
    const texts = new Set(textsOf(spoken({ ...plain(-2, 3), fractions: "halves" })));
    for (const text of [
      "minus two",
      "negative one",
      "two and a half",
      "one point five",
      "point five",
      "zero",
      "three",
    ]) {
      expect(texts, text).toContain(text);
    }
    expect(texts).not.toContain("three and a half");
    expect(new Set(textsOf(spoken(plain(1000, 2000, 100))))).toContain("fifteen hundred");
  });

  it("are none where the range holds none that can be said", () => {
    expect(spoken({ from: 0.2, to: 0.1, step: 1 })).toEqual({ kind: "choice", items: [] });
  });

  it("take little room, however many they are", () => {
    expect(measureSpoken(spoken({ ...plain(-10_000, 1_000_000), fractions: "tenths" })).nodes).toBeLessThan(
      2_000,
    );
  });
});
