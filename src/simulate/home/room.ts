import { Drift } from "../engine/drift.ts";
import { numberIn, orderFrom } from "../engine/order.ts";
import { hourOf, type Outside, sunShare } from "../engine/outside.ts";
import type { Part, Send, World } from "../engine/place.ts";
import { clamped, rounded } from "../engine/reporter.ts";
import { ZigbeeDevice } from "./zigbee.ts";

export interface RoomOptions {
  world: World;
  /** Letters and `_`, as the topics have it. */
  name: string;
  outside: Outside;
  /** °C wanted by day and by night. */
  day: number;
  night: number;
  /** Whether the radiator valve is on the network; a room without one is heated all the same. */
  hasValve: boolean;
  isWindowOpen?: () => boolean;
  /** Cooking, showers: extra heat in °C an hour and humidity in percent. */
  use?: (at: number) => { heat: number; moisture: number };
  isValveStuck?: () => boolean;
  battery: () => number;
  /** An empty battery says nothing. */
  isSensorDead?: () => boolean;
}

const hourMs = 3_600_000;
/** How long the room takes to follow the outside. */
const lossHours = 26;
const openWindowLossHours = 5;
/** °C an hour of a cold room with the valve fully open; less the warmer it is. */
const radiatorHeat = 3.2;

/** A room with a radiator, its climate sensor and perhaps a radiator valve that can be set. */
export class Room implements Part {
  temperature: number;
  #humidity = 46;
  readonly #options: RoomOptions;
  readonly #sensor: ZigbeeDevice;
  readonly #valve: ZigbeeDevice;
  readonly #air: Drift;
  #setpoint: number;
  #planned: number;
  #mode: "heat" | "off" = "heat";
  #isHeating = false;
  #at: number;

  constructor(options: RoomOptions) {
    const { world, name } = options;
    this.#options = options;
    this.#at = world.startAt;
    this.#planned = this.#wantedAt(world.startAt);
    this.#setpoint = this.#planned;
    this.temperature = this.#setpoint;
    this.#air = new Drift({ deviation: 2.5, timeConstantMs: 5 * hourMs, random: world.fork(`${name} air`) });
    const noise = new Drift({ deviation: 0.05, timeConstantMs: 90_000, random: world.fork(`${name} noise`) });
    const ownNoise = new Drift({
      deviation: 0.06,
      timeConstantMs: 90_000,
      random: world.fork(`${name} valve`),
    });
    this.#sensor = new ZigbeeDevice({
      world,
      name: `${name}_climate`,
      everyMs: 60_000,
      battery: options.battery,
      measure: () =>
        options.isSensorDead?.()
          ? undefined
          : {
              temperature: rounded(this.temperature + noise.step(60_000), 1),
              humidity: rounded(this.#humidity + 4 * noise.value, 1),
            },
    });
    this.#valve = new ZigbeeDevice({
      world,
      name: `${name}_radiator`,
      everyMs: 120_000,
      battery: () => 90,
      // A stuck valve still reports what it means to do.
      measure: () => ({
        local_temperature: rounded(this.temperature + 0.4 + ownNoise.step(120_000), 1),
        occupied_heating_setpoint: this.#setpoint,
        running_state: this.#isHeating ? "heat" : "idle",
        system_mode: this.#mode,
      }),
    });
  }

  tick(at: number, dtMs: number, send: Send): void {
    this.#at = at;
    this.#heat(at, dtMs);
    this.#sensor.tick(at, dtMs, send);
    if (this.#options.hasValve) this.#valve.tick(at, dtMs, send);
  }

  onMessage(topic: string, payload: string, send: Send): boolean {
    if (!this.#options.hasValve || !this.#valve.hears(topic)) return false;
    const order = orderFrom(payload) ?? {};
    const setpoint = numberIn(order.occupied_heating_setpoint, 5, 30);
    const mode = order.system_mode === "heat" || order.system_mode === "off" ? order.system_mode : undefined;
    if (setpoint === undefined && mode === undefined) return true;
    if (setpoint !== undefined) this.#setpoint = rounded(setpoint, 1);
    if (mode !== undefined) this.#mode = mode;
    this.#valve.report(this.#at, send);
    return true;
  }

  #wantedAt(at: number): number {
    const hour = hourOf(at);
    return hour >= 6 && hour < 22 ? this.#options.day : this.#options.night;
  }

  #heat(at: number, dtMs: number): void {
    const { outside, isWindowOpen, isValveStuck, use } = this.#options;
    const planned = this.#wantedAt(at);
    // What was set by hand counts until the programme next changes.
    if (planned !== this.#planned) this.#setpoint = planned;
    this.#planned = planned;
    const missing = this.#mode === "heat" ? this.#setpoint - this.temperature : -1;
    const opening = isValveStuck?.() ? 1 : clamped(0.25 + 0.8 * missing, 0, 1);
    this.#isHeating = clamped(0.25 + 0.8 * missing, 0, 1) > (this.#isHeating ? 0.05 : 0.12);
    const used = use?.(at) ?? { heat: 0, moisture: 0 };
    const perHour =
      (outside.temperature - this.temperature) / (isWindowOpen?.() ? openWindowLossHours : lossHours) +
      radiatorHeat * opening * clamped((55 - this.temperature) / 35, 0, 1) +
      0.25 * sunShare(at) * outside.clearness +
      used.heat;
    this.temperature += (perHour * dtMs) / hourMs;
    const damp = 46 + this.#air.step(dtMs) + used.moisture - 1.5 * (this.temperature - 20);
    this.#humidity += ((clamped(damp, 15, 98) - this.#humidity) * dtMs) / (0.4 * hourMs);
  }
}
