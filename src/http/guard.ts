import type { Reporter } from "../core/events.ts";
import { hasToken, isCrossSite, isHostAllowed, isLoopbackHost } from "./access.ts";
import type { HttpConfig } from "./config.ts";
import { RequestError } from "./errors.ts";
import type { httpEvents } from "./events.ts";
import type { RateLimit } from "./rate-limit.ts";

/** What the guard looks at of a request. */
export interface GuardedRequest {
  method: string;
  address: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  isOpen: boolean;
}

/** Throws a {@link RequestError} for a request that may not pass. The checks are explained in `access.ts`. */
export function createGuard(options: {
  config: () => HttpConfig;
  rateLimit: RateLimit;
  reporter: Reporter<typeof httpEvents>;
}): (request: GuardedRequest) => void {
  const { reporter, rateLimit } = options;
  return ({ method, address, headers, isOpen }) => {
    const config = options.config();
    const host = text(headers.host);
    if (isLoopbackHost(config.host) && !isHostAllowed(host, config.allowedHosts)) {
      reporter.report("originRefused", { address, host });
      throw new RequestError(
        403,
        "http.hostRefused",
        `This device does not go by the name ${JSON.stringify(host)}.`,
        {
          hint: "use localhost or 127.0.0.1, or add the name to http.allowedHosts",
        },
      );
    }
    const origin = text(headers.origin);
    if (isCrossSite({ method, host, origin, fetchSite: text(headers["sec-fetch-site"]) })) {
      reporter.report("originRefused", { address, origin });
      throw new RequestError(
        403,
        "http.originRefused",
        "Requests from web pages of other places are refused.",
      );
    }
    if (isOpen) return;
    const waitSeconds = rateLimit.take(address);
    if (waitSeconds !== undefined) {
      reporter.report("rateLimited", { address });
      throw new RequestError(429, "http.rateLimited", "Too many requests.", {
        hint: `try again in ${waitSeconds} s, or raise http.requestsPerMinuteMax`,
        headers: { "retry-after": String(waitSeconds) },
      });
    }
    if (config.token !== undefined && !hasToken(text(headers.authorization), config.token)) {
      reporter.report("tokenRefused", { address });
      throw new RequestError(401, "http.tokenRequired", "The token is missing or wrong.", {
        hint: "send `Authorization: Bearer …` with the value of http.token",
        headers: { "www-authenticate": 'Bearer realm="edgewise"' },
      });
    }
    // A form or a bare fetch of a foreign page can send anything but JSON without asking first (CORS preflight).
    if (method === "POST" && !/^application\/json\s*(;|$)/i.test(text(headers["content-type"]) ?? "")) {
      throw new RequestError(415, "http.bodyNotJson", "The body has to be JSON.", {
        hint: "send content-type: application/json, and {} for nothing",
      });
    }
  };
}

function text(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(", ") : header;
}
