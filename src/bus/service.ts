import type { Random } from "../core/backoff.ts";
import { every } from "../core/clock.ts";
import { Emitter } from "../core/emitter.ts";
import { createReporter, type Observability } from "../core/events.ts";
import { createRandomId } from "../core/id.ts";
import type { Deadline, Service } from "../core/lifecycle.ts";
import type {
  BusPublishOptions,
  MessageBus,
  PublishOptions,
  PublishResult,
  Subscription,
} from "../domain/ports.ts";
import { plainTopicFilter, topicFilterProblem, topicProblem } from "../domain/topic.ts";
import type { BusConfig } from "./config.ts";
import { type BrokerAddress, connectOptions } from "./connect-options.ts";
import { type Connection, openConnection, type Receive } from "./connection.ts";
import { createConnector } from "./connector.ts";
import { createDispatcher } from "./dispatcher.ts";
import { createEarlyMessages } from "./early-messages.ts";
import type { EmbeddedBroker } from "./embedded-broker.ts";
import { FilterInvalidError } from "./errors.ts";
import { busEvents } from "./events.ts";
import { createFilterSync, type FilterSync } from "./filter-sync.ts";
import { busHealth } from "./health.ts";
import { createHeldPublishes } from "./held-publishes.ts";
import { exposeBusMetrics } from "./metrics.ts";
import { createSubscriber, type Subscriber } from "./subscriber.ts";

export interface BusService extends Service, MessageBus {
  /** The broker in use, without credentials. With the embedded broker on port 0 it is known after `start`. */
  readonly url: string;
  /** True when the daemon runs its own broker. */
  readonly isEmbedded: boolean;
  /**
   * The first half of `stop`, for a caller that still wants to publish: takes no more messages in and
   * resolves when those already queued are handled, or when the deadline passes.
   */
  stopInputs(deadline: Deadline): Promise<void>;
  /** Every part has subscribed: what a kept session brought before that is handed out now. */
  openInputs(): void;
}

/** Time between two turns of idle loops, and between two reports of drops. */
const tickMs = 1_000;
/** With the embedded broker `start` waits at most this long for our own connection to it. */
const firstConnectionMsMax = 5_000;

/**
 * The MQTT bus: the client, with the embedded broker behind it when `bus.url` is left out.
 *
 * Presence: `<baseTopic>/status` is retained and says `online` after each connect, `offline` (the will) when
 * the connection broke, `stopped` after a stop in good order.
 *
 * Loss window: an inbound QoS 1 message is acknowledged when it is in its queue, so a kill loses what is
 * queued and not handled.
 */
