import type { Clock } from "../core/clock.ts";
import type { MessageBus } from "../domain/ports.ts";

/**
 * Retained topics as they should be at the broker. What is set while the broker is away is published when it
 * is back, and everything is published again after each connect, because a broker without persistence forgets.
 *
 * Limits and invariants:
 * 1. At most `topicsMax` topics; the one set longest ago is cleared to make room.
 * 2. Only the newest payload of a topic is kept: a retained topic is a state, not a history.
 * 3. A cleared topic is remembered until the broker has taken the empty message.
 */
export class RetainedTopics {
  #bus: MessageBus;
  #clock: Clock;
  #topicsMax: number;
  /** Wanted payloads; "" clears the topic at the broker. */
  #wanted = new Map<string, string>();
  #dirty = new Set<string>();
  #flushing: Promise<void> | undefined;
  #stopping = new AbortController();
  #cancelRetry = () => {};

  constructor(options: { bus: MessageBus; clock: Clock; topicsMax: number }) {
    this.#bus = options.bus;
    this.#clock = options.clock;
    this.#topicsMax = options.topicsMax;
    options.bus.onConnectionChange((isConnected) => {
      if (!isConnected) return;
      for (const topic of this.#wanted.keys()) this.#dirty.add(topic);
      this.#flush();
    });
  }

  set(topic: string, payload: string): void {
    this.#wanted.delete(topic);
    this.#wanted.set(topic, payload);
    this.#dirty.add(topic);
    if (this.#wanted.size > this.#topicsMax) {
      const oldest = this.#wanted.keys().next().value;
      if (oldest !== undefined) this.set(oldest, "");
    }
    this.#flush();
  }

  clear(topic: string): void {
    this.set(topic, "");
  }

  /** Resolves when everything is at the broker, or the signal aborts. Nothing is published afterwards. */
  async stop(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener("abort", () => resolve(), { once: true }),
    );
    if (!signal.aborted) await Promise.race([this.#flushing, aborted]);
    this.#stopping.abort();
    this.#cancelRetry();
  }

  #flush(): void {
    this.#flushing ??= this.#publishDirty().finally(() => {
      this.#flushing = undefined;
    });
  }

  async #publishDirty(): Promise<void> {
    for (;;) {
      const topic = this.#dirty.values().next().value;
      if (topic === undefined || this.#stopping.signal.aborted || !this.#bus.isConnected) return;
      const payload = this.#wanted.get(topic) ?? "";
      this.#dirty.delete(topic);
      const result = await this.#bus.publish(topic, payload, { qos: 1, retain: true });
      if (result.status === "acknowledged") {
        if (payload === "" && this.#wanted.get(topic) === "") this.#wanted.delete(topic);
        continue;
      }
      this.#dirty.add(topic);
      if (result.status === "offline") return;
      // The broker is there but did not take it: leave the rest a chance and try again in a while.
      this.#cancelRetry();
      this.#cancelRetry = this.#clock.after(retryMs, () => this.#flush());
      return;
    }
  }
}

const retryMs = 5_000;
