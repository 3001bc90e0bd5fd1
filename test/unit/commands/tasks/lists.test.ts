import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import { startCommands } from "../../../support/commands-site.ts";
import { createMemoryState } from "../../../support/memory-state.ts";
import { home } from "../../../support/sites.ts";

const start = (state = createMemoryState()) =>
  startCommands({ site: home, sentences: [englishSentences], state });

describe("lists", () => {
  it("puts things on the shopping list and tells them", async () => {
    const { ask } = await start();
    expect((await ask("add milk, eggs and some bread to my shopping list")).reply).toBe(
      "Milk, eggs and bread are on the shopping list.",
    );
    expect((await ask("put milk on the list")).reply).toBe("Milk was on the shopping list already.");
    expect((await ask("what's on the shopping list")).reply).toBe(
      "On the shopping list: milk, eggs and bread.",
    );
    expect((await ask("are eggs on the shopping list")).reply).toBe("Yes, eggs are on the shopping list.");
    expect((await ask("is butter on the shopping list")).reply).toBe(
      "No, butter is not on the shopping list.",
    );
  });

  it("takes off what is called so, and nothing when nothing is", async () => {
    const { ask } = await start();
    await ask("add oat milk and eggs to the shopping list");
    expect((await ask("tick off the egg")).reply).toBe("Eggs are off the shopping list.");
    expect(await ask("remove beer from the shopping list")).toMatchObject({
      outcome: "refused",
      reply: "Beer is not on the shopping list.",
    });
    expect((await ask("remove milk from the shopping list")).reply).toBe(
      "Oat milk is off the shopping list.",
    );
    expect((await ask("what is on my list")).reply).toBe("The shopping list is empty.");
  });

  it("keeps lists by name, and one thing to do is one thing", async () => {
    const { ask } = await start();
    await ask("add call mum and dad to my to do list");
    await ask("add tent to the camping list");
    expect((await ask("what is on my to-do list")).reply).toBe("On the to do list: call mum and dad.");
    expect((await ask("what is on the party list")).reply).toBe(
      "There is no party list; there are the to do list and the camping list.",
    );
    expect((await ask("clear the camping list")).reply).toBe(
      "The camping list is empty now; tent was on it.",
    );
  });

  it("is on the disk before it is told of, and still there after a restart", async () => {
    const state = createMemoryState();
    const { ask } = await start(state);
    await ask("add milk to the shopping list");
    state.fail(true);
    expect((await ask("add eggs to the shopping list")).outcome).toBe("refused");
    state.fail(false);
    const after = await start(state);
    expect((await after.ask("what is on the shopping list")).reply).toBe("On the shopping list: milk.");
  });

  it("changes nothing on a dry run", async () => {
    const state = createMemoryState();
    const { ask } = await start(state);
    expect((await ask("add milk to the shopping list", { dryRun: true })).reply).toBe(
      "I would put milk on the shopping list.",
    );
    expect(state.values.size).toBe(0);
  });

  it("says which list is full", async () => {
    const { ask } = await start();
    for (let index = 0; index < 200; index += 1) await ask(`add item ${index} to the big list`);
    expect((await ask("add one more to the big list")).reply).toBe(
      "The big list is full, so I put nothing on it.",
    );
  });
});