export function createBusService(options: {
  config: BusConfig;
  node: string;
  baseTopic: string;
  observability: Observability;
  random: Random;
}): BusService {
  const { config, observability } = options;
  const { clock, metrics } = observability;
  const reporter = createReporter("bus", busEvents, observability);
  const statusTopic = `${options.baseTopic}/status`;
  const isEmbedded = config.url === undefined;
  const own = { user: `edgewise-${createRandomId()}`, password: createRandomId() };
  const dispatcher = createDispatcher({ clock, reporter, payloadBytesMax: config.payloadBytesMax });
  const early = createEarlyMessages(dispatcher);
  const published = exposeBusMetrics(metrics, dispatcher, () => isConnected);
  const connectionChanges = new Emitter<boolean>();
  const held = createHeldPublishes(clock);
  connectionChanges.on((isConnected) => held.setConnected(isConnected));
  const refusedFilters = new Set<string>();
  const loops = new Map<Subscriber, { abort: AbortController; done: Promise<void> }>();
  const connecting = new AbortController();
  const stopping = new AbortController();
  let broker: EmbeddedBroker | undefined;
  let filters: FilterSync | undefined;
  let connectorDone: Promise<void> | undefined;
  let areInputsStopped = false;
  /** Connected, and subscribed to everything. Publishing works a little earlier. */
  let isConnected = false;
  let cancelTicks = () => {};

  const address = (): BrokerAddress => ({
    url: broker?.url ?? config.url ?? `mqtt://${config.broker.host}:${config.broker.port}`,
    user: isEmbedded ? own.user : config.user,
    password: isEmbedded ? own.password : config.password,
    clientId: config.clientId ?? `edgewise-${options.node}`,
    isCleanSession: isEmbedded || config.cleanSession,
  });

  const receive: Receive = (packet, next, keep) => {
    if (!areInputsStopped) {
      // Without a kept session nothing comes before a SUBSCRIBE.
      if (address().isCleanSession) dispatcher.receive(packet, next, keep);
      else early.receive(packet, next, keep);
      return;
    }
    // Unacknowledged, so that a broker that keeps the session delivers it after the next start.
    if (packet.qos === 1) keep();
    next();
  };

  const connector = createConnector({
    clock,
    random: options.random,
    reporter,
    reconnect: config.reconnect,
    attemptMsMax: config.connectTimeoutMs,
    url: () => address().url,
    async open(signal) {
      try {
        const client = await connectOptions(config, address(), statusTopic);
        const { publishesInFlightMax: inFlightMax, publishesWaitingMax: waitingMax } = config;
        return await openConnection({ client, receive, inFlightMax, waitingMax, signal });
      } catch (error) {
        return { ok: false, error };
      }
    },
    async onConnected(connection) {
      refusedFilters.clear();
      filters = createFilterSync({ wanted, target: connection, onRefused: reportRefusedFilter });
      // A broker that does not answer a SUBSCRIBE is of no use, however alive its pings are.
      const cancel = clock.after(config.connectTimeoutMs, () => connection.destroy());
      await filters.refresh();
      cancel();
      if (connector.current !== connection) return;
      // Only now, so that whoever reacts to `online` is heard.
      void announce(connection, "online");
      isConnected = true;
      connectionChanges.emit(true);
    },
    onDisconnected() {
      filters = undefined;
      // A broker that keeps the session delivers again what was not acknowledged.
      if (!address().isCleanSession) {
        early.forget();
        for (const subscriber of dispatcher.subscribers) subscriber.forgetUnacknowledged();
      }
      setDisconnected();
    },
  });

  const setDisconnected = () => {
    if (!isConnected) return;
    isConnected = false;
    connectionChanges.emit(false);
  };

  const announce = async (connection: Connection, state: "online" | "stopped", signal?: AbortSignal) => {
    const result = await connection.publish(statusTopic, state, {
      qos: 1,
      retain: true,
      ...(signal ? { signal } : {}),
    });
    if (result.status === "failed") {
      reporter.report("presenceFailed", { topic: statusTopic, state, reason: result.reason });
    }
  };

  const reportRefusedFilter = (filter: string) => {
    refusedFilters.add(filter);
    reporter.report("subscriptionRefused", { filter });
  };

  const wanted = function* () {
    for (const { subscription } of dispatcher.subscribers) {
      for (const filter of subscription.filters) yield { filter, qos: usableQos(subscription.qos) };
    }
  };

  /** In a kept session QoS 2 becomes 1: its exactly-once state would have to survive this process. */
  const usableQos = (qos: 0 | 1 | 2) => (address().isCleanSession || qos < 2 ? qos : 1);

  const startLoop = (subscriber: Subscriber) => {
    const abort = new AbortController();
    loops.set(subscriber, { abort, done: subscriber.run(abort.signal) });
  };

  const stopInputs = async (deadline: Deadline) => {
    if (areInputsStopped) return;
    // Parts that stop wait for what they publish.
    held.close();
    // A quarter of the time is kept for taking leave of the broker.
    const patience = new AbortController();
    const cancel = clock.after(deadline.remainingMs() * 0.75, () => patience.abort());
    const graceful = AbortSignal.any([deadline.signal, patience.signal]);
    if (address().isCleanSession) await settledBy(filters?.clear(), graceful);
    areInputsStopped = true;
    await settledBy(Promise.all([...loops.keys()].map((subscriber) => subscriber.drained())), graceful);
    cancel();
    for (const { queued, subscription } of dispatcher.subscribers) {
      if (queued > 0) reporter.report("drainCutShort", { subscription: subscription.name, queued }, queued);
    }
  };

  const health = () =>
    busHealth({ state: connector.state, dispatcher, broker, refusedFilters, url: address().url });

  return {
    name: "bus",
    isEmbedded,
    get url() {
      return address().url;
    },
    get isConnected() {
      return isConnected;
    },
    async start(signal) {
      if (isEmbedded) {
        // Here, so that a daemon with a broker elsewhere does not load aedes.
        const { startEmbeddedBroker } = await import("./embedded-broker.ts");
        broker = await startEmbeddedBroker({ config: config.broker, own, reporter });
      }
      for (const subscriber of dispatcher.subscribers) startLoop(subscriber);
      cancelTicks = every(clock, tickMs, () => {
        connector.tick();
        for (const subscriber of dispatcher.subscribers) subscriber.tick();
      });
      connectorDone = connector.run(connecting.signal);
      if (!isEmbedded) return;
      const patience = new AbortController();
      const cancel = clock.after(firstConnectionMsMax, () => patience.abort());
      await connector.firstAttempt(AbortSignal.any([signal, patience.signal]));
      cancel();
    },
    stopInputs,
    openInputs: early.open,
    async stop(deadline) {
      if (stopping.signal.aborted) return;
      stopping.abort();
      await stopInputs(deadline);
      const connection = connector.current;
      connecting.abort();
      await settledBy(connectorDone, deadline.signal);
      if (connection) {
        filters = undefined;
        setDisconnected();
        await announce(connection, "stopped", deadline.signal);
        await connection.leave(deadline.signal);
        reporter.report("stopped", { url: address().url });
      }
      for (const { abort } of loops.values()) abort.abort();
      await settledBy(Promise.all([...loops.values()].map(({ done }) => done)), deadline.signal);
      cancelTicks();
      await settledBy(broker?.close(), deadline.signal);
    },
    health,
    loops: () => [connector.progress, ...dispatcher.subscribers.map(({ progress }) => progress)],
    subscribe(subscription) {
      const plain = plainSubscription(subscription);
      const subscriber = createSubscriber({ subscription: plain, clock, reporter });
      dispatcher.add(subscriber);
      if (connectorDone) startLoop(subscriber);
      void filters?.refresh(plain.filters);
      return () => {
        dispatcher.remove(subscriber);
        loops.get(subscriber)?.abort.abort();
        loops.delete(subscriber);
        void filters?.refresh();
      };
    },
    onConnectionChange: (listener) => connectionChanges.on(listener),
    async publish(topic, payload, publishOptions = {}) {
      const result = await publishPatiently(topic, payload, publishOptions);
      published(result.status);
      return result;
    },
  };

  async function publishPatiently(
    topic: string,
    payload: string | Buffer,
    { awayMsMax = 0, ...publishOptions }: BusPublishOptions,
  ): Promise<PublishResult> {
    const untilMs = clock.monotonicMs() + awayMsMax;
    const bytes = Buffer.byteLength(payload);
    const { signal } = publishOptions;
    for (;;) {
      const result = await publish(topic, payload, publishOptions);
      const isLost = result.status === "offline" || (result.status === "failed" && result.mayHaveArrived);
      if (!isLost) return result;
      const msMax = untilMs - clock.monotonicMs();
      if (!(await held.whenBack({ bytes, msMax, signal }))) return result;
    }
  }

  function publish(
    topic: string,
    payload: string | Buffer,
    publishOptions: PublishOptions,
  ): PublishResult | Promise<PublishResult> {
    const problem = topicProblem(topic);
    if (problem) return { status: "failed", reason: problem };
    if (Buffer.byteLength(payload) > config.payloadBytesMax) {
      return { status: "failed", reason: `the payload is larger than ${config.payloadBytesMax} bytes` };
    }
    const connection = connector.current;
    if (!connection) return { status: "offline" };
    return connection.publish(topic, payload, {
      ...publishOptions,
      qos: usableQos(publishOptions.qos ?? 1),
    });
  }
}

/** @throws FilterInvalidError */
function plainSubscription(subscription: Subscription): Subscription {
  for (const filter of subscription.filters) {
    const problem = topicFilterProblem(filter);
    if (problem) throw new FilterInvalidError(subscription.name, filter, problem);
  }
  return {
    ...subscription,
    filters: subscription.filters.map(plainTopicFilter),
    handle: (messages) => subscription.handle(messages),
  };
}

/** Resolves when `work` does or when `signal` aborts, whichever comes first. */
function settledBy(work: Promise<unknown> | undefined, signal: AbortSignal): Promise<void> {
  if (!work || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    void work.then(() => resolve());
  });
}
