import { numberIn, orderFrom, switched } from "../engine/order.ts";
import type { Part, Send, World } from "../engine/place.ts";
import { clamped } from "../engine/reporter.ts";
import { ZigbeeDevice } from "./zigbee.ts";

export interface LampOptions {
  world: World;
  name: string;
  brightness: number;
  /** What people do with the switch at a time; undefined: nobody touches it. */
  used?: (at: number, isOn: boolean) => boolean | undefined;
}

/** A dimmable lamp: obeys `<topic>/set`, and the people in the house. */
export class Lamp implements Part {
  readonly #options: LampOptions;
  readonly #device: ZigbeeDevice;
  #isOn = false;
  #brightness: number;
  #at: number;

  constructor(options: LampOptions) {
    this.#options = options;
    this.#brightness = options.brightness;
    this.#at = options.world.startAt;
    this.#device = new ZigbeeDevice({
      world: options.world,
      name: options.name,
      everyMs: 240_000,
      measure: () => ({
        state: this.#isOn ? "ON" : "OFF",
        brightness: this.#brightness,
        color_mode: "color_temp",
        color_temp: 370,
      }),
    });
  }

  tick(at: number, dtMs: number, send: Send): void {
    this.#at = at;
    const wanted = this.#options.used?.(at, this.#isOn);
    if (wanted !== undefined && wanted !== this.#isOn) {
      this.#isOn = wanted;
      this.#device.report(at, send);
    }
    this.#device.tick(at, dtMs, send);
  }

  onMessage(topic: string, payload: string, send: Send): boolean {
    if (!this.#device.hears(topic)) return false;
    const order = orderFrom(payload) ?? { state: payload };
    const state = switched(order.state, this.#isOn);
    const step = numberIn(order.brightness_step, -254, 254);
    const level =
      numberIn(order.brightness, 0, 254) ?? (step === undefined ? undefined : this.#brightness + step);
    if (state === undefined && level === undefined) return true;
    if (state !== undefined) this.#isOn = state;
    if (level !== undefined) {
      // Zigbee lamps go out at level 0 and come on when they are given a level.
      this.#isOn = level > 0;
      this.#brightness = Math.round(clamped(level, 1, 254));
    }
    this.#device.report(this.#at, send);
    return true;
  }
}
