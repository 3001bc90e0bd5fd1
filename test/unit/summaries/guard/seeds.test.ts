import { describe, expect, it } from "vitest";
import { guard } from "../../../../src/summaries/guard/guard.ts";
import { languages } from "../../../../src/summaries/language.ts";
import { phrase } from "../../../../src/summaries/phrasing/phrase.ts";
import { corruptionsOf } from "../../../support/corruptions.ts";
import { readSeeds, seedFacts } from "../../../support/summary-seeds.ts";

const styles = ["alert", "explanation", "report"] as const;
/** Every ninth, because all of them take a minute; `docs/summaries.md` has the figures of all. */
const seeds = readSeeds().filter((_, index) => index % 9 === 0);

describe("guard on the hand-written incidents", () => {
  it.each(languages)(
    "lets the phrasing of all of them pass, and hardly any of it made false: %s",
    { timeout: 120_000 },
    (language) => {
      let made = 0;
      let refused = 0;
      for (const seed of seeds) {
        const given = language === "de" ? (seed.factsDe ?? seed.facts) : seed.facts;
        const { facts, view } = seedFacts(seed.id, given);
        const { device = "", area = "" } = facts.place;
        const names = [...facts.evidence.map(({ name }) => name), device, area]
          .filter((name) => name !== "")
          .sort((left, right) => right.length - left.length);
        for (const style of styles) {
          const context = { facts, style, view, language };
          const text = phrase(facts, style, view, language);
          expect(guard(text, context), text).toBeUndefined();
          for (const corruption of Object.values(corruptionsOf(language)).flat()) {
            const wrong = corruption(text, names);
            if (wrong === undefined || wrong === text) continue;
            made += 1;
            if (guard(wrong, context) !== undefined) refused += 1;
          }
        }
      }
      expect(made).toBeGreaterThan(500);
      expect(refused / made).toBeGreaterThanOrEqual(0.99);
    },
  );

  it("lets most of the references of people pass", { timeout: 120_000 }, () => {
    let passed = 0;
    let all = 0;
    for (const seed of seeds) {
      const { facts, view } = seedFacts(seed.id, seed.facts);
      for (const style of styles) {
        all += 1;
        if (guard(seed[style], { facts, style, view }) === undefined) passed += 1;
      }
    }
    expect(passed / all).toBeGreaterThan(0.6);
  });
});
