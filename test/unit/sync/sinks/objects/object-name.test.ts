import { expect, test } from "vitest";
import {
  objectFolder,
  objectName,
  pathTemplateProblem,
} from "../../../../../src/sync/sinks/objects/object-name.ts";
import { envelope, envelopes } from "../../../../support/envelopes.ts";

test("the folder of a record is filled in from its node, class, stream and time in UTC", () => {
  const record = envelope(1, { class: "log", stream: "logs/pump 1", at: Date.UTC(2026, 0, 5, 23, 59) });
  expect(objectFolder("{node}/{class}/{stream}/date={date}/hour={hour}", "board-1", record)).toBe(
    "board-1/log/logs_pump_1/date=2026-01-05/hour=23",
  );
});

test("neither a node nor a stream leaves the folder", () => {
  const record = envelope(1, { stream: ".." });
  expect(objectFolder("{node}/{stream}", "../../etc", record)).toBe(".._.._etc/_");
});

test("a time that is none has a folder of its own", () => {
  const record = envelope(1, { at: Number.NaN });
  expect(objectFolder("{date}/{hour}", "n", record)).toBe("unknown/unknown");
});

test("years beyond 9999 keep their date and hour apart", () => {
  expect(objectFolder("{date}T{hour}", "n", envelope(1, { at: 8e15 }))).toBe("+255479-11-28T14");
});

test("the same records have the same name, and any other set another one", () => {
  const records = envelopes(5);
  const name = objectName(records, "0000000a");
  expect(name).toMatch(/^01K0+1-01K0+5-0000000a[0-9a-f]{12}$/);
  expect(objectName(envelopes(5), "0000000a")).toBe(name);
  const withoutMiddle = records.filter((_, index) => index !== 2);
  expect(objectName(withoutMiddle, "0000000a")).not.toBe(name);
});

test.each([
  ["{node}/{nope}", "{nope} is not a placeholder"],
  ["{node", "a brace is not closed"],
  ["a//b", "no empty level"],
  ["/a", "no empty level"],
  ["a/../b", "no empty level, no . and no .."],
  ["a b", "only letters"],
])("%s is no template: %s", (template, problem) => {
  expect(pathTemplateProblem(template)).toContain(problem);
});

test.each(["", "{class}", "{node}/{class}/date={date}", "a.b/c_d-{hour}"])(
  "'%s' is a template",
  (template) => {
    expect(pathTemplateProblem(template)).toBeUndefined();
  },
);
