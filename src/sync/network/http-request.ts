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
  /** The body as it came, where `text` is one. */
  body?: Buffer;
}

/** The answer began and then broke off: whether the far side kept the batch is not known. */
class AnswerBrokenOff extends Error {
  readonly code = "ECONNRESET";
}

/**
 * One request, without following redirects. Rejects with Node's own network errors, with `AbortError`, or with
 * {@link AnswerBrokenOff}. It uses node:https and not fetch because Node 20's fetch cannot be given an
 * authority or a client certificate without another package.
 */
export function requestOnce(options: {
  method: string;
  url: URL;
  agent: Agent | SecureAgent;
  headers: Record<string, string>;
  body: Buffer;
  answerBytesMax: number;
  signal: AbortSignal;
  /** From now on some of the body may have gone out. */
  onConnected?: () => void;
}): Promise<HttpAnswer> {
  const send = options.url.protocol === "https:" ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const request = send(options.url, {
      method: options.method,
      agent: options.agent,
      headers: { ...options.headers, "content-length": String(options.body.length) },
      signal: options.signal,
    });
    // Node tells a request that waits for a socket of its abort only once it has one.
    const abort = () => reject(new DOMException("the request was aborted", "AbortError"));
    options.signal.addEventListener("abort", abort, { once: true });
    if (options.signal.aborted) abort();
    const { onConnected } = options;
    request.on("socket", (socket) => {
      if (!onConnected) return;
      const event = options.url.protocol === "https:" ? "secureConnect" : "connect";
      if (request.reusedSocket) onConnected();
      else socket.once(event, onConnected);
    });
    let isAnswered = false;
    request.on("response", (response) => {
      isAnswered = true;
      readAnswer(response, options)
        .then(resolve, reject)
        .finally(() => {
          // Answered before the body was read: the rest of it would keep the socket from the next request.
          if (!request.writableFinished) request.destroy();
        });
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      // Once the answer has begun it tells more than the error of writing on: a server may answer 413 and close.
      if (isAnswered && !options.signal.aborted) return;
      // A kept-alive socket that the server closed in the same moment: the batch was never seen.
      if (request.reusedSocket && error.code === "ECONNRESET" && !options.signal.aborted) {
        requestOnce(options).then(resolve, reject);
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
  const body = Buffer.concat(chunks);
  return { ...answer, text: body.toString("utf8"), body };
}
