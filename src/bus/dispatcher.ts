import type { Clock } from "../core/clock.ts";
import type { Reporter } from "../core/events.ts";
import type { InboundMessage } from "../domain/ports.ts";
import type { busEvents } from "./events.ts";
import { batchMax, type Subscriber } from "./subscriber.ts";
import { compileTopicMatcher, type TopicMatcher } from "./topic-matcher.ts";

/** What arrived, as the client parsed it. */
export interface InboundPacket {
  topic: string;
  payload: string | Buffer;
  qos: 0 | 1 | 2;
  retain: boolean;
  dup?: boolean;
}

/**
 * Brings each inbound message to every subscription that matches its topic.
 *
 * Limits and invariants:
 * 1. The subscriptions of a topic are remembered for at most `topicsRememberedMax` topics of at most
 *    `topicLengthRemembered` characters; a flood of made-up topics empties the memory, it does not grow it.
 * 2. A payload above `payloadBytesMax` is dropped, counted and acknowledged.
 * 3. When a `block` subscription can take no more, the connection waits at most `patienceMs` (its pings, and the
 *    confirmations of what we publish, wait too). After that its messages are dropped and counted until it has
 *    room again; those of QoS 1 stay unacknowledged, so a broker that keeps sessions delivers them again.
 * 4. After a batch of messages the client reads on in the next turn of the event loop. One turn may find 2 MB
 *    in the socket, more messages than a queue holds, which the handlers would get to see too late.
 */
export interface Dispatcher {
  add(subscriber: Subscriber): void;
  remove(subscriber: Subscriber): void;
  readonly subscribers: readonly Subscriber[];
  readonly receivedMessages: number;
  readonly receivedBytes: number;
  /**
   * Called for each packet. `next` lets the client go on to the following packet; `keep` marks the message as
   * not to be acknowledged until the function it returns is called.
   */
  receive(packet: InboundPacket, next: () => void, keep: () => () => void): void;
}

const topicsRememberedMax = 20_000;
const topicLengthRemembered = 256;
const patienceMs = 1_000;

export function createDispatcher(options: {
  clock: Clock;
  reporter: Reporter<typeof busEvents>;
  payloadBytesMax: number;
}): Dispatcher {
  const { clock, reporter, payloadBytesMax } = options;
  let routes: { subscriber: Subscriber; matchers: TopicMatcher[] }[] = [];
  const remembered = new Map<string, Subscriber[]>();
  const impatient = new Set<Subscriber>();
  let receivedMessages = 0;
  let receivedBytes = 0;

  const match = (topic: string): Subscriber[] => {
    const levels = topic.split("/");
    const found: Subscriber[] = [];
    for (const { subscriber, matchers } of routes) {
      if (matchers.some((matcher) => matcher.matches(topic, levels))) found.push(subscriber);
    }
    if (topic.length <= topicLengthRemembered) {
      if (remembered.size >= topicsRememberedMax) remembered.clear();
      remembered.set(topic, found);
    }
    return found;
  };

  /** Waits for room, at most `patienceMs`; then `retry`, or `giveUp`. */
  const waitForRoom = (subscriber: Subscriber, retry: () => void, giveUp: () => void) => {
    let isSettled = false;
    const settle = (run: () => void) => () => {
      if (isSettled) return;
      isSettled = true;
      cancel();
      run();
    };
    const cancel = clock.after(
      patienceMs,
      settle(() => {
        impatient.add(subscriber);
        subscriber.onRoom(() => impatient.delete(subscriber));
        giveUp();
      }),
    );
    subscriber.onRoom(settle(retry));
  };

  /** The slow way, for subscriptions that park or refuse: offers to each in turn, waiting where needed. */
  const deliver = (
    targets: readonly Subscriber[],
    message: InboundMessage,
    acknowledgement: Acknowledgement | undefined,
    next: () => void,
  ): void => {
    for (const [position, subscriber] of targets.entries()) {
      const answer = subscriber.offer(message, acknowledgement?.release);
      if (answer === "taken") continue;
      acknowledgement?.hold();
      if (answer === "parked") continue;
      if (impatient.has(subscriber)) {
        subscriber.drop();
        continue;
      }
      const later = targets.slice(position + 1);
      const retry = () => {
        deliver([subscriber, ...later], message, acknowledgement, next);
        acknowledgement?.release();
      };
      const giveUp = () => {
        subscriber.drop();
        deliver(later, message, acknowledgement, next);
      };
      waitForRoom(subscriber, retry, giveUp);
      return;
    }
    next();
  };

  return {
    add(subscriber) {
      const matchers = subscriber.subscription.filters.map(compileTopicMatcher);
      routes = [...routes, { subscriber, matchers }];
      remembered.clear();
    },
    remove(subscriber) {
      routes = routes.filter((route) => route.subscriber !== subscriber);
      remembered.clear();
    },
    get subscribers() {
      return routes.map((route) => route.subscriber);
    },
    get receivedMessages() {
      return receivedMessages;
    },
    get receivedBytes() {
      return receivedBytes;
    },
    receive(packet, readOn, keep) {
      const { topic, qos } = packet;
      const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
      receivedMessages += 1;
      const next = receivedMessages % batchMax === 0 ? () => setImmediate(readOn) : readOn;
      receivedBytes += payload.length;
      if (payload.length > payloadBytesMax) {
        reporter.report("messagesOversize", {
          topic: topic.slice(0, topicLengthRemembered),
          bytes: payload.length,
        });
        next();
        return;
      }
      const targets = remembered.get(topic) ?? match(topic);
      const message: InboundMessage = {
        topic,
        payload,
        qos,
        isRetained: packet.retain,
        isRedelivered: packet.dup === true,
        receivedAt: clock.now(),
        receivedMonotonicMs: clock.monotonicMs(),
      };
      for (const subscriber of targets) {
        if (subscriber.isReady) continue;
        deliver(targets, message, qos === 1 ? createAcknowledgement(keep) : undefined, next);
        return;
      }
      for (const subscriber of targets) subscriber.offer(message, undefined);
      next();
    },
  };
}

/** The acknowledgement of one message, due when every subscription that parked it has taken it. */
interface Acknowledgement {
  hold(): void;
  release(): void;
}

function createAcknowledgement(keep: () => () => void): Acknowledgement {
  let acknowledge: (() => void) | undefined;
  let holds = 0;
  return {
    hold() {
      holds += 1;
      acknowledge ??= keep();
    },
    release() {
      holds -= 1;
      if (holds === 0) acknowledge?.();
    },
  };
}
