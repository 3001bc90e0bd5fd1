import type { Random } from "../../core/backoff.ts";
import { Drift } from "../engine/drift.ts";
import type { Part, Send, World } from "../engine/place.ts";
import { between } from "../engine/random.ts";
import { clamped, Reporter } from "../engine/reporter.ts";

/** The fault in which the radio of the whole network is away. */
export const coordinatorLost = "coordinatorLost";

export interface ZigbeeDeviceOptions {
  world: World;
  /** Friendly name: the last level of the topic. */
  name: string;
  /** Usual time between two reports in milliseconds. */
  everyMs: number;
  /** Percent left; devices on mains power report none. */
  battery?: () => number;
  /** What it measures now; undefined: it says nothing. */
  measure: (at: number) => Readonly<Record<string, unknown>> | undefined;
}

/**
 * One device as Zigbee2MQTT publishes it: one JSON object with all it knows, `last_seen` and `linkquality`
 * (zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html). Out of reach it publishes nothing.
 */
export class ZigbeeDevice implements Part {
  readonly topic: string;
  readonly #options: ZigbeeDeviceOptions;
  readonly #reporter: Reporter;
  readonly #link: Drift;
  readonly #linkUsual: number;
  readonly #random: Random;

  constructor(options: ZigbeeDeviceOptions) {
    const { world, name, everyMs } = options;
    this.#options = options;
    this.topic = `zigbee2mqtt/${name}`;
    this.#random = world.fork(`${name} radio`);
    this.#linkUsual = Math.round(between(this.#random, 90, 190));
    this.#link = new Drift({ deviation: 6, timeConstantMs: 1_800_000, random: this.#random });
    this.#reporter = new Reporter({
      topic: this.topic,
      everyMs,
      random: this.#random,
      payload: (at) => this.#payload(at),
      retain: true,
    });
  }

  get isReachable(): boolean {
    return !this.#options.world.faults.isOn(coordinatorLost);
  }

  tick(at: number, dtMs: number, send: Send): void {
    this.#link.step(dtMs);
    this.#reporter.tick(at, dtMs, send);
  }

  /** Reports at once, as devices do when something changes. */
  report(at: number, send: Send): void {
    this.#reporter.report(at, send);
  }

  /** Whether `topic` is where this device takes commands, and it is there to hear them. */
  hears(topic: string): boolean {
    return topic === `${this.topic}/set` && this.isReachable;
  }

  #payload(at: number): object | undefined {
    const { battery, measure } = this.#options;
    const measured = this.isReachable ? measure(at) : undefined;
    if (measured === undefined) return undefined;
    const noise = between(this.#random, -8, 8);
    return {
      ...measured,
      ...(battery ? { battery: battery() } : {}),
      linkquality: Math.round(clamped(this.#linkUsual + this.#link.value + noise, 8, 255)),
      last_seen: new Date(at).toISOString(),
    };
  }
}
