import { createHash } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";
import type { RequestSigner } from "./request-signer.ts";

export interface AwsCredentials {
  region: string;
  /** As AWS names it in signatures: `s3`, `execute-api`, `lambda`, `aps`. */
  service: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

/** Signature Version 4 (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). */
export function createAwsSigner(credentials: AwsCredentials): RequestSigner {
  const { sessionToken, ...keys } = credentials;
  return async (request, nowMs) => {
    const signer = new AwsV4Signer({
      ...keys,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      method: request.method,
      url: request.url.href,
      // Without this header the body of a request to S3 is not covered.
      headers: {
        ...request.headers,
        "x-amz-content-sha256": createHash("sha256").update(request.body).digest("hex"),
      },
      datetime: new Date(nowMs).toISOString().replace(/[:-]|\.\d{3}/g, ""),
    });
    const { headers } = await signer.sign();
    const added: Record<string, string> = {};
    for (const [name, value] of headers) if (request.headers[name] !== value) added[name] = value;
    return added;
  };
}
