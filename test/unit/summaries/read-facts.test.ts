import { describe, expect, it } from "vitest";
import { incidentView } from "../../../src/http/views.ts";
import { incidentFacts } from "../../../src/summaries/facts.ts";
import { readFacts } from "../../../src/summaries/read-facts.ts";
import { incidentRecord } from "../../../src/sync/records/records.ts";
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

  it.each([
    ["omitted", 5],
    ["omitted", [{ type: "series", kind: "odd", count: 1, recovered: 0 }]],
    ["subjects", {}],
    ["subjects", "two"],
    ["firstSign", { subjectId: 5 }],
    ["firstSign", { subjectId: "press/vibration", kind: "level", grounds: "guess" }],
    ["follows", [{}]],
    ["follows", [null]],
  ])("are refused with a %s of another shape: %j", (key, value) => {
    for (const whole of [facts, given]) {
      const found = readFacts({ ...asJson(whole), [key]: value });
      if (!found || "facts" in found) throw new Error("it was taken");
      expect(found.problems[0]?.path[0]).toBe(key);
    }
  });

  it.each(["omitted", "subjects", "firstSign", "follows"])("take null as no %s", (key) => {
    expect(factsOf({ ...asJson(facts), [key]: null })).toEqual(asJson({ ...facts, [key]: undefined }));
  });

  it("tell what is omitted, how many, what came first and what follows", () => {
    const rich = asJson({
      ...facts,
      omitted: [{ type: "log", kind: "logBurst", count: 3, recovered: 1 }],
      subjects: { sensors: 2, logs: 4 },
      firstSign: { subjectId: "a", kind: "gap", grounds: "learnt", times: 9, of: 10 },
      follows: [
        {
          afterSubjectId: "a",
          afterKind: "gap",
          subjectId: "b",
          type: "series",
          name: "b",
          kind: "level",
          delayMs: 60_000,
          times: 9,
          of: 10,
        },
      ],
    });
    expect(factsOf(rich)).toEqual(rich);
  });

  it("tell the order of an incident by the time that is set for it", () => {
    const [first] = given.evidence;
    if (first === undefined) throw new Error("no evidence");
    const begun = (subjectId: string, firstAt: number) => ({ ...first, subjectId, firstAt, lastAt: firstAt });
    const pair = { ...given, evidence: [begun("a", 1_000_000), begun("b", 1_040_000)] };
    const isOrderKnown = (orderClearMs: number) => {
      const found = readFacts(asJson(pair), { orderClearMs });
      return found && "facts" in found && found.facts.type === "incident" && found.facts.isOrderKnown;
    };
    expect([isOrderKnown(20_000), isOrderKnown(60_000)]).toEqual([true, false]);
  });
});
