import type { Random } from "../../core/backoff.ts";
import { hourOf } from "../engine/outside.ts";
import type { World } from "../engine/place.ts";
import { between, happens } from "../engine/random.ts";

/** Two shifts from 06:00 to 22:00, every day. */
export function isShift(at: number): boolean {
  const hour = hourOf(at);
  return hour >= 6 && hour < 22;
}

/** Whether the line is being worked: shifts with breaks and short stops for material. */
export class Shift {
  isWorked = false;
  readonly #random: Random;
  readonly #startAt: number;
  #stoppedUntil: number;

  constructor(world: World) {
    this.#random = world.fork("shift");
    this.#startAt = world.startAt;
    this.#stoppedUntil = world.startAt + 240_000;
  }

  step(at: number, dtMs: number): void {
    if (happens(this.#random, dtMs, 50 * 60_000))
      this.#stoppedUntil = at + between(this.#random, 60_000, 300_000);
    const hour = hourOf(at);
    const isBreak = [9.5, 12, 18].some((begin) => hour >= begin && hour < begin + 0.4);
    // Whatever the hour, the line is tried out for a while when the simulation begins.
    const isTrial = at - this.#startAt < 45 * 60_000;
    this.isWorked = at >= this.#stoppedUntil && ((isShift(at) && !isBreak) || isTrial);
  }
}
