import {
  type Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestPlain,
} from "node:http";
import { request as requestSecure, type Agent as SecureAgent } from "node:https";

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The body as text; undefined when it was longer than `answerBytesMax`. */
  text: string | undefined;
}

/** The answer began and then broke off: whether the far side kept the batch is not known. */
class AnswerBrokenOff extends Error {
  readonly code = "ECONNRESET";
}

/**
 * One POST, without following redirects. Rejects with Node's own network errors, with `AbortError`, or with
 * {@link AnswerBrokenOff}. It uses node:https and not fetch because Node 20's fetch cannot be given an
 * authority or a client certificate without another package.
 */
export function postOnce(options: {
  url: URL;
  agent: Agent | SecureAgent;
  headers: Record<string, string>;
  body: Buffer;
  answerBytesMax: number;
  signal: AbortSignal;
}): Promise<HttpAnswer> {
  const send = options.url.protocol === "https:" ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const request = send(options.url, {
      method: "POST",
      agent: options.agent,
      headers: { ...options.headers, "content-length": String(options.body.length) },
      signal: options.signal,
    });
    let isAnswered = false;
    request.on("response", (response) => {
      isAnswered = true;
      readAnswer(response, options).then(resolve, reject);
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      // Once the answer has begun it tells more than the error of writing on: a server may answer 413 and close.
      if (isAnswered && !options.signal.aborted) return;
      // A kept-alive socket that the server closed in the same moment: the batch was never seen.
      if (request.reusedSocket && error.code === "ECONNRESET" && !options.signal.aborted) {
        postOnce(options).then(resolve, reject);
        return;
      }
      reject(error);
    });
    request.end(options.body);
  });
}

async function readAnswer(
  response: IncomingMessage,
  options: { answerBytesMax: number; signal: AbortSignal },
): Promise<HttpAnswer> {
  const answer = { status: response.statusCode ?? 0, headers: response.headers };
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > options.answerBytesMax) {
        response.destroy();
        return { ...answer, text: undefined };
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (options.signal.aborted) throw error;
    throw new AnswerBrokenOff("the answer broke off", { cause: error });
  }
  if (!response.complete) throw new AnswerBrokenOff("the answer broke off");
  return { ...answer, text: Buffer.concat(chunks).toString("utf8") };
}
