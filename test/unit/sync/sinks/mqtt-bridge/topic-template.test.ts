import fc from "fast-check";
import { expect, test } from "vitest";
import { topicProblem } from "../../../../../src/domain/topic.ts";
import {
  fillTopicTemplate,
  topicTemplateProblem,
} from "../../../../../src/sync/sinks/mqtt-bridge/topic-template.ts";
import { envelope } from "../../../../support/envelopes.ts";

test("node, class and stream are filled in, and a stream that is a topic keeps its levels", () => {
  const record = envelope(1, { class: "log", stream: "line/3/plc" });
  expect(fillTopicTemplate("cloud/{node}/{class}/{stream}", "barn", record)).toBe(
    "cloud/barn/log/line/3/plc",
  );
});

test.each([
  ["cloud/{nod}", "{nod} is not a placeholder; allowed are {node}, {class} and {stream}"],
  ["cloud/{}", "{} is not a placeholder; allowed are {node}, {class} and {stream}"],
  ["cloud/{node", "a brace is not closed"],
  ["cloud/+/x", "the topic contains a wildcard (+ or #)"],
  ["", "the topic is empty"],
])("the template %j is refused", (template, problem) => {
  expect(topicTemplateProblem(template)).toBe(problem);
});

test("braces in a stream are data, not placeholders", () => {
  const record = envelope(1, { stream: "{node}/{class}" });
  expect(fillTopicTemplate("x/{stream}", "barn", record)).toBe("x/{node}/{class}");
});

test("a stream of the broker's own topics does not make a topic of the far broker's own", () => {
  const record = envelope(1, { stream: "$SYS/load" });
  expect(fillTopicTemplate("{stream}", "barn", record)).toBe("_SYS/load");
});

test("any stream gives a topic that can be published to", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 60 }), (stream) => {
      const topic = fillTopicTemplate("cloud/{stream}", "barn", envelope(1, { stream }));
      expect(topicProblem(topic)).toBeUndefined();
    }),
  );
});
