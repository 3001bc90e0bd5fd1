import type { Clock } from "../../core/clock.ts";
import { createHttpAccess } from "../sinks/http/access.ts";
import type { HttpSinkSettings } from "../sinks/http/config.ts";
import type { HttpGet } from "./channels/http.ts";

const noBody = Buffer.alloc(0);

/** GET with the credentials, trust and client certificate of an http sink, each over a connection of its own. */
export function createHttpGet(options: { sink: HttpSinkSettings; version: string; clock: Clock }): HttpGet {
  const { sink, clock, version } = options;
  return async (url, { headers, timeoutMs, bytesMax, signal }) => {
    const settings = { ...sink, url: url.href };
    const access = createHttpAccess({ settings, version, clock, timeoutMs, answerBytesMax: bytesMax });
    try {
      const outcome = await access.request({ method: "GET", url, headers, body: noBody }, signal);
      if (outcome.status === "answered") return outcome;
      return { status: "failed", reason: outcome.failure.reason };
    } finally {
      access.close();
    }
  };
}
