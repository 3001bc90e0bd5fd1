import type { CounterMetric, Metrics } from "../core/metrics.ts";
import type { PublishResult } from "../domain/ports.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { busMetrics } from "./events.ts";

/**
 * Exposes what the bus counts. Inbound messages are counted in plain numbers on the hot path and carried over
 * just before each exposition. The returned function counts one publish.
 */
export function exposeBusMetrics(
  metrics: Metrics,
  dispatcher: Dispatcher,
  isConnected: () => boolean,
): (result: PublishResult["status"]) => void {
  const received = metrics.counter(busMetrics.received);
  const receivedBytes = metrics.counter(busMetrics.receivedBytes);
  const published = metrics.counter(busMetrics.published);
  const queued = metrics.gauge(busMetrics.queued);
  const connected = metrics.gauge(busMetrics.connected);
  metrics.beforeExpose(() => {
    raise(received, dispatcher.receivedMessages);
    raise(receivedBytes, dispatcher.receivedBytes);
    connected.set(isConnected() ? 1 : 0);
    for (const subscriber of dispatcher.subscribers) {
      queued.set(subscriber.queued, { subscription: subscriber.subscription.name });
    }
  });
  return (result) => published.increment(1, { result });
}

function raise(counter: CounterMetric, total: number): void {
  const more = total - counter.total();
  if (more > 0) counter.increment(more);
}
