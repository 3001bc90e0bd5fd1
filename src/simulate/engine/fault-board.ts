import type { Random } from "../../core/backoff.ts";
import { between } from "./random.ts";

/** One thing that can go wrong at a place. */
export interface FaultDefinition {
  name: string;
  /** What really happens, for a person or a test that compares; never published. */
  describe: string;
  /** Series it shows in, as `<topic>` or `<topic>:<field>`, and logs as `<topic>`. */
  signals: readonly string[];
  /** How long it lasts until someone repairs it, in simulated milliseconds. */
  lastsMs: number;
}

/** A fault that was injected, by hand or by chance. */
export interface Injection {
  name: string;
  at: number;
  until: number;
}

export interface FaultPlan {
  /** About when the first one comes after the start, in simulated milliseconds. */
  firstAfterMs: number;
  /** About how long after the end of one the next comes. */
  everyMs: number;
}

/** Keeps which faults are going on. One that goes on already is not started again. */
export class FaultBoard {
  readonly definitions: readonly FaultDefinition[];
  #now: number;
  readonly #running = new Map<string, Injection>();
  readonly #history: Injection[] = [];

  constructor(definitions: readonly FaultDefinition[], startAt: number) {
    this.definitions = definitions;
    this.#now = startAt;
  }

  /** Moves on to `at`; what has lasted long enough is repaired. */
  advance(at: number): void {
    this.#now = at;
    for (const [name, { until }] of this.#running) if (at >= until) this.#running.delete(name);
  }

  inject(name: string, at: number): void {
    const definition = this.definitions.find((each) => each.name === name);
    if (definition === undefined || this.#running.has(name)) return;
    const injection = { name, at, until: at + definition.lastsMs };
    this.#running.set(name, injection);
    this.#history.push(injection);
    if (this.#history.length > historyMax) this.#history.shift();
  }

  /** Milliseconds since the fault began; undefined while all is well. */
  since(name: string): number | undefined {
    const running = this.#running.get(name);
    return running === undefined || running.at > this.#now ? undefined : this.#now - running.at;
  }

  isOn(name: string): boolean {
    return this.since(name) !== undefined;
  }

  /** The last faults, oldest first: the ground truth. */
  history(): readonly Injection[] {
    return this.#history.slice();
  }
}

const historyMax = 100;

/** Injects the faults of a board one after the other at random times, each in turn before any comes again. */
export class FaultTimer {
  readonly #board: FaultBoard;
  readonly #plan: FaultPlan;
  readonly #random: Random;
  #queue: string[] = [];
  #nextAt: number;

  constructor(board: FaultBoard, options: { plan: FaultPlan; startAt: number; random: Random }) {
    this.#board = board;
    this.#plan = options.plan;
    this.#random = options.random;
    this.#nextAt = options.startAt + options.plan.firstAfterMs * between(options.random, 0.7, 1.3);
  }

  advance(at: number): void {
    if (at < this.#nextAt) return;
    if (this.#queue.length === 0) this.#queue = shuffled(this.#board.definitions, this.#random);
    const name = this.#queue.shift() ?? "";
    this.#board.inject(name, at);
    const lastsMs = this.#board.definitions.find((each) => each.name === name)?.lastsMs ?? 0;
    this.#nextAt = at + lastsMs + this.#plan.everyMs * between(this.#random, 0.5, 1.5);
  }
}

function shuffled(definitions: readonly FaultDefinition[], random: Random): string[] {
  return definitions
    .map(({ name }) => ({ name, order: random() }))
    .sort((left, right) => left.order - right.order)
    .map(({ name }) => name);
}
