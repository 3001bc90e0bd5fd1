import { BoundedQueue } from "../core/bounded-queue.ts";
import type { Clock } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import { LoopProgress } from "../core/lifecycle.ts";
import type { InboundMessage, Subscription } from "../domain/ports.ts";
import type { busEvents } from "./events.ts";

/**
 * One subscription: its queue and the loop that hands batches to the handler.
 *
 * Limits and invariants:
 * 1. `dropOldest` and `dropNewest` never hold up the connection; each lost message is counted.
 * 2. `block`: a message that finds the queue full is parked, at most `parkedMax` of them, in order. A parked
 *    QoS 1 message is acknowledged when it enters the queue, not before. When the parking is full too, the
 *    answer is `full` and the connection reads no further until there is room or its patience ends.
 * 3. A batch has at most `batchMax` messages, and the event loop turns between two batches.
 * 4. A handler that throws loses its batch, is reported, and the loop goes on.
 * 5. At most `queue.capacity + parkedMax + batchMax` messages are in memory.
 */
export interface Subscriber {
  readonly subscription: Subscription;
  readonly progress: LoopProgress;
  readonly queued: number;
  readonly dropped: number;
  /** Whether the next `offer` is certain to be answered with `taken`. */
  readonly isReady: boolean;
  /** Takes `message`, or answers why not. `parked`: call it taken, but acknowledge only when `entered` is called. */
  offer(message: InboundMessage, entered: (() => void) | undefined): "taken" | "parked" | "full";
  /** Counts a message that was given up after the answer `full`. */
  drop(): void;
  /** Calls `run` once when there is room again. */
  onRoom(run: () => void): void;
  /** Forgets parked messages that the broker will deliver again: those whose acknowledgement is still due. */
  forgetUnacknowledged(): void;
  /** Runs the loop until `signal` aborts. Resolves when the last batch is handled. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when nothing waits and no batch is being handled, or when the loop has ended. */
  drained(): Promise<void>;
  /** Makes an idle loop turn, and reports drops since the last time. */
  tick(): void;
}

/** Most messages handed to `handle` at once. */
export const batchMax = 256;
/** Most messages of one `block` subscription taken beyond its queue, unacknowledged. */
export const parkedMax = 256;
/** A handler busy with one batch for longer than this counts as stuck. */
const stuckAfterMs = 120_000;

export function createSubscriber(options: {
  subscription: Subscription;
  clock: Clock;
  reporter: Reporter<typeof busEvents>;
}): Subscriber {
  const { subscription, clock, reporter } = options;
  const queue = new BoundedQueue<InboundMessage>(subscription.queue);
  const mayBlock = subscription.queue.whenFull === "block";
  let parked: { message: InboundMessage; entered: (() => void) | undefined }[] = [];
  let roomListeners: (() => void)[] = [];
  let drainListeners: (() => void)[] = [];
  let wake: (() => void) | undefined;
  let isHandling = false;
  let dropped = 0;
  let droppedReported = 0;

  const progress = new LoopProgress(`bus.${subscription.name}`, {
    monotonicMs: () => clock.monotonicMs(),
    ageMaxMs: stuckAfterMs,
  });

  const hasRoom = () => !mayBlock || (parked.length === 0 && queue.size < queue.capacity);

  const wakeLoop = () => {
    if (wake === undefined) return;
    const run = wake;
    wake = undefined;
    run();
  };

  const unpark = () => {
    if (parked.length === 0) return;
    let moved = 0;
    while (moved < parked.length && queue.size < queue.capacity) {
      const next = parked[moved];
      if (next) queue.push(next.message);
      next?.entered?.();
      moved += 1;
    }
    parked = parked.slice(moved);
    if (moved > 0) for (const run of roomListeners.splice(0)) run();
  };

  const handleBatch = async () => {
    const batch = queue.takeMany(batchMax);
    isHandling = true;
    unpark();
    try {
      const handled = subscription.handle(batch);
      if (handled) await handled;
    } catch (error) {
      reporter.report("handlerFailed", {
        subscription: subscription.name,
        messages: batch.length,
        error: error instanceof Error ? (error.stack ?? error.message) : errorMessage(error),
      });
    }
    isHandling = false;
  };

  const reportDrops = () => {
    const fresh = dropped - droppedReported;
    if (fresh === 0) return;
    droppedReported = dropped;
    const fields = { subscription: subscription.name, dropped, policy: subscription.queue.whenFull };
    reporter.report("messagesDropped", fields, fresh);
  };

  return {
    subscription,
    progress,
    get queued() {
      return queue.size + parked.length;
    },
    get dropped() {
      return dropped;
    },
    get isReady() {
      return hasRoom();
    },
    offer(message, entered) {
      if (!hasRoom()) {
        if (parked.length >= parkedMax) return "full";
        parked.push({ message, entered });
        return "parked";
      }
      if (queue.push(message) !== "accepted") dropped += 1;
      if (wake !== undefined) wakeLoop();
      return "taken";
    },
    drop() {
      dropped += 1;
    },
    onRoom(run) {
      roomListeners.push(run);
    },
    forgetUnacknowledged() {
      parked = parked.filter((each) => each.entered === undefined);
      for (const run of roomListeners.splice(0)) run();
    },
    async run(signal) {
      signal.addEventListener("abort", wakeLoop, { once: true });
      while (!signal.aborted) {
        progress.beat();
        if (queue.size === 0) {
          for (const run of drainListeners.splice(0)) run();
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        // One turn of the event loop between batches keeps the client, timers and other loops going, and
        // lets a whole socket read gather into one batch.
        await nextTurn();
        if (queue.size > 0 && !signal.aborted) await handleBatch();
      }
      reportDrops();
      roomListeners = [];
      for (const run of drainListeners.splice(0)) run();
      drainListeners = [];
    },
    drained() {
      if (queue.size === 0 && parked.length === 0 && !isHandling) return Promise.resolve();
      return new Promise((resolve) => {
        drainListeners.push(resolve);
      });
    },
    tick() {
      reportDrops();
      wakeLoop();
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
