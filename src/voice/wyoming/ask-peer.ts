import type { Clock } from "../../core/clock.ts";
import { createConnection, type WyomingConnection } from "./connection.ts";
import { dial } from "./dial.ts";
import { WyomingPeerError } from "./errors.ts";
import { textOf, type WyomingMessage } from "./message.ts";

/**
 * Asks a Wyoming service once, over a connection of its own.
 * @throws WyomingPeerError when it cannot be reached, answers with an error, leaves before it has answered, or `timeoutMs`
 * have passed or `signal` aborts before that
 */
export async function askPeer<T>(options: {
  url: string;
  usualPort: number;
  /** For everything together. */
  timeoutMs: number;
  clock: Clock;
  signal: AbortSignal;
  ask(connection: WyomingConnection): Promise<void>;
  /** A value is the answer and ends it. */
  onMessage(message: WyomingMessage): T | undefined;
}): Promise<T> {
  const { url, timeoutMs, clock } = options;
  const late = new AbortController();
  const cancel = clock.after(timeoutMs, () => late.abort());
  const signal = AbortSignal.any([options.signal, late.signal]);
  let answer: { value: T } | undefined;
  try {
    const socket = await dial({ ...options, signal });
    const connection = createConnection({ socket, clock, idleMs: 0 });
    const close = () => connection.close(true);
    signal.addEventListener("abort", close, { once: true });
    // A peer that leaves while it is asked ends the reading too, which tells why.
    options.ask(connection).catch(close);
    const end = await connection.run((received) => {
      if (received.type === "error")
        throw new WyomingPeerError(url, textOf(received.data, "text") ?? "error");
      const value = options.onMessage(received);
      if (value === undefined) return;
      answer = { value };
      connection.close();
    });
    signal.removeEventListener("abort", close);
    if (answer) return answer.value;
    if (options.signal.aborted) throw new WyomingPeerError(url, "given up");
    if (late.signal.aborted) throw new WyomingPeerError(url, `no answer within ${timeoutMs} ms`);
    throw new WyomingPeerError(url, "reason" in end ? end.reason : "it left before it had answered");
  } catch (error) {
    if (late.signal.aborted) throw new WyomingPeerError(url, `no answer within ${timeoutMs} ms`, error);
    throw error;
  } finally {
    cancel();
  }
}
