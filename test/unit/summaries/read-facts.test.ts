import { describe, expect, it } from "vitest";
import { incidentView } from "../../../src/http/views.ts";
import { incidentFacts } from "../../../src/summaries/facts.ts";
import { readFacts } from "../../../src/summaries/read-facts.ts";
import { incidentRecord } from "../../../src/sync/records.ts";
import { incident } from "./incidents.ts";

const given = incident();
const facts = incidentFacts(given, given.updatedAt);
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

function factsOf(value: unknown) {
  const found = readFacts(asJson(value));
  return found && "facts" in found ? asJson(found.facts) : found;
}

describe("facts read back", () => {
  it.each([
    ["facts as they are", facts],
    ["an incident as it is published", JSON.parse(incidentRecord(given, "opened").body)],
    ["an incident as it is stored", given],
    ["an incident as the API shows it", incidentView(given)],
    ["an object that holds them", { facts }],
    ["an object that holds the incident", { incident: given }],
  ])("are the same from %s", (_, value) => {
    expect(factsOf(value)).toEqual(asJson(facts));
  });

  it("are those of a digest with its incidents", () => {
    const digest = {
      type: "digest",
      from: "2026-01-05T06:00:00Z",
      to: 1_767_679_200_000,
      incidents: [facts],
      samples: 1,
      seriesCount: 1,
      logLines: 0,
      commands: 0,
    };
    expect(factsOf(digest)).toMatchObject({ from: Date.UTC(2026, 0, 5, 6), incidentsOmitted: 0 });
  });

  it.each([[null], [3], ["text"], [[]], [{}], [{ status: "open" }], [{ facts: {} }], [{ type: "other" }]])(
    "are not in %j",
    (value) => {
      expect(readFacts(value)).toBeUndefined();
    },
  );

  it("say where they are wrong and what may stand there", () => {
    const wrong = asJson({ incident: given });
    const evidence = (wrong.incident as { evidence: Record<string, unknown>[] }).evidence[0];
    Object.assign(evidence ?? {}, { firstAt: "yesterday", kind: "odd" });
    const found = readFacts(wrong);
    if (!found || "facts" in found) throw new Error("it was taken");
    expect(found.problems.map(({ path }) => path.join("."))).toEqual(
      expect.arrayContaining(["incident.evidence.0.firstAt", "incident.evidence.0.kind"]),
    );
  });
});
