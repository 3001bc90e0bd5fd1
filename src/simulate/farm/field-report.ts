import type { Part, Send, World } from "../engine/place.ts";
import { Reporter } from "../engine/reporter.ts";

/** The fault in which the gateway, through which everything at the farm reports, has no power. */
export const gatewayBrownout = "gatewayBrownout";

/** A device behind the field gateway: JSON with the time of the measurement, nothing while the gateway is down. */
export class FieldReport implements Part {
  readonly topic: string;
  readonly #world: World;
  readonly #reporter: Reporter;

  constructor(options: {
    world: World;
    topic: string;
    everyMs: number;
    measure: () => Readonly<Record<string, unknown>>;
  }) {
    const { world, topic, everyMs, measure } = options;
    this.topic = topic;
    this.#world = world;
    this.#reporter = new Reporter({
      topic,
      everyMs,
      random: world.fork(`report ${topic}`),
      payload: (at) => (this.isReachable ? { time: new Date(at).toISOString(), ...measure() } : undefined),
    });
  }

  get isReachable(): boolean {
    return !this.#world.faults.isOn(gatewayBrownout);
  }

  /** Whether `topic` is where this device takes commands, and they get through. */
  hears(topic: string): boolean {
    return topic === `${this.topic}/set` && this.isReachable;
  }

  tick(at: number, dtMs: number, send: Send): void {
    this.#reporter.tick(at, dtMs, send);
  }

  report(at: number, send: Send): void {
    this.#reporter.report(at, send);
  }
}
