import { describe, expect, it } from "vitest";
import { createReporter } from "../../../src/core/events.ts";
import { voiceEvents } from "../../../src/voice/events.ts";
import { type CompiledWords, createGrammarKeeper } from "../../../src/voice/grammar-keeper.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

function create() {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const made: { resolve: (words: Partial<CompiledWords>) => void; reject: (error: Error) => void }[] = [];
  const keeper = createGrammarKeeper({
    compile: () =>
      new Promise<CompiledWords>((resolve, reject) => {
        made.push({ resolve: (words) => resolve({ wordCount: 3, problem: undefined, ...words }), reject });
      }),
    clock,
    reporter: createReporter("voice", voiceEvents, observability),
    onChanged: () => {},
  });
  return { clock, keeper, made, events: () => observability.records.map(({ event }) => event) };
}

describe("what can be said, kept compiled", () => {
  it("is compiled once for changes that come together, and in use when ready", async () => {
    const { keeper, made, clock } = create();
    keeper.refresh();
    keeper.refresh();
    expect(keeper.view()).toMatchObject({ state: "compiling", words: 0 });
    await clock.advance(100);
    expect(made).toHaveLength(1);
    made[0]?.resolve({ wordCount: 12 });
    await keeper.whenSettled();
    expect(keeper.current()).toMatchObject({ wordCount: 12 });
    expect(keeper.view()).toMatchObject({ state: "ready", words: 12, problem: undefined });
  });

  it("stays in use while the next one is made, and is compiled again for a change meanwhile", async () => {
    const { keeper, made, clock } = create();
    keeper.refresh();
    await clock.advance(100);
    made[0]?.resolve({ wordCount: 1 });
    await keeper.whenSettled();
    keeper.refresh();
    await clock.advance(100);
    keeper.refresh();
    expect(keeper.current()).toMatchObject({ wordCount: 1 });
    made[1]?.resolve({ wordCount: 2 });
    await clock.advance(100);
    made[2]?.resolve({ wordCount: 3 });
    await keeper.whenSettled();
    expect(made).toHaveLength(3);
    expect(keeper.current()).toMatchObject({ wordCount: 3 });
  });

  it("keeps the old one when the new one cannot be compiled, and says why", async () => {
    const { keeper, made, clock, events } = create();
    keeper.refresh();
    await clock.advance(100);
    made[0]?.resolve({ wordCount: 1 });
    await keeper.whenSettled();
    keeper.refresh();
    await clock.advance(100);
    made[1]?.reject(new Error("nothing can be said"));
    await keeper.whenSettled();
    expect(keeper.current()).toMatchObject({ wordCount: 1 });
    expect(keeper.view()).toMatchObject({ state: "ready", problem: "nothing can be said" });
    expect(events()).toContain("voice.grammarFailed");
  });

  it("says that there is none when the first one cannot be compiled", async () => {
    const { keeper, made, clock } = create();
    keeper.refresh();
    await clock.advance(100);
    made[0]?.reject(new Error("nothing can be said"));
    await keeper.whenSettled();
    expect(keeper.current()).toBeUndefined();
    expect(keeper.view()).toMatchObject({ state: "failed", problem: "nothing can be said" });
  });

  it("is in use with a part left out, which is told", async () => {
    const { keeper, made, clock } = create();
    keeper.refresh();
    await clock.advance(100);
    made[0]?.resolve({ problem: "It is not known how to say “qx”." });
    await keeper.whenSettled();
    expect(keeper.view()).toMatchObject({
      state: "ready",
      words: 3,
      problem: "It is not known how to say “qx”.",
    });
  });
});
