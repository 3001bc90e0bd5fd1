import type { Clock } from "../../src/core/clock.ts";
import type {
  InboundMessage,
  MessageBus,
  PublishOptions,
  PublishResult,
  Subscription,
} from "../../src/domain/ports.ts";
import { matchTopic } from "../../src/domain/topic.ts";

export interface PublishedMessage {
  topic: string;
  payload: string;
  options: PublishOptions;
}

export interface MemoryBus extends MessageBus {
  readonly published: PublishedMessage[];
  readonly subscriptions: ReadonlySet<Subscription>;
  setConnected(isConnected: boolean): void;
  /** What `publish` answers from now on; undefined: acknowledged while connected. */
  answerWith(result: PublishResult | undefined): void;
  /** Called on every publish before it is acknowledged, to play the device. */
  onPublish(listener: (message: PublishedMessage) => void): void;
  /** Delivers a message to the subscriptions that match, and waits until they have handled it. */
  deliver(
    topic: string,
    payload: string | Buffer,
    options?: { isRetained?: boolean; isRedelivered?: boolean },
  ): Promise<void>;
}

/** A bus without a broker: what is published is remembered, what is delivered reaches the subscriptions at once. */
export function createMemoryBus(clock: Clock): MemoryBus {
  const published: PublishedMessage[] = [];
  const subscriptions = new Set<Subscription>();
  const connectionListeners = new Set<(isConnected: boolean) => void>();
  const publishListeners: ((message: PublishedMessage) => void)[] = [];
  let isConnected = true;
  let fixedResult: PublishResult | undefined;
  return {
    published,
    subscriptions,
    get isConnected() {
      return isConnected;
    },
    setConnected(next) {
      isConnected = next;
      for (const listener of connectionListeners) listener(next);
    },
    answerWith(result) {
      fixedResult = result;
    },
    onPublish(listener) {
      publishListeners.push(listener);
    },
    async publish(topic, payload, options = {}) {
      if (!isConnected) return { status: "offline" };
      const message = { topic, payload: payload.toString(), options };
      published.push(message);
      for (const listener of publishListeners) listener(message);
      return fixedResult ?? { status: "acknowledged" };
    },
    subscribe(subscription) {
      subscriptions.add(subscription);
      return () => subscriptions.delete(subscription);
    },
    onConnectionChange(listener) {
      connectionListeners.add(listener);
      return () => connectionListeners.delete(listener);
    },
    async deliver(topic, payload, { isRetained = false, isRedelivered = false } = {}) {
      const message: InboundMessage = {
        topic,
        payload: Buffer.from(payload),
        qos: 1,
        isRetained,
        isRedelivered,
        receivedAt: clock.now(),
        receivedMonotonicMs: clock.monotonicMs(),
      };
      for (const subscription of subscriptions) {
        const isWanted = subscription.filters.some((filter) => matchTopic(filter, topic) !== undefined);
        if (isWanted) await subscription.handle([message]);
      }
    },
  };
}
