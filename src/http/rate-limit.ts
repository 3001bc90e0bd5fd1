import { LruMap } from "../core/lru-map.ts";

/** Addresses remembered; the one seen longest ago is forgotten first (it starts with a full allowance again). */
const addressesMax = 1_024;

export interface RateLimit {
  /** Undefined when the request may pass, else the seconds after which one may. */
  take(address: string): number | undefined;
}

/** A token bucket per client address: a minute's worth at once, then evenly. */
export function createRateLimit(options: { perMinute: () => number; monotonicMs: () => number }): RateLimit {
  const buckets = new LruMap<string, { allowance: number; atMs: number }>(addressesMax);
  return {
    take(address) {
      const perMinute = options.perMinute();
      const nowMs = options.monotonicMs();
      const before = buckets.get(address) ?? { allowance: perMinute, atMs: nowMs };
      const gained = ((nowMs - before.atMs) / 60_000) * perMinute;
      const allowance = Math.min(perMinute, before.allowance + gained);
      const isAllowed = allowance >= 1;
      buckets.set(address, { allowance: isAllowed ? allowance - 1 : allowance, atMs: nowMs });
      return isAllowed ? undefined : Math.ceil(((1 - allowance) * 60) / perMinute);
    },
  };
}
