import { type Clock, every } from "../core/clock.ts";
import type { Health } from "../core/lifecycle.ts";
import type { ClockTrust } from "../domain/ports.ts";
import type { RetainedTopics } from "./retained-topics.ts";

export interface HealthTopicOptions {
  topic: string;
  clock: Clock;
  clockTrust: ClockTrust;
  retained: RetainedTopics;
  health: () => Record<string, Health>;
}

const lookMs = 5_000;

/**
 * Keeps `<base>/health` (retained) true: which parts are not well, and why. Published when the status of a part
 * changes, not with every figure, so that a listener is woken only by news.
 */
export class HealthTopic {
  #options: HealthTopicOptions;
  #told = "";
  #cancel = () => {};

  constructor(options: HealthTopicOptions) {
    this.#options = options;
  }

  start(): void {
    this.#cancel = every(this.#options.clock, lookMs, () => this.#look());
  }

  stop(): void {
    this.#cancel();
  }

  #look(): void {
    const { topic, clock, clockTrust, retained } = this.#options;
    const parts = Object.entries(this.#options.health());
    const statuses = parts.map(([part, { status }]) => `${part} ${status}`).join();
    if (statuses === this.#told) return;
    this.#told = statuses;
    const unwell = parts.filter(([, { status }]) => status !== "ok");
    retained.set(
      topic,
      JSON.stringify({
        schema: "edgewise.health.v1",
        at: new Date(clock.now()).toISOString(),
        clock: clockTrust.quality(),
        status: worst(parts.map(([, { status }]) => status)),
        parts: Object.fromEntries(unwell.map(([part, { status, detail }]) => [part, { status, detail }])),
      }),
    );
  }
}

function worst(statuses: readonly Health["status"][]): Health["status"] {
  if (statuses.includes("failed")) return "failed";
  return statuses.includes("degraded") ? "degraded" : "ok";
}
