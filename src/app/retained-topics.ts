import type { Clock } from "../core/clock.ts";
import type { InboundMessage, MessageBus } from "../domain/ports.ts";
import { whenAborted } from "./deadline.ts";

export interface RetainedTopicsOptions {
  bus: MessageBus;
  clock: Clock;
  /** Filter of the topics that are kept here and by nobody else. */
  filter: string;
  topicsMax: number;
}

/**
 * Retained topics as they should be at the broker. What is set while the broker is away is published when it
 * is back, and everything is published again after each connect, because a broker without persistence forgets.
 * Topics of ours that the broker still has from before a kill are cleared.
 *
 * Limits and invariants:
 * 1. At most `topicsMax` topics; the one set longest ago is cleared to make room.
 * 2. Only the newest payload of a topic is kept: a retained topic is a state, not a history.
 * 3. A cleared topic is remembered until the broker has taken the empty message. At most `topicsMax` of them: of
 *    more, which only a flood of strange retained messages can make, the broker tells again after the next connect.
 * 4. A topic that the broker refuses is tried again every `retryMs` and holds no other up.
 */
export class RetainedTopics {
  #options: RetainedTopicsOptions;
  #wanted = new Map<string, string>();
  #clearing = new Set<string>();
  /** Topics whose wanted state the broker does not have yet. */
  #dirty = new Set<string>();
  #refused = new Set<string>();
  #flushing: Promise<void> = Promise.resolve();
  #isFlushing = false;
  #isStopped = false;
  #cancelRetry: (() => void) | undefined;
  #unsubscribe = () => {};

  constructor(options: RetainedTopicsOptions) {
    this.#options = options;
    options.bus.onConnectionChange((isConnected) => {
      if (isConnected) this.#publishAll();
    });
  }

  /** Begins to clear topics at the broker that are not wanted; to be called when those that are have been set. */
  start(): void {
    const { bus, filter } = this.#options;
    this.#unsubscribe = bus.subscribe({
      name: "retained",
      filters: [filter],
      qos: 1,
      queue: { capacity: queueCapacity, whenFull: "dropNewest" },
      handle: (messages) => {
        for (const message of messages) this.#clearStrange(message);
      },
    });
  }

  set(topic: string, payload: string): void {
    this.#wanted.delete(topic);
    this.#wanted.set(topic, payload);
    this.#clearing.delete(topic);
    this.#dirty.add(topic);
    const [oldest] = this.#wanted.keys();
    if (this.#wanted.size > this.#options.topicsMax && oldest !== undefined) this.clear(oldest);
    this.#flush();
  }

  clear(topic: string): void {
    this.#wanted.delete(topic);
    this.#clearing.add(topic);
    this.#dirty.add(topic);
    this.#flush();
  }

  /** Resolves when everything is at the broker as far as it can be, or the signal aborts. Nothing is published afterwards. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#unsubscribe();
    await Promise.race([this.#flushing, whenAborted(signal)]);
    this.#isStopped = true;
    this.#cancelRetry?.();
  }

  #clearStrange({ topic, payload, isRetained }: InboundMessage): void {
    if (!isRetained || payload.length === 0 || this.#wanted.has(topic)) return;
    if (this.#clearing.size < this.#options.topicsMax) this.clear(topic);
  }

  #publishAll(): void {
    for (const topic of [...this.#wanted.keys(), ...this.#clearing]) this.#dirty.add(topic);
    this.#flush();
  }

  #flush(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    this.#flushing = this.#publishDirty();
  }

  async #publishDirty(): Promise<void> {
    const { bus } = this.#options;
    for (const topic of this.#dirty) {
      if (this.#isStopped || !bus.isConnected) break;
      const payload = this.#wanted.get(topic) ?? "";
      // Before the publish, so that a change meanwhile is seen and comes after it.
      this.#dirty.delete(topic);
      const { status } = await bus.publish(topic, payload, { qos: 1, retain: true });
      if (status !== "acknowledged") this.#retryLater(topic);
      else if (payload === "") this.#clearing.delete(topic);
      if (status === "offline") break;
    }
    this.#isFlushing = false;
  }

  #retryLater(topic: string): void {
    this.#refused.add(topic);
    this.#cancelRetry ??= this.#options.clock.after(retryMs, () => {
      this.#cancelRetry = undefined;
      for (const refused of this.#refused) this.#dirty.add(refused);
      this.#refused.clear();
      this.#flush();
    });
  }
}

const retryMs = 5_000;
const queueCapacity = 1_000;
