import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";

/**
 * Who may ask what.
 *
 * 1. A request to another name than this device's own is refused while we listen on loopback: a web page whose
 *    name was rebound to 127.0.0.1 would otherwise read everything (DNS rebinding).
 * 2. A request that a browser sends for a page of another origin is refused.
 * 3. With a token set, `/api` and `/metrics` need it. Comparing takes the same time for every wrong token.
 */

export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  if (name === "localhost" || name.endsWith(".localhost")) return true;
  if (isIP(name) === 4) return name.startsWith("127.");
  return name === "::1" || /^::ffff:127\./.test(name);
}

/** The name in a `Host` header without the port; undefined when it cannot be one. */
export function hostName(header: string | undefined): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+)(?::\d{1,5})?$/i.exec(header ?? "");
  return match?.[1]?.toLowerCase();
}

export function isHostAllowed(header: string | undefined, allowedHosts: readonly string[]): boolean {
  const name = hostName(header);
  if (name === undefined) return false;
  return isLoopbackHost(name) || allowedHosts.some((allowed) => allowed.toLowerCase() === name);
}

/**
 * Whether a browser sends this for a page of another origin. Other clients send neither header. A plain GET
 * without `Origin` passes: it changes nothing, and a link to this device must work.
 */
export function isCrossSite(request: {
  method: string;
  host: string | undefined;
  origin: string | undefined;
  fetchSite: string | undefined;
}): boolean {
  const { method, host, origin, fetchSite } = request;
  const isForeign = fetchSite === "cross-site" || fetchSite === "same-site";
  if (isForeign && method !== "GET" && method !== "HEAD") return true;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase();
}

/** Whether the `Authorization` header brings `token`. */
export function hasToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1] ?? "";
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
