import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverFilters, type Qos } from "../../../src/bus/filter-cover.ts";
import { coversTopicFilter, matchTopic } from "../../../src/domain/topic.ts";

const cover = (...wanted: [string, Qos][]) =>
  Object.fromEntries(coverFilters(wanted.map(([filter, qos]) => ({ filter, qos }))));

describe("coverFilters", () => {
  it("drops a filter that another one covers and keeps the higher quality of service", () => {
    expect(cover(["a/b", 2], ["a/#", 0], ["c", 1])).toEqual({ "a/#": 2, c: 1 });
  });

  it("hands the quality of service up a chain of covering filters", () => {
    expect(cover(["a/b/c", 2], ["a/b/#", 0], ["a/#", 0], ["#", 0])).toEqual({ "#": 2 });
  });

  it("keeps filters that only overlap", () => {
    expect(cover(["a/+", 0], ["+/b", 0])).toEqual({ "a/+": 0, "+/b": 0 });
  });

  it("does not let # cover system topics", () => {
    expect(cover(["#", 0], ["$SYS/#", 0])).toEqual({ "#": 0, "$SYS/#": 0 });
  });

  it("asks for the same filter once", () => {
    expect(cover(["a", 0], ["a", 1])).toEqual({ a: 1 });
  });

  it("answers nothing when nothing is wanted", () => {
    expect(cover()).toEqual({});
  });

  it("always brings every topic that was wanted, with at least its quality of service, by no redundant filter", () => {
    const level = fc.constantFrom("a", "b", "+");
    const filter = fc
      .tuple(fc.array(level, { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([levels, rest]) => [...levels, ...(rest ? ["#"] : [])].join("/"));
    const wantedArbitrary = fc.array(fc.record({ filter, qos: fc.constantFrom<Qos>(0, 1, 2) }), {
      maxLength: 8,
    });
    const topicArbitrary = fc
      .array(fc.constantFrom("a", "b"), { minLength: 1, maxLength: 4 })
      .map((l) => l.join("/"));
    fc.assert(
      fc.property(wantedArbitrary, topicArbitrary, (wanted, topic) => {
        const result = [...coverFilters(wanted)];
        for (const { filter, qos } of wanted) {
          if (!matchTopic(filter, topic)) continue;
          expect(result.some(([outer, outerQos]) => matchTopic(outer, topic) && outerQos >= qos)).toBe(true);
        }
        for (const [inner] of result) {
          expect(result.some(([outer]) => outer !== inner && coversTopicFilter(outer, inner))).toBe(false);
        }
      }),
    );
  });
});
