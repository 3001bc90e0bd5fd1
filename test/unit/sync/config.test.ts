import { expect, test } from "vitest";
import { syncConfig } from "../../../src/sync/config.ts";

const http = { type: "http", name: "cloud", url: "https://cloud.example/in", classes: ["incident"] };
const bridge = { type: "mqttBridge", name: "hq", url: "mqtts://hq.example", classes: ["summary"] };

const problems = (...sinks: object[]) =>
  syncConfig.safeParse({ sinks }).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ??
  [];

test("by default there is no sink: nothing leaves the device", () => {
  expect(syncConfig.parse(undefined).sinks).toEqual([]);
});

test("a sink that does not say which classes it may have is refused", () => {
  const { classes: _, ...unsaid } = http;
  expect(problems(unsaid)[0]).toMatch(/^sinks\.0\.classes/);
  expect(problems({ ...http, classes: [] })[0]).toMatch(/^sinks\.0\.classes/);
  expect(problems({ ...http, classes: ["everything"] })[0]).toMatch(/^sinks\.0\.classes\.0/);
});

test("two sinks may not share a name: they would share a place in the queue", () => {
  expect(problems(http, { ...bridge, name: "cloud" })).toEqual([
    'sinks.1.name: a second sink is named "cloud"',
  ]);
});

test.each([
  ["a URL of another protocol", { ...http, url: "ftp://cloud.example" }, "sinks.0.url"],
  ["an MQTT URL for HTTP", { ...http, url: "mqtt://cloud.example" }, "sinks.0.url"],
  ["no URL", { ...bridge, url: "hq" }, "sinks.0.url"],
  ["an unknown key", { ...http, tokn: "x" }, "sinks.0"],
  ["a header name with a line break", { ...http, headers: { "x\r\ny": "1" } }, "sinks.0.headers"],
  ["a name with a space", { ...http, name: "my cloud" }, "sinks.0.name"],
  ["an unknown placeholder", { ...bridge, topic: "x/{area}" }, "sinks.0.topic"],
  ["a wildcard in a topic", { ...bridge, topicByClass: { log: "x/#" } }, "sinks.0.topicByClass.log"],
  ["an unknown type", { ...http, type: "kafka" }, "sinks.0"],
])("%s is refused at its place", (_, sink, place) => {
  expect(problems(sink)[0]?.startsWith(place)).toBe(true);
});

test("both kinds are filled up with their defaults", () => {
  const [first, second] = syncConfig.parse({ sinks: [http, bridge] }).sinks;
  expect(first).toMatchObject({
    type: "http",
    compression: "gzip",
    batchCountMax: 500,
    timeoutMs: 30_000,
    tls: {},
  });
  expect(second).toMatchObject({ type: "mqttBridge", qos: 1, flavour: "plain" });
});
