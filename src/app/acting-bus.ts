import type { MessageBus } from "../domain/ports.ts";

/**
 * The bus as the commands part sees it: before a message to a device goes out, the series of that device (on the
 * topic above the command's, as in `lamp/set`) are expected to change.
 */
export function createActingBus(
  bus: MessageBus,
  baseTopic: string,
  expectChange: (topics: readonly string[]) => void,
): MessageBus {
  return {
    get isConnected() {
      return bus.isConnected;
    },
    subscribe: (subscription) => bus.subscribe(subscription),
    onConnectionChange: (listener) => bus.onConnectionChange(listener),
    publish(topic, payload, options) {
      const device = topic.slice(0, Math.max(0, topic.lastIndexOf("/"))) || topic;
      if (!topic.startsWith(`${baseTopic}/`)) expectChange([device]);
      return bus.publish(topic, payload, options);
    },
  };
}
