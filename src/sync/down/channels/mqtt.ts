import type { Clock } from "../../../core/clock.ts";
import { errorMessage } from "../../../core/errors.ts";
import type { ListeningLink } from "../../network/mqtt-link.ts";
import { ordersTopic } from "../orders-topic.ts";
import { type Channel, type ChannelContext, createChannelState } from "./channel.ts";

/**
 * Orders by MQTT: each message on one of `topics` is one order. QoS 1; retained ones are taken too, which costs nothing,
 * since an order is obeyed once.
 *
 * 1. A message is acknowledged when the order is on the disk or refused. One that the disk did not take stays
 *    unacknowledged, and the connection is made anew later, upon which the broker gives it again: after `againMs`, twice as long each
 *    time, and not while the disk takes nothing: the bridge's records go by the same connection.
 * 2. Messages are taken one after the other; the broker's own limit on unacknowledged messages bounds how many wait.
 */
export function createMqttChannel(
  context: ChannelContext,
  options: { open: () => Promise<ListeningLink>; clock: Clock },
): Channel {
  const { settings } = context;
  const { clock } = options;
  const state = createChannelState(context, () => clock.now());
  let link: ListeningLink | undefined;
  let isStopped = false;
  let pauseMs = againMs;
  let cancelAgain = () => {};
  let opening: Promise<void> = Promise.resolve();

  const open = async () => {
    try {
      link = await options.open();
    } catch (error) {
      state.lost(errorMessage(error));
      if (isStopped) return;
      cancelAgain = clock.after(againMs, () => {
        opening = open();
      });
      return;
    }
    const opened = link;
    if (isStopped) {
      await opened.close();
      return;
    }
    opened.onConnectionChange((isConnected) => {
      if (!isConnected) state.lost(opened.lastFailure?.reason ?? "the connection to the broker was lost");
    });
    opened.subscribe({
      topics: settings.topics.map((topic) => ordersTopic(topic, context.node)),
      async handle(payload) {
        await context.take(payload);
        pauseMs = againMs;
      },
      onSubscribed(refused) {
        if (refused.length === 0) state.reached();
        else state.lost(`the broker refuses a subscription to ${refused.join(", ")}`);
      },
      onUnhandled() {
        cancelAgain();
        const again = () => {
          if (context.isTaking()) opened.reconnect();
          else cancelAgain = clock.after(againMs, again);
        };
        cancelAgain = clock.after(pauseMs, again);
        pauseMs = Math.min(pauseMs * 2, againMsMax);
      },
    });
  };

  return {
    name: settings.sink,
    start() {
      opening = open();
    },
    async stop() {
      isStopped = true;
      cancelAgain();
      await opening;
      await link?.close();
    },
    // Orders are pushed: there is nothing to look at.
    look() {},
    async reach(signal) {
      const isReached = (await link?.ping(signal)) ?? false;
      if (isReached) state.reached();
      return isReached;
    },
    state: () => state.current(),
  };
}

const againMs = 10_000;
const againMsMax = 300_000;
