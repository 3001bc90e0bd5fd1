import { describe, expect, it } from "vitest";
import type { DigestFacts } from "../../../../src/domain/facts.ts";
import { collectDigest } from "../../../../src/summaries/digest/collect.ts";
import { plainSentences } from "../../../../src/summaries/plain.ts";
import { writeSummary } from "../../../../src/summaries/write.ts";
import { view } from "../examples.ts";
import { incident, incidentLogOf } from "../incidents.ts";

const hourMs = 3_600_000;
const period = { from: view.now - 24 * hourMs, to: view.now };

function storm(count: number): Promise<DigestFacts> {
  const incidents = Array.from({ length: count }, (_, at) => {
    const openedAt = period.to - 1 - at * 1_000;
    return incident({ id: `${at}`, status: "closed", openedAt, closedAt: openedAt + 1 });
  });
  const numbers = { samples: 1, seriesCount: 1, logLines: 0, commands: 0 };
  const sources = { incidentLog: incidentLogOf(incidents), digestSource: async () => numbers };
  return collectDigest(period, sources, { now: view.now, orderClearMs: 0 });
}

describe("the number of incidents of a digest", () => {
  it.each([
    ["en", /^At least \d+,\d{3} incidents/],
    ["de", /^Mindestens \d+\.\d{3} Vorfälle/],
  ] as const)(
    "is told as a lower bound where not all were read, past the guard too (%s)",
    async (language, said) => {
      const facts = await storm(10_500);
      for (const style of ["alert", "explanation", "report"] as const) {
        const refused: string[] = [];
        const { text } = writeSummary(facts, style, {
          view,
          language,
          nano: undefined,
          refused: ({ reason, detail }) => refused.push(`${reason}: ${detail}`),
        });
        expect(refused).toEqual([]);
        expect(text).toMatch(said);
      }
      expect(plainSentences(facts, view, language)[0]).toMatch(said);
    },
  );

  it("is told as it is where all were read", async () => {
    expect(plainSentences(await storm(300), view)[0]).toMatch(/^300 incidents/);
  });
});
