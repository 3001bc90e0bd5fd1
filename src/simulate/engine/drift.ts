import type { Random } from "../../core/backoff.ts";
import { normal } from "./random.ts";

/**
 * Slow wandering around zero (an Ornstein-Uhlenbeck process): standard deviation `deviation`, correlated over
 * `timeConstantMs`. Weather, load and the mood of a machine.
 */
export class Drift {
  #value: number;
  readonly #deviation: number;
  readonly #timeConstantMs: number;
  readonly #random: Random;

  constructor(options: { deviation: number; timeConstantMs: number; random: Random }) {
    this.#deviation = options.deviation;
    this.#timeConstantMs = options.timeConstantMs;
    this.#random = options.random;
    this.#value = normal(options.random) * options.deviation;
  }

  get value(): number {
    return this.#value;
  }

  step(dtMs: number): number {
    const kept = Math.exp(-dtMs / this.#timeConstantMs);
    this.#value = this.#value * kept + normal(this.#random) * this.#deviation * Math.sqrt(1 - kept * kept);
    return this.#value;
  }
}

/** `value` after `dtMs` on its way to `target`, as heat flows: 63% of the way after `timeConstantMs`. */
export function approach(value: number, target: number, dtMs: number, timeConstantMs: number): number {
  return target + (value - target) * Math.exp(-dtMs / timeConstantMs);
}
