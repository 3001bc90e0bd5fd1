import { expect, test } from "vitest";
import {
  kafkaMessage,
  keyTemplateProblem,
  topicTemplateProblem,
} from "../../../../../src/sync/sinks/kafka/message.ts";
import { envelope } from "../../../../support/envelopes.ts";

const settings = { topic: "edgewise.{class}", topicByClass: {}, key: "{stream}" };

const headersOf = (headers: ReadonlyMap<Buffer, Buffer>) =>
  Object.fromEntries([...headers].map(([name, value]) => [name.toString(), value.toString()]));

test("a record is a message of its class's topic under its stream's key", () => {
  const record = envelope(1, { class: "log", stream: "syslog" });
  const message = kafkaMessage(record, settings, "board-1");
  expect(message).toMatchObject({ topic: "edgewise.log", timestamp: BigInt(record.at) });
  expect(message.key.toString()).toBe("syslog");
  expect(JSON.parse(message.value.toString())).toMatchObject({
    id: record.id,
    node: "board-1",
    stream: "syslog",
  });
  expect(headersOf(message.headers)).toEqual({
    id: record.id,
    class: "log",
    node: "board-1",
    "content-type": "application/json",
  });
});

test("a record of the past says so", () => {
  const message = kafkaMessage({ ...envelope(1), isHistorical: true }, settings, "board-1");
  expect(headersOf(message.headers)).toMatchObject({ historical: "true" });
});

test("a time that cannot be trusted is left to the broker's clock", () => {
  expect(kafkaMessage(envelope(1, { clock: "unsynced" }), settings, "n")).not.toHaveProperty("timestamp");
  expect(kafkaMessage(envelope(1, { at: Number.NaN }), settings, "n")).not.toHaveProperty("timestamp");
});

test("a class may have a topic of its own, and the node a place in topic and key", () => {
  const own = { topic: "t", topicByClass: { incident: "{node}.alarms" }, key: "{node}/{stream}" };
  const message = kafkaMessage(envelope(1, { stream: "$& {node}" }), own, "barn board/1");
  expect(message.topic).toBe("barn_board_1.alarms");
  expect(message.key.toString()).toBe("barn board/1/$& {node}");
});

test.each([
  ["edgewise.{stream}", "{stream} is not a placeholder; allowed are {node} and {class}"],
  ["edgewise/{class}", "letters, digits and . _ -"],
  ["{class", "a brace is not closed"],
  ["..", "not called"],
  ["", "letters, digits"],
])("%s is no topic: %s", (template, problem) => {
  expect(topicTemplateProblem(template)).toContain(problem);
});

test("a key may hold anything but other placeholders", () => {
  expect(keyTemplateProblem("{node} / {stream}")).toBeUndefined();
  expect(keyTemplateProblem("{class}")).toContain("{class} is not a placeholder");
  expect(keyTemplateProblem("{stream")).toBe("a brace is not closed");
});
