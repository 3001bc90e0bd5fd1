import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Arbiter, createArbiter } from "../../../../src/voice/arbitration/arbiter.ts";
import { arbitrationConfig } from "../../../../src/voice/arbitration/config.ts";

const arbiterOf = (settings: Record<string, unknown> = {}) => {
  const config = arbitrationConfig.parse(settings);
  return createArbiter(() => config);
};
const source = (name: string, area?: string) => ({ name, area });
const claim = (arbiter: Arbiter, name: string, atMs: number, overFloorDb?: number, area?: string) =>
  arbiter.claim({ source: source(name, area), atMs, overFloorDb });

const won = { verdict: "won", yields: [] };

describe("createArbiter", () => {
  it("lets the first listen at once, and stops a second that heard it no better", () => {
    const arbiter = arbiterOf();
    expect(claim(arbiter, "kitchen", 1_000, 20)).toEqual(won);
    expect(claim(arbiter, "hall", 1_100, 22)).toEqual({ verdict: "lost", to: "kitchen" });
    expect(arbiter.act(source("kitchen"), 1_000)).toBe(true);
    expect(arbiter.act(source("hall"), 1_100)).toBe(false);
  });

  it("gives it to a second that heard it clearly louder over its noise", () => {
    const arbiter = arbiterOf();
    claim(arbiter, "hall", 1_000, 9);
    expect(claim(arbiter, "kitchen", 1_200, 25)).toEqual({ verdict: "won", yields: ["hall"] });
    expect(arbiter.act(source("hall"), 1_000)).toBe(false);
    expect(arbiter.act(source("kitchen"), 1_200)).toBe(true);
    // The one that stopped has lost the beginning, however loud it is now.
    expect(claim(arbiter, "hall", 1_300, 60)).toEqual({ verdict: "lost", to: "kitchen" });
  });

  it("gives it to the one that heard it earlier where both are about as loud, although its message came later", () => {
    const arbiter = arbiterOf();
    claim(arbiter, "hall", 1_300, 20);
    expect(claim(arbiter, "kitchen", 1_100, 21)).toEqual({ verdict: "won", yields: ["hall"] });
    expect(claim(arbiter, "attic", 1_050, 20)).toEqual({ verdict: "lost", to: "kitchen" });
  });

  it("counts a known loudness above one that is not known", () => {
    const arbiter = arbiterOf();
    claim(arbiter, "button", 1_000);
    expect(claim(arbiter, "panel", 1_000)).toEqual({ verdict: "lost", to: "button" });
    expect(claim(arbiter, "kitchen", 1_000, 1)).toEqual({ verdict: "won", yields: ["button"] });
    expect(claim(arbiter, "shed", 1_000)).toEqual({ verdict: "lost", to: "kitchen" });
  });

  it("takes what comes after the window for another utterance, and remembers who lost the one before", () => {
    const arbiter = arbiterOf({ windowMs: 500 });
    claim(arbiter, "kitchen", 1_000, 20);
    claim(arbiter, "attic", 1_100, 5);
    expect(claim(arbiter, "hall", 1_500, 5)).toEqual(won);
    expect(arbiter.act(source("kitchen"), 1_000)).toBe(true);
    expect(arbiter.act(source("attic"), 1_100)).toBe(false);
    expect(claim(arbiter, "attic", 2_100, 5)).toEqual(won);
    expect(arbiter.act(source("attic"), 2_100)).toBe(true);
  });

  it("lets a loser act on what it hears later", () => {
    const arbiter = arbiterOf();
    claim(arbiter, "kitchen", 1_000, 20);
    claim(arbiter, "hall", 1_010, 5);
    expect(arbiter.act(source("hall"), 5_000)).toBe(true);
  });

  it("listens on at a source that claims twice", () => {
    const arbiter = arbiterOf();
    claim(arbiter, "kitchen", 1_000, 20);
    expect(claim(arbiter, "kitchen", 1_400, 20)).toEqual(won);
  });

  it("compares only sources of one area, if so configured; those without one with nobody", () => {
    const arbiter = arbiterOf({ scope: "area" });
    claim(arbiter, "one", 1_000, 20, "Kitchen");
    expect(claim(arbiter, "two", 1_000, 5, "Hall")).toEqual(won);
    expect(claim(arbiter, "three", 1_000, 5, "Kitchen")).toEqual({ verdict: "lost", to: "one" });
    expect(claim(arbiter, "four", 1_000, 5)).toEqual(won);
    expect(claim(arbiter, "five", 1_000, 5)).toEqual(won);
  });

  it("compares sources of a group with each other and with nobody else", () => {
    const arbiter = arbiterOf({ groups: { downstairs: ["one", "two"] } });
    claim(arbiter, "one", 1_000, 20);
    expect(claim(arbiter, "two", 1_000, 5)).toEqual({ verdict: "lost", to: "one" });
    expect(claim(arbiter, "upstairs", 1_000, 5)).toEqual(won);
  });

  it("never stops anybody with a window of 0", () => {
    const arbiter = arbiterOf({ windowMs: 0 });
    claim(arbiter, "one", 1_000, 20);
    expect(claim(arbiter, "two", 1_000, 5)).toEqual(won);
    expect(arbiter.act(source("one"), 1_000)).toBe(true);
  });

  it("lets exactly one act, whatever was heard in which order", () => {
    const claims = fc.array(
      fc.record({
        name: fc.constantFrom("a", "b", "c", "d"),
        atMs: fc.integer({ min: 1_000, max: 1_400 }),
        overFloorDb: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(claims, (list) => {
        const arbiter = arbiterOf();
        const listening = new Set<string>();
        for (const { name, atMs, overFloorDb } of list) {
          const verdict = claim(arbiter, name, atMs, overFloorDb);
          if (verdict.verdict === "lost") continue;
          listening.add(name);
          for (const other of verdict.yields) listening.delete(other);
        }
        const acting = [...new Set(list.map(({ name }) => name))].filter((name) =>
          arbiter.act(source(name), 1_200),
        );
        expect(acting).toHaveLength(1);
        expect([...listening]).toEqual(acting);
      }),
    );
  });
});
