import { expect, test } from "vitest";
import { createAwsSigner } from "../../../../src/sync/network/aws-signature.ts";

const keys = {
  region: "eu-central-1",
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const nowMs = Date.UTC(2026, 0, 5, 12);

const request = (url: string) => ({
  method: "POST" as const,
  url: new URL(url),
  headers: { "content-type": "application/json", "idempotency-key": "batch-1" },
  body: Buffer.from('{"records":[]}'),
});

// Both signatures were computed with botocore 1.44.8 (SigV4Auth and S3SigV4Auth).
test("a request is signed as AWS's own client signs it", async () => {
  const sign = createAwsSigner({ ...keys, service: "execute-api" });
  const url = "https://abc.execute-api.eu-central-1.amazonaws.com/prod/batches?b=2&a=1%20x";
  expect(await sign(request(url), nowMs)).toEqual({
    "x-amz-date": "20260105T120000Z",
    "x-amz-content-sha256": "1b8b4c0b6f6ad1d32565952720bc004eeb1f188f62045e4d5525ae2af8c78432",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260105/eu-central-1/execute-api/aws4_request, " +
      "SignedHeaders=host;idempotency-key;x-amz-content-sha256;x-amz-date, " +
      "Signature=b682c503a28b286d42a76cb4664413abf300500ec018037293ea031da31f9ff2",
  });
});

test("a request to S3 with temporary credentials is signed as AWS's own client signs it", async () => {
  const sign = createAwsSigner({ ...keys, service: "s3", sessionToken: "session/token+1=" });
  const url = "https://bucket.s3.eu-central-1.amazonaws.com/barn/sample/date%3D2026-01-05/a%20b.jsonl";
  expect(await sign(request(url), nowMs)).toMatchObject({
    "x-amz-security-token": "session/token+1=",
    authorization: expect.stringContaining(
      "Signature=69f29005948ffd53564fda1d514818bf0e3ea9ec1841254d2d7cedf904038c1b",
    ),
  });
});
