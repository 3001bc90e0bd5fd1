import type { IncomingMessage } from "node:http";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../../../../src/core/clock.ts";
import { objectsConfig } from "../../../../../src/sync/sinks/objects/config.ts";
import { createS3Store } from "../../../../../src/sync/sinks/objects/s3-store.ts";
import { createHttpPlace, type HttpPlace } from "../../../../support/http-place.ts";

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

let place: HttpPlace;
const requests: { path: string; method: string; headers: IncomingMessage["headers"]; body: string }[] = [];

afterEach(async () => {
  requests.length = 0;
  await place.goAway();
});

const keys = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret-key" };

async function put(answer: Answer, more: object = keys, path = "board-1/log/date=2026-01-05/a b+c.jsonl") {
  place = await createHttpPlace((body, { url, method, headers }, response) => {
    requests.push({ path: url ?? "", method: method ?? "", headers, body: body.toString() });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  const settings = objectsConfig.parse({
    type: "objects",
    name: "bucket",
    classes: ["log"],
    url: `${place.origin}/bucket/prefix/`,
    ...more,
  });
  const store = createS3Store(settings, {
    node: "board-1",
    version: "0.0.0",
    clock: systemClock,
    connectMqtt: () => Promise.reject(new Error("unused")),
    onReconnect: () => undefined,
  });
  const object = { path, body: Buffer.from("records"), contentType: "application/x-ndjson" };
  const outcome = await store.put(object, new AbortController().signal);
  store.close();
  return outcome;
}

test("an object is one signed PUT under the prefix, every level escaped", async () => {
  expect(await put({ status: 200, headers: { etag: '"1"' } })).toEqual({ status: "stored" });
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({
    method: "PUT",
    path: "/bucket/prefix/board-1/log/date%3D2026-01-05/a%20b%2Bc.jsonl",
    body: "records",
    headers: {
      "content-type": "application/x-ndjson",
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/s3\/aws4_request/,
      ),
      "x-amz-content-sha256": expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  });
  expect(JSON.stringify(requests)).not.toContain("secret-key");
});

test("without keys it is a plain PUT, and any success will do", async () => {
  expect(await put({ status: 201 }, {})).toEqual({ status: "stored" });
  expect(requests[0]?.headers).not.toHaveProperty("authorization");
});

test("a bucket that calls its empty answer HTML is no login page, but who has no ETag is", async () => {
  const headers = { "content-type": "text/html" };
  expect(await put({ status: 200, headers: { ...headers, etag: '"1"' } })).toEqual({ status: "stored" });
  await place.goAway();
  expect(await put({ status: 200, headers }, {})).toMatchObject({
    status: "failed",
    failure: { needsPerson: true, reason: expect.stringContaining("a web page answers") },
  });
});

test("a success without an ETag is no bucket", async () => {
  expect(await put({ status: 200 })).toMatchObject({
    status: "failed",
    failure: { needsPerson: true, reason: expect.stringContaining("is it an S3 bucket?") },
  });
});

const error = (code: string, message: string) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;

test.each([
  [
    403,
    error("SignatureDoesNotMatch", "The request signature does not match."),
    /credentials.*SignatureDoesNotMatch/,
  ],
  [
    403,
    error("RequestTimeTooSkewed", "The difference is too large."),
    /does not take the time of this device.*set the clock/,
  ],
  [404, error("NoSuchBucket", "The bucket does not exist."), /NoSuchBucket.*is the url right/],
  [
    400,
    error("AuthorizationHeaderMalformed", "expecting 'eu-central-1'"),
    /eu-central-1.*are url, region and keys right/,
  ],
  [301, error("PermanentRedirect", "Use the endpoint."), /redirects elsewhere/],
])("%i needs a person: %s", async (status, body, reason) => {
  expect(await put({ status, body })).toMatchObject({
    status: "failed",
    failure: { needsPerson: true, reason: expect.stringMatching(reason) },
  });
});

test("a bucket that is asked too much is left alone as long as it says", async () => {
  const answer = {
    status: 503,
    headers: { "retry-after": "9" },
    body: error("SlowDown", "Reduce your rate."),
  };
  expect(await put(answer)).toMatchObject({
    status: "failed",
    failure: { needsPerson: false, afterMs: 9_000, reason: expect.stringContaining("SlowDown") },
  });
});

test.each([
  [413, ""],
  [400, error("EntityTooLarge", "Your proposed upload exceeds the maximum.")],
])("%i says that the object is too large", async (status, body) => {
  expect(await put({ status, body })).toMatchObject({ status: "tooLarge" });
});
