import type { Random } from "../../core/backoff.ts";
import { hourOf } from "../engine/outside.ts";
import type { Part, Send, World } from "../engine/place.ts";
import { between, happens } from "../engine/random.ts";
import { ZigbeeDevice } from "./zigbee.ts";

export interface ContactOptions {
  world: World;
  name: string;
  /** How often people open it in these hours, on average, and how long it stays open. */
  everyMs: number;
  hours: readonly [from: number, to: number];
  openMs: readonly [min: number, max: number];
}

/** A door or window with a contact sensor: `contact` is true while it is closed. Reports when it moves, and now and then. */
export class Contact implements Part {
  isOpen = false;
  readonly #options: ContactOptions;
  readonly #device: ZigbeeDevice;
  readonly #random: Random;
  #openUntil = Number.NEGATIVE_INFINITY;

  constructor(options: ContactOptions) {
    this.#options = options;
    this.#random = options.world.fork(`${options.name} people`);
    this.#device = new ZigbeeDevice({
      world: options.world,
      name: options.name,
      everyMs: 1_500_000,
      battery: () => 87,
      measure: () => ({ contact: !this.isOpen }),
    });
  }

  tick(at: number, dtMs: number, send: Send): void {
    const { everyMs, hours, openMs } = this.#options;
    const hour = hourOf(at);
    const isUsed = hour >= hours[0] && hour < hours[1] && happens(this.#random, dtMs, everyMs);
    if (isUsed) this.#openUntil = Math.max(this.#openUntil, at + between(this.#random, ...openMs));
    const isOpen = at < this.#openUntil;
    if (isOpen !== this.isOpen) {
      this.isOpen = isOpen;
      this.#device.report(at, send);
    }
    this.#device.tick(at, dtMs, send);
  }
}
