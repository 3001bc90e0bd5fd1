import { describe, expect, it } from "vitest";
import { createOverlapFilter } from "../../../src/bus/overlap-filter.ts";

function setUp(...filters: string[]) {
  const overlap = createOverlapFilter();
  const identifiers = filters.map((filter) => {
    const identifier = overlap.identify(filter);
    overlap.hold(filter);
    return identifier;
  });
  return { overlap, identifiers };
}

describe("createOverlapFilter", () => {
  it("keeps one of the copies that overlapping filters bring", () => {
    const { overlap, identifiers } = setUp("a/+", "+/b");
    expect(identifiers.map((identifier) => overlap.isExtra("a/b", identifier))).toEqual([false, true]);
    expect(overlap.isExtra("c/b", identifiers[1] ?? 0)).toBe(false);
  });

  it("keeps a single copy that carries several identifiers", () => {
    const { overlap, identifiers } = setUp("a/+", "+/b");
    expect(overlap.isExtra("a/b", identifiers)).toBe(false);
  });

  it("never takes a message for extra while its filter is coming or going", () => {
    const { overlap } = setUp("a/+");
    const coming = overlap.identify("+/b");
    expect(overlap.isExtra("a/b", coming)).toBe(false);
    overlap.hold("+/b");
    expect(overlap.isExtra("a/b", coming)).toBe(true);
    overlap.release("a/+");
    expect(overlap.isExtra("a/b", coming)).toBe(false);
    expect(overlap.isExtra("a/b", 1)).toBe(false);
  });

  it("gives a filter that returns a new identifier, so that old copies are not mistaken for new ones", () => {
    const { overlap, identifiers } = setUp("a/+", "+/b");
    overlap.release("a/+");
    expect(identifiers).not.toContain(overlap.identify("a/+"));
  });

  it("says nothing about topics it was never subscribed to", () => {
    const { overlap } = setUp("a/+", "+/b");
    expect(overlap.isExtra("x/y/z", 1)).toBe(false);
    expect(overlap.isExtra("a/b", 99)).toBe(false);
  });
});
