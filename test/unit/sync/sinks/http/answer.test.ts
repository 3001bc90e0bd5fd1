import { expect, test } from "vitest";
import { interpretAnswer } from "../../../../../src/sync/sinks/http/answer.ts";
import { envelopes } from "../../../../support/envelopes.ts";

const records = envelopes(3);
const ids = records.map(({ id }) => id);

function interpret(
  status: number,
  headers: Record<string, string> = {},
  text: string | undefined = "",
  receipt: "status" | "listed" = "status",
) {
  const context = { bytes: 10, nowMs: 0, host: "cloud.example", receipt };
  return interpretAnswer({ status, headers, text }, records, context);
}

function statuses(text: string) {
  const result = interpret(200, { "content-type": "application/json" }, text);
  return result.status === "answered"
    ? result.deliveries.map(({ delivery }) => delivery.status)
    : result.status;
}

test.each([200, 201, 202, 204])("%i without results confirms every record", (status) => {
  expect(interpret(status)).toMatchObject({
    status: "answered",
    deliveries: ids.map((id) => ({ id, delivery: { status: "delivered" } })),
  });
});

test("results give each record its own verdict, in whatever order they come", () => {
  const results = [
    { id: ids[2], status: "rejected", reason: "too old" },
    { id: ids[0], status: "duplicate" },
    { id: ids[1], status: "retryable", reason: "busy", afterMs: 900 },
  ];
  const result = interpret(207, { "content-type": "application/json" }, JSON.stringify({ results }));
  expect(result).toMatchObject({
    deliveries: [
      { delivery: { status: "delivered" } },
      { delivery: { status: "retryable", reason: "busy", afterMs: 900 } },
      { delivery: { status: "rejected", reason: "too old" } },
    ],
  });
});

test.each([
  ["that are empty", '{"results":[]}'],
  ["with an unknown status", JSON.stringify({ results: ids.map((id) => ({ id, status: "ok" })) })],
  ["of other records", '{"results":[{"id":"other","status":"delivered"}]}'],
  ["of nonsense", '{"results":[null,1,"x",{"id":5},{"status":"delivered"}]}'],
])("results %s confirm nothing", (_, text) => {
  expect(statuses(text)).toEqual(["retryable", "retryable", "retryable"]);
});

test.each(["OK", "[]", '"stored"', '{"results":"none"}', '{"ok":true}'])(
  "a 2xx answer of %s has no results and confirms all",
  (text) => {
    expect(statuses(text)).toEqual(["delivered", "delivered", "delivered"]);
  },
);

test("half an object confirms nothing", () => {
  expect(statuses('{"results":[{"id":"')).toBe("failed");
});

test.each([400, 422])("%i is about the records", (status) => {
  expect(interpret(status, {}, "no field x")).toMatchObject({
    status: "refused",
    reason: `cloud.example answered ${status}: no field x`,
  });
});

test.each([401, 403, 404, 405, 407, 410, 415, 418])("%i waits for a person and drops nothing", (status) => {
  expect(interpret(status)).toMatchObject({
    status: "failed",
    failure: { needsPerson: true, isReached: true },
  });
});

test.each([408, 409, 425, 429])("%i waits as long as it is asked to", (status) => {
  expect(interpret(status, { "retry-after": "7" })).toMatchObject({
    status: "failed",
    failure: { needsPerson: false, isReached: true, afterMs: 7_000 },
  });
});

test.each([500, 502, 503, 504, 599, 0, 100])("%i is a far side that does not work now", (status) => {
  expect(interpret(status)).toMatchObject({
    status: "failed",
    failure: { needsPerson: false, isReached: false },
  });
});

test("what the far side says is quoted on one short line without control characters", () => {
  const result = interpret(400, {}, `bad\u001b[31m\nrecord ${"x".repeat(1_000)}`);
  expect(result.status === "refused" && result.reason).toMatch(
    /^cloud\.example answered 400: bad \[31m record x+…$/,
  );
  expect(result.status === "refused" && result.reason.length).toBeLessThan(300);
});

test("an error page in HTML is not quoted", () => {
  expect(interpret(502, { "content-type": "text/html" }, "<h1>Bad Gateway</h1>")).toMatchObject({
    failure: { reason: "cloud.example answered 502" },
  });
});

const json = { "content-type": "application/json" };

test("where only listed records count, a success without a list confirms none and needs a person", () => {
  for (const text of ["", "{}", "ok"]) {
    expect(interpret(200, json, text, "listed")).toMatchObject({
      status: "answered",
      withoutReceipt: 3,
      failure: { needsPerson: true, isReached: true },
      deliveries: ids.map((id) => ({ id, delivery: { status: "retryable" } })),
    });
  }
});

test("where only listed records count, those that are listed do", () => {
  const text = JSON.stringify({ results: [{ id: ids[1], status: "delivered" }] });
  const result = interpret(200, json, text, "listed");
  expect(result.status === "answered" && result.deliveries.map(({ delivery }) => delivery.status)).toEqual([
    "retryable",
    "delivered",
    "retryable",
  ]);
});
