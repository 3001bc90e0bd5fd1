import type { MessageBus } from "../../domain/ports.ts";
import type { EntityStates } from "./states.ts";
import type { Thing } from "./thing.ts";

/** Hands on what things report, and subscribes anew when their topics change. */
export interface StateFeed {
  follow(things: readonly Thing[]): void;
  start(): void;
  stop(): void;
}

const queueCapacity = 2_000;

export function createStateFeed(options: { bus: MessageBus; states: EntityStates }): StateFeed {
  const { bus, states } = options;
  let isStarted = false;
  let unsubscribe = () => {};

  const subscribe = () => {
    unsubscribe();
    unsubscribe = () => {};
    const filters = states.topics();
    if (!isStarted || filters.length === 0) return;
    unsubscribe = bus.subscribe({
      name: "entity-states",
      filters,
      qos: 1,
      // The newest state counts, so the oldest goes when a device floods.
      queue: { capacity: queueCapacity, whenFull: "dropOldest" },
      handle: (messages) => {
        for (const message of messages) states.take(message);
      },
    });
  };

  return {
    follow(things) {
      const before = states.topics().join("\n");
      states.follow({ things });
      if (states.topics().join("\n") !== before) subscribe();
    },
    start() {
      isStarted = true;
      subscribe();
    },
    stop() {
      isStarted = false;
      unsubscribe();
      unsubscribe = () => {};
    },
  };
}
