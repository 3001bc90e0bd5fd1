import type { IncomingHttpHeaders } from "node:http";
import { fullJitterDelayMs, type Random } from "../../../core/backoff.ts";
import { type Clock, sleep } from "../../../core/clock.ts";
import { errorMessage } from "../../../core/errors.ts";
import { type Channel, type ChannelContext, createChannelState } from "./channel.ts";

export interface HttpGetAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Undefined when it was longer than `bytesMax`. */
  text: string | undefined;
}

/** GET with the credentials of a sink. Never rejects. */
export type HttpGet = (
  url: URL,
  options: { headers: Record<string, string>; timeoutMs: number; bytesMax: number; signal: AbortSignal },
) => Promise<{ status: "answered"; answer: HttpGetAnswer } | { status: "failed"; reason: string }>;

/**
 * Orders by HTTP: `GET ordersUrl` answers `{"orders":[…]}` with 200, or 204, or 304 to the ETag of the last answer.
 *
 * 1. One question at a time, every `pollMs` give or take a fifth, or as soon as `look` says so; with `waitMs` the far side
 *    may hold each until there is an order (RFC 7240 `Prefer: wait`).
 * 2. After a failure full jitter up to `pollMs`, at least `retryMsMin`.
 * 3. An ETag is kept only when every order of its answer is on the disk or refused.
 * 4. At most `ordersMax` orders and `answerBytesMax` bytes of one answer are read; when there are more, no ETag is kept.
 * 5. One that is not taken holds up none of the others.
 */
export function createHttpChannel(
  context: ChannelContext,
  options: { ordersUrl: URL; timeoutMs: number; get: HttpGet; clock: Clock; random: Random },
): Channel {
  const { settings } = context;
  const { ordersUrl, clock, random, get } = options;
  const state = createChannelState(context, () => clock.now());
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let etag: string | undefined;
  let wake = () => {};
  let isAsked = false;

  const question = (waitMs: number): Parameters<HttpGet>[1] => ({
    headers: {
      accept: "application/json",
      "accept-encoding": "identity",
      "edgewise-node": context.node,
      ...(etag === undefined ? {} : { "if-none-match": etag }),
      ...(waitMs > 0 ? { prefer: `wait=${Math.ceil(waitMs / 1_000)}` } : {}),
    },
    timeoutMs: options.timeoutMs + waitMs,
    bytesMax: answerBytesMax,
    signal: stopping.signal,
  });

  /** Why it failed; undefined when the far side answered. */
  const ask = async (): Promise<string | undefined> => {
    const outcome = await get(ordersUrl, question(settings.waitMs));
    if (outcome.status === "failed") return outcome.reason;
    const read = readAnswer(outcome.answer, ordersUrl.host);
    if ("problem" in read) return read.problem;
    state.reached();
    let isWhole = read.orders.length <= ordersMax;
    for (const order of read.orders.slice(0, ordersMax)) {
      // What is not taken, and said so by whoever took it not, is asked for again.
      await context.take(bytesOf(order)).catch(() => {
        isWhole = false;
      });
    }
    if (!isWhole) etag = undefined;
    else if (outcome.answer.status !== 304) etag = outcome.answer.headers.etag;
    return read.orders.length <= ordersMax
      ? undefined
      : `${ordersUrl.host} lists ${read.orders.length} orders; only the first ${ordersMax} are read`;
  };

  const rest = async (delayMs: number) => {
    if (isAsked) return;
    const woken = new AbortController();
    wake = () => woken.abort();
    stopping.signal.addEventListener("abort", wake, { once: true });
    await sleep(clock, delayMs, woken.signal);
    stopping.signal.removeEventListener("abort", wake);
    wake = () => {};
  };

  const run = async () => {
    // A thousand gateways that start together do not ask together.
    await rest(random() * Math.min(settings.pollMs, firstMsMax));
    for (let failures = 0; !stopping.signal.aborted; ) {
      isAsked = false;
      const askedMs = clock.monotonicMs();
      const problem = await ask().catch((error: unknown) => errorMessage(error));
      if (stopping.signal.aborted) return;
      failures = problem === undefined ? 0 : failures + 1;
      if (problem !== undefined) state.lost(problem);
      const heldMs = clock.monotonicMs() - askedMs;
      await rest(pauseMs(failures, heldMs));
    }
  };

  const pauseMs = (failures: number, heldMs: number): number => {
    if (failures > 0) {
      const jitter = fullJitterDelayMs(failures, { baseMs: retryMsMin, maxMs: settings.pollMs, random });
      return Math.max(retryMsMin, jitter);
    }
    // It was held as asked for: the next one goes out at once.
    if (settings.waitMs > 0 && heldMs >= settings.waitMs / 2) return 0;
    return settings.pollMs * (0.8 + 0.4 * random());
  };

  return {
    name: settings.sink,
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
    look() {
      isAsked = true;
      wake();
    },
    async reach(signal) {
      const outcome = await get(ordersUrl, { ...question(0), signal });
      if (outcome.status === "failed" || "problem" in readAnswer(outcome.answer, ordersUrl.host))
        return false;
      state.reached();
      return true;
    },
    state: () => state.current(),
  };
}

const answerBytesMax = 4 * 1_048_576;
const ordersMax = 1_000;
const retryMsMin = 1_000;
const firstMsMax = 5_000;

function bytesOf(order: unknown): Buffer {
  try {
    return Buffer.from(JSON.stringify(order));
  } catch {
    // Nested thousands deep: no order, and no reason to leave out those beside it.
    return Buffer.from("nested too deep to be written");
  }
}

function readAnswer(
  answer: HttpGetAnswer,
  host: string,
): { orders: readonly unknown[] } | { problem: string } {
  const { status, text } = answer;
  if (status === 204 || status === 304) return { orders: [] };
  if (status !== 200) return { problem: `${host} answered ${status} when asked for orders` };
  if (text === undefined) return { problem: `the orders of ${host} are longer than ${answerBytesMax} bytes` };
  try {
    const { orders } = JSON.parse(text) as { orders?: unknown };
    if (Array.isArray(orders)) return { orders };
  } catch {
    // Told below: what it is matters less than what it should be.
  }
  return { problem: `${host} did not answer {"orders": […]} when asked for orders` };
}
