import type { Random } from "../../core/backoff.ts";
import { fnv1a } from "../../text/fnv1a.ts";

/**
 * How long the backlog waits after an outage of `outageMs`, uniform in [0, jitterMs): a thousand gateways that lost the
 * same far side must not come back in the same second. A short outage has made a short backlog and gets a short wait
 * (half of it at most).
 *
 * The place of a node comes from its name, and chance moves it: boards that booted together from one image may draw
 * the same random numbers, and names alone would favour the same nodes each time.
 */
export function reconnectDelayMs(options: {
  node: string;
  outageMs: number;
  jitterMs: number;
  random: Random;
}): number {
  const place = fnv1a(options.node) / 2 ** 32 + options.random();
  return (place % 1) * Math.min(options.jitterMs, Math.max(0, options.outageMs) / 2);
}
