import type { InboundMessage, MessageBus } from "../../domain/ports.ts";
import type { StreamTable } from "./stream-table.ts";

/** Messages that wait; a recorder's 20 ms pieces make this several seconds. The oldest goes first: sound is of no use late. */
const queueCapacity = 256;

/** The streams listen to these topics, each message for `take`, until the result is called; what they hold is not closed by it. */
export function subscribeToSound(options: {
  bus: MessageBus;
  name: string;
  filters: readonly string[];
  streams: StreamTable;
  take: (message: InboundMessage) => void;
}): () => void {
  const { bus, name, filters, streams, take } = options;
  streams.start();
  const unfollow = bus.onConnectionChange(() => streams.interrupt());
  const unlisten = bus.subscribe({
    name,
    filters: [...filters],
    qos: 1,
    queue: { capacity: queueCapacity, whenFull: "dropOldest" },
    handle(messages) {
      for (const message of messages) take(message);
      streams.noteProblems();
    },
  });
  return () => {
    unfollow();
    unlisten();
  };
}
