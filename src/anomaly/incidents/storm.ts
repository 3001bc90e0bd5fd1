import type { Tracked } from "./tracked.ts";

const withinMs = 60_000;

/**
 * Notices when so many incidents open at once, in places that have nothing in common, that something must have happened
 * to all of them: a site without power, a broker that was gone, a clock that jumped. Then all of it is one incident.
 * Remembers at most `openingsMax` openings.
 */
export class StormWatch {
  #openings: { tracked: Tracked; seenAt: number }[] = [];
  #storm: { tracked: Tracked; lastSeenAt: number } | undefined;

  /** The incident of the storm that is going on, for what belongs to no other; undefined when there is none. */
  current(seenAt: number): Tracked | undefined {
    if (this.#storm === undefined) return undefined;
    if (seenAt - this.#storm.lastSeenAt > withinMs || this.#storm.tracked.incident.status === "closed") {
      this.#storm = undefined;
      return undefined;
    }
    this.#storm.lastSeenAt = seenAt;
    return this.#storm.tracked;
  }

  /** Notes that an incident was opened; answers those to be made one when that begins a storm, the first one first. */
  opened(tracked: Tracked, seenAt: number, openingsMin: number): readonly Tracked[] {
    this.#openings = this.#openings.filter(
      (one) => seenAt - one.seenAt <= withinMs && one.tracked.incident.status === "open",
    );
    this.#openings.push({ tracked, seenAt });
    if (this.#openings.length < openingsMin) return [];
    const together = this.#openings.splice(0).map((one) => one.tracked);
    this.#storm = { tracked: together[0] as Tracked, lastSeenAt: seenAt };
    return together;
  }
}
