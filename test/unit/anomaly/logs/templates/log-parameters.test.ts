import { describe, expect, it } from "vitest";
import { logParameters } from "../../../../../src/anomaly/logs/templates/log-parameters.ts";
import { LogTemplates } from "../../../../../src/anomaly/logs/templates/log-templates.ts";

function parametersOf(message: string) {
  const templates = new LogTemplates({ templatesMax: 10 });
  const { template } = templates.match("gw", message);
  return logParameters(template, message).map(({ text, type, value, unit, name }) => [
    text,
    type,
    value,
    unit?.unit,
    name,
  ]);
}

describe("the parameters of a log line", () => {
  it.each([
    ["request took 3.2s", [["3.2s", "duration", 3.2, "s", "request took"]]],
    ["latency is 12 ms now", [["12", "duration", 12, "ms", "latency"]]],
    [
      "temp=83 load: 0,5",
      [
        ["83", "number", 83, undefined, "temp"],
        ["0,5", "number", 0.5, undefined, "load"],
      ],
    ],
    ["disk 93% full", [["93", "number", 93, "%", "disk"]]],
    ["wrote 1,234 bytes", [["1,234", "size", 1234, "B", "wrote"]]],
    ["12.5 MB free", [["12.5", "size", 12.5, "MB", "free"]]],
    ["from 10.0.0.1:80", [["10.0.0.1:80", "address", undefined, undefined, undefined]]],
    ["see /var/log/a.log", [["/var/log/a.log", "path", undefined, undefined, "see"]]],
    ["get https://a.example/b", [["https://a.example/b", "url", undefined, undefined, "get"]]],
    ["block blk_77 lost", [["77", "number", 77, undefined, "blk"]]],
    ["key a64f992 gone", [["a64f992", "identifier", undefined, undefined, "key"]]],
    ["freed blk_1 blk_2", [["1 blk_2", "list", undefined, undefined, "blk"]]],
    ["nothing here", []],
  ])("are found in %j", (message, expected) => {
    expect(parametersOf(message)).toEqual(expected);
  });
});
