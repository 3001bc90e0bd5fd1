/** How a part is doing, in words a user can act on. `degraded`: works with something missing. */
export interface Health {
  status: "ok" | "degraded" | "failed";
  /** One sentence: what is wrong and since when, or what is being done. */
  detail: string;
  /** Small facts for `edgewise status`, e.g. `{ series: 120 }`. */
  figures?: Readonly<Record<string, number | string>>;
}

/**
 * One part of the daemon. Constructors only assign; `start` may fail and then nothing of the part is left
 * running; `stop` never fails, ends within the deadline (after it, by force) and may be called in any state.
 */
export interface Service {
  readonly name: string;
  start(signal: AbortSignal): Promise<void>;
  stop(deadline: Deadline): Promise<void>;
  health(): Health;
  /** The loops that must keep turning for the daemon to count as alive; read by the watchdog. */
  loops?(): readonly LoopProgress[];
}

/** Milliseconds left until a shutdown is forced, read from a monotonic clock. */
export interface Deadline {
  remainingMs(): number;
  /** Aborts when the deadline passes. */
  readonly signal: AbortSignal;
}

/**
 * Proof that a loop turns. A loop calls `beat()` on each turn, an idle loop too (it wakes by itself), so
 * that a stuck one shows as a growing age and the watchdog is not fed.
 */
export class LoopProgress {
  readonly loop: string;
  /** The age above which the loop counts as stuck. */
  readonly ageMaxMs: number;
  #monotonicMs: () => number;
  #beatAtMs: number;

  constructor(loop: string, options: { monotonicMs: () => number; ageMaxMs: number }) {
    this.loop = loop;
    this.ageMaxMs = options.ageMaxMs;
    this.#monotonicMs = options.monotonicMs;
    this.#beatAtMs = options.monotonicMs();
  }

  beat(): void {
    this.#beatAtMs = this.#monotonicMs();
  }

  ageMs(): number {
    return this.#monotonicMs() - this.#beatAtMs;
  }

  get isStuck(): boolean {
    return this.ageMs() > this.ageMaxMs;
  }
}
