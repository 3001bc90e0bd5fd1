import { approach, Drift } from "../engine/drift.ts";
import { orderFrom, switched } from "../engine/order.ts";
import { type Outside, sunShare } from "../engine/outside.ts";
import type { Part, Send, World } from "../engine/place.ts";
import { normal } from "../engine/random.ts";
import { clamped, quantised, rounded } from "../engine/reporter.ts";
import { FieldReport } from "./field-report.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Soil moisture in percent at which a zone is watered, and up to which. */
const waterBelow = 31;
const waterTo = 36;
/** Litres a minute. */
const pumpFlow = 38;
const gravityFlow = 18;
const tankLitres = 12_000;

/** One zone: its soil and its valve. */
class Zone {
  moisture: number;
  /** What the controller wants. */
  isWanted = false;
  readonly #soil: FieldReport;
  readonly #valve: FieldReport;
  readonly #isStuck: () => boolean;
  readonly #dryness: number;
  #wasOpen = false;
  /** °C of the soil, which follows the air over half a day. */
  #warmth: number;

  constructor(options: {
    world: World;
    number: number;
    moisture: number;
    dryness: number;
    outside: Outside;
    isStuck: () => boolean;
  }) {
    const { world, number, outside } = options;
    this.moisture = options.moisture;
    this.#dryness = options.dryness;
    this.#isStuck = options.isStuck;
    this.#warmth = 7 + 0.5 * outside.temperature;
    const random = world.fork(`zone ${number}`);
    this.#soil = new FieldReport({
      world,
      topic: `farm/zone/${number}/soil`,
      everyMs: 60_000,
      measure: () => ({
        moisture: rounded(this.moisture + 0.08 * normal(random), 1),
        temperature: rounded(this.#warmth + 0.05 * normal(random), 1),
        battery: 88,
      }),
    });
    this.#valve = new FieldReport({
      world,
      topic: `farm/zone/${number}/valve`,
      everyMs: 120_000,
      measure: () => ({ state: this.isOpen ? "open" : "closed" }),
    });
  }

  get isOpen(): boolean {
    return this.isWanted || this.#isStuck();
  }

  water(litres: number): void {
    this.moisture = Math.min(62, this.moisture + litres / 90);
  }

  tick(at: number, dtMs: number, outside: Outside, send: Send): void {
    const perHour = this.#dryness * (0.35 + 1.2 * sunShare(at) * outside.clearness);
    this.moisture = Math.max(8, this.moisture - (perHour * dtMs) / hourMs);
    this.#warmth = approach(this.#warmth, 7 + 0.5 * outside.temperature, dtMs, 10 * hourMs);
    if (this.isOpen !== this.#wasOpen) this.#valve.report(at, send);
    this.#wasOpen = this.isOpen;
    this.#soil.tick(at, dtMs, send);
    this.#valve.tick(at, dtMs, send);
  }

  onMessage(topic: string, payload: string, at: number, send: Send): boolean {
    if (!this.#valve.hears(topic)) return false;
    const word = String(orderFrom(payload)?.state ?? payload)
      .trim()
      .toLowerCase();
    if (word !== "open" && word !== "close") return true;
    this.isWanted = word === "open";
    this.#wasOpen = this.isOpen;
    this.#valve.report(at, send);
    return true;
  }
}

/** Tank, pump and three zones, watered one after the other as their soil dries. */
export class Irrigation implements Part {
  /** Since when the pump has run without flow, in milliseconds. */
  dryMs = 0;
  #level = 74;
  #isRefilling = false;
  #isRunning = false;
  #isByHand = false;
  #restUntil: number;
  #flow = 0;
  #at: number;
  readonly #outside: Outside;
  readonly #isBlocked: () => boolean;
  readonly #zones: readonly Zone[];
  readonly #pump: FieldReport;
  readonly #tank: FieldReport;

  constructor(options: {
    world: World;
    outside: Outside;
    isBlocked: () => boolean;
    isValveStuck: () => boolean;
  }) {
    const { world, outside } = options;
    this.#outside = outside;
    this.#isBlocked = options.isBlocked;
    this.#at = world.startAt;
    this.#restUntil = world.startAt + 5 * minuteMs;
    const zone = (number: number, moisture: number, dryness: number) =>
      new Zone({
        world,
        number,
        moisture,
        dryness,
        outside,
        isStuck: number === 2 ? options.isValveStuck : () => false,
      });
    // The first two fall dry at once, so that a round of watering is seen at the beginning.
    this.#zones = [zone(1, 31, 1), zone(2, 30.8, 0.85), zone(3, 33.5, 1.15)];
    const random = world.fork("pump");
    const load = new Drift({ deviation: 8, timeConstantMs: 20 * minuteMs, random });
    this.#pump = new FieldReport({
      world,
      topic: "farm/pump",
      everyMs: 20_000,
      measure: () => ({
        state: this.#isRunning ? "on" : "off",
        flow: quantised(this.#flow === 0 ? 0 : this.#flow + 0.5 * normal(random), 0.1),
        power: this.#isRunning
          ? Math.round((this.dryMs > 0 ? 310 : 742) + load.step(20_000) + normal(random))
          : 0,
        pressure: rounded(this.#isRunning && this.dryMs === 0 ? 2.8 + 0.02 * normal(random) : 0.3, 2),
      }),
    });
    this.#tank = new FieldReport({
      world,
      topic: "farm/tank",
      everyMs: 60_000,
      measure: () => ({ level: rounded(this.#level + 0.05 * normal(random), 1) }),
    });
  }

  tick(at: number, dtMs: number, send: Send): void {
    this.#at = at;
    this.#control(at);
    const wasRunning = this.#isRunning;
    const isAsked = this.#isByHand || this.#zones.some(({ isWanted }) => isWanted);
    this.#isRunning = isAsked && at >= this.#restUntil;
    this.dryMs = this.#isRunning && this.#isBlocked() ? this.dryMs + dtMs : 0;
    // The pump protects itself, and tries again later.
    if (this.dryMs > 75_000) this.#restUntil = at + 25 * minuteMs;
    if (wasRunning !== this.#isRunning) this.#pump.report(at, send);
    this.#pour(dtMs);
    for (const zone of this.#zones) zone.tick(at, dtMs, this.#outside, send);
    this.#pump.tick(at, dtMs, send);
    this.#tank.tick(at, dtMs, send);
  }

  onMessage(topic: string, payload: string, send: Send): boolean {
    if (this.#pump.hears(topic)) {
      const wanted = switched(orderFrom(payload)?.state, this.#isRunning);
      if (wanted === undefined) return true;
      this.#isByHand = wanted;
      if (!wanted) {
        for (const zone of this.#zones) zone.isWanted = false;
        this.#restUntil = this.#at + 10 * minuteMs;
      } else this.#restUntil = this.#at;
      this.#isRunning = wanted;
      this.#flow = wanted && !this.#isBlocked() ? pumpFlow : 0;
      this.#pump.report(this.#at, send);
      return true;
    }
    return this.#zones.some((zone) => zone.onMessage(topic, payload, this.#at, send));
  }

  /** One zone at a time, the driest first. */
  #control(at: number): void {
    const watered = this.#zones.find(({ isWanted }) => isWanted);
    if (watered !== undefined) {
      if (watered.moisture >= waterTo) watered.isWanted = false;
      return;
    }
    if (at < this.#restUntil) return;
    const driest = this.#zones.reduce((dry, zone) => (zone.moisture < dry.moisture ? zone : dry));
    if (driest.moisture < waterBelow) driest.isWanted = true;
  }

  #pour(dtMs: number): void {
    const open = this.#zones.filter(({ isOpen }) => isOpen);
    const isPumping = this.#isRunning && this.dryMs === 0;
    // By hand with all valves closed, the water goes back to the tank through the filter.
    const isRound = open.length === 0;
    this.#flow = isPumping ? pumpFlow : !this.#isBlocked() && !isRound && !this.#isRunning ? gravityFlow : 0;
    const litres = (this.#flow * dtMs) / minuteMs;
    for (const zone of open) zone.water(litres / open.length);
    if (this.#level < 55) this.#isRefilling = true;
    if (this.#level > 88) this.#isRefilling = false;
    const gained = this.#isRefilling ? (9 * dtMs) / hourMs : 0;
    this.#level = clamped(this.#level + gained - (isRound ? 0 : (100 * litres) / tankLitres), 0, 100);
  }
}
