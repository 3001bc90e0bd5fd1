import { expect, test } from "vitest";
import { SoundNodes } from "../../../../src/voice/decoder/sound-nodes.ts";
import { WordWays } from "../../../../src/voice/decoder/word-ways.ts";
import { lettersOf } from "../../../support/spoken-letters.ts";

/** An entry for each word. */
function nodesOf(words: readonly string[]): { nodes: SoundNodes; ways: WordWays } {
  const ways = new WordWays(
    words.map((word, number) => [`${number}`, [{ sounds: lettersOf(word), logWeight: 0 }]]),
  );
  const { sounds } = ways;
  const nodes = new SoundNodes({
    sounds,
    start: (entry) => ways.start(entry),
    end: (entry) => ways.end(entry),
  });
  return { nodes, ways };
}

/** The node that sounds lead to, 0 where none does. */
function follow(nodes: SoundNodes, root: number, sounds: readonly number[]): number {
  let node = root;
  for (const sound of sounds) {
    const first = nodes.open(node);
    const children = Array.from({ length: nodes.childCounts[node] as number }, (_, child) => first + child);
    node = children.find((child) => nodes.labels[child] === sound) ?? 0;
    if (node === 0) return 0;
  }
  return node;
}

function endsAt(nodes: SoundNodes, node: number): number[] {
  const to = nodes.endsTo(node);
  return Array.from({ length: to - nodes.endsFrom(node) }, (_, one) =>
    nodes.entryAt(nodes.endsFrom(node) + one),
  );
}

const words = ["lamp", "fan", "lamps", "lamp", "la", "fans", "lamp", "a"];

test("words that begin alike are one way up to where they part, and equal ones end together in their order", () => {
  const { nodes } = nodesOf(words);
  const root = nodes.addRoot(0, words.length);
  expect(endsAt(nodes, follow(nodes, root, lettersOf("lamp")))).toEqual([0, 3, 6]);
  expect(endsAt(nodes, follow(nodes, root, lettersOf("lamps")))).toEqual([2]);
  expect(endsAt(nodes, follow(nodes, root, lettersOf("lam")))).toEqual([]);
  expect(endsAt(nodes, follow(nodes, root, lettersOf("la")))).toEqual([4]);
  expect(follow(nodes, root, lettersOf("lan"))).toBe(0);
  expect(nodes.depths[follow(nodes, root, lettersOf("fans"))]).toBe(4);
});

test("children stand in the order of their labels, whatever the order of the words", () => {
  const { nodes } = nodesOf(words);
  const root = nodes.addRoot(0, words.length);
  const first = nodes.open(root);
  const labels = [...nodes.labels.subarray(first, first + (nodes.childCounts[root] as number))];
  expect(labels).toEqual(lettersOf("afl"));
  expect(nodes.labels[root]).toBe(-1);
});

test("nodes are made only below those that are opened, each once", () => {
  const { nodes } = nodesOf(words);
  const root = nodes.addRoot(0, words.length);
  expect(nodes.count).toBe(2);
  const first = nodes.open(root);
  expect(nodes.count).toBe(5);
  expect(nodes.open(root)).toBe(first);
  expect(nodes.count).toBe(5);
});

test("several trees of many words stand beside each other", () => {
  const many = Array.from({ length: 600 }, (_, number) =>
    number.toString(20).replace(/[0-9]/g, (digit) => "klmnopqrst"[Number(digit)] as string),
  );
  const { nodes } = nodesOf(many);
  const roots = [nodes.addRoot(0, 200), nodes.addRoot(200, 600)];
  for (const [number, word] of many.entries()) {
    const [own, other] = number < 200 ? roots : [...roots].reverse();
    expect(endsAt(nodes, follow(nodes, own as number, lettersOf(word)))).toEqual([number]);
    const elsewhere = follow(nodes, other as number, lettersOf(word));
    if (elsewhere !== 0) expect(endsAt(nodes, elsewhere)).toEqual([]);
  }
});
