import { busConfig } from "../../../src/bus/config.ts";
import { type BusService, createBusService } from "../../../src/bus/service.ts";
import { type Clock, systemClock } from "../../../src/core/clock.ts";
import type { Deadline } from "../../../src/core/lifecycle.ts";
import type { Log } from "../../../src/core/log.ts";
import type { InboundMessage, MessageBus, Subscription } from "../../../src/domain/ports.ts";
import { createTestObservability, type LogRecord } from "../../support/observability.ts";

/** A bus over real sockets, with what it logged. Reconnects without waiting. */
export function createTestBus(
  settings: Record<string, unknown>,
  options: { node?: string; clock?: Clock } = {},
): TestBus {
  const observability = createTestObservability(options.clock ?? systemClock);
  const { records } = observability;
  const waiters = new Map<string, (record: LogRecord) => void>();
  const log: Log = {
    write(level, event, message, fields) {
      const record = { level, event, message, fields };
      records.push(record);
      waiters.get(event)?.(record);
    },
  };
  const config = busConfig.parse({ reconnect: { baseMs: 10, maxMs: 50 }, ...settings });
  const node = options.node ?? "test";
  const bus = createBusService({
    config,
    node,
    baseTopic: `edgewise/${node}`,
    observability: { ...observability, log },
    random: () => 0.5,
  });
  const logged = (event: string) =>
    new Promise<LogRecord>((resolve) => {
      const record = records.find((each) => each.event === event);
      if (record) resolve(record);
      else waiters.set(event, resolve);
    });
  return { bus, records, logged, expose: () => observability.metrics.expose() };
}

export interface TestBus {
  bus: BusService;
  records: LogRecord[];
  /** Resolves with the first record of this event, also when it was written before. */
  logged(event: string): Promise<LogRecord>;
  expose(): Promise<string>;
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
