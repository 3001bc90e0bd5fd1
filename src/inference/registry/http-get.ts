import { get as getPlain, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { get as getSecure } from "node:https";
import type { LookupFunction } from "node:net";
import { RemoteUnreachableError } from "./errors.ts";

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The body as it comes. Throws {@link RemoteUnreachableError} when it breaks off, after all that had come. */
  chunks: AsyncIterable<Uint8Array>;
  /** Ends the connection when the body is of no use. */
  discard(): void;
}

/** Bytes of a body that wait to be written; above it the far side is made to wait. */
const waitingBytesMax = 1024 * 1024;

/**
 * One GET, redirects not followed. Not fetch: when a connection breaks, fetch throws away what had come and not been
 * read yet, and a pull over a bad line might never get on. Rejects with {@link RemoteUnreachableError}.
 */
export function httpGet(
  url: URL,
  headers: Record<string, string>,
  { signal, lookup }: { signal: AbortSignal; lookup?: LookupFunction | undefined },
): Promise<HttpAnswer> {
  const get = url.protocol === "https:" ? getSecure : getPlain;
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, signal, agent: false, ...(lookup ? { lookup } : {}) }, (response) => {
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        chunks: createBody(response, url),
        discard: () => response.destroy(),
      });
    });
    request.on("error", (error) => reject(new RemoteUnreachableError(url.host, error)));
  });
}

/** Listens from the first moment on, so that nothing that came is lost when the connection breaks. */
function createBody(response: IncomingMessage, url: URL): AsyncIterable<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let bytes = 0;
  let end: { error: Error | undefined } | undefined;
  let wake = () => {};
  const finish = (error: Error | undefined) => {
    end ??= { error };
    wake();
  };
  response.on("data", (chunk: Uint8Array) => {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes > waitingBytesMax) response.pause();
    wake();
  });
  response.on("end", () => finish(response.complete ? undefined : new Error("the answer broke off")));
  response.on("error", finish);
  response.on("close", () => finish(new Error("the answer broke off")));
  return {
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          const chunk = waiting.shift();
          if (chunk) {
            bytes -= chunk.length;
            if (response.isPaused() && bytes <= waitingBytesMax) response.resume();
            yield chunk;
          } else if (end) {
            if (end.error) throw new RemoteUnreachableError(url.host, end.error);
            return;
          } else {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
      } finally {
        response.destroy();
      }
    },
  };
}
