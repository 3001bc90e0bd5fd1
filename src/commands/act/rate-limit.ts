import type { Clock } from "../../core/clock.ts";
import { LruMap } from "../../core/lru-map.ts";

/**
 * Limits: per minute and thing, per minute and source, and per minute altogether; each a bucket that holds one
 * minute's worth and refills evenly. Buckets of at most `thingsMax` things and `sourcesMax` sources are kept, the
 * one used longest ago is forgotten.
 */
const thingsMax = 5_000;
const sourcesMax = 1_000;

export interface RateLimits {
  actionsPerMinute: number;
  actionsPerEntityPerMinute: number;
  actionsPerSourcePerMinute: number;
}

export type RateScope = "entity" | "source" | "all";

export interface RateLimiter {
  /**
   * Takes one from each bucket, or from none: then which one is empty, and for how long yet. What edgewise does by
   * itself has no source.
   */
  take(
    entityId: string,
    source: string | undefined,
  ): { ok: true } | { ok: false; scope: RateScope; waitMs: number };
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
  const bySource = new LruMap<string, Bucket>(sourcesMax);

  const refill = (bucket: Bucket, perMinute: number) => {
    const nowMs = clock.monotonicMs();
    bucket.level = Math.min(perMinute, bucket.level + ((nowMs - bucket.atMs) * perMinute) / 60_000);
    bucket.atMs = nowMs;
    return { bucket, perMinute };
  };

  const own = (buckets: LruMap<string, Bucket>, key: string, perMinute: number) => {
    const bucket = buckets.get(key) ?? { level: perMinute, atMs: clock.monotonicMs() };
    buckets.set(key, bucket);
    return refill(bucket, perMinute);
  };

  return {
    take(entityId, source) {
      const taken: { scope: RateScope; bucket: Bucket; perMinute: number }[] = [
        { scope: "entity", ...own(byEntity, entityId, limits.actionsPerEntityPerMinute) },
        ...(source === undefined
          ? []
          : [{ scope: "source" as const, ...own(bySource, source, limits.actionsPerSourcePerMinute) }]),
        { scope: "all", ...refill(all, limits.actionsPerMinute) },
      ];
      const empty = taken.find(({ bucket }) => bucket.level < 1);
      if (empty) return { ok: false, scope: empty.scope, waitMs: wait(empty.bucket, empty.perMinute) };
      for (const { bucket } of taken) bucket.level -= 1;
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
