import type { Clock } from "../../core/clock.ts";
import { LruMap } from "../../core/lru-map.ts";

/**
 * Limits: per minute and thing, and per minute altogether; each a bucket that holds one minute's worth and
 * refills evenly. Buckets of at most `thingsMax` things are kept, the one used longest ago is forgotten.
 */
const thingsMax = 5_000;

export interface RateLimits {
  actionsPerMinute: number;
  actionsPerEntityPerMinute: number;
}

export interface RateLimiter {
  /** Takes one from both buckets, or neither: then which one is empty, and for how long yet. */
  take(entityId: string): { ok: true } | { ok: false; scope: "entity" | "all"; waitMs: number };
  setLimits(limits: RateLimits): void;
}

interface Bucket {
  level: number;
  atMs: number;
}

export function createRateLimiter(clock: Clock, initial: RateLimits): RateLimiter {
  let limits = initial;
  const all: Bucket = { level: initial.actionsPerMinute, atMs: clock.monotonicMs() };
  const byEntity = new LruMap<string, Bucket>(thingsMax);

  const refill = (bucket: Bucket, perMinute: number) => {
    const nowMs = clock.monotonicMs();
    bucket.level = Math.min(perMinute, bucket.level + ((nowMs - bucket.atMs) * perMinute) / 60_000);
    bucket.atMs = nowMs;
  };

  return {
    take(entityId) {
      const own = byEntity.get(entityId) ?? {
        level: limits.actionsPerEntityPerMinute,
        atMs: clock.monotonicMs(),
      };
      byEntity.set(entityId, own);
      refill(own, limits.actionsPerEntityPerMinute);
      refill(all, limits.actionsPerMinute);
      if (own.level < 1)
        return { ok: false, scope: "entity", waitMs: wait(own, limits.actionsPerEntityPerMinute) };
      if (all.level < 1) return { ok: false, scope: "all", waitMs: wait(all, limits.actionsPerMinute) };
      own.level -= 1;
      all.level -= 1;
      return { ok: true };
    },
    setLimits(next) {
      limits = next;
    },
  };
}

function wait(bucket: Bucket, perMinute: number): number {
  return Math.ceil(((1 - bucket.level) * 60_000) / perMinute);
}
