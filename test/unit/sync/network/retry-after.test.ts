import { expect, test } from "vitest";
import { retryAfterMs } from "../../../../src/sync/network/retry-after.ts";

const nowMs = Date.UTC(2026, 0, 5, 12, 0, 0);
const parse = (header: string | undefined, dateHeader?: string) =>
  retryAfterMs(header, { dateHeader, nowMs });

test("seconds are seconds", () => {
  expect(parse("120")).toBe(120_000);
  expect(parse(" 0 ")).toBe(0);
});

test("a date is a wait until then", () => {
  expect(parse("Mon, 05 Jan 2026 12:01:00 GMT")).toBe(60_000);
});

test("a date in the past is no wait", () => {
  expect(parse("Mon, 05 Jan 2026 11:00:00 GMT")).toBe(0);
});

test("the far side's own clock counts, so that a board that woke up in 1970 waits no 56 years", () => {
  const wait = retryAfterMs("Mon, 05 Jan 2026 12:01:00 GMT", {
    dateHeader: "Mon, 05 Jan 2026 12:00:00 GMT",
    nowMs: 0,
  });
  expect(wait).toBe(60_000);
});

test("no wait is longer than an hour", () => {
  expect(parse("99999999999")).toBe(3_600_000);
  expect(parse("Fri, 01 Jan 2100 00:00:00 GMT")).toBe(3_600_000);
});

test.each([undefined, "", "soon", "-5", "1.5.2"])("%j asks for nothing", (header) => {
  expect(parse(header)).toBeUndefined();
});
