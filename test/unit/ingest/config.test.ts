import { describe, expect, it } from "vitest";
import { ingestConfig } from "../../../src/ingest/config.ts";

const problems = (input: unknown) => {
  const result = ingestConfig.safeParse(input);
  return result.success
    ? []
    : result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

describe("ingestConfig", () => {
  it("has a default for everything", () => {
    const config = ingestConfig.parse(undefined);
    expect(config.discovery.topics).toEqual(["#"]);
    expect(config.seriesCountMax).toBe(10_000);
    expect(config.logs).toHaveLength(1);
  });

  it.each<[string, unknown, string]>([
    ["a broken filter", { topic: "a/#/b" }, "sensors.0.topic: # must be the last level"],
    [
      "a template with an unknown wildcard",
      { topic: "a/{b}", name: "{c}" },
      "sensors.0.name: {c} is no wildcard of the topic",
    ],
    [
      "field and fields",
      { topic: "a", field: "x", fields: [{ field: "y" }] },
      "sensors.0.fields: give either field or fields",
    ],
    [
      "a boolean of three",
      { topic: "a", type: "boolean", states: ["a", "b", "c"] },
      "sensors.0.states: a boolean has exactly two states",
    ],
    [
      "a path into prototypes",
      { topic: "a", field: "x.__proto__.y" },
      "sensors.0.field: may not name __proto__, constructor or prototype",
    ],
  ])("refuses %s", (_, rule, problem) => {
    expect(problems({ sensors: [rule] })).toContain(problem);
  });

  it("refuses a key it does not know", () => {
    expect(problems({ sensor: [] })[0]).toMatch(/sensor/);
  });
});
