import { type Clock, sleep } from "../../core/clock.ts";
import type { ApiClient } from "../api-client.ts";

/**
 * Follows how far the daemon has read what is published. A broker acknowledges long before a subscriber has
 * read, and drops what it cannot keep for one (Mosquitto: beyond 1,000 messages), so its acknowledgements alone
 * would let a fast replay lose data.
 *
 * Limits: at most `unreadMax` messages ahead of the daemon; it is asked at most every `askEveryMs`; a daemon that
 * reads nothing more for `stalledMsMax` is not waited for any longer.
 */
const unreadMax = 400;
const askEveryMs = 100;
const stalledMsMax = 3_000;

export interface Reading {
  /** Resolves when the daemon is near enough to `published`, or is no longer waited for. */
  keepUp(published: number): Promise<void>;
  /** Waits for the daemon to read all; how many it has read, at most `published`. */
  finish(published: number): Promise<number>;
}

interface StatusAnswer {
  health: Record<string, { figures?: Record<string, unknown> }>;
}

/** Undefined when no daemon can be asked. */
export async function watchReading(options: {
  client: ApiClient;
  clock: Clock;
  signal: AbortSignal;
}): Promise<Reading | undefined> {
  const { client, clock, signal } = options;
  const messages = async (): Promise<number | undefined> => {
    const answer = await client.get<StatusAnswer>("/api/status", { signal }).catch(() => undefined);
    const read = answer?.health.ingest?.figures?.messages;
    return typeof read === "number" ? read : undefined;
  };
  const first = await messages();
  if (first === undefined) return undefined;
  let seen = first;
  let read = 0;
  let isStalled = false;

  const waitFor = async (wanted: number) => {
    let movedMs = clock.monotonicMs();
    while (read < wanted && !isStalled && !signal.aborted) {
      const found = (await messages()) ?? seen;
      // A daemon that was started again counts anew.
      const more = found >= seen ? found - seen : found;
      seen = found;
      read += more;
      if (more > 0) movedMs = clock.monotonicMs();
      isStalled = clock.monotonicMs() - movedMs >= stalledMsMax;
      if (read < wanted && !isStalled) await sleep(clock, askEveryMs, signal);
    }
  };

  return {
    keepUp: (published) => waitFor(published - unreadMax),
    async finish(published) {
      isStalled = false;
      await waitFor(published);
      return Math.min(published, read);
    },
  };
}
