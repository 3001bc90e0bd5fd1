import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cli, createFolder, type TestFolder } from "./support.ts";

let folder: TestFolder;

beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

const lamp = { name: "Kitchen lamp", kind: "light", topic: "kitchen/lamp" };

describe("edgewise check", () => {
  it("accepts things and intents that fit together", async () => {
    const ownIntents = [
      { name: "order", examples: ["order [labels](material)"], reply: "Ordered {material}." },
    ];
    const run = await cli("check", "-c", folder.config({ commands: { entities: [lamp], ownIntents } }));
    expect(run.err).toBe("");
    expect(run.code).toBe(0);
  });

  it.each([
    [
      "an example whose mark is not closed, and a reply with a slot that no example marks",
      {
        ownIntents: [
          { name: "order", examples: ["order [two boxes](amount of labels"], reply: "{material}" },
        ],
      },
      /order: example 1 .*not part of a mark.*uses \{material\}/,
    ],
    [
      "a thing that asks for a code when there is none",
      { entities: [{ ...lamp, safety: "code" }] },
      /"Kitchen lamp": safety is code, but commands\.code is not set/,
    ],
    ["a file of sentences that is not there", { sentences: ["my-sentences.yaml"] }, /my-sentences\.yaml/],
  ])("finds %s", async (_what, commands, message) => {
    const run = await cli("check", "-c", folder.config({ commands }));
    expect(run.code).toBe(1);
    expect(run.err).toMatch(message);
  });
});
