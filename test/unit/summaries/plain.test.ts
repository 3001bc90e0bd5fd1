import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guard } from "../../../src/summaries/guard/guard.ts";
import { plainSentences } from "../../../src/summaries/plain.ts";
import { randomDigests, randomFacts, randomView } from "./random-facts.ts";

describe("plainSentences", () => {
  it("ends with a sentence that passes the guard in every style, whatever the facts", {
    timeout: 60_000,
  }, () => {
    const styles = fc.constantFrom("alert" as const, "explanation" as const, "report" as const);
    fc.assert(
      fc.property(fc.oneof(randomFacts, randomDigests), randomView, styles, (given, view, style) => {
        const text = plainSentences(given, view).at(-1) ?? "";
        expect(guard(text, { facts: given, style, view }), text).toBeUndefined();
        expect(text.length).toBeLessThanOrEqual(120);
      }),
      { numRuns: 100 },
    );
  });
});
