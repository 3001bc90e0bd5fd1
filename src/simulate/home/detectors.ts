import type { Random } from "../../core/backoff.ts";
import { hourOf } from "../engine/outside.ts";
import type { Part, Send, World } from "../engine/place.ts";
import { between, happens } from "../engine/random.ts";
import { ZigbeeDevice } from "./zigbee.ts";

/** A motion sensor in the hall. Reports when it sees someone and when it no longer does, and now and then. */
export class HallMotion implements Part {
  isSeen = false;
  readonly #device: ZigbeeDevice;
  readonly #random: Random;
  #seenUntil = Number.NEGATIVE_INFINITY;

  constructor(world: World) {
    this.#random = world.fork("hall people");
    this.#device = new ZigbeeDevice({
      world,
      name: "hall_motion",
      everyMs: 600_000,
      battery: () => 74,
      measure: () => ({ occupancy: this.isSeen }),
    });
  }

  tick(at: number, dtMs: number, send: Send): void {
    const hour = hourOf(at);
    const everyMs = hour >= 6.5 && hour < 23 ? 900_000 : 10_800_000;
    if (happens(this.#random, dtMs, everyMs)) this.#seenUntil = at + between(this.#random, 60_000, 240_000);
    const isSeen = at < this.#seenUntil;
    if (isSeen !== this.isSeen) {
      this.isSeen = isSeen;
      this.#device.report(at, send);
    }
    this.#device.tick(at, dtMs, send);
  }
}

/** A leak sensor under the kitchen sink. */
export class LeakSensor implements Part {
  readonly #device: ZigbeeDevice;
  readonly #isWet: () => boolean;
  #wasWet = false;

  constructor(world: World, isWet: () => boolean) {
    this.#isWet = isWet;
    this.#device = new ZigbeeDevice({
      world,
      name: "kitchen_leak",
      everyMs: 900_000,
      battery: () => 100,
      measure: () => ({ water_leak: this.#isWet() }),
    });
  }

  tick(at: number, dtMs: number, send: Send): void {
    if (this.#isWet() !== this.#wasWet) {
      this.#wasWet = this.#isWet();
      this.#device.report(at, send);
    }
    this.#device.tick(at, dtMs, send);
  }
}
