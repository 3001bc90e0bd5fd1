import { fullJitterDelayMs, type Random } from "../core/backoff.ts";
import type { Clock } from "../core/clock.ts";
import type { Reporter } from "../core/events.ts";
import { LoopProgress } from "../core/lifecycle.ts";
import { type ConnectFailure, explainConnectFailure } from "./connect-failure.ts";
import type { Connection } from "./connection.ts";
import type { busEvents } from "./events.ts";

/** The state of the connection, for health. */
export type ConnectionState =
  | { status: "idle" }
  | { status: "connecting"; since: number; reason: string }
  | { status: "connected"; since: number }
  | {
      status: "waiting";
      since: number;
      reason: string;
      why: ConnectFailure["why"];
      hint: string;
      nextAttemptAt: number;
    };

/**
 * Keeps one connection open: connects, waits for its end, waits a random while, connects again, for ever.
 *
 * Limits and invariants:
 * 1. At most one connection or attempt at a time.
 * 2. Waits have full jitter up to `reconnect.maxMs`. They start small again only after a connection that held
 *    for `stableAfterMs`, or two clients with one client id would throw each other out without pause.
 * 3. The loop beats on every turn and every `tick`, so a stuck attempt shows.
 */
export interface Connector {
  readonly progress: LoopProgress;
  readonly state: ConnectionState;
  readonly current: Connection | undefined;
  /** Runs until `signal` aborts; the last connection is left to the caller to close. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when the first attempt has failed or its connection is ready for use. */
  firstAttempt(signal: AbortSignal): Promise<void>;
  tick(): void;
}

const stableAfterMs = 30_000;

export function createConnector(options: {
  clock: Clock;
  random: Random;
  reporter: Reporter<typeof busEvents>;
  reconnect: { baseMs: number; maxMs: number };
  /** One attempt takes at most this long. */
  attemptMsMax: number;
  /** For log and health; free of secrets. */
  url: () => string;
  open(signal: AbortSignal): Promise<{ ok: true; connection: Connection } | { ok: false; error: unknown }>;
  /** Resolves when the connection is ready for use. */
  onConnected(connection: Connection): Promise<void>;
  onDisconnected(connection: Connection): void;
}): Connector {
  const { clock, reporter } = options;
  let state: ConnectionState = { status: "idle" };
  let current: Connection | undefined;
  let offlineSince = clock.now();
  let settleFirstAttempt = () => {};
  const attempted = new Promise<void>((resolve) => {
    settleFirstAttempt = resolve;
  });
  let wake = () => {};
  const progress = new LoopProgress("bus.connection", {
    monotonicMs: () => clock.monotonicMs(),
    ageMaxMs: options.attemptMsMax + 60_000,
  });

  /** Waits for `done` (or the signal), turning the loop on every tick meanwhile. */
  const turnUntil = async (done: Promise<unknown>, signal: AbortSignal) => {
    let isOver = false;
    const finish = () => {
      isOver = true;
      wake();
    };
    signal.addEventListener("abort", finish, { once: true });
    void done.then(finish);
    while (!isOver && !signal.aborted) {
      progress.beat();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    signal.removeEventListener("abort", finish);
  };

  const hold = async (connection: Connection, signal: AbortSignal): Promise<number> => {
    const sinceMs = clock.monotonicMs();
    current = connection;
    state = { status: "connected", since: clock.now() };
    reporter.report("connected", { url: options.url(), isSessionPresent: connection.isSessionPresent });
    void options.onConnected(connection).then(settleFirstAttempt);
    let ended: { error: unknown } | undefined;
    const closed = connection.closed.then((error) => {
      ended = { error };
    });
    await turnUntil(closed, signal);
    if (!ended) return 0;
    current = undefined;
    settleFirstAttempt();
    offlineSince = clock.now();
    const reason =
      ended.error === undefined ? "closed by the broker" : explainConnectFailure(ended.error).reason;
    state = { status: "connecting", since: offlineSince, reason };
    reporter.report("disconnected", { url: options.url(), reason });
    options.onDisconnected(connection);
    return clock.monotonicMs() - sinceMs;
  };

  const wait = async (delayMs: number, signal: AbortSignal) => {
    let cancel = () => {};
    const passed = new Promise<void>((resolve) => {
      cancel = clock.after(delayMs, resolve);
    });
    await turnUntil(passed, signal);
    cancel();
  };

  return {
    progress,
    get state() {
      return state;
    },
    get current() {
      return current;
    },
    async run(signal) {
      let attempt = 0;
      state = { status: "connecting", since: clock.now(), reason: "not connected yet" };
      while (!signal.aborted) {
        progress.beat();
        const opened = await options.open(signal);
        if (signal.aborted) {
          if (opened.ok) opened.connection.destroy();
          break;
        }
        let reason = "closed by the broker";
        let hint = "";
        let why: ConnectFailure["why"] = "closed";
        if (opened.ok) {
          const heldMs = await hold(opened.connection, signal);
          if (heldMs >= stableAfterMs) attempt = 0;
          if (state.status === "connecting") reason = state.reason;
        } else {
          const { event, ...failure } = explainConnectFailure(opened.error);
          ({ reason, hint, why } = failure);
          reporter.report(event, { url: options.url(), ...failure });
          settleFirstAttempt();
        }
        if (signal.aborted) break;
        const delayMs = fullJitterDelayMs(attempt, { ...options.reconnect, random: options.random });
        attempt += 1;
        state = {
          status: "waiting",
          since: offlineSince,
          reason,
          why,
          hint,
          nextAttemptAt: clock.now() + delayMs,
        };
        await wait(delayMs, signal);
      }
      settleFirstAttempt();
      current = undefined;
      state = { status: "idle" };
    },
    firstAttempt(signal) {
      return new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve(), { once: true });
        void attempted.then(resolve);
      });
    },
    tick: () => wake(),
  };
}
