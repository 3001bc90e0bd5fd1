import { createAwsSigner } from "../../network/aws-signature.ts";
import { failedAnswer, interpretRefusal, loginPageFailure, plainWords } from "../../network/http-answer.ts";
import { createHttpClient, type HttpRequest } from "../../network/http-client.ts";
import type { HttpAnswer } from "../../network/http-request.ts";
import { createSigningClient } from "../../network/signing-client.ts";
import type { SinkContext } from "../../sink.ts";
import type { ObjectsSettings } from "./config.ts";
import type { ObjectStore, PutOutcome } from "./object-store.ts";

const answerBytesMax = 65_536;

/**
 * A bucket that speaks the S3 API, or, when there are no keys, any server that takes a PUT (WebDAV).
 *
 * 1. One PUT per object, no multipart: objects stay far below the 5 GB one PUT may have.
 * 2. A signed PUT covers the hash of the body. It is stored when the answer is a success that names its ETag: whoever
 *    answers without one is no bucket.
 * 3. A 400 speaks about the request and not about the records in it, so they wait.
 */
export function createS3Store(settings: ObjectsSettings, context: SinkContext): ObjectStore {
  const base = new URL(settings.url);
  const client = createHttpClient({
    url: base,
    tls: settings.tls,
    timeoutMs: settings.timeoutMs,
    answerBytesMax,
    clock: context.clock,
  });
  const { accessKeyId, secretAccessKey, sessionToken, region } = settings;
  const isSigned = accessKeyId !== undefined && secretAccessKey !== undefined;
  const signers = isSigned
    ? [createAwsSigner({ region, service: "s3", accessKeyId, secretAccessKey, sessionToken })]
    : [];
  const signing = createSigningClient({ client, signers, now: () => context.clock.now() });

  return {
    async put({ path, body, contentType }, signal) {
      const request: HttpRequest = {
        method: "PUT",
        url: objectUrl(base, path),
        headers: { "content-type": contentType, "user-agent": `edgewise/${context.version}` },
        body,
      };
      const outcome = await signing.request(request, signal);
      if (outcome.status === "failed") return outcome;
      const about = { bytes: body.length, nowMs: context.clock.now(), host: client.host };
      const result = interpretPut(outcome.answer, { ...about, isSigned });
      return result.status === "failed" ? { ...result, bytes: body.length } : result;
    },
    warning: () => client.warning(),
    close: () => client.close(),
  };
}

/** Every level escaped as SigV4 has it (RFC 3986), which leaves no doubt about what is signed. */
function objectUrl(base: URL, path: string): URL {
  const url = new URL(base);
  const levels = path.split("/").map((level) => encodeURIComponent(level));
  url.pathname = `${url.pathname.replace(/\/$/, "")}/${levels.join("/")}`;
  return url;
}

function interpretPut(
  answer: HttpAnswer,
  about: { bytes: number; nowMs: number; host: string; isSigned: boolean },
): PutOutcome {
  const { host } = about;
  if (answer.status >= 200 && answer.status < 300) {
    // Some servers call the empty body of this answer HTML, so the ETag is looked for first.
    if (answer.headers.etag) return { status: "stored" };
    const page = loginPageFailure(answer, host);
    if (page?.status === "failed") return page;
    if (about.isSigned) {
      return failedAnswer(`${host} answered ${answer.status} without an ETag; is it an S3 bucket?`, {
        needsPerson: true,
      });
    }
    return { status: "stored" };
  }
  const words = errorWords(answer);
  if (answer.status === 413 || words.code === "EntityTooLarge") {
    return { status: "tooLarge", reason: `${host} answered ${answer.status}, too large${words.text}` };
  }
  if (words.code === "RequestTimeTooSkewed") {
    return failedAnswer(`${host} does not take the time of this device${words.text}; set the clock`, {
      needsPerson: true,
    });
  }
  const refusal = interpretRefusal({ ...answer, text: words.plain }, about);
  if (refusal.status === "failed") return refusal;
  return failedAnswer(`${host} answered ${answer.status}${words.text}; are url, region and keys right?`, {
    needsPerson: true,
  });
}

/** `<Error><Code>…</Code><Message>…</Message>…` (docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). */
function errorWords({ text }: HttpAnswer): { code: string | undefined; plain: string; text: string } {
  const code = /<Code>([^<]*)<\/Code>/.exec(text ?? "")?.[1];
  const message = /<Message>([^<]*)<\/Message>/.exec(text ?? "")?.[1];
  const plain = plainWords([code, message].filter(Boolean).join(": "));
  return { code, plain, text: plain === "" ? "" : `: ${plain}` };
}
