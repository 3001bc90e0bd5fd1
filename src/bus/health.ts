import type { Health } from "../core/lifecycle.ts";
import type { ConnectionState } from "./connector.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { EmbeddedBroker } from "./embedded-broker.ts";

/** How the bus is doing, in words. Offline is `degraded`: everything that needs no broker works on. */
export function busHealth(bus: {
  state: ConnectionState;
  dispatcher: Dispatcher;
  broker: EmbeddedBroker | undefined;
  refusedFilters: ReadonlySet<string>;
  url: string;
}): Health {
  const figures: Record<string, number | string> = { received: bus.dispatcher.receivedMessages };
  for (const { subscription, queued, dropped } of bus.dispatcher.subscribers) {
    figures[`${subscription.name} queued`] = queued;
    if (dropped > 0) figures[`${subscription.name} dropped`] = dropped;
  }
  if (bus.broker) {
    figures["broker connections"] = bus.broker.connections;
    figures["broker retained topics"] = bus.broker.retainedTopics;
  }
  const { state } = bus;
  if (state.status !== "connected")
    return { status: "degraded", detail: offlineDetail(state, bus.url), figures };
  const since = `connected to ${bus.url} since ${iso(state.since)}`;
  if (bus.refusedFilters.size === 0) return { status: "ok", detail: since, figures };
  const refused = [...bus.refusedFilters].slice(0, 5).join(", ");
  return { status: "degraded", detail: `${since}; the broker refused ${refused}`, figures };
}

function offlineDetail(state: Exclude<ConnectionState, { status: "connected" }>, url: string): string {
  switch (state.status) {
    case "idle":
      return `not running; the broker is ${url}`;
    case "connecting":
      return `connecting to ${url}; offline since ${iso(state.since)}: ${state.reason}`;
    case "waiting":
      return [
        `offline since ${iso(state.since)}: ${state.reason}; ${url} is tried again at ${iso(state.nextAttemptAt)}.`,
        state.hint,
      ]
        .join(" ")
        .trim();
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
