import type { IncomingHttpHeaders } from "node:http";

/** As with `Retry-After`: one broken header must not stop a sink for a year. */
const waitMaxMs = 3_600_000;

/**
 * How long a far side that took this request would like to wait for the next one, in milliseconds; 0: no wish. Read from
 * the `RateLimit` field (`"default";r=0;t=30`, draft-ietf-httpapi-ratelimit-headers-10), or from the three fields of its
 * earlier drafts (`RateLimit-Remaining: 0`, `RateLimit-Reset: 30`). Only a quota that is used up asks for a wait.
 */
export function rateLimitWaitMs(headers: IncomingHttpHeaders): number {
  const waits = [...quotasOf(headers.ratelimit), earlierQuota(headers)]
    .filter((quota) => quota.remaining !== undefined && quota.remaining <= 0)
    .map(({ resetSeconds }) => (resetSeconds ?? 0) * 1_000);
  return Math.min(waitMaxMs, Math.max(0, ...waits));
}

interface Quota {
  remaining: number | undefined;
  resetSeconds: number | undefined;
}

/** One for each policy: `"burst";r=0;t=5, "day";r=400;t=3600`. */
function quotasOf(field: string | string[] | undefined): Quota[] {
  const text = Array.isArray(field) ? field.join(",") : (field ?? "");
  return text.split(",").map((policy) => ({
    remaining: parameter(policy, "r"),
    resetSeconds: parameter(policy, "t"),
  }));
}

function parameter(policy: string, name: "r" | "t"): number | undefined {
  const found = new RegExp(`;\\s*${name}=(-?\\d{1,12})(?![\\d.])`).exec(policy)?.[1];
  return found === undefined ? undefined : Number(found);
}

function earlierQuota(headers: IncomingHttpHeaders): Quota {
  return {
    remaining: whole(headers["ratelimit-remaining"]),
    resetSeconds: whole(headers["ratelimit-reset"]),
  };
}

function whole(field: string | string[] | undefined): number | undefined {
  return typeof field === "string" && /^\s*\d{1,12}\s*$/.test(field) ? Number(field) : undefined;
}
