import { type BusConfig, busConfig } from "../../../src/bus/config.ts";
import { type BusService, createBusService } from "../../../src/bus/service.ts";
import { type Clock, systemClock } from "../../../src/core/clock.ts";
import type { Deadline } from "../../../src/core/lifecycle.ts";
import type { InboundMessage, MessageBus, Subscription } from "../../../src/domain/ports.ts";
import { createTestObservability, type LogRecord } from "../../support/observability.ts";

/** A bus over real sockets, with what it logged. Reconnects without waiting. */
export function createTestBus(
  settings: Record<string, unknown>,
  options: { node?: string; clock?: Clock } = {},
): { bus: BusService; records: LogRecord[]; expose(): Promise<string>; config: BusConfig } {
  const observability = createTestObservability(options.clock ?? systemClock);
  const config = busConfig.parse({ reconnect: { baseMs: 10, maxMs: 50 }, ...settings });
  const node = options.node ?? "test";
  const bus = createBusService({
    config,
    node,
    baseTopic: `edgewise/${node}`,
    observability,
    random: () => 0.5,
  });
  return { bus, records: observability.records, expose: () => observability.metrics.expose(), config };
}

/** A deadline that passes after `ms` of real time. */
export function deadlineIn(ms: number): Deadline {
  const startedAt = performance.now();
  return {
    remainingMs: () => Math.max(0, ms - (performance.now() - startedAt)),
    signal: AbortSignal.timeout(ms),
  };
}

/** A subscription that keeps what it gets and lets a test wait for a message. */
export function collect(
  filters: readonly string[],
  options: Partial<Omit<Subscription, "filters" | "handle">> = {},
): { subscription: Subscription; received: InboundMessage[]; texts(): string[]; next: Waiter } {
  const received: InboundMessage[] = [];
  const waiters: (() => boolean)[] = [];
  const settle = () => {
    for (const waiter of [...waiters]) if (waiter()) waiters.splice(waiters.indexOf(waiter), 1);
  };
  const next: Waiter = (is) =>
    new Promise((resolve) => {
      const check = () => {
        const found = received.find(is);
        if (found) resolve(found);
        return found !== undefined;
      };
      if (!check()) waiters.push(check);
    });
  return {
    received,
    next,
    texts: () => received.map((message) => message.payload.toString()),
    subscription: {
      name: "collected",
      qos: 1,
      queue: { capacity: 1_000, whenFull: "dropOldest" },
      ...options,
      filters,
      handle(messages) {
        received.push(...messages);
        settle();
      },
    },
  };
}

type Waiter = (is: (message: InboundMessage) => boolean) => Promise<InboundMessage>;

/** Resolves when the connection is up (or down). */
export function connection(bus: MessageBus, isUp: boolean): Promise<void> {
  if (bus.isConnected === isUp) return Promise.resolve();
  return new Promise((resolve) => {
    const remove = bus.onConnectionChange((isConnected) => {
      if (isConnected !== isUp) return;
      remove();
      resolve();
    });
  });
}
