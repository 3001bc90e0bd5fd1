import type { Fault } from "../scenario.ts";

/** One thing that can go wrong at a place. */
export interface FaultDefinition {
  readonly name: string;
  readonly describe: string;
  /** Topics in which it shows, as MQTT topic filters. */
  readonly affects: readonly string[];
  /** What names its cause; see `Fault`. */
  readonly cause: readonly string[];
  /** How long a planned one lasts until someone repairs it, in milliseconds. */
  readonly lastsMs: { readonly min: number; readonly max: number };
  /** Whether it would show at that time: a machine at rest wears no bearing. Left out: always. */
  readonly showsAt?: (at: number) => boolean;
  /** A slow drift, which on the first day nobody could tell from the time of day: planned from the second on. */
  readonly isSlow?: boolean;
}

/** Which faults are going on, by the time of the place. */
export class FaultBoard {
  readonly #definitions: readonly FaultDefinition[];
  readonly #now: () => number;
  readonly #running = new Map<string, { from: number; to: number }>();

  constructor(definitions: readonly FaultDefinition[], now: () => number) {
    this.#definitions = definitions;
    this.#now = now;
  }

  /** Milliseconds since the fault began; undefined while all is well. */
  since(name: string): number | undefined {
    const span = this.#running.get(name);
    const now = this.#now();
    if (span && now >= span.to) this.#running.delete(name);
    return span === undefined || now < span.from || now >= span.to ? undefined : now - span.from;
  }

  isOn(name: string): boolean {
    return this.since(name) !== undefined;
  }

  faults(): Fault[] {
    return this.#definitions.map(({ name, describe, affects, cause }) => ({
      name,
      describe,
      affects,
      cause,
      inject: (at) => {
        if (this.isOn(name)) return;
        this.#running.set(name, { from: Math.max(at, this.#now()), to: Number.POSITIVE_INFINITY });
      },
      clear: (at) => {
        const span = this.#running.get(name);
        if (span) span.to = Math.max(at, this.#now());
      },
    }));
  }
}
