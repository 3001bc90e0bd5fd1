import type { Clock } from "../../core/clock.ts";
import { LruMap } from "../../core/lru-map.ts";

/** Something that came as an order and is none of anybody trusted. */
export interface Stranger {
  digest: string;
  channel: string;
  reason: string;
  at: number;
  id?: string | undefined;
}

/**
 * What is refused before it is known who it is from. It leaves no trace on the disk but its reports, and of these at most
 * `reportsPerHour`: anybody who can write to a topic could otherwise fill the disk. The rest is counted only.
 */
export interface Strangers {
  /** `isNew`: not seen since the start; `isTold`: it is to be reported. */
  meet(stranger: Stranger): { isNew: boolean; isTold: boolean };
  all(): readonly Stranger[];
}

const rememberedMax = 200;
const reportsPerHour = 20;
const hourMs = 3_600_000;

export function createStrangers(clock: Clock): Strangers {
  const seen = new LruMap<string, Stranger>(rememberedMax);
  let told: number[] = [];
  return {
    meet(stranger) {
      if (seen.get(stranger.digest)) return { isNew: false, isTold: false };
      seen.set(stranger.digest, stranger);
      const nowMs = clock.monotonicMs();
      told = told.filter((at) => nowMs - at < hourMs);
      const isTold = told.length < reportsPerHour;
      if (isTold) told.push(nowMs);
      return { isNew: true, isTold };
    },
    all: () => [...seen.values()],
  };
}
