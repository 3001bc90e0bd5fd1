import type { Clock } from "../../core/clock.ts";
import type { Reach } from "../../core/reach.ts";
import { createHttpClient } from "../network/http-client.ts";
import type { GetBytes } from "./fetch-body.ts";

const bodyTimeoutMs = 60_000;
const redirectsMax = 5;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const noBody = Buffer.alloc(0);

/**
 * The body of an order, without credentials of this device: what it must be is in the order.
 *
 * 1. Every place on the way, redirects included, has to be one that `reach` allows, over http or https, and https leads to
 *    nothing less. At most `redirectsMax` redirects.
 * 2. All of it within `bodyTimeoutMs`, and at most `bytesMax` bytes, uncompressed.
 */
export function createGetBody(options: { reach: () => Reach; version: string; clock: Clock }): GetBytes {
  const { clock, version } = options;

  const getOnce = async (url: URL, how: Parameters<GetBytes>[1] & { timeoutMs: number; reach: Reach }) => {
    const client = createHttpClient({
      url,
      tls: {},
      clock,
      timeoutMs: how.timeoutMs,
      answerBytesMax: how.bytesMax,
      lookup: how.reach.lookup(url),
    });
    const headers = { "user-agent": `edgewise/${version}`, "accept-encoding": "identity" };
    try {
      return await client.request({ method: "GET", url, headers, body: noBody }, how.signal);
    } finally {
      client.close();
    }
  };

  return async (start, how) => {
    const reach = options.reach();
    const untilMs = clock.monotonicMs() + bodyTimeoutMs;
    let url = start;
    for (let hop = 0; hop <= redirectsMax; hop += 1) {
      const problem = reach.problem(url);
      if (problem !== undefined) return { status: "forbidden", reason: problem };
      const timeoutMs = Math.max(1, untilMs - clock.monotonicMs());
      const outcome = await getOnce(url, { ...how, reach, timeoutMs });
      if (outcome.status === "failed") return { status: "failed", reason: outcome.failure.reason };
      const { status, headers, text } = outcome.answer;
      if (!redirects.has(status) || headers.location === undefined) {
        // What is no UTF-8 is no JSON either, and has another SHA-256 than it was signed with.
        const body = text === undefined ? undefined : Buffer.from(text);
        return { status: "answered", host: url.host, code: status, body };
      }
      const next = redirectOf(url, headers.location);
      if (typeof next === "string") return { status: "forbidden", reason: next };
      url = next;
    }
    return { status: "failed", reason: `${start.host} redirects more than ${redirectsMax} times` };
  };
}

/** Where a redirect leads, or why it is not followed. */
function redirectOf(url: URL, location: string): URL | string {
  if (!URL.canParse(location, url.href)) return `${url.host} redirects to no URL`;
  const next = new URL(location, url);
  const isLess = next.protocol !== "https:" && (url.protocol === "https:" || next.protocol !== "http:");
  return isLess ? `${url.host} redirects from ${url.protocol}// to ${next.protocol}//` : next;
}
