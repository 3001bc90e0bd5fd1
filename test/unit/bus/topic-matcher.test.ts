import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileTopicMatcher } from "../../../src/bus/topic-matcher.ts";
import { matchTopic, topicFilterProblem } from "../../../src/domain/topic.ts";

const matches = (filter: string, topic: string) =>
  compileTopicMatcher(filter).matches(topic, topic.split("/"));

describe("compileTopicMatcher", () => {
  it("matches exactly what the reference matcher of the domain matches", () => {
    const level = fc.constantFrom("a", "b", "", "$SYS", "+", "__proto__");
    const filterArbitrary = fc
      .tuple(fc.array(level, { minLength: 1, maxLength: 4 }), fc.boolean())
      .map(([levels, hasRest]) => [...levels, ...(hasRest ? ["#"] : [])].join("/"))
      .filter((filter) => topicFilterProblem(filter) === undefined);
    const topicArbitrary = fc
      .array(fc.constantFrom("a", "b", "", "$SYS", "__proto__"), { minLength: 1, maxLength: 5 })
      .map((levels) => levels.join("/"));
    fc.assert(
      fc.property(filterArbitrary, topicArbitrary, (filter, topic) => {
        expect(matches(filter, topic)).toBe(matchTopic(filter, topic) !== undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  it("lets # match its parent level", () => {
    expect(matches("farm/#", "farm")).toBe(true);
    expect(matches("#", "farm/zone")).toBe(true);
  });

  it("keeps wildcards away from $SYS", () => {
    expect(matches("#", "$SYS/uptime")).toBe(false);
    expect(matches("+/uptime", "$SYS/uptime")).toBe(false);
    expect(matches("$SYS/#", "$SYS/uptime")).toBe(true);
  });

  it("looks through the group of a shared subscription", () => {
    expect(matches("$share/workers/farm/+", "farm/3")).toBe(true);
    expect(matches("$share/workers/farm/+", "barn/3")).toBe(false);
    expect(matches("$share/workers/#", "farm/3")).toBe(true);
    expect(matches("$share/workers/#", "$SYS/uptime")).toBe(false);
  });
});
