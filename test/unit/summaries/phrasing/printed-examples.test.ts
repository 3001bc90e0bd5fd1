import { describe, expect, it } from "vitest";
import { phrase } from "../../../../src/summaries/phrasing/phrase.ts";
import { readSeeds, seedFacts } from "../../../support/summary-seeds.ts";

const styles = ["alert", "explanation", "report"] as const;

/** The first twenty hand-written incidents by id that also have German names, as they come out. */
function printed(): string {
  const seeds = readSeeds()
    .filter(({ factsDe }) => factsDe !== undefined)
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .slice(0, 20);
  const parts = seeds.map((seed) => {
    const english = seedFacts(seed.id, seed.facts);
    const german = seedFacts(seed.id, seed.factsDe ?? seed.facts);
    const lines = styles.flatMap((style) => [
      `- ${phrase(english.facts, style, english.view)}`,
      `- ${phrase(german.facts, style, german.view, "de")}`,
    ]);
    return `## ${seed.id}\n\n${lines.join("\n")}\n`;
  });
  return [
    "# Twenty incidents as the phrasing engine tells them\n",
    "The first twenty by id of `models/train/summaries/seeds` that have German names; alert, explanation and report, each in English and German. Printed as they come out, not chosen: `npx vitest run --project unit test/unit/summaries/phrasing/printed-examples.test.ts -u` writes this page again.\n",
    ...parts,
  ].join("\n");
}

describe("the printed examples", () => {
  it("are what the phrasing engine writes", async () => {
    await expect(printed()).toMatchFileSnapshot("../../../../docs/summary-examples.md");
  });
});
