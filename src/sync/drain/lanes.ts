import type { ClaimRequest } from "../../domain/ports.ts";

/**
 * Which records are next: what is new, or what waited through an outage.
 *
 * 1. `oldestFirst` takes the queue as it is.
 * 2. `liveFirst` sends what is new, and the replay whenever nothing new is left, or after a batch of it that was not
 *    full: then the link has room for both. Where new records fill every batch, the replay still gets its
 *    `replayShareMin` of the batches, so that it ends some day.
 */
export type Age = ClaimRequest["age"];

export class Lanes {
  #isLiveFirst: boolean;
  #liveInRowMax: number;
  #liveInRow = 0;
  #isReplayDue = false;

  constructor(order: "liveFirst" | "oldestFirst", replayShareMin: number) {
    this.#isLiveFirst = order === "liveFirst";
    this.#liveInRowMax = replayShareMin > 0 ? Math.ceil(1 / replayShareMin) - 1 : Number.POSITIVE_INFINITY;
  }

  /** In the order in which they are to be tried; without the replay when that has to wait. */
  next(mayReplay: boolean): Age[] {
    if (!this.#isLiveFirst) return mayReplay ? [undefined] : [];
    if (!mayReplay) return ["live"];
    return this.#isReplayDue || this.#liveInRow >= this.#liveInRowMax
      ? ["historical", "live"]
      : ["live", "historical"];
  }

  note(age: Age, isFull: boolean): void {
    const isLive = age === "live";
    this.#liveInRow = isLive ? this.#liveInRow + 1 : 0;
    this.#isReplayDue = isLive && !isFull;
  }
}
