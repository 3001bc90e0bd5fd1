import { Drift } from "../engine/drift.ts";
import { numberIn, orderFrom, switched } from "../engine/order.ts";
import { type Outside, sunShare } from "../engine/outside.ts";
import type { Part, Send, World } from "../engine/place.ts";
import { normal } from "../engine/random.ts";
import { clamped, rounded } from "../engine/reporter.ts";
import { FieldReport } from "./field-report.ts";

const hourMs = 3_600_000;

/** A greenhouse with a heater by night, a roof vent by day, and grow lights. */
export class Greenhouse implements Part {
  // Cool enough that the heater is seen at work in the first half hour.
  #temperature = 13.8;
  #co2 = 480;
  #isHeating = false;
  #ventPosition = 0;
  /** Until when what was set by hand counts; then the climate computer decides again. */
  #byHandUntil = Number.NEGATIVE_INFINITY;
  #areLightsOn = false;
  #brightness = 80;
  #at: number;
  readonly #outside: Outside;
  readonly #isHeaterBroken: () => boolean;
  readonly #air: Drift;
  readonly #climate: FieldReport;
  readonly #heater: FieldReport;
  readonly #vent: FieldReport;
  readonly #lights: FieldReport;

  constructor(options: { world: World; outside: Outside; isHeaterBroken: () => boolean }) {
    const { world, outside } = options;
    this.#outside = outside;
    this.#isHeaterBroken = options.isHeaterBroken;
    this.#at = world.startAt;
    const random = world.fork("greenhouse");
    this.#air = new Drift({ deviation: 3, timeConstantMs: 2 * hourMs, random: world.fork("greenhouse air") });
    const report = (name: string, everyMs: number, measure: () => Readonly<Record<string, unknown>>) =>
      new FieldReport({ world, topic: `farm/greenhouse/${name}`, everyMs, measure });
    this.#climate = report("climate", 30_000, () => ({
      temperature: rounded(this.#temperature + 0.1 * normal(random), 1),
      humidity: rounded(
        clamped(72 - 1.2 * (this.#temperature - 17) + this.#air.value + 0.3 * normal(random), 20, 99),
        1,
      ),
      co2: Math.round(this.#co2 + 6 * normal(random)),
    }));
    this.#heater = report("heater", 60_000, () => ({
      state: this.#isHeating ? "on" : "off",
      power: this.#isHeating && !this.#isHeaterBroken() ? Math.round(3_000 + 20 * normal(random)) : 0,
    }));
    this.#vent = report("vent", 120_000, () => ({
      state: this.#ventPosition > 0 ? "open" : "closed",
      position: this.#ventPosition,
    }));
    this.#lights = report("lights", 120_000, () => ({
      state: this.#areLightsOn ? "on" : "off",
      brightness: this.#brightness,
    }));
  }

  tick(at: number, dtMs: number, send: Send): void {
    this.#at = at;
    this.#air.step(dtMs);
    this.#control(at, send);
    this.#live(at, dtMs);
    for (const part of [this.#climate, this.#heater, this.#vent, this.#lights]) part.tick(at, dtMs, send);
  }

  onMessage(topic: string, payload: string, send: Send): boolean {
    const order = orderFrom(payload) ?? {};
    if (this.#vent.hears(topic)) {
      const position =
        numberIn(order.position, 0, 100) ??
        (order.state === "open" ? 100 : order.state === "close" ? 0 : undefined);
      if (position === undefined) return true;
      this.#ventPosition = Math.round(position);
      this.#byHandUntil = this.#at + 2 * hourMs;
      this.#vent.report(this.#at, send);
      return true;
    }
    if (!this.#lights.hears(topic)) return false;
    const state = switched(order.state, this.#areLightsOn);
    const brightness = numberIn(order.brightness, 0, 100);
    if (state === undefined && brightness === undefined) return true;
    this.#areLightsOn = state ?? (brightness ?? 0) > 0;
    if (brightness !== undefined && brightness > 0) this.#brightness = Math.round(brightness);
    this.#lights.report(this.#at, send);
    return true;
  }

  #control(at: number, send: Send): void {
    if (this.#temperature < 14.5) this.#isHeating = true;
    if (this.#temperature > 16) this.#isHeating = false;
    // In steps of ten, with some play so that the motor rests.
    const wanted = clamped((this.#temperature - 23) * 20, 0, 100);
    const isFar = Math.abs(wanted - this.#ventPosition) > 12 || (wanted === 0 && this.#ventPosition > 0);
    if (at < this.#byHandUntil || !isFar) return;
    this.#ventPosition = Math.round(wanted / 10) * 10;
    this.#vent.report(at, send);
  }

  #live(at: number, dtMs: number): void {
    const sun = sunShare(at) * this.#outside.clearness;
    const away = this.#outside.temperature - this.#temperature;
    const perHour =
      away / 3 +
      (away * this.#ventPosition) / 100 / 0.8 +
      11 * sun +
      (this.#isHeating && !this.#isHeaterBroken() ? 9 : 0) +
      (this.#areLightsOn ? 0.4 : 0);
    this.#temperature += (perHour * dtMs) / hourMs;
    // Plants breathe out by night and take it up by day.
    const target = 640 - 240 * Math.min(1, 1.6 * sun + this.#ventPosition / 100);
    this.#co2 += ((target - this.#co2) * dtMs) / (1.5 * hourMs);
  }
}
