import { expect, test } from "vitest";
import { interpretWrite, type WrittenLine } from "../../../../../src/sync/sinks/influx/answer.ts";

const lines: WrittenLine[] = ["m v=1 1", "bad", "m v=3 3"].map((line, index) => ({
  id: `id-${index + 1}`,
  line,
  isDated: true,
}));

const interpret = (status: number, body: unknown = "", headers: Record<string, string> = {}) =>
  interpretWrite({ status, headers, text: typeof body === "string" ? body : JSON.stringify(body) }, lines, {
    bytes: 10,
    nowMs: 0,
    host: "influx.example:8086",
  });

const verdicts = (status: number, body: unknown) => {
  const result = interpret(status, body);
  return result.status === "answered" ? result.deliveries.map(({ delivery }) => delivery) : result;
};

test.each([200, 204])("%i confirms every line", (status) => {
  expect(verdicts(status, "")).toEqual(lines.map(() => ({ status: "delivered" })));
});

test("200 with a web page confirms nothing", () => {
  expect(interpret(200, "<p>Log in", { "content-type": "text/html" })).toMatchObject({
    status: "failed",
    failure: { needsPerson: true },
  });
});

test("version 3 names the lines by number", () => {
  const body = {
    error: "partial write of line protocol occurred",
    data: [{ original_line: "bad", line_number: 2, error_message: "no fields were provided" }],
  };
  expect(verdicts(400, body)).toEqual([
    { status: "delivered" },
    { status: "rejected", reason: "no fields were provided" },
    { status: "delivered" },
  ]);
});

test("version 1 quotes the lines it could not read, and wrote the others", () => {
  const error = "partial write: unable to parse 'bad': missing fields dropped=0";
  expect(verdicts(400, { error })).toEqual([
    { status: "delivered" },
    { status: "rejected", reason: "InfluxDB cannot read its line: missing fields" },
    { status: "delivered" },
  ]);
});

test.each([
  ["version 1 counts", 400, { error: "partial write: field type conflict: x is type float dropped=1" }],
  ["version 2 counts", 422, { code: "unprocessable entity", message: "partial write: conflict dropped=1" }],
  ["version 2 refuses the whole", 400, { code: "invalid", message: "unable to parse 'bad': missing fields" }],
  [
    "version 1 quotes a line that is none of ours",
    400,
    { error: "partial write: unable to parse 'x': y dropped=0" },
  ],
  [
    "version 1 quotes one and dropped another",
    400,
    { error: "partial write: unable to parse 'bad': y dropped=1" },
  ],
  ["version 3 names a line that is none", 400, { error: "partial write", data: [{ line_number: 9 }] }],
  [
    "version 3 wrote nothing",
    400,
    { error: "parsing failed for write_lp endpoint", data: [{ line_number: 2 }] },
  ],
  ["some are beyond retention", 400, { error: "partial write: points beyond retention policy dropped=2" }],
  ["the answer is no JSON", 400, "Bad Request"],
])("a batch is refused, to be halved, when %s", (_, status, body) => {
  expect(interpret(status, body)).toMatchObject({ status: "refused", bytes: 10 });
});

test("when all are older than the retention policy keeps, all are rejected at once", () => {
  const reason = "it is older than the retention policy keeps";
  expect(
    verdicts(422, {
      message: "failure writing points to database: partial write: points beyond retention policy dropped=3",
    }),
  ).toEqual(lines.map(() => ({ status: "rejected", reason })));
});

test.each([
  [
    "the database is not there",
    404,
    { error: 'database not found: "e"' },
    /database not found.*is the url right/,
  ],
  [
    "the token is wrong",
    401,
    { code: "unauthorized", message: "unauthorized access" },
    /does not accept the credentials/,
  ],
])("a person is needed when %s", (_, status, body, reason) => {
  expect(interpret(status, body)).toMatchObject({
    status: "failed",
    failure: { needsPerson: true, reason: expect.stringMatching(reason) },
  });
});

test.each([429, 503])("%i waits as long as it is asked to", (status) => {
  expect(interpret(status, "", { "retry-after": "7" })).toMatchObject({
    status: "failed",
    failure: { afterMs: 7_000, needsPerson: false },
  });
});

test("413 halves the batch", () => {
  expect(interpret(413)).toMatchObject({ status: "tooLarge" });
});

test("records that only seem too old, for want of the time, wait until it is known", () => {
  const error = "partial write: points beyond retention policy dropped=3";
  const mixed = lines.map((line, index) => ({ ...line, isDated: index > 0 }));
  const answer = { status: 400, headers: {}, text: JSON.stringify({ error }) };
  const result = interpretWrite(answer, mixed, { bytes: 10, nowMs: 0, host: "influx.example:8086" });
  expect(result).toMatchObject({
    deliveries: [
      { delivery: { status: "retryable" } },
      { delivery: { status: "rejected" }, isCertain: true },
      { delivery: { status: "rejected" }, isCertain: true },
    ],
  });
});
