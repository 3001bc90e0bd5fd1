import type { Random } from "../../core/backoff.ts";
import type { Part, Send, World } from "../engine/place.ts";
import { between, pick } from "../engine/random.ts";
import { coordinatorLost } from "./zigbee.ts";

const topic = "zigbee2mqtt/bridge/logging";

/**
 * What Zigbee2MQTT writes about itself, in the form of its logging topic. A real one sends no time with it;
 * this one does, because simulated time does not pass as the clock on the wall does.
 */
export class BridgeLog implements Part {
  readonly #world: World;
  readonly #random: Random;
  #nextAt: number;
  #isLost: boolean | undefined;

  constructor(world: World) {
    this.#world = world;
    this.#random = world.fork("bridge log");
    this.#nextAt = world.startAt;
  }

  tick(at: number, _dtMs: number, send: Send): void {
    const isLost = this.#world.faults.isOn(coordinatorLost);
    const write = ([level, namespace, message]: Line) =>
      send(topic, {
        level,
        message: `${namespace}: ${message}`,
        namespace,
        timestamp: new Date(at).toISOString(),
      });
    if (isLost !== this.#isLost) {
      const lines = isLost ? lossLines : startLines;
      for (const line of lines) write(line);
      this.#isLost = isLost;
    }
    if (at < this.#nextAt) return;
    this.#nextAt = at + between(this.#random, 20_000, 80_000);
    write(isLost ? pick(this.#random, lostLines) : this.#usualLine());
  }

  #usualLine(): Line {
    const device = pick(this.#random, devices);
    const chance = this.#random();
    if (chance < 0.6) {
      const link = Math.round(between(this.#random, 60, 210));
      return [
        "info",
        "z2m:mqtt",
        `MQTT publish: topic 'zigbee2mqtt/${device}', payload '{"linkquality":${link}}'`,
      ];
    }
    if (chance < 0.8) return ["debug", "z2m", "Saving state to file /app/data/state.json"];
    if (chance < 0.96) return ["info", "z2m", `Device '${device}' announced itself`];
    return ["warning", "z2m", `Failed to ping '${device}' (attempt 1/2, read timed out after 10000ms)`];
  }
}

type Line = readonly [level: string, namespace: string, message: string];

const devices = [
  "living_room_climate",
  "kitchen_climate",
  "bedroom_climate",
  "hall_lamp",
  "freezer_plug",
] as const;

const startLines: readonly Line[] = [
  ["info", "z2m", "Starting Zigbee2MQTT version 2.1.3"],
  ["info", "z2m", "Coordinator firmware version: 'EmberZNet 7.4.4'"],
  ["info", "z2m", "Currently 16 devices are joined"],
  ["info", "z2m", "Zigbee2MQTT started"],
  ["warning", "z2m", "Failed to ping 'hall_lamp' (attempt 1/2, read timed out after 10000ms)"],
];

const lossLines: readonly Line[] = [
  ["error", "zh:ember:uart:ash", "Adapter connection lost: read ECONNRESET tcp://192.168.1.40:6638"],
  ["error", "z2m", "Adapter disconnected"],
];

const lostLines: readonly [Line, ...Line[]] = [
  ["error", "zh:ember", "Could not connect to the adapter, trying again in 30 seconds"],
  ["error", "z2m", "Error while opening the port: connect EHOSTUNREACH 192.168.1.40:6638"],
  ["error", "z2m", "Failed to start the Zigbee network"],
];
