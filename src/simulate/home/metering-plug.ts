import { Drift } from "../engine/drift.ts";
import { orderFrom, switched } from "../engine/order.ts";
import type { Part, Send, World } from "../engine/place.ts";
import { rounded } from "../engine/reporter.ts";
import { ZigbeeDevice } from "./zigbee.ts";

export interface MeteringPlugOptions {
  world: World;
  name: string;
  /** What the thing behind it draws while the plug is on. */
  watts: (at: number) => number;
  /** Reading of its meter at the start. */
  energyKwh: number;
}

/** A plug that can be switched and meters what flows through it. */
export class MeteringPlug implements Part {
  isOn = true;
  readonly #device: ZigbeeDevice;
  readonly #mains: Drift;
  #watts = 0;
  #energyKwh: number;
  #at: number;

  constructor(options: MeteringPlugOptions) {
    const { world, name } = options;
    this.#energyKwh = options.energyKwh;
    this.#at = world.startAt;
    this.#mains = new Drift({
      deviation: 1.2,
      timeConstantMs: 1_200_000,
      random: world.fork(`${name} mains`),
    });
    this.#device = new ZigbeeDevice({
      world,
      name,
      everyMs: 30_000,
      measure: (at) => {
        this.#watts = this.isOn ? Math.max(0, options.watts(at)) : 0;
        const volts = Math.round(231 + this.#mains.step(30_000));
        return {
          state: this.isOn ? "ON" : "OFF",
          power: rounded(this.#watts, 1),
          current: rounded(this.#watts / volts, 2),
          voltage: volts,
          energy: rounded(this.#energyKwh, 2),
        };
      },
    });
  }

  tick(at: number, dtMs: number, send: Send): void {
    this.#at = at;
    this.#energyKwh += (this.#watts / 1000) * (dtMs / 3_600_000);
    this.#device.tick(at, dtMs, send);
  }

  onMessage(topic: string, payload: string, send: Send): boolean {
    if (!this.#device.hears(topic)) return false;
    const wanted = switched((orderFrom(payload) ?? { state: payload }).state, this.isOn);
    if (wanted === undefined) return true;
    this.isOn = wanted;
    this.#device.report(this.#at, send);
    return true;
  }
}
