import type { HttpClient, HttpOutcome, HttpRequest } from "./http-client.ts";
import type { HttpAnswer } from "./http-request.ts";
import type { RequestSigner } from "./request-signer.ts";

/** Two clocks this far apart are not the reason why a signature is refused. */
const skewToleratedMs = 60_000;

/**
 * Signs each request with the time that the far side has.
 *
 * A board without a clock battery signs with a time that no far side takes, so its records would wait until somebody
 * sets the clock. When a request is refused and the `Date` of the answer is far from our clock, the request is signed
 * once more with the far side's time, which is then kept as an offset. Only over TLS: elsewhere anybody on the way
 * could have us sign for a time of his choice.
 */
export function createSigningClient(options: {
  client: HttpClient;
  signers: readonly RequestSigner[];
  now: () => number;
}): { request(request: HttpRequest, signal: AbortSignal): Promise<HttpOutcome> } {
  const { client, now } = options;
  let offsetMs = 0;

  const sendSigned = async (request: HttpRequest, signal: AbortSignal): Promise<HttpOutcome> => {
    let { headers } = request;
    for (const signer of options.signers) {
      headers = { ...headers, ...(await signer({ ...request, headers }, now() + offsetMs)) };
    }
    return await client.request({ ...request, headers }, signal);
  };

  return {
    async request(request, signal) {
      const outcome = await sendSigned(request, signal);
      if (outcome.status === "failed" || options.signers.length === 0) return outcome;
      const farOffsetMs =
        request.url.protocol === "https:" ? refusedOffsetMs(outcome.answer, now()) : undefined;
      if (farOffsetMs === undefined || Math.abs(farOffsetMs - offsetMs) <= skewToleratedMs) return outcome;
      offsetMs = farOffsetMs;
      return await sendSigned(request, signal);
    },
  };
}

/** How far the far side's clock is before ours, when it refused; RFC 9110 section 6.6.1 says the Date's form. */
function refusedOffsetMs({ status, headers }: HttpAnswer, nowMs: number): number | undefined {
  // AWS says 403; RFC 9421 leaves the status open, and servers say 400, 401 or 403.
  if (status !== 400 && status !== 401 && status !== 403) return undefined;
  const farMs = Date.parse(headers.date ?? "");
  return Number.isNaN(farMs) ? undefined : farMs - nowMs;
}
