import { Emitter } from "../../core/emitter.ts";
import type { ConnectListening, LinkSubscription, ListeningLink, MqttLinkOptions } from "./mqtt-link.ts";

/**
 * One connection for all that use the same broker under the same client id: a second one would throw the first out
 * (MQTT 3.1.1 section 3.1.4). A sink publishes and the orders listen over it.
 *
 * 1. The connection is closed when the last user has closed it. One that closes it earlier, as a sink does when the broker
 *    stopped acknowledging, has it made anew for the others.
 * 2. One that opens it with another certificate or password has it made anew with these, for the others too.
 * 3. After `close` a user hears nothing more.
 */
export function shareLinks(connect: ConnectListening): ConnectListening {
  const shared = new Map<string, Promise<Shared>>();
  let turn: Promise<unknown> = Promise.resolve();

  const join = async (options: MqttLinkOptions): Promise<ListeningLink> => {
    const key = JSON.stringify([options.url, options.clientId]);
    const known = await shared.get(key)?.catch(() => undefined);
    if (known && known.users > 0) {
      await known.use(options);
      return createUser(known, () => shared.delete(key));
    }
    const opening = openShared(connect, options);
    shared.set(key, opening);
    try {
      return createUser(await opening, () => shared.delete(key));
    } catch (error) {
      shared.delete(key);
      throw error;
    }
  };

  // One after the other: two that open the same one at a time must find each other.
  return (options) => {
    const joined = turn.then(() => join(options));
    turn = joined.catch(() => {});
    return joined;
  };
}

interface Shared {
  users: number;
  readonly changes: Emitter<boolean>;
  current(): ListeningLink;
  subscribe(subscription: LinkSubscription): () => void;
  use(options: MqttLinkOptions): Promise<void>;
}

async function openShared(connect: ConnectListening, first: MqttLinkOptions): Promise<Shared> {
  const changes = new Emitter<boolean>();
  const subscriptions = new Map<LinkSubscription, () => void>();
  let mark = markOf(first);
  let link: ListeningLink;

  const open = async (options: MqttLinkOptions) => {
    const opened = await connect(options);
    link = opened;
    opened.onConnectionChange((isConnected) => {
      if (link === opened) changes.emit(isConnected);
    });
  };

  await open(first);
  return {
    users: 0,
    changes,
    current: () => link,
    subscribe(subscription) {
      subscriptions.set(subscription, link.subscribe(subscription));
      return () => {
        subscriptions.get(subscription)?.();
        subscriptions.delete(subscription);
      };
    },
    async use(options) {
      if (markOf(options) === mark) return;
      const before = link;
      await before.close();
      await open(options);
      mark = markOf(options);
      for (const subscription of subscriptions.keys()) {
        subscriptions.set(subscription, link.subscribe(subscription));
      }
    },
  };
}

function createUser(shared: Shared, onLast: () => void): ListeningLink {
  const changes = new Emitter<boolean>();
  const unsubscribes: (() => void)[] = [];
  let isClosed = false;
  const stopListening = shared.changes.on((isConnected) => changes.emit(isConnected));
  shared.users += 1;
  return {
    get isConnected() {
      return !isClosed && shared.current().isConnected;
    },
    get lastFailure() {
      return shared.current().lastFailure;
    },
    get limits() {
      return shared.current().limits;
    },
    onConnectionChange: (listener) => changes.on(listener),
    publish: (topic, payload, options) => shared.current().publish(topic, payload, options),
    subscribe(subscription) {
      const unsubscribe = shared.subscribe(subscription);
      unsubscribes.push(unsubscribe);
      return unsubscribe;
    },
    ping: (signal) => shared.current().ping(signal),
    reconnect: () => shared.current().reconnect(),
    async close() {
      if (isClosed) return;
      isClosed = true;
      stopListening();
      for (const unsubscribe of unsubscribes) unsubscribe();
      shared.users -= 1;
      if (shared.users > 0) shared.current().reconnect();
      else {
        onLast();
        await shared.current().close();
      }
    },
  };
}

/** All that a connection is made with; a password that is asked for on each connection is no difference. */
function markOf(options: MqttLinkOptions): string {
  return JSON.stringify(options);
}
