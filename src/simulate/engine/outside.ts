import type { Random } from "../../core/backoff.ts";
import { Drift } from "./drift.ts";

const dayMs = 86_400_000;

/** Part of the day in [0, 1); the simulated place keeps UTC. */
export function dayPart(at: number): number {
  return (((at % dayMs) + dayMs) % dayMs) / dayMs;
}

/** Hour of the day with fractions, in [0, 24). */
export function hourOf(at: number): number {
  return dayPart(at) * 24;
}

/** Height of the sun as a share of noon: 0 from 18:00 to 06:00, 1 at noon. */
export function sunShare(at: number): number {
  return Math.max(0, Math.sin((hourOf(at) - 6) * (Math.PI / 12)));
}

/** Weather of one place: a daily cycle that lags the sun by two hours, with slow changes on top. */
export class Outside {
  /** °C */
  temperature: number;
  /** Share of the sun that clouds let through, in [0.2, 1]. */
  clearness = 1;
  readonly #mean: number;
  readonly #swing: number;
  readonly #front: Drift;
  readonly #clouds: Drift;

  constructor(options: { meanTemperature: number; swing: number; startAt: number; random: Random }) {
    this.#mean = options.meanTemperature;
    this.#swing = options.swing;
    this.#front = new Drift({ deviation: 1.5, timeConstantMs: dayMs, random: options.random });
    this.#clouds = new Drift({ deviation: 0.25, timeConstantMs: 2_400_000, random: options.random });
    this.temperature = this.#temperatureAt(options.startAt);
  }

  step(at: number, dtMs: number): void {
    this.#front.step(dtMs);
    this.clearness = Math.min(1, Math.max(0.2, 0.75 + this.#clouds.step(dtMs)));
    this.temperature = this.#temperatureAt(at);
  }

  /** Light outside in lux. */
  illuminance(at: number): number {
    return Math.round(40_000 * sunShare(at) * this.clearness);
  }

  #temperatureAt(at: number): number {
    return this.#mean + this.#front.value - this.#swing * Math.cos((hourOf(at) - 2) * (Math.PI / 12));
  }
}
