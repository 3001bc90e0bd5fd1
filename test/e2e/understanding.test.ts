import { beforeAll, describe, expect, it } from "vitest";
import { placeNames } from "../understanding/case.ts";
import { type CaseResult, examine } from "../understanding/examine.ts";
import { failuresText } from "../understanding/report.ts";

/** A few of every sort. */
const understood = [
  "home/single/1",
  "home/several/2",
  "home/quantified/1",
  "home/places/2",
  "home/here/2",
  "home/values/2",
  "home/values/18",
  "home/safety/1",
  "home/safety/6",
  "home/safety/11",
  "home/refused/1",
  "home/refused/13",
  "home/questions/1",
  "home/questions/4",
  "home/history/1",
  "factory/single/1",
  "factory/several/3",
  "factory/quantified/1",
  "factory/safety/2",
  "factory/safety/6",
  "factory/refused/4",
  "factory/questions/1",
  "farm/single/1",
  "farm/several/2",
  "farm/places/1",
  "farm/safety/1",
  "farm/safety/6",
  "farm/refused/5",
  "farm/questions/1",
  "farm/history/1",
];

/**
 * The development home, factory and farm, said to the real daemon. How much of it is understood is measured by
 * `npm run bench -- understanding`, which also counts wrong actuations in all cases; here is what may never get worse,
 * with every case of the sorts in which a thing with a safety class could be moved by mistake.
 */
const risky = new Set(["safety", "refused", "noisy", "corrected", "clarified"]);

describe("what people say at home, in the factory and on the farm", () => {
  const results: CaseResult[] = [];
  beforeAll(async () => {
    for (const name of placeNames)
      results.push(
        ...(await examine(name, ({ id, category }) => risky.has(category) || understood.includes(id))),
      );
  }, 900_000);

  it("never moves a thing with a safety class that nobody asked to move", () => {
    const wrong = results.filter(({ wrongSafety }) => wrongSafety.length > 0);
    expect(failuresText(wrong)).toBe("");
  });

  it.each(understood)("understands %s", (id) => {
    const result = results.find((one) => one.id === id);
    expect(result).toBeDefined();
    expect(failuresText(result ? [result] : [])).toBe("");
  });
});
