import { type Clock, sleep } from "../../core/clock.ts";
import type { Publisher, PublishResult } from "../../domain/ports.ts";
import type { ReplayRecord } from "../../simulate/replay/record.ts";
import { BrokerRefusedError } from "../errors.ts";

/**
 * Publishes records in order at QoS 1.
 *
 * Limits and invariants:
 * 1. At most `inFlightMax` messages await the broker: its acknowledgements set the pace of `max`, and the daemon
 *    where it can be asked (`keepUp`).
 * 2. After a lost connection what was not acknowledged is sent again, in order (at least once, never left out).
 * 3. It gives up when the broker stays away for `awayMsMax`, or takes the same message `attemptsMax` times in vain.
 */
const inFlightMax = 200;
const awayMsMax = 120_000;
const firstWaitMsMax = 10_000;
const attemptsMax = 5;
const retryMs = 250;
const keepUpEvery = 100;

/** The broker as the replay needs it. */
export interface ReplayLink extends Publisher {
  readonly isConnected: boolean;
  readonly lastError: string | undefined;
}

interface Pending {
  topic: string;
  payload: string;
  attempts: number;
  result: Promise<PublishResult>;
}

/** Resolves with how many were acknowledged; fewer than there are when `signal` aborts. Throws {@link BrokerRefusedError}. */
export async function publishRecords(options: {
  records: AsyncIterable<ReplayRecord>;
  link: ReplayLink;
  clock: Clock;
  /** The message to send for a record. */
  payloadOf: (record: ReplayRecord) => string;
  /** Data time per time; infinite: as fast as the broker acknowledges. */
  speed: number;
  /** Where the pace begins: the earliest time of the records. */
  firstAt: number | undefined;
  onProgress: (acknowledged: number, note?: string) => void;
  /** What to do when the broker cannot be reached. */
  hint: string;
  signal: AbortSignal;
  /** Resolves when more may follow on so many messages. */
  keepUp?: (published: number) => Promise<void>;
}): Promise<number> {
  const { link, clock, signal, onProgress, hint } = options;
  let acknowledged = 0;
  let sent = 0;
  let inFlight: Pending[] = [];

  const publish = (topic: string, payload: string) => link.publish(topic, payload, { qos: 1, signal });

  const whenConnected = async (waitMsMax: number) => {
    const sinceMs = clock.monotonicMs();
    while (!link.isConnected && !signal.aborted) {
      if (clock.monotonicMs() - sinceMs >= waitMsMax) {
        throw new BrokerRefusedError(
          `The broker cannot be reached (${link.lastError ?? "no answer"}); ${acknowledged} messages were published.`,
          hint,
        );
      }
      onProgress(acknowledged, "waiting for the broker");
      await sleep(clock, retryMs, signal);
    }
  };

  /** Takes the oldest off the window, or mends the whole window when it failed. */
  const settleOldest = async () => {
    const [oldest] = inFlight;
    if (!oldest) return;
    const result = await oldest.result;
    if (result.status === "acknowledged") {
      inFlight.shift();
      acknowledged += 1;
      onProgress(acknowledged);
      return;
    }
    if (!signal.aborted) await sendAgain(result);
    else inFlight = [];
  };

  const sendAgain = async (failure: PublishResult) => {
    const results = await Promise.all(inFlight.map(({ result }) => result));
    const failed = inFlight.filter((_, position) => results[position]?.status !== "acknowledged");
    acknowledged += inFlight.length - failed.length;
    inFlight = failed;
    const [stubborn] = failed.filter(({ attempts }) => attempts >= attemptsMax);
    if (stubborn) {
      const reason =
        failure.status === "failed" ? failure.reason : (link.lastError ?? "the connection broke");
      throw new BrokerRefusedError(
        `The broker does not take the message on ${stubborn.topic} (${reason}); ${acknowledged} messages were published.`,
        "may this user publish there? is the message larger than the broker allows?",
      );
    }
    if (link.isConnected) await sleep(clock, retryMs, signal);
    await whenConnected(awayMsMax);
    for (const pending of failed) {
      pending.attempts += 1;
      pending.result = publish(pending.topic, pending.payload);
    }
  };

  await whenConnected(firstWaitMsMax);
  const pace = createPace(options);
  for await (const record of options.records) {
    await pace(record.at);
    if (signal.aborted) break;
    const payload = options.payloadOf(record);
    inFlight.push({ topic: record.topic, payload, attempts: 1, result: publish(record.topic, payload) });
    while (inFlight.length >= inFlightMax) await settleOldest();
    sent += 1;
    if (sent % keepUpEvery === 0) await options.keepUp?.(sent);
  }
  while (inFlight.length > 0) await settleOldest();
  return acknowledged;
}

/** Waits until a record is due. Times that go back are due at once. */
function createPace(options: {
  clock: Clock;
  speed: number;
  firstAt: number | undefined;
  signal: AbortSignal;
}): (at: number | undefined) => Promise<void> {
  const { clock, speed, firstAt, signal } = options;
  const startMs = clock.monotonicMs();
  return async (at) => {
    if (at === undefined || firstAt === undefined || !Number.isFinite(speed)) return;
    const waitMs = startMs + (at - firstAt) / speed - clock.monotonicMs();
    if (waitMs > 0) await sleep(clock, waitMs, signal);
  };
}
