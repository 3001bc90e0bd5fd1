import { approach, Drift } from "../engine/drift.ts";
import { numberIn, orderFrom, switched } from "../engine/order.ts";
import type { Outside } from "../engine/outside.ts";
import type { Part, Send, World } from "../engine/place.ts";
import { normal } from "../engine/random.ts";
import { Reporter, rounded } from "../engine/reporter.ts";
import type { Shift } from "./shift.ts";

const hourMs = 3_600_000;

/** The compressor of the hall: keeps its tank between 6.5 and 8 bar. */
export class Compressor implements Part {
  readonly topic = "factory/utilities/compressor";
  #pressure = 7.2;
  #isPumping = false;
  #isEnabled = true;
  #temperature = 48;
  #at: number;
  readonly #shift: Shift;
  readonly #isTripped: () => boolean;
  readonly #reporter: Reporter;

  constructor(options: { world: World; shift: Shift; isTripped: () => boolean }) {
    const { world } = options;
    this.#shift = options.shift;
    this.#isTripped = options.isTripped;
    this.#at = world.startAt;
    const random = world.fork("compressor");
    this.#reporter = new Reporter({
      topic: this.topic,
      everyMs: 20_000,
      random,
      payload: (at) => ({
        time: new Date(at).toISOString(),
        state: this.#isOff ? "off" : "on",
        load: this.#isPumping,
        pressure: rounded(Math.max(0, this.#pressure + 0.02 * normal(random)), 2),
        oil_temperature: rounded(this.#temperature + 0.2 * normal(random), 1),
        motor_current: rounded(
          this.#isPumping ? 31 + 0.6 * normal(random) : this.#isOff ? 0 : 9.5 + 0.2 * normal(random),
          1,
        ),
      }),
    });
  }

  get #isOff(): boolean {
    return !this.#isEnabled || this.#isTripped();
  }

  tick(at: number, dtMs: number, send: Send): void {
    this.#at = at;
    if (this.#pressure < 6.5) this.#isPumping = true;
    if (this.#pressure > 8 || this.#isOff) this.#isPumping = false;
    const used = this.#shift.isWorked ? 26 : 18;
    const perHour = (this.#isPumping ? 50 : 0) - used;
    this.#pressure = Math.max(0.2, this.#pressure + (perHour * dtMs) / hourMs);
    this.#temperature = approach(
      this.#temperature,
      this.#isOff ? 24 : this.#isPumping ? 66 : 44,
      dtMs,
      0.8 * hourMs,
    );
    this.#reporter.tick(at, dtMs, send);
  }

  onMessage(topic: string, payload: string, send: Send): boolean {
    if (topic !== `${this.topic}/set`) return false;
    const wanted = switched(orderFrom(payload)?.state, this.#isEnabled);
    if (wanted === undefined) return true;
    this.#isEnabled = wanted;
    this.#reporter.report(this.#at, send);
    return true;
  }
}

/** The conveyor that feeds the press. Its speed can be set. */
export class Conveyor implements Part {
  readonly topic = "factory/line1/conveyor";
  #isEnabled = true;
  #speed = 45;
  #byHandUntil = Number.NEGATIVE_INFINITY;
  #at: number;
  readonly #shift: Shift;
  readonly #reporter: Reporter;

  constructor({ world, shift }: { world: World; shift: Shift }) {
    this.#shift = shift;
    this.#at = world.startAt;
    const random = world.fork("conveyor");
    this.#reporter = new Reporter({
      topic: this.topic,
      everyMs: 30_000,
      random,
      payload: (at) => ({
        time: new Date(at).toISOString(),
        state: this.#isMoving ? "on" : "off",
        speed: this.#speed,
        motor_current: rounded(this.#isMoving ? 1.5 + this.#speed / 20 + 0.1 * normal(random) : 0.2, 1),
      }),
    });
  }

  get #isMoving(): boolean {
    return this.#isEnabled && (this.#shift.isWorked || this.#at < this.#byHandUntil);
  }

  tick(at: number, dtMs: number, send: Send): void {
    this.#at = at;
    this.#reporter.tick(at, dtMs, send);
  }

  onMessage(topic: string, payload: string, send: Send): boolean {
    if (topic !== `${this.topic}/set`) return false;
    const order = orderFrom(payload) ?? {};
    const wanted = switched(order.state, this.#isEnabled);
    const speed = numberIn(order.speed, 10, 80);
    if (wanted === undefined && speed === undefined) return true;
    if (wanted !== undefined) this.#isEnabled = wanted;
    // Started by hand it moves for a while, whether the line is worked or not.
    if (wanted === true) this.#byHandUntil = this.#at + 10 * 60_000;
    if (speed !== undefined) this.#speed = Math.round(speed);
    this.#reporter.report(this.#at, send);
    return true;
  }
}

/** Exhaust fan and climate of the hall. */
export class Hall implements Part {
  temperature = 21;
  #isFanOn = false;
  #at: number;
  readonly #outside: Outside;
  readonly #shift: Shift;
  readonly #fan: Reporter;
  readonly #climate: Reporter;

  constructor({ world, outside, shift }: { world: World; outside: Outside; shift: Shift }) {
    this.#outside = outside;
    this.#shift = shift;
    this.#at = world.startAt;
    const air = new Drift({ deviation: 3, timeConstantMs: 4 * hourMs, random: world.fork("hall air") });
    const random = world.fork("hall");
    this.#climate = new Reporter({
      topic: "factory/hall/climate",
      everyMs: 60_000,
      random,
      payload: (at) => ({
        time: new Date(at).toISOString(),
        temperature: rounded(this.temperature + 0.08 * normal(random), 1),
        humidity: rounded(42 + air.step(60_000) + 0.2 * normal(random), 1),
      }),
    });
    this.#fan = new Reporter({
      topic: fanTopic,
      everyMs: 60_000,
      random: world.fork("fan"),
      payload: (at) => ({ time: new Date(at).toISOString(), state: this.#isFanOn ? "on" : "off" }),
    });
  }

  tick(at: number, dtMs: number, send: Send): void {
    this.#at = at;
    const target =
      17 + 0.25 * this.#outside.temperature + (this.#shift.isWorked ? 3 : 0) - (this.#isFanOn ? 2 : 0);
    this.temperature = approach(this.temperature, target, dtMs, 3 * hourMs);
    this.#climate.tick(at, dtMs, send);
    this.#fan.tick(at, dtMs, send);
  }

  onMessage(topic: string, payload: string, send: Send): boolean {
    if (topic !== `${fanTopic}/set`) return false;
    const wanted = switched(orderFrom(payload)?.state, this.#isFanOn);
    if (wanted === undefined) return true;
    this.#isFanOn = wanted;
    this.#fan.report(this.#at, send);
    return true;
  }
}

const fanTopic = "factory/hall/exhaust_fan";
