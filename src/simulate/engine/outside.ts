import type { Random } from "../../core/backoff.ts";
import { Drift } from "./drift.ts";
import type { Part } from "./place.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Hour of the day with fractions, in [0, 24); simulated places keep UTC. */
export function hourOf(at: number): number {
  return (((at % dayMs) + dayMs) % dayMs) / hourMs;
}

/** Height of the sun as a share of noon: 0 from 18:00 to 06:00, 1 at noon. */
export function sunShare(at: number): number {
  return Math.max(0, Math.sin((hourOf(at) - 6) * (Math.PI / 12)));
}

/** Weather of one place: a daily cycle that lags the sun by two hours, with slow changes on top. */
export class Outside implements Part {
  /** °C */
  temperature: number;
  /** Relative, in percent. */
  humidity = 75;
  /** Share of the sun that clouds let through, in [0.2, 1]. */
  clearness = 0.65;
  /** °C that a fault or a test puts on top. */
  chill = 0;
  readonly #mean: number;
  readonly #swing: number;
  readonly #front: Drift;
  readonly #clouds: Drift;
  readonly #moisture: Drift;

  constructor(options: { mean: number; swing: number; startAt: number; random: Random }) {
    const { mean, swing, startAt, random } = options;
    this.#mean = mean;
    this.#swing = swing;
    this.#front = new Drift({ deviation: 1.2, timeConstantMs: 2 * dayMs, random });
    this.#clouds = new Drift({ deviation: 0.15, timeConstantMs: 2 * hourMs, random });
    this.#moisture = new Drift({ deviation: 4, timeConstantMs: 6 * hourMs, random });
    this.temperature = this.#temperatureAt(startAt);
  }

  tick(at: number, dtMs: number): void {
    this.#front.step(dtMs);
    this.clearness = Math.min(1, Math.max(0.2, 0.65 + this.#clouds.step(dtMs)));
    this.temperature = this.#temperatureAt(at);
    const dryness = 3 * (this.temperature - this.#mean);
    this.humidity = Math.min(98, Math.max(25, 75 - dryness + this.#moisture.step(dtMs)));
  }

  /** Sunlight in W/m². */
  sunlight(at: number): number {
    return 800 * sunShare(at) * this.clearness;
  }

  #temperatureAt(at: number): number {
    const daily = this.#swing * Math.cos((hourOf(at) - 14) * (Math.PI / 12));
    return this.#mean + this.#front.value + daily - this.chill;
  }
}
