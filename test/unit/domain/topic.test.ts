import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  coversTopicFilter,
  matchTopic,
  plainTopicFilter,
  topicFilterProblem,
  topicProblem,
} from "../../../src/domain/topic.ts";

describe("matchTopic", () => {
  it.each([
    ["farm/{zone}/{sensor}", "farm/3/soil", { zone: "3", sensor: "soil" }],
    ["farm/+/soil", "farm/3/soil", {}],
    ["farm/#", "farm", {}],
    ["farm/{rest#}", "farm/3/soil", { rest: "3/soil" }],
    ["+/+", "/soil", {}],
    ["$SYS/#", "$SYS/broker/uptime", {}],
  ])("%s matches %s", (filter, topic, captures) => {
    expect(matchTopic(filter, topic)).toEqual(captures);
  });

  it.each([
    ["farm/+", "farm/3/soil"],
    ["farm/+", "farm"],
    ["#", "$SYS/broker/uptime"],
    ["+/broker", "$SYS/broker"],
    ["farm", "farm/"],
  ])("%s does not match %s", (filter, topic) => {
    expect(matchTopic(filter, topic)).toBeUndefined();
  });
});

describe("coversTopicFilter", () => {
  it.each([
    ["#", "a/b", true],
    ["a/#", "a", true],
    ["a/+", "a/b", true],
    ["a/+", "a/#", false],
    ["a/b", "a/+", false],
    ["#", "$SYS/#", false],
    ["+", "a/b", false],
  ])("%s over %s is %s", (outer, inner, covers) => {
    expect(coversTopicFilter(outer, inner)).toBe(covers);
  });

  it("never claims to cover a filter with a topic it does not match", () => {
    const level = fc.constantFrom("a", "b", "+");
    const filter = fc
      .tuple(fc.array(level, { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([levels, isOpen]) => [...levels, ...(isOpen ? ["#"] : [])].join("/"));
    const topic = fc
      .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 4 })
      .map((levels) => levels.join("/"));
    fc.assert(
      fc.property(filter, filter, topic, (outer, inner, name) => {
        if (!coversTopicFilter(outer, inner) || !matchTopic(inner, name)) return;
        expect(matchTopic(outer, name)).toBeDefined();
      }),
    );
  });
});

describe("topic checks", () => {
  it.each(["a/#/b", "a+", "{zone", "{a}b", "{rest#}/x", "", "a\u0000"])(
    "refuses the filter %j with a reason",
    (filter) => {
      expect(topicFilterProblem(filter)).toMatch(/\w+ .+/);
    },
  );

  it.each(["a/+/b", "#", "{zone}/x", "farm/{rest#}", "/"])("accepts the filter %j", (filter) => {
    expect(topicFilterProblem(filter)).toBeUndefined();
  });

  it("refuses wildcards, NUL and emptiness in names to publish to", () => {
    expect(
      ["", "a/+", "#", "a\u0000b", "x".repeat(70_000)].map((topic) => topicProblem(topic) !== undefined),
    ).toEqual(Array(5).fill(true));
    expect(topicProblem("edgewise/home/status")).toBeUndefined();
  });

  it("turns named wildcards into plain ones for the broker", () => {
    expect(plainTopicFilter("farm/{zone}/{rest#}")).toBe("farm/+/#");
  });
});
