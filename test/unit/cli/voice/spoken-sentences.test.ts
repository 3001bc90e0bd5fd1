import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadSpokenSentences } from "../../../../src/cli/voice/spoken-sentences.ts";

describe("a file of sentences", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "edgewise-sentences-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function load(yaml: string) {
    const file = join(folder, "coffee.yaml");
    await writeFile(file, yaml);
    return loadSpokenSentences(file);
  }

  it("is understood by itself", async () => {
    const { understand } = await load(`
language: en
intents:
  Order:
    data:
      - sentences: ["make me a {size} {drink}"]
        slots: { kind: drink }
lists:
  size: { values: [small, large] }
  drink:
    values:
      - in: "(caffe|) latte"
        out: latte
      - americano
`);
    expect(understand("make me a large caffe latte")).toEqual({
      intent: "Order",
      slots: { kind: "drink", size: "large", drink: "latte" },
    });
  });

  it.each([
    [
      "intents:\n  Order:\n    data:\n      - sentences:\n        - make tea\n        - make {drink}\n",
      "coffee.yaml:6",
    ],
    ['intents:\n  Order:\n    data:\n      - sentences: ["make (tea"]\n', "coffee.yaml:4"],
    ["intents:\n  Order:\n    data:\n      - slots: {}\n", "coffee.yaml:4"],
    ["lists:\n  size:\n    values: small\n", "coffee.yaml:3"],
    ["intents: [\n", "coffee.yaml:"],
    ["language: en\n", "there is no sentence in it"],
  ])("is refused with the line that is wrong: %j", async (yaml, place) => {
    await expect(load(yaml)).rejects.toThrow(place);
  });

  it("is asked for where it cannot be read", async () => {
    await expect(loadSpokenSentences(join(folder, "none.yaml"))).rejects.toMatchObject({
      code: "voice.sentencesUnreadable",
      message: expect.stringContaining("none.yaml"),
    });
  });
});
